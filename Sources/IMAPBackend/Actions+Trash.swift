import BackendAPI
import IMAP
import MailModel

/// Removing for good from a server where EXPUNGE only archives.
extension IMAPBackend {
    /// Whether what is expunged in the mailbox is gone.
    func isBin(_ mailbox: MailboxName, over link: Link) async throws(BackendError) -> Bool {
        // The first actions of a program come before the first listing.
        if memory.bins.isEmpty { _ = try await read(try await sendList(over: link), over: link) }
        return memory.bins.values.contains(mailbox) || memory.bins[.trash] == nil
    }

    /// Moves messages to Trash, and takes them away there.
    ///
    /// Where the server does not tell what they are called there they stay in Trash, which such a server empties itself.
    func removeThroughTrash(
        _ work: Work, _ uids: [SequenceSet], in run: inout ActionRun
    ) async throws(BackendError) {
        guard let trash = memory.bins[.trash] else { return }
        try await settle(&run)
        let connection = try connected().connection
        var outcome = ActionOutcome.done(assigned: [:])
        for set in uids {
            let command = Command.move(.uids(set), mailbox: wireName(of: trash))
            let (status, responses) = try await connection.answer(
                to: connection.send(command) { command.claims($0) })
            outcome = try outcome.after(status, responses, of: work)
        }
        guard case .done(let assigned, _) = outcome else { return run.conclude(work, outcome) }
        let validity = try await select(trash).validity
        var names = SequenceSet()
        for case .uid(let uid, validity) in assigned.values { names.insert(uid) }
        if let refusal = try await takeAway(names) {
            return run.conclude(work, .refused(reason: "in Trash, but not taken away: \(refusal.explanation)"))
        }
        run.conclude(work, .done(assigned: [:]))
    }

    /// Takes exactly these messages out of the open mailbox; the server has UIDPLUS.
    ///
    /// - Returns: What the server refuses it with.
    func takeAway(_ uids: SequenceSet) async throws(BackendError) -> StatusResponse? {
        let connection = try connected().connection
        for set in uids.lines() {
            for command in [Command.store(.uids(set), .add, [.deleted], isSilent: true), .expunge(uids: set)] {
                let status = try await connection.finish(connection.send(command) { command.claims($0) })
                if status.condition != .ok { return status }
            }
        }
        return nil
    }
}
