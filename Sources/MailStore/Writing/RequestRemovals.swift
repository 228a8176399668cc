import GRDB
package import MailModel

extension MailDatabase {
    /// Queues the removal of the server's copies of messages that are whole and durable here: the rule behind
    /// download-and-remove, for both protocols.
    ///
    /// From now on these messages are ours: what the server says of its copies no longer matters. Those that are
    /// not whole or perhaps not, have no copy there, have changes on their way to the server, or that a person keeps
    /// there are left out.
    ///
    /// - Returns: Number of removals queued.
    package func requestRemovals() async throws(StoreError) -> Int {
        try await write([.lists, .journal]) { transaction in
            try transaction.requestRemovals(where: "copyWish <> 1")
        }
    }

    /// Queues the removals that a person asked for and that could not be queued then: the message was not whole, or
    /// had changes on their way to the server.
    ///
    /// - Returns: Number of removals queued.
    package func requestWantedRemovals() async throws(StoreError) -> Int {
        let isAnyWanted = try await read { db in
            try Int64.fetchOne(db, sql: "SELECT id FROM message WHERE copyWish = 2 AND \(Removal.isPossible) LIMIT 1")
        }
        guard isAnyWanted != nil else { return 0 }
        return try await write([.lists, .journal]) { transaction in
            try transaction.requestRemovals(where: "copyWish = 2")
        }
    }

    /// Takes the removals that are queued by the account's mode, not by a person, out of the journal.
    ///
    /// One whose fate is unknown may have happened: then the next comparison says so.
    package func withdrawRemovals() async throws(StoreError) {
        try await write([.lists, .journal]) { transaction in
            try transaction.run(
                """
                DELETE FROM journal WHERE kind = ? AND message IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM message WHERE message.id = journal.message AND copyWish = 2)
                """, [JournalRecord.Kind.removeCopy.rawValue])
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

}

/// Conditions on a message.
enum Removal {
    static let hasCopy = "(uid IS NOT NULL OR uidl IS NOT NULL)"
    static let isPossible = """
        isWhole AND NOT isDoubtful AND \(hasCopy)
            AND NOT EXISTS (SELECT 1 FROM journal WHERE journal.message = message.id)
        """
    static let deadline = Deadline(
        moment: "leavesServerAt", firstSeen: "dueSince", applies: "leavesServerAt IS NOT NULL",
        isPossible: "copyWish <> 1 AND \(isPossible)")
}

extension StoreTransaction {
    /// Queues the removals that are possible of those that the condition holds for.
    ///
    /// - Returns: Number of removals queued.
    fileprivate func requestRemovals(
        where condition: String, _ arguments: StatementArguments = []
    ) throws -> Int {
        let possible = "\(condition) AND \(Removal.isPossible)"
        try run("UPDATE message SET isOurs = 1 WHERE NOT isOurs AND \(possible)", arguments)
        try run(
            """
            INSERT INTO journal (kind, message)
            SELECT \(JournalRecord.Kind.removeCopy.rawValue), id FROM message WHERE \(possible) ORDER BY id
            """, arguments)
        return changedRows
    }

    /// - Returns: Whether it was possible.
    @discardableResult
    func requestRemoval(of message: Int64) throws -> Bool { try requestRemovals(where: "id = ?", [message]) > 0 }

    fileprivate func requestDueRemovals(now: Int64) throws -> Int {
        try pastTwice(Removal.deadline, now: now).count { try requestRemoval(of: $0) }
    }
}
