import GRDB

/// What the names of a person's own mailboxes begin with (RFC 2342).
enum Migration010 {
    /// On INBOX alone; NULL where the server was not asked, since the other names tell.
    static func apply(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE mailbox ADD COLUMN personalPrefix TEXT")
    }
}
