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
        let waiting = try await read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM (SELECT 1 FROM unindexed LIMIT 1)")
        }
        guard waiting ?? 0 > 0 else { return 0 }
        return try await write(.lists) { try $0.indexNextBatch(limit: limit) }
    }

    /// Keeps the readable text of a message whose octets are here only in part, with its first words.
    package func setText(_ text: String, snippet: String, of id: StoredID) async throws(StoreError) {
        try await write([.lists, .texts]) { transaction in
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
    func addToIndex(_ message: Int64, _ summary: MessageSummary) {
        indexQueue.insert(
            IndexQueue.Words(
                message: message, subject: summary.subject, sender: AddressText.write(summary.from),
                recipients: AddressText.write(summary.to + summary.cc), text: ""))
    }

    /// Notes a message's text; the index takes it later, and knows the header of a message that it had until then.
    func setText(_ text: String, of message: Int64, isNew: Bool = false) throws {
        if !isNew { try leaveHeaderInIndex(message) }
        try run(
            "INSERT INTO words (message, text) VALUES (?, ?) ON CONFLICT (message) DO UPDATE SET text = excluded.text",
            [message, Self.indexable(text)])
        try run("INSERT OR IGNORE INTO unindexed (message) VALUES (?)", [message])
    }

    private static func indexable(_ text: String) -> String {
        text.utf8.count <= longestText ? text : String(text.prefix(longestText))
    }

    fileprivate func indexNextBatch(limit: Int) throws -> Int {
        let waiting = try rows(
            """
            SELECT message.id, subject, sender, recipients, cc, text, indexed
            FROM unindexed JOIN message ON message.id = unindexed.message JOIN words ON words.message = message.id
            ORDER BY unindexed.message LIMIT ?
            """, [limit])
        guard let last = waiting.last?[0] as Int64? else { return 0 }
        for row in waiting {
            let words = Self.words(row)
            if row[6] == Indexed.header { indexQueue.delete(words.withoutText) }
            indexQueue.insert(words)
        }
        try run(
            "UPDATE message SET indexed = ? WHERE id IN (SELECT message FROM unindexed WHERE message <= ?)",
            [Indexed.headerAndText, last])
        try run("DELETE FROM unindexed WHERE message <= ?", [last])
        return waiting.count
    }

    /// Takes a message's text out of the index: it will be another.
    private func leaveHeaderInIndex(_ message: Int64) throws {
        guard let words = try indexedWords(message) else { return }
        indexQueue.delete(words)
        indexQueue.insert(words.withoutText)
        try run("UPDATE message SET indexed = ? WHERE id = ?", [Indexed.header, message])
    }

    /// What the index has of a message; nothing where it has nothing.
    private func indexedWords(_ message: Int64) throws -> IndexQueue.Words? {
        try row(
            """
            SELECT id, subject, sender, recipients, cc, CASE indexed WHEN 2 THEN words.text ELSE '' END
            FROM message LEFT JOIN words ON words.message = message.id WHERE message.id = ? AND indexed > 0
            """, [message]
        ).map(Self.words)
    }

    /// Takes a message's words out of the index.
    func removeFromIndex(_ message: Int64) throws {
        guard let words = try indexedWords(message) else { return }
        indexQueue.delete(words)
        try run("UPDATE message SET indexed = ? WHERE id = ?", [Indexed.nothing, message])
        // What waits is held in memory: when a mailbox of 100,000 goes, in pieces.
        if indexQueue.count >= 2000 { try indexQueue.flush(db) }
    }

    private static func words(_ row: Row) -> IndexQueue.Words {
        let (to, cc): (String, String) = (row[3], row[4])
        let recipients = to.isEmpty ? cc : cc.isEmpty ? to : to + "\u{1E}" + cc
        return IndexQueue.Words(
            message: row[0], subject: row[1], sender: row[2], recipients: recipients, text: row[5] ?? "")
    }
}
