import GRDB

/// UIDVALIDITY as the server last listed it, by which an empty mailbox is known under another name (RFC 9051 §6.3.6).
enum Migration012 {
    /// NULL where it does not tell.
    static func apply(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE mailbox ADD COLUMN validity INTEGER")
    }
}
