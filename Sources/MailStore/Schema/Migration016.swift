import GRDB

/// What a comparison has come across in the destination of a move or copy that was sent, and may be its message.
enum Migration016 {
    static func apply(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE journal ADD COLUMN copyUID INTEGER;
                ALTER TABLE journal ADD COLUMN copyValidity INTEGER;
                """)
    }
}
