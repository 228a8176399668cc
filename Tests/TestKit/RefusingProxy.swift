import Glibc
import Synchronization

/// Stands between an IMAP client and a server on loopback, and answers some commands in the server's stead.
///
/// For conversations in which no literal has a line that looks like such a command.
package final class RefusingProxy: LoopbackLine {
    fileprivate struct State: Sendable {
        /// By the beginnings of commands, without their tags: `"UID STORE"`.
        var replies: [String: String] = [:]
        var refusals = 0
    }

    private final class Line: Sendable {
        let state = Mutex(State())
    }

    /// What has been sent to the client ends with a line, so that another one may follow.
    private final class ToClient: Sendable {
        private let client: LoopbackSocket
        private let endsLine = Mutex(true)

        init(_ client: LoopbackSocket) { self.client = client }

        func pass(_ octets: [UInt8]) -> Bool {
            endsLine.withLock { endsLine in
                endsLine = octets.last == UInt8(ascii: "\n")
                return client.write(octets)
            }
        }

        func insert(_ line: String) {
            while true {
                let isWritten = endsLine.withLock { endsLine in
                    guard endsLine else { return false }
                    _ = client.write(Array((line + "\r\n").utf8))
                    return true
                }
                if isWritten { return }
                usleep(500)
            }
        }
    }

    private let line: Line
    private let server: LoopbackServer

    package var port: Int { server.port }
    /// Commands that were answered here.
    package var refusals: Int { line.state.withLock { $0.refusals } }

    /// `port`: Where the server is, on 127.0.0.1.
    package init(to port: Int) {
        let line = Line()
        self.line = line
        server = LoopbackServer { client in
            guard let onward = LoopbackSocket.connected(to: port) else { return }
            Self.connect(client, onward, line)
            onward.close()
        }
    }

    /// Answers commands that begin so with `NO …`, `BAD …`, or `* BYE …` and the connection's end.
    package func answer(_ command: String, with reply: String) {
        line.state.withLock { $0.replies[command] = reply }
    }

    /// Lets everything pass again.
    package func relent() { line.state.withLock { $0.replies = [:] } }

    private static func connect(_ client: LoopbackSocket, _ server: LoopbackSocket, _ line: Line) {
        let toClient = ToClient(client)
        let isOver = BlockingQueue<Void>()
        background {
            while case let octets = server.read(), !octets.isEmpty, toClient.pass(octets) {}
            client.interrupt()
            isOver.push(())
        }
        var rest: [UInt8] = []
        reading: while case let octets = client.read(), !octets.isEmpty {
            rest += octets
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let command = Array(rest[...end])
                rest.removeFirst(command.count)
                guard let (reply, isEnd) = line.state.withLock({ $0.reply(to: command) }) else {
                    _ = server.write(command)
                    continue
                }
                toClient.insert(reply)
                if isEnd { break reading }
            }
        }
        server.interrupt()
        client.interrupt()
        _ = isOver.takeAll()
    }
}

extension RefusingProxy.State {
    fileprivate mutating func reply(to line: [UInt8]) -> (line: String, isEnd: Bool)? {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 1)
        guard words.count == 2, let reply = replies.first(where: { words[1].hasPrefix($0.key) })?.value else {
            return nil
        }
        refusals += 1
        return reply.hasPrefix("*") ? (reply, true) : ("\(words[0]) \(reply)", false)
    }
}
