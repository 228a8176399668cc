import TestKit
import Testing
import Transport

@Suite("octets in clear over a socket")
struct ClearTextTests {
    private let connector = NIOConnector()

    @Test("a conversation, whole and octet by octet", arguments: ScriptedStream.Pieces.allCases)
    func conversation(_ pieces: ScriptedStream.Pieces) async throws {
        let server = ScriptedServer(try Trace("S: hello\nC: one\nC: two\nS: three\nS<<FIN"), pieces: pieces)
        let stream = try await connector.connect(to: endpoint(server.port))
        #expect(try await stream.readText(7) == "hello\r\n")
        try await stream.write("one\r\ntwo\r\n")
        #expect(try await stream.readText(7) == "three\r\n")
        #expect(try await stream.read(within: longEnough) == nil)
        #expect(try await stream.read(within: longEnough) == nil, "the end stays the end")
        #expect(await stream.security == nil)
        await stream.close()
    }

    @Test("a server that has said everything is still listened to by the writes")
    func halfClose() async throws {
        let heard = Heard()
        let server = LoopbackServer { client in
            client.write(Array("bye".utf8))
            client.closeWriting()
            heard.set(client.readToEnd())
        }
        let stream = try await connector.connect(to: endpoint(server.port))
        #expect(try await stream.readAll() == Array("bye".utf8))
        try await stream.write("quit")
        await stream.close()
        #expect(await heard.octets() == Array("quit".utf8))
    }

    @Test("50 MB both ways at once arrive as they were")
    func bulk() async throws {
        let octets = noise(50_000_000)
        let server = LoopbackServer { client in
            while case let piece = client.read(atMost: 262_144), !piece.isEmpty { client.write(piece) }
        }
        let stream = try await connector.connect(to: endpoint(server.port))
        async let back = stream.readAll(upTo: octets.count)
        try await stream.write(octets)
        #expect(try await back == octets)
        await stream.close()
    }

    @Test("a server that floods is held back: nothing is read that nobody takes")
    func backPressure() async throws {
        let sent = Heard()
        let server = LoopbackServer { client in
            let piece = [UInt8](repeating: 7, count: 65_536)
            var count = 0
            // 64 MB are far more than all buffers of the kernel and of the stream.
            while count < 1_024, client.write(piece) { count += 1 }
            sent.set([UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)])
        }
        let stream = try await connector.connect(to: endpoint(server.port))
        #expect(try await stream.read(within: longEnough) != nil)
        await stream.close()
        let count = await sent.octets().reduce(0) { $0 << 8 | Int($1) }
        #expect(count < 1_024, "the server could send everything")
    }

    @Test("a reset is an error, after what came before it was read")
    func reset() async throws {
        let server = LoopbackServer { client in
            client.write(Array("half".utf8))
            _ = client.read()
            client.resetOnClose()
        }
        let stream = try await connector.connect(to: endpoint(server.port))
        #expect(try await stream.readText(4) == "half")
        try await stream.write("x")
        await #expect(throws: TransportError.connectionLost(reason: "the server reset the connection")) {
            _ = try await stream.read(within: longEnough)
        }
        await #expect(throws: TransportError.connectionLost(reason: "the server reset the connection")) {
            try await stream.write("y")
        }
    }

    @Test("writing to a server that is gone is an error and no signal")
    func brokenPipe() async throws {
        let server = LoopbackServer { client in client.resetOnClose() }
        await #expect(throws: TransportError.self) {
            let stream = try await connector.connect(to: endpoint(server.port))
            while true { try await stream.write("x") }
        }
    }

    @Test(
        "clear text goes nowhere but to this computer",
        arguments: [
            "mail.example", "192.0.2.1", "127.0.0.1.example", "128.0.0.1", "127.0.0", "0.0.0.0", "::", "::2",
            "localhost.example", "127.0.0.256", "",
        ])
    func clearTextRefused(_ host: String) async {
        await #expect(throws: TransportError.clearTextRefused(host: host)) {
            _ = try await connector.connect(to: endpoint(143, .none, host: host))
        }
    }

    @Test("this computer has several names", arguments: ["localhost", "LOCALHOST", "127.0.0.1"])
    func loopbackNames(_ host: String) async throws {
        let server = ScriptedServer(try Trace("S: hello"))
        let stream = try await connector.connect(to: endpoint(server.port, .none, host: host))
        #expect(try await stream.readText(7) == "hello\r\n")
        await stream.close()
    }
}

/// What another thread heard, once it has.
final class Heard: Sendable {
    private let stream: AsyncStream<[UInt8]>
    private let continuation: AsyncStream<[UInt8]>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func set(_ octets: [UInt8]) {
        continuation.yield(octets)
        continuation.finish()
    }

    func octets() async -> [UInt8] {
        for await octets in stream { return octets }
        return []
    }
}
