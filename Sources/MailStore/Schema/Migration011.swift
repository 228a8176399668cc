import GRDB

/// What the server calls a mailbox under whatever name (MAILBOXID, RFC 8474).
enum Migration011 {
    /// NULL where it does not tell.
    static func apply(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE mailbox ADD COLUMN objectID TEXT")
    }
}
