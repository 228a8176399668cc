/// A web server on loopback, over TLS, with one page.
///
/// `openssl s_server -HTTP`, which takes a file for a whole answer.
package final class HTTPSServer: Sendable {
    package let port: Int
    private let folder = TemporaryFolder("https")
    private let process: ServerProcess

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - identity: The certificate that it shows.
    ///   - path: Where the page is: `mail/config-v1.1.xml`.
    ///   - status: `200 OK`.
    ///   - fields: More header fields, each a line.
    ///   - body: The page.
    package init(
        _ identity: TestAuthority.Identity, path: String, status: String = "200 OK", fields: [String] = [],
        body: String
    ) {
        port = LoopbackSocket.freePort()
        var parent = ""
        for name in path.split(separator: "/").dropLast() {
            parent += (parent.isEmpty ? "" : "/") + name
            folder.makeFolder(parent)
        }
        let header = ["HTTP/1.0 \(status)", "Content-Type: text/xml"] + fields
        folder.write(header.map { $0 + "\r\n" }.joined() + "\r\n" + body, to: path)
        process = ServerProcess(
            [
                "openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-cert", identity.certificate, "-key",
                identity.key, "-HTTP",
            ], in: folder.path)
        LoopbackPorts.waitUntilListening(port)
    }

    package func stop() { process.stop() }
}
