import BackendAPI
import IMAP
import MailModel

/// Mailboxes with another name, or gone.
extension IMAPBackend {
    /// RENAME (RFC 9051 §6.3.6), with all that is in it.
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
        let command = Command.rename(mailbox: wireName(of: mailbox), to: wireName(of: name))
        try await send([command], for: work, in: &run)
        try await settle(&run)
        forget(mailbox)
    }

    /// DELETE (RFC 9051 §6.3.5), which takes the messages with it: only where there are none.
    func delete(_ mailbox: MailboxName, for work: Work, in run: inout ActionRun) async throws(BackendError) {
        try await settle(&run)
        try await leave(mailbox)
        if let outcome = try await outcome(withoutDeleting: mailbox) { return run.conclude(work, outcome) }
        try await send([.delete(mailbox: wireName(of: mailbox))], for: work, in: &run)
        try await settle(&run)
        forget(mailbox)
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
        if status.isTemporary { throw BackendError(refusal: status) }
        guard status.condition == .ok else {
            return try await isListed(wireName) ? .refused(reason: status.shownText) : .done(assigned: [:])
        }
        for case .mailboxStatus(let status) in responses {
            guard let messages = status.items[.messages] else { continue }
            let what = messages == 1 ? "a message" : "\(messages) messages"
            return messages == 0 ? nil : .refused(reason: "it still has \(what)")
        }
        return .refused(reason: "the server does not tell whether there are messages in it")
    }

    private func isListed(_ wireName: [UInt8]) async throws(BackendError) -> Bool {
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
