import GRDB

/// What shows that a POP3 message is whole, and that its name still means it.
///
/// - `announcedSize`: LIST's size when the octets were fetched, in octets; nothing for IMAP.
/// - `isDoubtful`: The octets are not as many as announced, and were not fetched a second time yet.
/// - `digest`, `headerDigest` of a name whose message may be gone here: see ``MessageProof``.
enum Migration005 {
    static func apply(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE message ADD COLUMN announcedSize INTEGER;
                ALTER TABLE message ADD COLUMN isDoubtful INTEGER NOT NULL DEFAULT 0;
                CREATE INDEX message_doubtful ON message(id) WHERE isDoubtful;
                ALTER TABLE ledger ADD COLUMN digest BLOB;
                ALTER TABLE ledger ADD COLUMN headerDigest BLOB;
                """)
    }
}
