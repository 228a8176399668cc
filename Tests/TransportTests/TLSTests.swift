import TestKit
import Testing
import Transport

/// Certificates made once for all tests.
enum Certificates {
    static let authority = TestAuthority()
    static let good = authority.issue("good")
    static let trust = TLSPolicy(additionalAuthorities: authority.certificate)
}

@Suite("TLS")
struct TLSTests {
    private let connector = NIOConnector()

    private func connect(
        to server: TLSTestServer, _ protection: Endpoint.Protection = .implicitTLS,
        trust: TLSPolicy = Certificates.trust
    ) async throws(TransportError) -> any ByteStream {
        try await connector.connect(to: endpoint(server.port, protection, trust: trust))
    }

    @Test("octets both ways, and what was agreed on", arguments: [["-tls1_2"], ["-tls1_3"]])
    func conversation(_ version: [String]) async throws {
        let server = TLSTestServer(Certificates.good, options: ["-quiet"] + version)
        let stream = try await connect(to: server)
        let security = try #require(await stream.security)
        #expect(security.version == (version == ["-tls1_2"] ? "TLSv1.2" : "TLSv1.3"))
        #expect(security.cipher.contains("AES") || security.cipher.contains("CHACHA20"))
        #expect(security.certificate.names == ["localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"])
        #expect(security.certificate.sha256 == Certificates.good.sha256)
        #expect(security.certificate.subject == "CN = localhost")
        #expect(security.certificate.issuer == "CN = Postern Test CA")
        #expect(security.certificate.notAfter == 4_102_444_799)
        try await stream.write("ping")
        #expect(server.received.read() == Array("ping".utf8))
        server.sent.write(Array("pong".utf8))
        #expect(try await stream.readText(4) == "pong")
        await stream.close()
    }

    @Test("TLS 1.3 can be bound to by keying material that the server has, too (RFC 9266)")
    func exporter() async throws {
        let server = TLSTestServer(
            Certificates.good,
            options: ["-tls1_3", "-keymatexport", "EXPORTER-Channel-Binding", "-keymatexportlen", "32"])
        let binding = try #require(await connect(to: server).security?.binding)
        #expect(binding.kind == "tls-exporter")
        #expect(line(of: server, after: "Keying material: ") == hexadecimal(binding.octets))
    }

    @Test("TLS 1.2 can be bound to by the client's Finished (RFC 5929 §3)")
    func unique() async throws {
        let server = TLSTestServer(Certificates.good, options: ["-tls1_2", "-msg"])
        let binding = try #require(await connect(to: server).security?.binding)
        #expect(binding.kind == "tls-unique")
        // The first one; a header of four octets, then the digest.
        let finished = line(of: server, after: "Finished") + line(of: server, after: "")
        #expect(finished.filter(\.isHexDigit).dropFirst(8).uppercased() == hexadecimal(binding.octets))
    }

    /// What stands behind the words in the first line that has them.
    private func line(of server: TLSTestServer, after words: String) -> String {
        while case let octets = server.received.readLine(), !octets.isEmpty {
            let line = String(decoding: octets, as: UTF8.self)
            if words.isEmpty { return line }
            if let range = line.firstRange(of: words) {
                return String(line[range.upperBound...].filter { !$0.isNewline })
            }
        }
        return ""
    }

    private func hexadecimal(_ octets: [UInt8]) -> String {
        octets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
    }

    @Test("on a connection opened in clear")
    func startTLS() async throws {
        let server = TLSTestServer(Certificates.good)
        let stream = try await connect(to: server, .startTLS)
        #expect(await stream.security == nil)
        try await stream.startTLS()
        #expect(await stream.security?.certificate.sha256 == Certificates.good.sha256)
        try await stream.write("ping")
        #expect(server.received.read() == Array("ping".utf8))
    }

    @Test("octets that came before the handshake end the connection")
    func injected() async throws {
        let server = ScriptedServer(try Trace("S: a1 OK go\nS: * LIST\nS<<FIN"), pieces: .octetByOctet)
        let stream = try await connector.connect(to: endpoint(server.port, .startTLS))
        // The rest is here, or will be taken for the server's handshake, which it is not.
        #expect(try await stream.read(within: longEnough) != nil)
        await #expect(throws: TransportError.self) { try await stream.startTLS() }
        await #expect(throws: TransportError.self) { _ = try await stream.read(within: longEnough) }
        #expect(await stream.security == nil)
    }

