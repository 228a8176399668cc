import GRDB
package import MailModel

extension MailDatabase {
    /// What is postponed again and again, whatever is compared meanwhile, is refused.
    private static let mostAttempts = 10

    /// Writes what became of a remote action, and takes it out of the journal.
    ///
    /// Done: the server's side is what was asked for. Refused: it is what it was, and so is what is shown. Outdated:
    /// it stays in the journal, and is as good as never sent unless it was sent before. Postponed: nobody knows what of
    /// it is done, and it stays in the journal as sent.
    ///
    /// - Returns: What a person should read, such as what the server refused.
    package func settle(_ action: RemoteAction, outcome: ActionOutcome) async throws(StoreError) -> String? {
        try await write([.lists, .journal]) { transaction in
            switch outcome {
            case .done(let assigned, let strangers):
                if !strangers.isEmpty { try transaction.letGo(transaction.records(of: action), strangers) }
                try transaction.settleRemovals(action.id)
                try transaction.settleFlags(action.id)
                var note: String?
                for record in try transaction.records(of: action) {
                    note = try transaction.settle(record, assigned: assigned) ?? note
                }
                return note
            case .refused(let reason):
                return try transaction.refuse(action, reason: reason)
            case .outdated(let reason):
                if try transaction.exists(
                    "SELECT 1 FROM journal WHERE batch = ? AND attempts >= ?", [action.id, Self.mostAttempts])
                {
                    return try transaction.refuse(action, reason: reason)
                }
                guard !action.isRepeat else { return nil }
                try transaction.run(
                    "UPDATE journal SET state = ?, batch = NULL WHERE batch = ?",
                    [JournalRecord.State.waiting.rawValue, action.id])
                return nil
            case .postponed: return nil
            }
        }
    }
}

extension MailDatabase {
    /// What an action does, with the folder list's names: `"move to Archive"`.
    package func words(for action: RemoteAction) async throws(StoreError) -> String {
        let account = account
        return try await read { action.kind.words(for: try StoreTransaction($0, account).mailboxTree()) }
    }
}

extension RemoteAction.Kind {
    /// What is done, with the folder list's names.
    fileprivate func words(for tree: MailboxTree) -> String {
        switch self {
        case .storeFlags: "change the flags"
        case .move(_, _, let mailbox): "move to \(tree.shownName(of: mailbox))"
        case .copy(_, _, let mailbox): "copy to \(tree.shownName(of: mailbox))"
        case .remove: "remove"
        case .createMailbox(let mailbox): "make \(tree.shownName(of: mailbox))"
        case .renameMailbox(let mailbox, let name):
            "rename \(tree.shownName(of: mailbox)) to \(tree.shownName(of: name))"
        case .deleteMailbox(let mailbox): "delete \(tree.shownName(of: mailbox))"
        case .subscribe(let isWanted, let mailbox):
            "\(isWanted ? "subscribe to" : "unsubscribe from") \(tree.shownName(of: mailbox))"
        case .append(_, _, _, let mailbox): "store in \(tree.shownName(of: mailbox))"
        }
    }
}

extension StoreTransaction {
    fileprivate func records(of action: RemoteAction) throws -> [JournalRecord] {
        try rows("SELECT \(JournalRecord.columns) FROM journal WHERE batch = ? ORDER BY id", [action.id])
            .compactMap(JournalRecord.init)
    }

    /// - Returns: What a person should read.
    fileprivate func settle(_ record: JournalRecord, assigned: [RemoteID: RemoteID]) throws -> String? {
        try run("DELETE FROM journal WHERE id = ?", [record.id])
        guard let message = record.message else {
            try settleMailbox(record)
            return nil
        }
        switch record.kind {
        case .move:
            guard let destination = record.mailbox else { return nil }
            let old = try remote(of: message)
            try moved(message, to: destination, as: old.flatMap { assigned[$0] } ?? copy(of: record))
        case .copy: return try settleCopy(record, as: try remote(of: message).flatMap { assigned[$0] })
        case .createMailbox, .renameMailbox, .deleteMailbox, .subscribe: try derive(message)
        case .delete: try remove(message)
        case .setFlag, .removeCopy: break
        }
        return nil
    }

