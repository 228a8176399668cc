import GRDB

/// What a person wants of the server's copy of a message, beside what the account's mode says.
///
/// `copyWish`: 0 nothing, 1 it stays, 2 it goes; a number of ``CopyWish``.
enum Migration002 {
    static func apply(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE message ADD COLUMN copyWish INTEGER NOT NULL DEFAULT 0;
                CREATE INDEX message_unwanted ON message(copyWish) WHERE copyWish = 2;
                """)
    }
}
