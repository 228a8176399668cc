import GRDB
package import MailModel

extension MailDatabase {
    /// Puts texts that wait into the full-text index, oldest first.
    ///
    /// Storing goes first, the index follows: call it, at low priority, until it returns 0, and again when
    /// ``waitForChange(of:after:)`` reports `.texts`.
    ///
    /// - Returns: Number of messages indexed.
    package func indexNextBatch(limit: Int = 100) async throws(StoreError) -> Int {
        let account = account
        let waiting = try await read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM (SELECT 1 FROM unindexed LIMIT 1)")
        }
        guard waiting ?? 0 > 0 else { return 0 }
        return try await write(.lists) { try StoreTransaction($0, account).indexNextBatch(limit: limit) }
    }

    /// Keeps the readable text of a message whose octets are here only in part, with its first words.
    package func setText(_ text: String, snippet: String, of id: StoredID) async throws(StoreError) {
        let account = account
        try await write([.lists, .texts]) { db in
            let transaction = StoreTransaction(db, account)
            try transaction.run("UPDATE message SET snippet = ? WHERE id = ?", [snippet, id.row])
            guard transaction.changedRows > 0 else { throw StoreError.noSuchMessage(id) }
            try transaction.setText(text, of: id.row)
        }
    }
}

/// Values of the column `indexed`: what of a message is in the index.
enum Indexed {
    static let nothing: Int64 = 0
    static let header: Int64 = 1
    static let headerAndText: Int64 = 2
}

extension StoreTransaction {
    /// Characters of a text that are indexed: a mail that is longer is a log file.
    private static let longestText = 200_000

    /// Indexes the header of a new message at once, so that it is found as soon as it is seen.
    func addToIndex(_ message: Int64, _ summary: MessageSummary) throws {
        let sender = AddressText.write(summary.from)
        let recipients = AddressText.write(summary.to + summary.cc)
        try insertWords(message, subject: summary.subject, sender: sender, recipients: recipients, text: "")
        try run("UPDATE message SET indexed = ? WHERE id = ?", [Indexed.header, message])
    }

    /// Notes a message's text; the index takes it later.
    func setText(_ text: String, of message: Int64) throws {
        try removeFromIndex(message)
        try run(
            "INSERT INTO words (message, text) VALUES (?, ?) ON CONFLICT (message) DO UPDATE SET text = excluded.text",
            [message, String(text.prefix(Self.longestText))])
        try run("INSERT OR IGNORE INTO unindexed (message) VALUES (?)", [message])
    }

    fileprivate func indexNextBatch(limit: Int) throws -> Int {
        let waiting = try rows(
            """
            SELECT message.id, subject, sender, recipients, cc, text
            FROM unindexed JOIN message ON message.id = unindexed.message JOIN words ON words.message = message.id
            ORDER BY message.id LIMIT ?
            """, [limit])
        for row in waiting {
            try insertWords(
                row[0], subject: row[1], sender: row[2], recipients: Self.recipients(row[3], row[4]), text: row[5])
            try run("UPDATE message SET indexed = ? WHERE id = ?", [Indexed.headerAndText, row[0] as Int64])
            try run("DELETE FROM unindexed WHERE message = ?", [row[0] as Int64])
        }
        return waiting.count
    }

    /// Takes a message's words out of the index, which must be told all of them again: it keeps no text.
    func removeFromIndex(_ message: Int64) throws {
        guard
            let row = try row(
                """
                SELECT subject, sender, recipients, cc, CASE indexed WHEN 2 THEN words.text ELSE '' END
                FROM message LEFT JOIN words ON words.message = message.id WHERE message.id = ? AND indexed > 0
                """, [message])
        else { return }
        try run(
            """
            INSERT INTO search (search, rowid, subject, sender, recipients, text) VALUES ('delete', ?, ?, ?, ?, ?)
            """, [message, row[0] as String, row[1] as String, Self.recipients(row[2], row[3]), row[4] ?? ""])
        try run("UPDATE message SET indexed = ? WHERE id = ?", [Indexed.nothing, message])
    }

    private func insertWords(
        _ message: Int64, subject: String, sender: String, recipients: String, text: String
    ) throws {
        try run(
            "INSERT INTO search (rowid, subject, sender, recipients, text) VALUES (?, ?, ?, ?, ?)",
            [message, subject, sender, recipients, text])
    }

    private static func recipients(_ to: String, _ cc: String) -> String {
        to.isEmpty ? cc : cc.isEmpty ? to : to + "\u{1E}" + cc
    }
}
