import GRDB
package import MailModel

/// A message as an archive or another server is to have it, but for its octets.
package struct StoredEntry: Hashable, Sendable {
    package var id: StoredID
    package var flags: Flags
    package var date: MailDate
    /// The first author's address; empty where there is none.
    package var sender: String
    /// Without its angle brackets; empty where there is none.
    package var messageID: String
    package var sizeInOctets: Int
    /// All its octets are here.
    package var isWhole: Bool
}

extension MailDatabase {
    /// The messages shown in a mailbox, oldest first, a piece at a time.
    ///
    /// `last`: Where the last piece ended; nothing to begin.
    package func entries(
        in mailbox: MailboxID, after last: StoredEntry? = nil, limit: Int = 500
    ) async throws(StoreError) -> [StoredEntry] {
        let account = account
        return try await read { db in
            let rows = try Row.fetchAll(
                try db.cachedStatement(
                    sql: """
                        SELECT id, flags, keywords, date, sender, messageID, size, isWhole
                        FROM message INDEXED BY message_shown
                        WHERE mailbox = ?1 AND date >= ?2 AND (date > ?2 OR id > ?3)
                        ORDER BY date, id LIMIT ?4
                        """),
                arguments: [
                    mailbox.row, last?.date.secondsSince1970 ?? .min, last?.id.row ?? .min, limit,
                ])
            return rows.map { row in
                StoredEntry(
                    id: StoredID(account: account, row: row[0]), flags: Flags(bits: row[1], keywordText: row[2]),
                    date: MailDate(secondsSince1970: row[3]), sender: AddressText.read(row[4]).first?.address ?? "",
                    messageID: row[5], sizeInOctets: row[6], isWhole: row[7])
            }
        }
    }

    /// How often the octets of each message are in a mailbox, by their SHA-256.
    package func digestCounts(in mailbox: MailboxID) async throws(StoreError) -> [[UInt8]: Int] {
        try await read { db in
            var counts: [[UInt8]: Int] = [:]
            let cursor = try Row.fetchCursor(
                db, sql: "SELECT digest FROM message WHERE mailbox = ? AND digest IS NOT NULL",
                arguments: [mailbox.row])
            while let row = try cursor.next() {
                if let digest = row.octets(0) { counts[digest, default: 0] += 1 }
            }
            return counts
        }
    }
}
