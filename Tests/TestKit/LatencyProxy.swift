import Glibc
import Synchronization

/// Stands between a client and a server on loopback and makes the line slow, counts what
/// passes, and breaks it when told to.
package final class LatencyProxy: LoopbackLine {
    /// What has passed, over all connections.
    package struct Traffic: Hashable, Sendable {
        package var connections = 0
        package var octetsToServer = 0
        package var octetsToClient = 0
        /// How often the client said something after it had heard something: with a delay that is longer
        /// than the client thinks, the round trips behind TCP's own.
        package var turns = 0
        /// How many of them there were when the server said its last: what the client says behind that, it was not
        /// waited for.
        package var answeredTurns = 0
        fileprivate var hasClientHeard = true
    }

    fileprivate struct State: Sendable {
        var traffic = Traffic()
        var cut: Int?
        var isFrozen = false
        var watch: (words: [UInt8], action: @Sendable () -> Void)?
    }

    private final class Line: Sendable {
        let state = Mutex(State())
        let delay: Duration
        let octetsPerSecond: Int?

        init(delay: Duration, octetsPerSecond: Int?) {
            self.delay = delay
            self.octetsPerSecond = octetsPerSecond
        }
    }

    private struct Piece: Sendable {
        let octets: [UInt8]
        let due: ContinuousClock.Instant
    }

    private let line: Line
    private let server: LoopbackServer

    package var port: Int { server.port }
    package var traffic: Traffic { line.state.withLock { $0.traffic } }

    /// - Parameters:
    ///   - port: Where the server is, on 127.0.0.1.
    ///   - delay: One way, for each direction.
    ///   - octetsPerSecond: The most that passes in each direction; any rate if none.
    package init(to port: Int, delay: Duration = .zero, octetsPerSecond: Int? = nil) {
        let line = Line(delay: delay, octetsPerSecond: octetsPerSecond)
        self.line = line
        server = LoopbackServer { client in
            guard let onward = LoopbackSocket.connected(to: port) else { return }
            Self.connect(client, onward, line)
        }
    }

    /// Breaks every connection once so many more octets have passed to the client, exactly.
    package func cut(afterOctetsToClient count: Int) {
        line.state.withLock { $0.cut = $0.traffic.octetsToClient + count }
    }

    /// Lets nothing pass any more, and closes nothing either.
    package func freeze() {
        line.state.withLock { $0.isFrozen = true }
    }

    package func thaw() {
        line.state.withLock { $0.isFrozen = false }
    }

    /// Does something once, as soon as the client has said these words in one piece: before they are let pass.
    package func watch(for words: String, _ action: @escaping @Sendable () -> Void) {
        line.state.withLock { $0.watch = (Array(words.utf8), action) }
    }

    /// Forgets what was counted.
    package func resetTraffic() {
        line.state.withLock { state in
            state.traffic = Traffic()
            state.cut = nil
        }
    }

    /// One connection; returns when both directions have ended.
    private static func connect(_ client: LoopbackSocket, _ server: LoopbackSocket, _ line: Line) {
        line.state.withLock { $0.traffic.connections += 1 }
        let toServer = BlockingQueue<Piece>()
        let toClient = BlockingQueue<Piece>()
        let ended = BlockingQueue<Void>()
        background {
            receive(from: client, into: toServer, line) { $0.noteFromClient($1) }
            ended.push(())
        }
        background {
            receive(from: server, into: toClient, line) { state, _ in state.noteFromServer() }
            ended.push(())
        }
        background {
            send(toServer, to: server, line) { _, count in count }
            ended.push(())
        }
        send(toClient, to: client, line) { $0.noteToClient($1) }
        // Without the other end, neither direction has anything to do.
        server.interrupt()
        client.interrupt()
        // Whoever still read from a closed descriptor would take another connection's octets, which has its number by then.
        var left = 3
        while left > 0, let some = ended.takeAll() { left -= some.count }
        server.close()
    }

    private static func receive(
        from source: LoopbackSocket, into queue: BlockingQueue<Piece>, _ line: Line,
        note: (inout State, [UInt8]) -> Void
    ) {
        var free = ContinuousClock.now
        while case let octets = source.read(), !octets.isEmpty {
            line.state.withLock { note(&$0, octets) }
            free = max(free, .now)
            if let rate = line.octetsPerSecond { free += .nanoseconds(octets.count * 1_000_000_000 / rate) }
            queue.push(Piece(octets: octets, due: free + line.delay))
        }
        queue.finish()
    }

    /// Writes what is due until the queue ends or `allow` lets less pass than there is.
    private static func send(
        _ queue: BlockingQueue<Piece>, to target: LoopbackSocket, _ line: Line,
        allow: (inout State, Int) -> Int
    ) {
        while let pieces = queue.takeAll() {
            for piece in pieces {
                sleep(until: piece.due)
                while line.state.withLock({ $0.isFrozen }) { usleep(2_000) }
                let allowed = line.state.withLock { allow(&$0, piece.octets.count) }
                guard target.write(piece.octets.prefix(allowed)), allowed == piece.octets.count else { return }
            }
        }
        target.closeWriting()
    }

    private static func sleep(until due: ContinuousClock.Instant) {
        let left = due - .now
        guard left > .zero else { return }
        usleep(UInt32(clamping: Int64(left / .microseconds(1))))
    }
}

extension LatencyProxy.State {
    fileprivate mutating func noteFromServer() { traffic.answeredTurns = traffic.turns }

    fileprivate mutating func noteFromClient(_ octets: [UInt8]) {
        traffic.octetsToServer += octets.count
        if let watch, octets.firstRange(of: watch.words) != nil {
            watch.action()
            self.watch = nil
        }
        if traffic.hasClientHeard { traffic.turns += 1 }
        traffic.hasClientHeard = false
    }

    fileprivate mutating func noteToClient(_ count: Int) -> Int {
        let allowed = cut.map { min(count, max($0 - traffic.octetsToClient, 0)) } ?? count
        traffic.octetsToClient += allowed
        traffic.hasClientHeard = true
        return allowed
    }
}
