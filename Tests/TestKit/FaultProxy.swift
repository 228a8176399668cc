import Glibc
import Synchronization

/// Stands between a client and a server on loopback, and does something at one exact octet.
package final class FaultProxy: Sendable {
    package enum Direction: Hashable, Sendable, CaseIterable { case toServer, toClient }

    /// Where in what passes, over all connections since the last ``arm(_:)``.
    package enum Place: Hashable, Sendable {
        /// Behind so many octets in one direction.
        case octet(Int, Direction)
        /// Before a text that the client sends in one piece.
        case text(String)
    }

    package enum Action: Sendable {
        /// Both sides see the connection closed, after what was sent before.
        case finish
        /// Both sides see it broken: RST.
        case reset
        /// Does something, then passes on the rest.
        case run(@Sendable () -> Void)
    }

    package struct Trap: Sendable {
        package let place: Place
        package let action: Action

        package init(_ place: Place, _ action: Action) {
            self.place = place
            self.action = action
        }
    }

    /// Octets that have passed since the last ``arm(_:)``.
    package struct Traffic: Hashable, Sendable {
        package var toServer = 0
        package var toClient = 0

        package subscript(_ direction: Direction) -> Int {
            get { direction == .toServer ? toServer : toClient }
            set { if direction == .toServer { toServer = newValue } else { toClient = newValue } }
        }
    }

    fileprivate struct State: Sendable {
        var traffic = Traffic()
        var trap: Trap?
        var isSprung = false
    }

    private final class Line: Sendable {
        let state = Mutex(State())
    }

    private let line = Line()
    private let server: LoopbackServer

    package var port: Int { server.port }
    package var traffic: Traffic { line.state.withLock { $0.traffic } }
    /// Whether the trap's place was reached.
    package var isSprung: Bool { line.state.withLock { $0.isSprung } }

    /// `port`: Where the server is, on 127.0.0.1.
    package init(to port: Int) {
        let line = line
        server = LoopbackServer { client in
            guard let onward = LoopbackSocket.connected(to: port) else { return }
            Self.relay(client, onward, line)
            onward.close()
        }
    }

    /// Counts anew, and sets the next trap; none: everything passes.
    package func arm(_ trap: Trap?) {
        line.state.withLock { $0 = State(trap: trap) }
    }

    /// One connection, in one thread, so that nobody else waits on its descriptors when they are reset.
    private static func relay(_ client: LoopbackSocket, _ server: LoopbackSocket, _ line: Line) {
        while true {
            var sides = [
                pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&sides, 2, -1) < 0, errno != EINTR { return }
            // The server's side first: what it has said must not be lost because the client has left.
            for (index, direction) in [(1, Direction.toClient), (0, .toServer)] where sides[index].revents != 0 {
                let (source, target) = direction == .toServer ? (client, server) : (server, client)
                guard pass(source.read(), to: target, direction, line, both: [client, server]) else { return }
            }
        }
    }

    /// - Returns: Whether the connection goes on.
    private static func pass(
        _ octets: [UInt8], to target: LoopbackSocket, _ direction: Direction, _ line: Line, both: [LoopbackSocket]
    ) -> Bool {
        guard !octets.isEmpty else { return false }
        guard let (before, action) = line.state.withLock({ $0.note(octets, direction) }) else {
            return target.write(octets)
        }
        guard target.write(octets.prefix(before)) else { return false }
        switch action {
        case .finish: return false
        case .reset:
            both.forEach { $0.resetOnClose() }
            return false
        case .run(let work):
            work()
            return target.write(octets.dropFirst(before))
        }
    }
}

extension FaultProxy.State {
    /// Counts octets.
    ///
    /// - Returns: How many of them come before the trap's place, and what is to be done there, where it is among them.
    fileprivate mutating func note(
        _ octets: [UInt8], _ direction: FaultProxy.Direction
    ) -> (before: Int, action: FaultProxy.Action)? {
        let passed = traffic[direction]
        traffic[direction] += octets.count
        guard let trap, let before = trap.offset(in: octets, direction, after: passed) else { return nil }
        self.trap = nil
        isSprung = true
        return (before, trap.action)
    }
}

extension FaultProxy.Trap {
    fileprivate func offset(in octets: [UInt8], _ direction: FaultProxy.Direction, after passed: Int) -> Int? {
        switch place {
        case .octet(let number, direction):
            return number >= passed && number <= passed + octets.count ? number - passed : nil
        case .octet: return nil
        case .text(let text):
            guard direction == .toServer else { return nil }
            return octets.indices.first { octets[$0...].starts(with: text.utf8) }
        }
    }
}
