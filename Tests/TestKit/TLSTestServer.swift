/// A TLS server on loopback: `openssl s_server`, whose standard input and output are the
/// octets of the one client at a time.
package final class TLSTestServer: Sendable {
    package let port: Int
    private let process: ServerProcess

    /// What the client sends, in clear.
    package var received: LoopbackSocket { process.output }
    /// Where to write what the client should get.
    package var sent: LoopbackSocket { process.input }

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - identity: What it shows; what follows the first certificate in its file is sent as the chain.
    ///   - options: More of `openssl s_server`: `-tls1_1`, `-cipher`, `-HTTP`. With `-quiet` the streams carry
    ///     nothing but the octets.
    ///   - folder: Where the files are that `-HTTP` serves.
    package init(_ identity: TestAuthority.Identity, options: [String] = ["-quiet"], in folder: String = "/") {
        port = LoopbackSocket.freePort()
        process = ServerProcess(
            [
                "openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-cert", identity.certificate, "-cert_chain",
                identity.certificate, "-key", identity.key,
            ] + options, in: folder)
        LoopbackPorts.waitUntilListening(port)
    }

    package func stop() {
        process.stop()
    }
}
