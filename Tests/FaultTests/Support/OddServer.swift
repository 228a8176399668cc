import Synchronization
import TestKit

/// A POP3 server in clear that does what no server should, and some do.
final class OddServer: MaildropHost {
    let user = "ann"
    let authorities: String? = nil
    private let maildrop: OddMaildrop
    private let server: LoopbackServer

    init(_ messages: [OddMaildrop.Message], _ behaviour: OddMaildrop.Behaviour = .init()) {
        let maildrop = OddMaildrop(messages, behaviour)
        self.maildrop = maildrop
        server = LoopbackServer { client in
            var session = OddSession(client, maildrop)
            session.run()
        }
    }

    var port: Int { server.port }

    func held() -> [[UInt8]] { maildrop.messages.map(\.octets) }

    func remove(_ index: Int) -> [UInt8]? {
        maildrop.change { messages, _ in messages.isEmpty ? nil : messages.remove(at: index % messages.count).octets }
    }

    func deliver(_ octets: [UInt8]) { deliver(OddMaildrop.Message("new-\(octets.count)", octets)) }

    func deliver(_ message: OddMaildrop.Message) { maildrop.change { messages, _ in messages.append(message) } }

    /// Changes the messages and the server's ways, between two commands of a client.
    func change<Value>(
        _ work: (inout [OddMaildrop.Message], inout OddMaildrop.Behaviour) -> sending Value
    ) -> sending Value {
        maildrop.change(work)
    }

    func killSessions() {}
}

/// What an ``OddServer`` holds, and how it behaves.
final class OddMaildrop: Sendable {
    struct Message: Sendable {
        private static let count = Atomic<Int>(0)

        let serial = Message.count.add(1, ordering: .relaxed).newValue
        var uniqueID: [UInt8]
        var octets: [UInt8]
        /// How often it was asked for.
        var retrievals = 0

        init(_ uniqueID: String, _ octets: [UInt8]) { self.init(Array(uniqueID.utf8), octets) }

        init(_ uniqueID: [UInt8], _ octets: [UInt8]) {
            self.uniqueID = uniqueID
            self.octets = octets
        }
    }

    /// What a QUIT that has something to remove comes to.
    enum Quit: Hashable, Sendable, CaseIterable {
        case removes
        /// The server dies before it removes anything, or before it says so.
        case diesBefore, diesAfter
        /// -ERR: nothing is removed, or only half of it.
        case refuses, refusesHalfway
        /// No answer ever, with nothing or all of it removed.
        case silentBefore, silentAfter
        /// +OK, and nothing is removed.
        case forgets
    }

    struct Behaviour: Sendable {
        /// LIST's size of a message.
        var size: @Sendable (_ octets: [UInt8]) -> Int = { $0.count }
        /// What RETR gives the n-th time, from 0.
        var answer: @Sendable (_ octets: [UInt8], _ retrieval: Int) -> [UInt8] = { octets, _ in octets }
        /// What one QUIT after the other comes to; after the last they all remove.
        var quits: [Quit] = []
        /// A message that was sent is gone at once.
        var removesOnRetrieval = false
        /// QUIT removes what was sent, and CAPA says so (EXPIRE 0, RFC 2449 §6.7).
        var removesSentOnQuit = false
        var hasUniqueIDs = true
        var hasTop = true
        var pipelines = true
    }

    private struct State: Sendable {
        var messages: [Message]
        var behaviour: Behaviour
    }

    private let state: Mutex<State>

    init(_ messages: [Message], _ behaviour: Behaviour) {
        state = Mutex(State(messages: messages, behaviour: behaviour))
    }

    var messages: [Message] { state.withLock { $0.messages } }
    var behaviour: Behaviour { state.withLock { $0.behaviour } }

    func change<Value>(_ work: (inout [Message], inout Behaviour) -> sending Value) -> sending Value {
        state.withLock { work(&$0.messages, &$0.behaviour) }
    }

    /// What RETR gives now.
    func retrieve(_ message: Message) -> [UInt8] {
        change { messages, behaviour in
            guard let index = messages.firstIndex(where: { $0.serial == message.serial }) else {
                return behaviour.answer(message.octets, 0)
            }
            let answer = behaviour.answer(message.octets, messages[index].retrievals)
            messages[index].retrievals += 1
            if behaviour.removesOnRetrieval { messages.remove(at: index) }
            return answer
        }
    }

    /// Ends a session that has marked these messages, and was sent those.
    func quit(marked: Set<Int>, sent: Set<Int>) -> Quit {
        change { messages, behaviour in
            let marked = behaviour.removesSentOnQuit ? marked.union(sent) : marked
            guard !marked.isEmpty, !behaviour.quits.isEmpty else {
                messages.removeAll { marked.contains($0.serial) }
                return .removes
            }
            let quit = behaviour.quits.removeFirst()
            switch quit {
            case .removes, .diesAfter, .silentAfter: messages.removeAll { marked.contains($0.serial) }
            case .refusesHalfway:
                let half = Set(marked.sorted().prefix((marked.count + 1) / 2))
                messages.removeAll { half.contains($0.serial) }
            case .diesBefore, .refuses, .silentBefore, .forgets: break
            }
            return quit
        }
    }
}
