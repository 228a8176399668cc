import TestKit
import Testing
import Transport

@Suite("time limits and cancellation")
struct TimeLimitTests {
    private let connector = NIOConnector()
    private let short = Duration.milliseconds(20)

    /// Takes every connection and says nothing.
    private func silent() -> LoopbackServer {
        LoopbackServer { client in _ = client.readToEnd() }
    }

    @Test("a read that gets nothing, and the stream is closed then")
    func read() async throws {
        let server = silent()
        let stream = try await connector.connect(to: endpoint(server.port))
        await #expect(throws: TransportError.timedOut(.response)) { _ = try await stream.read(within: short) }
        await #expect(throws: TransportError.timedOut(.response)) { try await stream.write("x") }
    }

    @Test("a write that a server does not take")
    func write() async throws {
        let server = LoopbackServer { client in client.waitForEnd() }
        let limits = TimeLimits(response: short)
        let stream = try await connector.connect(to: endpoint(server.port, limits: limits))
        await #expect(throws: TransportError.timedOut(.write)) {
            try await stream.write([UInt8](repeating: 0, count: 64_000_000))
        }
    }

    @Test("a TLS handshake that a server never answers", arguments: [Endpoint.Protection.implicitTLS, .startTLS])
    func handshake(_ protection: Endpoint.Protection) async throws {
        let server = silent()
        let limits = TimeLimits(handshake: short)
        await #expect(throws: TransportError.timedOut(.handshake)) {
            let stream = try await connector.connect(to: endpoint(server.port, protection, limits: limits))
            try await stream.startTLS()
        }
    }

    @Test("a connection that nobody accepts")
    func connect() async throws {
        // A full backlog: the kernel answers no more SYNs.
        let backlog = FullBacklog()
        let limits = TimeLimits(connect: .milliseconds(100))
        await #expect(throws: TransportError.timedOut(.connect)) {
            _ = try await connector.connect(to: endpoint(backlog.port, host: "127.0.0.1", limits: limits))
        }
    }

    @Test("a connect is cancelled at once")
    func cancelConnect() async throws {
        let backlog = FullBacklog()
        let connecting = Task { [connector] in
            _ = try await connector.connect(to: endpoint(backlog.port, host: "127.0.0.1"))
        }
        connecting.cancel()
        await #expect(throws: TransportError.cancelled) { try await connecting.value }
    }

    @Test("a handshake is cancelled at once")
    func cancelHandshake() async throws {
        let server = silent()
        let connecting = Task { [connector] in
            _ = try await connector.connect(to: endpoint(server.port, .implicitTLS))
        }
        connecting.cancel()
        await #expect(throws: TransportError.cancelled) { try await connecting.value }
    }

    @Test("a read is cancelled at once, and the stream is closed then")
    func cancelRead() async throws {
        let server = silent()
        let stream = try await connector.connect(to: endpoint(server.port))
        let reading = Task { _ = try await stream.read(within: longEnough) }
        reading.cancel()
        await #expect(throws: TransportError.cancelled) { try await reading.value }
        await #expect(throws: TransportError.closed) { try await stream.write("x") }
    }

    @Test("closing ends a read that waits")
    func closeDuringRead() async throws {
        let server = silent()
        let stream = try await connector.connect(to: endpoint(server.port))
        let reading = Task { _ = try await stream.read(within: longEnough) }
        await stream.close()
        await #expect(throws: TransportError.closed) { try await reading.value }
        await #expect(throws: TransportError.closed) { try await stream.startTLS() }
    }

    @Test("a port where nobody listens")
    func closedPort() async throws {
        let port = LoopbackSocket.freePort()
        await #expect(
            throws: TransportError.connectionRefused(
                host: "localhost", port: port, reason: "nothing listens on this port")
        ) {
            _ = try await connector.connect(to: endpoint(port))
        }
    }

    @Test("no such port", arguments: [0, -1, 65_536])
    func wrongPort(_ port: Int) async throws {
        await #expect(
            throws: TransportError.connectionRefused(host: "localhost", port: port, reason: "no such port")
        ) {
            _ = try await connector.connect(to: endpoint(port))
        }
    }

    @Test("a host that does not exist (RFC 6761 §6.4)")
    func noHost() async throws {
        await #expect(
            throws: TransportError.hostNotFound(
                host: "postern.invalid", reason: "the name has no address, or no name server answers")
        ) {
            _ = try await connector.connect(to: endpoint(993, .implicitTLS, host: "postern.invalid"))
        }
    }
}
