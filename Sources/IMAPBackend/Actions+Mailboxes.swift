import BackendAPI
import IMAP
import MailModel

/// Mailboxes with another name, or gone.
extension IMAPBackend {
    /// CREATE (RFC 9051 §6.3.4), and SUBSCRIBE: programs that show only what is subscribed would not show it otherwise.
    func create(_ mailbox: MailboxName, for work: Work, in run: inout ActionRun) async throws(BackendError) {
        let name = wireName(of: mailbox)
        try await send([.create(mailbox: name, use: nil)], for: work, in: &run)
        try await mention(.subscribe(mailbox: name))
    }

    /// Sends what may be refused without harm.
    private func mention(_ command: Command) async throws(BackendError) {
        let connection = try connected().connection
        await connection.abandon(try await connection.send(command))
    }

    /// RENAME (RFC 9051 §6.3.6), with all that is in it.
    ///
    /// What is subscribed is a list of names to the server: it stays subscribed by its new name only if we say so.
    ///
    /// Liberal: Courier breaks the connection off at a RENAME of what is not there, each time anew; Cyrus does not
    /// tell with a code that that is why it refuses.
    func rename(
        _ mailbox: MailboxName, to name: MailboxName, for work: Work, in run: inout ActionRun
    ) async throws(BackendError) {
        try await settle(&run)
        guard try await isListed(wireName(of: mailbox)) else {
            // A first try may have done it, and its answer was lost.
            return run.conclude(work, work.isRepeat ? .done(assigned: [:]) : .refused(reason: "it is not there"))
        }
        try await leave(mailbox)
        let (old, new) = (wireName(of: mailbox), wireName(of: name))
        let subscribed = try await subscriptions(within: old)
        try await send([.rename(mailbox: old, to: new)], for: work, in: &run)
        try await settle(&run)
        forget(mailbox)
        guard run.isDone(work) else { return }
        for name in subscribed {
            try await mention(.subscribe(mailbox: new + name.dropFirst(old.count)))
            try await mention(.unsubscribe(mailbox: name))
        }
    }

    /// DELETE (RFC 9051 §6.3.5), which takes the messages with it: only where there are none.
    ///
    /// The protocol has no condition for it: what another client puts in between the question and DELETE, a round trip,
    /// goes with it.
    func delete(_ mailbox: MailboxName, for work: Work, in run: inout ActionRun) async throws(BackendError) {
        try await settle(&run)
        try await leave(mailbox)
        if let outcome = try await outcome(withoutDeleting: mailbox) { return run.conclude(work, outcome) }
        let name = wireName(of: mailbox)
        try await send([.delete(mailbox: name)], for: work, in: &run)
        try await settle(&run)
        forget(mailbox)
        // Its name would stay among the subscribed ones (RFC 9051 §6.3.7).
        if run.isDone(work) { try await mention(.unsubscribe(mailbox: name)) }
    }

    /// Opens INBOX where the mailbox, or one that is in it, is open: what is open should not be changed.
    private func leave(_ mailbox: MailboxName) async throws(BackendError) {
        guard let open = await link?.connection.selection?.mailbox, open.text.hasPrefix(mailbox.text) else { return }
        try await select(.inbox)
    }

    /// Why it must not be deleted, or need not; nothing where it is there and empty.
    private func outcome(withoutDeleting mailbox: MailboxName) async throws(BackendError) -> ActionOutcome? {
        let wireName = wireName(of: mailbox)
        let connection = try connected().connection
        let tag = try await connection.send(.status(mailbox: wireName, [.messages])) { response in
            if case .mailboxStatus(let status) = response { status.mailbox == wireName } else { false }
        }
        let (status, responses) = try await connection.answer(to: tag)
        if let why = status.postponement { return .postponed(why, serverText: status.shownText) }
        guard status.condition == .ok else {
            return try await isListed(wireName) ? .refused(reason: status.explanation) : .done(assigned: [:])
        }
        for case .mailboxStatus(let status) in responses {
            guard let messages = status.items[.messages] else { continue }
            let what = messages == 1 ? "a message" : "\(messages) messages"
            return messages == 0 ? nil : .refused(reason: "it still has \(what)")
        }
        return .refused(reason: "the server does not tell whether there are messages in it")
    }

    /// Names, the mailbox's own and of those in it, that are subscribed.
    private func subscriptions(within wireName: [UInt8]) async throws(BackendError) -> [[UInt8]] {
        let connection = try connected().connection
        let tag = try await connection.send(.listSubscribed(reference: [], pattern: wireName + Array("*".utf8))) {
            if case .listSubscribed = $0 { true } else { false }
        }
        return try await connection.answer(to: tag).1.compactMap { response in
            guard case .listSubscribed(let entry) = response, entry.isSubscribed else { return nil }
            let isInside = entry.delimiter.map { entry.mailbox.starts(with: wireName + [$0]) } ?? false
            return entry.mailbox == wireName || isInside ? entry.mailbox : nil
        }
    }

    func isListed(_ wireName: [UInt8]) async throws(BackendError) -> Bool {
        let connection = try connected().connection
        let tag = try await connection.send(.list(reference: [], pattern: wireName, ListOptions())) { response in
            if case .list = response { true } else { false }
        }
        let (status, responses) = try await connection.answer(to: tag)
        guard status.condition == .ok else { throw BackendError(refusal: status) }
        // Where the name has wildcards in it, others may be listed too.
        return responses.contains { response in
            if case .list(let entry) = response { entry.mailbox == wireName } else { false }
        }
    }

    /// What was remembered of it and of those in it may not hold any more.
    private func forget(_ mailbox: MailboxName) {
        memory.wireNames = memory.wireNames.filter { !$0.key.text.hasPrefix(mailbox.text) }
        memory.seen = memory.seen.filter { !$0.key.text.hasPrefix(mailbox.text) }
        seldom.rightsTold = seldom.rightsTold.filter { !$0.key.text.hasPrefix(mailbox.text) }
    }
}

extension Work {
    /// The server refuses because all is as it was wanted.
    func isThereAlready(_ status: StatusResponse) -> Bool {
        switch kind {
        case .create: isRepeat || status.code == .word(.alreadyExists)
        case .delete: status.code == .word(.nonexistent)
        default: false
        }
    }
}