    /// The removals of copies in a batch are done; nothing that is shown of their messages changes.
    ///
    /// All at once: after a download these are thousands.
    fileprivate func settleRemovals(_ batch: Int64) throws {
        let removals = "batch = ? AND kind = \(JournalRecord.Kind.removeCopy.rawValue)"
        let messages = "SELECT message FROM journal WHERE \(removals) AND message IS NOT NULL"
        // The server may list it once more, as after a QUIT whose commit it lost.
        try run(
            """
            INSERT OR IGNORE INTO ledger (uidl, digest)
            SELECT uidl, digest FROM message WHERE id IN (\(messages)) AND uidl IS NOT NULL
            """, [batch])
        try letGoOfCopies(of: messages, [batch])
        // Without a condition SQLite drops the pages, and looks at none of the rows.
        let isRest = try exists(
            "SELECT 1 FROM journal WHERE batch IS NOT ? OR kind <> \(JournalRecord.Kind.removeCopy.rawValue)", [batch])
        if isRest { try run("DELETE FROM journal WHERE \(removals)", [batch]) } else { try run("DELETE FROM journal") }
    }

    private func remote(of message: Int64) throws -> RemoteID? {
        try row("SELECT uid, validity, uidl FROM message WHERE id = ?", [message])
            .flatMap { RemoteID(uid: $0[0], validity: $0[1], uidl: $0[2]) }
    }

    fileprivate func remote(of record: JournalRecord) throws -> RemoteID? {
        try record.remote ?? record.message.flatMap { try remote(of: $0) }
    }

    /// Lets go of those whose names mean other messages by now: their records are gone.
    fileprivate func letGo(_ records: [JournalRecord], _ strangers: Set<RemoteID>) throws {
        for record in records {
            guard let name = try remote(of: record), strangers.contains(name) else { continue }
            try letGo(record, name)
        }
    }

    /// The name means another message by now, which the next comparison finds: the copy of ours is gone.
    private func letGo(_ record: JournalRecord, _ name: RemoteID) throws {
        try run("DELETE FROM journal WHERE id = ?", [record.id])
        if case .uidl(let uidl) = name { try run("DELETE FROM ledger WHERE uidl = ?", [uidl]) }
        guard let message = record.message else { return }
        if record.kind == .delete { return try remove(message) }
        try detach(message)
        try derive(message)
    }

    /// - Returns: What a person should read.
    fileprivate func refuse(_ action: RemoteAction, reason: String) throws -> String? {
        let records = try self.records(of: action)
        // In words of before: a mailbox that is not made is gone in a moment.
        let what = action.kind.words(for: try mailboxTree())
        for record in records { try refuse(record) }
        return records.isEmpty ? nil : "The server refused to \(what): \(reason)"
    }

    private func refuse(_ record: JournalRecord) throws {
        try run("DELETE FROM journal WHERE id = ?", [record.id])
        if let message = record.message {
            if record.kind == .removeCopy {
                try run(
                    """
                    UPDATE message SET leavesServerAt = NULL, dueSince = NULL,
                        copyWish = CASE copyWish WHEN 2 THEN 0 ELSE copyWish END WHERE id = ?
                    """, [message])
            }
            try derive(message)
        }
        if record.kind == .subscribe { try refuseSubscription(record) }
        guard record.kind == .createMailbox, let mailbox = record.mailbox else { return }
        try dropMoves(to: mailbox)
        let isNeeded = try exists(
            "SELECT 1 FROM message WHERE settledMailbox = ?1 OR mailbox = ?1 OR remoteMailbox = ?1", [mailbox])
        if !isNeeded { try run("DELETE FROM mailbox WHERE id = ?", [mailbox]) }
    }
}
