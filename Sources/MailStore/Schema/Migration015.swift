import GRDB

/// Which message was the newest known one where messages are moved or copied to, when that was sent first.
///
/// By UID and UIDVALIDITY: what is brought there has a higher UID, and what is like it and was there before is no copy of
/// it.
enum Migration015 {
    static func apply(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE journal ADD COLUMN newestUID INTEGER;
                ALTER TABLE journal ADD COLUMN newestValidity INTEGER;
                """)
    }
}
