import Glibc

/// The kernel's table of connections: what can be known without touching any of them.
package enum LoopbackPorts {
    private struct Row {
        var localPort: Int
        var remotePort: Int
        var isListening: Bool
        /// Octets that arrived and were not read.
        var unread: Int
    }

    /// Waits until servers that were started listen, at most 20 seconds.
    @discardableResult
    package static func waitUntilListening(_ ports: Int...) -> Bool {
        wait {
            let listening = Set(rows().filter(\.isListening).map(\.localPort))
            return ports.allSatisfy(listening.contains)
        }
    }

    /// Waits until nobody listens any more, at most 20 seconds.
    @discardableResult
    package static func waitUntilFree(_ ports: Int...) -> Bool {
        wait { !rows().contains { $0.isListening && ports.contains($0.localPort) } }
    }

    /// Waits until the other end's program has read all that was written to it, at most 20 seconds.
    @discardableResult
    package static func waitUntilRead(by socket: LoopbackSocket) -> Bool {
        let (port, peer) = (socket.port, socket.peerPort)
        return wait { rows().contains { $0.localPort == peer && $0.remotePort == port && $0.unread == 0 } }
    }

    private static func wait(until isTrue: () -> Bool) -> Bool {
        for _ in 0..<4_000 {
            if isTrue() { return true }
            // Nothing tells of a change in the table.
            usleep(5_000)
        }
        return false
    }

    // proc(5): "sl local_address rem_address st tx_queue:rx_queue …", all in hexadecimal; state 0A is LISTEN.
    private static func rows() -> [Row] {
        var rows: [Row] = []
        for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
            let text = String(decoding: TestFiles.octets(of: table) ?? [], as: UTF8.self)
            for line in text.split(separator: "\n") {
                let fields = line.split(separator: " ")
                guard fields.count > 4, let local = number(fields[1]), let remote = number(fields[2]),
                    let unread = number(fields[4])
                else { continue }
                rows.append(
                    Row(localPort: local, remotePort: remote, isListening: fields[3] == "0A", unread: unread))
            }
        }
        return rows
    }

    /// What follows the last colon.
    private static func number(_ field: Substring) -> Int? {
        field.split(separator: ":").last.flatMap { Int($0, radix: 16) }
    }
}
