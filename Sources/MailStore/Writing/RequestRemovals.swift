import GRDB
package import MailModel

extension MailDatabase {
    /// Queues the removal of the server's copies of messages that are whole and durable here: the rule behind
    /// download-and-remove, for both protocols.
    ///
    /// From now on these messages are ours: what the server says of its copies no longer matters. Those that are
    /// not whole or perhaps not, have no copy there, or have changes on their way to the server are left out.
    ///
    /// `messages`: Which; nothing for all that qualify.
    /// - Returns: Number of removals queued.
    package func requestRemovals(of messages: [StoredID]? = nil) async throws(StoreError) -> Int {
        let account = account
        return try await write([.lists, .journal]) { transaction in
            let candidates =
                try messages.map { $0.filter { $0.account == account }.map(\.row) }
                ?? transaction.numbers("SELECT id FROM message WHERE \(Removal.isPossible)")
            return try candidates.count { try transaction.requestRemoval(of: $0) }
        }
    }

    /// Queues the removal of copies whose time on the server is over (`remove_after`).
    ///
    /// As with every ``Deadline``, a message has to be seen overdue twice.
    ///
    /// - Returns: Number of removals queued.
    package func requestDueRemovals(now: MailDate) async throws(StoreError) -> Int {
        try await write([.lists, .journal]) { transaction in
            try transaction.requestDueRemovals(now: now.secondsSince1970)
        }
    }

    /// Sets when the server's copies leave by the configuration as it is now; nothing: they stay.
    package func setRemoveAfter(_ removeAfter: Duration?) async throws(StoreError) {
        try await write(.lists) { transaction in
            try transaction.db.execute(
                sql: """
                    UPDATE message SET leavesServerAt = keptAt + ?1, dueSince = NULL
                    WHERE isWhole AND \(Removal.hasCopy) AND leavesServerAt IS NOT keptAt + ?1
                    """, arguments: [removeAfter?.components.seconds])
        }
    }

    /// What ``requestRemovals(of:)`` would take off the server if all that is there were here already.
    package func removalPreview(host: String) async throws(StoreError) -> RemovalPreview {
        try await read { db in
            let row = try Row.fetchOne(
                db, sql: "SELECT count(*), coalesce(sum(size), 0) FROM message WHERE \(Removal.hasCopy)")
            return RemovalPreview(messages: row?[0] ?? 0, octets: row?[1] ?? 0, host: host)
        }
    }
}

private enum Removal {
    static let hasCopy = "(uid IS NOT NULL OR uidl IS NOT NULL)"
    static let isPossible = """
        isWhole AND NOT isDoubtful AND \(hasCopy)
            AND NOT EXISTS (SELECT 1 FROM journal WHERE journal.message = message.id)
        """
    static let deadline = Deadline(
        moment: "leavesServerAt", firstSeen: "dueSince", applies: "leavesServerAt IS NOT NULL", isPossible: isPossible)
}

extension StoreTransaction {
    fileprivate func requestRemoval(of message: Int64) throws -> Bool {
        guard try exists("SELECT 1 FROM message WHERE id = ? AND \(Removal.isPossible)", [message]) else {
            return false
        }
        try run("UPDATE message SET isOurs = 1 WHERE id = ?", [message])
        try run(
            "INSERT INTO journal (kind, message) VALUES (?, ?)", [JournalRecord.Kind.removeCopy.rawValue, message])
        return true
    }

    fileprivate func requestDueRemovals(now: Int64) throws -> Int {
        try pastTwice(Removal.deadline, now: now).count { try requestRemoval(of: $0) }
    }
}
