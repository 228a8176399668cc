import GRDB
package import MailModel

/// A message's text, for the full-text index.
package struct IndexableText: Hashable, Sendable {
    package var id: StoredID
    /// The readable text; of a very long one, the index takes the beginning.
    package var text: String
    /// The first words of the text, for the list.
    package var snippet: String

    package init(id: StoredID, text: String, snippet: String) {
        self.id = id
        self.text = text
        self.snippet = snippet
    }
}

extension MailDatabase {
    /// Messages whose text waits for the index, oldest first.
    ///
    /// Storing goes first, the index follows: whoever follows reads these and calls ``index(_:)``, until there are
    /// none, and again when ``waitForChange(of:after:)`` reports `.texts`.
    package func waitingForIndex(limit: Int = 100) async throws(StoreError) -> [StoredID] {
        let account = account
        return try await read { db in
            let statement = try db.cachedStatement(sql: "SELECT message FROM unindexed ORDER BY message LIMIT ?")
            return try Int64.fetchAll(statement, arguments: [limit]).map { StoredID(account: account, row: $0) }
        }
    }

    /// Puts texts into the full-text index, in place of what it has of their messages.
    ///
    /// Messages that are gone meanwhile are left out.
    package func index(_ texts: [IndexableText]) async throws(StoreError) {
        try await write(.lists) { transaction in
            for text in texts { try transaction.index(text) }
        }
    }

    /// Notes that the text of a message is here now that was not, with its first words.
    package func takeNoteOfText(of id: StoredID, snippet: String) async throws(StoreError) {
        try await write([.lists, .texts]) { transaction in
            try transaction.run("UPDATE message SET snippet = ? WHERE id = ?", [snippet, id.row])
            guard transaction.changedRows > 0 else { throw StoreError.noSuchMessage(id) }
            transaction.arrivals.queueForIndex(id.row)
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

    fileprivate func index(_ text: IndexableText) throws {
        let message = text.id.row
        try run("DELETE FROM unindexed WHERE message = ?", [message])
        guard changedRows > 0, var words = try words(of: message) else { return }
        if words.indexed != Indexed.nothing { indexQueue.delete(words.words) }
        words.words.text = Self.indexable(text.text)
        indexQueue.insert(words.words)
        try run(
            "INSERT INTO words (message, text) VALUES (?, ?) ON CONFLICT (message) DO UPDATE SET text = excluded.text",
            [message, words.words.text])
        try run(
            "UPDATE message SET indexed = ?, snippet = CASE snippet WHEN '' THEN ? ELSE snippet END WHERE id = ?",
            [Indexed.headerAndText, text.snippet, message])
    }

    private static func indexable(_ text: String) -> String {
        text.utf8.count <= longestText ? text : String(text.prefix(longestText))
    }

    /// What the index has of a message, or would have; nothing where there is no such message.
    private func words(of message: Int64) throws -> (words: IndexQueue.Words, indexed: Int64)? {
        let found = try row(
            """
            SELECT subject, sender, recipients, cc, indexed, CASE indexed WHEN 2 THEN words.text END
            FROM message LEFT JOIN words ON words.message = message.id WHERE message.id = ?
            """, [message])
        guard let row = found else { return nil }
        let (to, cc): (String, String) = (row[2], row[3])
        let recipients = to.isEmpty ? cc : cc.isEmpty ? to : to + "\u{1E}" + cc
        let words = IndexQueue.Words(
            message: message, subject: row[0], sender: row[1], recipients: recipients, text: row[5] ?? "")
        return (words, row[4])
    }

    /// Takes a message's words out of the index.
    func removeFromIndex(_ message: Int64) throws {
        guard let words = try words(of: message), words.indexed != Indexed.nothing else { return }
        indexQueue.delete(words.words)
        try run("UPDATE message SET indexed = ? WHERE id = ?", [Indexed.nothing, message])
        // What waits is held in memory: when a mailbox of 100,000 goes, in pieces.
        if indexQueue.count >= 2000 { try indexQueue.flush(db) }
    }
}
