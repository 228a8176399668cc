import BackendAPI
import MailModel

/// All that is known of a mailbox after some comparisons, as a store would know it.
struct Knowledge: Sendable {
    var messages: [RemoteID: RemoteMessage] = [:]
    var checkpoint: Checkpoint?
    /// Names in the order in which they came.
    var order: [RemoteID] = []
    /// Number of pieces that said that the mailbox is another one.
    var resets = 0

    mutating func apply(_ delta: MailboxDelta) {
        if delta.isReset {
            messages = [:]
            order = []
            checkpoint = nil
            resets += 1
        }
        for id in delta.vanished { messages[id] = nil }
        for (id, flags) in delta.flags { messages[id]?.flags = flags }
        for message in delta.arrived {
            messages[message.id] = message
            order.append(message.id)
        }
        checkpoint = delta.checkpoint ?? checkpoint
    }

    var known: KnownMailbox {
        let flags = messages.mapValues(\.flags)
        return KnownMailbox(checkpoint: checkpoint) { flags }
    }

    var subjects: [String] { messages.values.compactMap { $0.summary?.subject }.sorted() }

    func message(_ subject: String) -> RemoteMessage? { messages.values.first { $0.summary?.subject == subject } }
}

extension MailBackend {
    /// Compares a mailbox to the end.
    ///
    /// - Returns: The pieces.
    @discardableResult
    func compare(
        _ mailbox: MailboxName = .inbox, with knowledge: inout Knowledge
    ) async throws(BackendError) -> [MailboxDelta] {
        let stream = changes(in: mailbox, since: knowledge.known)
        var deltas: [MailboxDelta] = []
        while let delta = try await stream.next() {
            knowledge.apply(delta)
            deltas.append(delta)
        }
        return deltas
    }

    func knowledge(of mailbox: MailboxName = .inbox) async throws(BackendError) -> Knowledge {
        var knowledge = Knowledge()
        try await compare(mailbox, with: &knowledge)
        return knowledge
    }

    /// Fetches to the end; only messages that have ended are there.
    func fetch(
        _ section: BodySection = .whole, of ids: [RemoteID], in mailbox: MailboxName = .inbox
    ) async throws(BackendError) -> [RemoteID: [UInt8]] {
        let stream = content(section, of: ids, in: mailbox)
        var whole: [RemoteID: [UInt8]] = [:]
        var current: [UInt8] = []
        while let piece = try await stream.next() {
            switch piece {
            case .began: current = []
            case .octets(let octets): current += octets
            case .ended(let id): whole[id] = current
            case .missing: break
            }
        }
        return whole
    }

    func perform(_ kind: RemoteAction.Kind, isRepeat: Bool = false) async throws(BackendError) -> ActionOutcome? {
        try await perform([RemoteAction(id: 1, kind: kind, isRepeat: isRepeat)]).first
    }
}

extension ActionOutcome {
    var isDone: Bool { if case .done = self { true } else { false } }

    var assigned: [RemoteID: RemoteID] { if case .done(let assigned, _) = self { assigned } else { [:] } }
}
