import TestKit
import Testing
import Transport

/// The test double that all protocol tests stand on.
@Suite("scripted stream")
struct ScriptedStreamTests {
    private static let text = """
        # a small one
        S: * OK ready
        C: a1 STARTTLS
        S: a1 OK go
        TLS
        C~ a2 LOGIN * "*"
        C: a3 NOOP
        S| * 1 FETCH {2}\\r\\n\\x00\\\\
        S:
        S<<FIN
        """

    @Test("plays a trace, whole and octet by octet", arguments: ScriptedStream.Pieces.allCases)
    func plays(_ pieces: ScriptedStream.Pieces) async throws {
        let stream = ScriptedStream(try Trace(Self.text), pieces: pieces)
        #expect(try await line(of: stream) == "* OK ready\r\n")
        try await stream.write(Array("a1 START".utf8))
        try await stream.write(Array("TLS\r\n".utf8))
        #expect(try await line(of: stream) == "a1 OK go\r\n")
        #expect(await stream.security == nil)
        try await stream.startTLS()
        #expect(await stream.security != nil)
        #expect(await stream.problem != nil, "the trace has not ended")
        try await stream.write(Array("a2 LOGIN ada \"x\"\r\na3 NOOP\r\n".utf8))
        var rest: [UInt8] = []
        while let piece = try await stream.read(within: .seconds(1)) { rest += piece }
        #expect(rest == Array("* 1 FETCH {2}\r\n\0\\\r\n".utf8))
        #expect(await stream.problem == nil)
    }

    @Test(
        "notices a client that says something else",
        arguments: ["a1 NOOP\r\n", "a1 STARTTLS\r\nearly", "a1 STARTTLS\n"])
    func mismatch(_ said: String) async throws {
        let stream = ScriptedStream(try Trace(Self.text))
        await #expect(throws: TransportError.self) { try await stream.write(Array(said.utf8)) }
        #expect(await stream.problem?.contains("but the client sent") == true)
    }

    @Test("octets behind the answer to STARTTLS are unexpected")
    func injected() async throws {
        let stream = ScriptedStream(try Trace("S: OK\nS: * LIST\nTLS"), pieces: .octetByOctet)
        #expect(try await line(of: stream) == "OK\r\n")
        await #expect(throws: TransportError.unexpectedOctets) { try await stream.startTLS() }
        await #expect(throws: TransportError.closed) { _ = try await stream.read(within: .seconds(1)) }
    }

    @Test("ends as the trace says")
    func ends() async throws {
        let broken = ScriptedStream(try Trace("S<<RST"))
        await #expect(throws: TransportError.connectionLost(reason: "the connection was reset by the server")) {
            _ = try await broken.read(within: .seconds(1))
        }
        let silent = ScriptedStream(try Trace("S: *\nS<<SILENCE"))
        #expect(try await line(of: silent) == "*\r\n")
        await #expect(throws: TransportError.timedOut(.response)) { _ = try await silent.read(within: .seconds(1)) }
        #expect(await silent.problem == nil)
    }

    @Test("a read that waits is cancelled at once")
    func cancelled() async throws {
        let stream = ScriptedStream(try Trace("C: never"))
        let reading = Task { try await stream.read(within: .seconds(1)) }
        reading.cancel()
        await #expect(throws: TransportError.cancelled) { try await reading.value }
    }

    @Test("connections come in their order")
    func connector() async throws {
        let connector = try ScriptedConnector(traces: "S: one", "S: two")
        let endpoint = Endpoint(host: "mail.example", port: 993, protection: .implicitTLS)
        for word in ["one\r\n", "two\r\n"] {
            let stream = try await connector.connect(to: endpoint)
            #expect(try await stream.read(within: .seconds(1)) == Array(word.utf8))
            #expect(await stream.security != nil)
        }
        #expect(await connector.problem == nil)
        await #expect(throws: TransportError.self) { _ = try await connector.connect(to: endpoint) }
    }

    private func line(of stream: ScriptedStream) async throws -> String {
        var line: [UInt8] = []
        while line.last != 0x0A, let piece = try await stream.read(within: .seconds(1)) { line += piece }
        return String(decoding: line, as: UTF8.self)
    }
}