    @Test("octets that wait to be read are named")
    func unexpected() async throws {
        let isRead = Heard()
        let server = LoopbackServer { client in
            client.write(Array("first".utf8))
            _ = client.readLine()
            client.write(Array("second".utf8))
            #expect(LoopbackPorts.waitUntilRead(by: client))
            isRead.set([])
            _ = client.readToEnd()
        }
        let stream = try await connector.connect(to: endpoint(server.port, .startTLS))
        #expect(try await stream.readText(5) == "first")
        try await stream.write("\n")
        _ = await isRead.octets()
        await #expect(throws: TransportError.unexpectedOctets) { try await stream.startTLS() }
        await #expect(throws: TransportError.unexpectedOctets) { _ = try await stream.read(within: longEnough) }
    }

    @Test(
        "a server that is not one for TLS",
        arguments: ["* OK IMAP4rev1 ready, but in clear\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "+OK\r\n"])
    func notTLS(_ greeting: String) async throws {
        let server = LoopbackServer { client in
            client.write(Array(greeting.utf8))
            _ = client.readToEnd()
        }
        let error = await #expect(throws: TransportError.self) {
            _ = try await connector.connect(to: endpoint(server.port, .implicitTLS))
        }
        guard case .tlsFailed(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains("is not TLS"), "\(reason)")
    }

    @Test("a server that closes in mid-handshake")
    func closedInHandshake() async throws {
        let server = LoopbackServer { client in _ = client.read() }
        await #expect(
            throws: TransportError.connectionLost(reason: "the server closed the connection in the TLS handshake")
        ) {
            _ = try await connector.connect(to: endpoint(server.port, .implicitTLS))
        }
    }

    @Test("TLS older than 1.2 is refused", arguments: ["-tls1", "-tls1_1"])
    func oldVersion(_ version: String) async throws {
        let server = TLSTestServer(
            Certificates.good, options: ["-quiet", version, "-cipher", "ALL:@SECLEVEL=0"])
        await #expect(
            throws: TransportError.tlsFailed(
                reason: "the server knows only TLS older than 1.2, which is not safe")
        ) { _ = try await connect(to: server) }
    }

    @Test("ciphers without forward secrecy are refused")
    func weakCipher() async throws {
        let rsa = Certificates.authority.issue(
            "rsa-cipher", TestAuthority.Request(key: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]))
        let server = TLSTestServer(rsa, options: ["-quiet", "-tls1_2", "-cipher", "kRSA"])
        await #expect(
            throws: TransportError.tlsFailed(reason: "the server has no cipher in common with this program")
        ) { _ = try await connect(to: server) }
    }

    @Test("the end said within TLS is the end")
    func closeNotify() async throws {
        // s_server says goodbye properly when it plays HTTP.
        let server = TLSTestServer(Certificates.good, options: ["-www"])
        let stream = try await connect(to: server)
        try await stream.write("GET / HTTP/1.0\r\n\r\n")
        #expect(try await stream.readAll().starts(with: Array("HTTP/1.0 200 ok".utf8)))
        #expect(try await stream.read(within: longEnough) == nil, "the end stays the end")
    }

    @Test("an end that is not said within TLS may be an attack, and is an error", arguments: ["-tls1_2", "-tls1_3"])
    func truncation(_ version: String) async throws {
        let server = TLSTestServer(Certificates.good, options: ["-quiet", version])
        let stream = try await connect(to: server)
        server.sent.write(Array("half".utf8))
        #expect(try await stream.readText(4) == "half")
        server.stop()
        await #expect(throws: TransportError.connectionLost(reason: "the connection ended without TLS's own goodbye")) {
            _ = try await stream.read(within: longEnough)
        }
    }

    @Test("octets changed on their way are refused")
    func damaged() async throws {
        let server = TLSTestServer(Certificates.good)
        // A man in the middle who flips a bit in everything behind the handshake.
        let middle = LoopbackServer { client in
            guard let onward = LoopbackSocket.connected(to: server.port) else { return }
            relay(from: client, to: onward)
            var isHandshake = true
            while case var piece = onward.read(), let last = piece.indices.last {
                if !isHandshake { piece[last] ^= 1 }
                isHandshake = false
                client.write(piece)
            }
        }
        let stream = try await connector.connect(
            to: endpoint(middle.port, .implicitTLS, trust: Certificates.trust))
        server.sent.write(Array("pong".utf8))
        await #expect(throws: TransportError.tlsFailed(reason: "what came was damaged or changed on its way")) {
            _ = try await stream.readText(4)
        }
    }

    @Test("50 MB both ways at once arrive as they were")
    func bulk() async throws {
        let octets = noise(50_000_000, seed: 2)
        let server = TLSTestServer(Certificates.good)
        relay(from: server.received, to: server.sent)
        let stream = try await connect(to: server)
        async let back = stream.readAll(upTo: octets.count)
        try await stream.write(octets)
        #expect(try await back == octets)
        await stream.close()
    }
}
