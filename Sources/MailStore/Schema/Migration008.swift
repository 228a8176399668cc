import GRDB

/// What the server lets a person do with a mailbox (RFC 4314).
enum Migration008 {
    /// Letters of ``MailboxRights``; NULL: all, as far as is known.
    static func apply(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE mailbox ADD COLUMN rights TEXT")
    }
}
