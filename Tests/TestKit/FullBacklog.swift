import Glibc

/// A port of 127.0.0.1 that takes no more connections and does not refuse them either: whoever
/// connects waits.
package final class FullBacklog: Sendable {
    private let listener = LoopbackSocket.listening()
    private let waiting: [LoopbackSocket]

    package var port: Int { listener.port }

    package init() {
        // The kernel answers no SYN while more connections wait than the backlog allows (listen(2)).
        listen(listener.descriptor, 0)
        let port = listener.port
        waiting = (0..<4).compactMap { _ in LoopbackSocket.connecting(to: port) }
    }

    deinit {
        waiting.forEach { $0.close() }
        listener.close()
    }
}
