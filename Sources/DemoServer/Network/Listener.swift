import NIOCore
import NIOPosix

/// A listening socket on loopback and the sessions of those who connected.
struct Listener: Sendable {
    /// What serves one connection until it ends.
    typealias Serve = @Sendable (Connection) async throws(Connection.Lost) -> Void

    let port: Int
    private let sessions: Task<Void, Never>

    /// Listens on 127.0.0.1.
    ///
    /// - Parameters:
    ///   - port: 0 for any free one.
    ///   - options: Latency and the most connections at a time.
    ///   - idleLimit: How long a connection may be silent.
    ///   - refusal: What a client beyond the limit is told.
    ///   - serve: Serves one connection.
    /// - Returns: What listens, and the port it has.
    /// - Throws: What NIO throws where the port is taken.
    static func start(
        port: Int, options: DemoServer.Options, idleLimit: TimeAmount, refusal: String, serve: @escaping Serve
    ) async throws -> Listener {
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: port) { channel in
                Connection.equip(channel, options: options, idleLimit: idleLimit)
            }
        let count = ConnectionCount(limit: options.mostConnections)
        let sessions = Task<Void, Never> {
            // Ends by cancellation, or with a listening socket that can do no more.
            try? await server.executeThenClose { accepted in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in accepted {
                        group.addTask { await run(connection, count: count, refusal: refusal, serve: serve) }
                    }
                    group.cancelAll()
                }
            }
        }
        return Listener(port: server.channel.localAddress?.port ?? port, sessions: sessions)
    }

    /// Closes the socket and all connections; returns when all sessions have ended.
    func stop() async {
        sessions.cancel()
        await sessions.value
    }

    private static func run(_ connection: Connection, count: ConnectionCount, refusal: String, serve: Serve) async {
        await withTaskCancellationHandler {
            // A lost client ends its session and nothing else.
            if await count.enter() {
                try? await serve(connection)
                await count.leave()
            } else {
                try? await connection.write(Array(refusal.utf8))
            }
        } onCancel: {
            connection.close()
        }
        connection.close()
    }
}

/// How many connections there are, and whether there may be one more.
private actor ConnectionCount {
    private let limit: Int
    private var count = 0

    init(limit: Int) { self.limit = limit }

    func enter() -> Bool {
        guard count < limit else { return false }
        count += 1
        return true
    }

    func leave() { count -= 1 }
}
