import GRDB
package import MailModel

/// A message on the server that is to be fetched whole.
///
/// As small as can be: there may be tens of thousands at a time.
package struct WantedMessage: Hashable, Sendable {
    package var id: RemoteID
    /// What the server says of its size.
    package var sizeInOctets: Int
    /// Its flags and INTERNALDATE, where a comparison has told them.
    package var flags: Flags = []
    package var internalDate: MailDate?
    /// The server's mark of its octets, where a comparison has told it (RFC 8474).
    package var emailID: String?
}

/// Messages of a mailbox that are not whole here, in the list's order.
package struct MissingContents: Hashable, Sendable {
    package var messages: [WantedMessage] = []
    /// The last of them: where the next ones begin.
    package var last: StoredID?
}

extension MailDatabase {
    /// The server's names of all that is known of a mailbox, with the flags it last told: what a comparison name
    /// by name starts from.
    ///
    /// Also of messages that were deleted here and are perhaps still listed, so that they don't come again.
    package func knownMessages(in mailbox: MailboxID) async throws(StoreError) -> [RemoteID: Flags] {
        try await read { db in
            var known: [RemoteID: Flags] = [:]
            for sql in Self.namesKnown {
                let cursor = try Row.fetchCursor(db, sql: sql, arguments: [mailbox.row])
                while let row = try cursor.next() {
                    guard let remote = RemoteID(uid: row[0], validity: row[1], uidl: row[2]) else { continue }
                    known[remote] = Flags(bits: row[3], keywordText: row[4])
                }
            }
            return known
        }
    }

    /// A POP3 maildrop is the local INBOX, wherever its messages were moved to.
    private static let namesKnown = [
        "SELECT uid, validity, NULL, settledFlags, settledKeywords FROM message WHERE remoteMailbox = ? AND uid IS NOT NULL",
        """
        SELECT NULL, NULL, uidl, settledFlags, settledKeywords FROM message
        WHERE uidl IS NOT NULL AND EXISTS (SELECT 1 FROM mailbox WHERE id = ? AND name = 'INBOX')
        """,
        "SELECT uid, validity, NULL, 0, '' FROM ledger WHERE remoteMailbox = ? AND uid IS NOT NULL",
        """
        SELECT NULL, NULL, uidl, 0, '' FROM ledger
        WHERE uidl IS NOT NULL AND EXISTS (SELECT 1 FROM mailbox WHERE id = ? AND name = 'INBOX')
        """,
    ]

    /// Messages of a mailbox that the server has and the store has only in part, newest first.
    ///
    /// `last`: Where the last call ended; nothing to begin.
    package func messagesWithoutContent(
        in mailbox: MailboxID, limit: Int, after last: StoredID? = nil
    ) async throws(StoreError) -> MissingContents {
        let account = account
        return try await read { db in
            let key = try last.flatMap { try ListReading(db: db, account: account).key(of: $0.row) }
            let rows = try Row.fetchCursor(
                try db.cachedStatement(
                    sql: """
                        SELECT id, uid, validity, uidl, size FROM message INDEXED BY message_shown
                        WHERE mailbox = ?1 AND date <= ?2 AND (date < ?2 OR id < ?3)
                            AND NOT isWhole AND (uid IS NOT NULL OR uidl IS NOT NULL)
                        ORDER BY date DESC, id DESC LIMIT ?4
                        """), arguments: [mailbox.row, key?.date ?? .max, key?.row ?? .max, limit])
            var missing = MissingContents()
            while let row = try rows.next() {
                guard let id = RemoteID(uid: row[1], validity: row[2], uidl: row[3]) else { continue }
                missing.messages.append(WantedMessage(id: id, sizeInOctets: row[4]))
                missing.last = StoredID(account: account, row: row[0])
            }
            return missing
        }
    }

    /// Number of a mailbox's messages that the server has and the store has only in part.
    package func countWithoutContent(in mailbox: MailboxID) async throws(StoreError) -> Int {
        try await read { db in
            let sql = """
                SELECT count(*) FROM message
                WHERE mailbox = ? AND NOT isWhole AND (uid IS NOT NULL OR uidl IS NOT NULL)
                """
            return try Int.fetchOne(db, sql: sql, arguments: [mailbox.row]) ?? 0
        }
    }

    /// Whether nothing that a mailbox has on the server can be here, under any name.
    package func isUnknown(_ mailbox: MailboxID) async throws(StoreError) -> Bool {
        try await read { db in
            let sql = """
                SELECT EXISTS (SELECT 1 FROM message WHERE remoteMailbox = ?1)
                    OR EXISTS (SELECT 1 FROM journal WHERE kind = ?2 AND mailbox = ?1)
                    OR EXISTS (SELECT 1 FROM ledger WHERE remoteMailbox = ?1)
                """
            return try Int.fetchOne(db, sql: sql, arguments: [mailbox.row, JournalRecord.Kind.move.rawValue]) == 0
        }
    }

    /// Whether anything waits in the journal, sent before or not.
    package func hasActionsToSend() async throws(StoreError) -> Bool {
        try await read { try Int64.fetchOne($0, sql: "SELECT id FROM journal LIMIT 1") != nil }
    }

    /// Number of the journal's latest change; nothing where it is empty.
    package func newestAction() async throws(StoreError) -> Int64? {
        try await read { try Int64.fetchOne($0, sql: "SELECT max(id) FROM journal") }
    }

    /// Number of a person's changes that the server does not know yet.
    package func pendingCount() async throws(StoreError) -> Int {
        try await read { db in
            let sql = """
                SELECT (SELECT count(*) FROM journal WHERE kind <> ? OR message IS NULL)
                    + (SELECT count(*) FROM message WHERE copyWish = 2) + (SELECT count(*) FROM transfer)
                """
            return try Int.fetchOne(db, sql: sql, arguments: [JournalRecord.Kind.removeCopy.rawValue]) ?? 0
        }
    }
}
