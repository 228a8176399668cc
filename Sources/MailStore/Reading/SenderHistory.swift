import GRDB
import MailModel

extension MailDatabase {
    /// Whether a message is the first that is here of its sender, to whom no message that is here went either.
    ///
    /// False where that says nothing: in a store that is small, or lacks messages of the server's, and of what a
    /// person has written or thinks to be junk.
    package func isFirstOfSender(_ message: StoredMessage) async throws(StoreError) -> Bool {
        let sender = message.summary.from.first?.address.lowercased() ?? ""
        guard sender.contains("@"), !sender.contains("\"") else { return false }
        let (row, date) = (message.row.id.row, message.row.date.secondsSince1970)
        return try await read { db in
            guard try Bool.fetchOne(db.cachedStatement(sql: Self.isTelling), arguments: [row]) == true else {
                return false
            }
            let others = try Row.fetchCursor(
                db.cachedStatement(sql: Self.others), arguments: ["{sender recipients} : \"\(sender)\"", row])
            var count = 0
            while let other = try others.next() {
                count += 1
                func has(_ column: Int) -> Bool {
                    AddressText.read(other[column]).contains { $0.address.lowercased() == sender }
                }
                let isEarlier = (other[0] as Int64, other[1] as Int64) < (date, row)
                if isEarlier && has(2) || has(3) || has(4) { return false }
            }
            return count < Self.mostOthers
        }
    }

    private static let isTelling = """
        SELECT sum(messages) >= 100 AND NOT max(coalesce(serverTotal, 0) > messages)
            AND NOT EXISTS (
                SELECT 1 FROM message JOIN mailbox ON mailbox.id = message.mailbox
                WHERE message.id = ? AND mailbox.role IN ('sent', 'drafts', 'junk'))
        FROM mailbox
        """

    /// By the index's words, which another address may have as well.
    private static let others = """
        SELECT date, id, sender, recipients, cc FROM message
        WHERE id IN (SELECT rowid FROM search WHERE search MATCH ? AND rowid <> ? LIMIT \(mostOthers))
        """

    private static let mostOthers = 30
}
