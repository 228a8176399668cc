import GRDB
import MailModel

// Messages that other clients have moved or copied, recognised by EMAILID (RFC 8474 §4).

extension MailDatabase {
    /// Says that all mailboxes have been compared once more: what vanished from one and has not come up in another
    /// since the round before is gone.
    package func finishRound() async throws(StoreError) {
        let hasLost = try await read { db in try Bool.fetchOne(db, sql: "SELECT \(StoreTransaction.hasLost)") ?? false }
        guard hasLost else { return }
        try await write(.lists) { try $0.sweepLost() }
    }
}

extension StoreTransaction {
    /// SQL: whether a message has vanished of which nobody knows yet where it is.
    static let hasLost = "EXISTS (SELECT 1 FROM message WHERE remoteMailbox IS NULL AND awaits > 0)"

    /// Hides a message that has vanished from its mailbox, should it come up in another: its octets need not be
    /// fetched again then.
    ///
    /// - Returns: False where that is of no use.
    func lose(_ message: Int64) throws -> Bool {
        let isWorthIt = try exists(
            """
            SELECT 1 FROM message WHERE id = ?1 AND emailID IS NOT NULL
                AND EXISTS (SELECT 1 FROM part WHERE part.message = ?1)
                AND NOT EXISTS (SELECT 1 FROM journal WHERE journal.message = ?1)
                AND NOT EXISTS (SELECT 1 FROM transfer WHERE transfer.message = ?1)
            """, [message])
        guard isWorthIt else { return false }
        try run(
            """
            UPDATE message SET settledMailbox = NULL, remoteMailbox = NULL, uid = NULL, validity = NULL, awaits = ?
            WHERE id = ?
            """, [Awaiting.lost, message])
        try derive(message)
        return true
    }

    /// Two comparisons of a mailbox may lie between a message's end in one and its beginning in another.
    fileprivate func sweepLost() throws {
        let lost = try numbers(
            "SELECT id FROM message WHERE remoteMailbox IS NULL AND awaits = ?", [Awaiting.lostForARound])
        for message in lost { try remove(message) }
        try run(
            "UPDATE message SET awaits = ? WHERE remoteMailbox IS NULL AND awaits = ?",
            [Awaiting.lostForARound, Awaiting.lost])
    }

    /// Gives a new row the octets of another one of the same message, where they are here: both name the same then.
    func shareOctets(of emailID: String, with row: Int64) throws {
        let other = try number(
            """
            SELECT id FROM message WHERE emailID = ?1 AND id <> ?2
                AND EXISTS (SELECT 1 FROM part WHERE part.message = message.id) LIMIT 1
            """, [emailID, row])
        guard let other else { return }
        try run("INSERT INTO part SELECT ?, section, blob, size FROM part WHERE message = ?", [row, other])
        try run(
            """
            UPDATE message SET (snippet, isWhole, keptAt) = (SELECT snippet, isWhole, keptAt FROM message WHERE id = ?2)
            WHERE id = ?1
            """, [row, other])
        arrivals.queueForIndex(row)
    }
}
