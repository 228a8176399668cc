import BackendAPI
import IMAP
import MailModel

/// Mailboxes with another name, or gone.
extension IMAPBackend {
    /// RENAME (RFC 9051 §6.3.6), with all that is in it.
    func rename(
        _ mailbox: MailboxName, to name: MailboxName, for work: Work, in run: inout ActionRun
    ) async throws(BackendError) {
        try await settle(&run)
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
        if let obstacle = try await obstacle(toDeleting: mailbox) {
            return run.conclude(work, .refused(reason: obstacle))
        }
        try await send([.delete(mailbox: wireName(of: mailbox))], for: work, in: &run)
        try await settle(&run)
        forget(mailbox)
    }

    /// Opens INBOX where the mailbox, or one that is in it, is open: what is open should not be changed.
    private func leave(_ mailbox: MailboxName) async throws(BackendError) {
        guard let open = await link?.connection.selection?.mailbox, open.text.hasPrefix(mailbox.text) else { return }
        try await select(.inbox)
    }

    /// Messages in it, or an answer that does not tell; nothing where there is no such mailbox, which its deletion
    /// will say.
    private func obstacle(toDeleting mailbox: MailboxName) async throws(BackendError) -> String? {
        let wireName = wireName(of: mailbox)
        let connection = try connected().connection
        let tag = try await connection.send(.status(mailbox: wireName, [.messages])) { response in
            if case .mailboxStatus(let status) = response { status.mailbox == wireName } else { false }
        }
        let (status, responses) = try await connection.answer(to: tag)
        guard status.condition == .ok else {
            if status.isTemporary { throw BackendError(refusal: status) }
            return status.code == .word(.nonexistent) ? nil : status.shownText
        }
        for case .mailboxStatus(let status) in responses {
            guard let messages = status.items[.messages] else { continue }
            return messages == 0 ? nil : "it still has \(messages == 1 ? "a message" : "\(messages) messages")"
        }
        return "it does not tell whether there are messages in it"
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
        case .rename: isRepeat && status.code == .word(.nonexistent)
        case .delete: isRepeat || status.code == .word(.nonexistent)
        default: false
        }
    }
}
