import GRDB

/// The server's own mark of a message, which stays wherever it is moved or copied to (RFC 8474).
enum Migration009 {
    static func apply(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE message ADD COLUMN emailID TEXT;
                CREATE INDEX message_email ON message(emailID) WHERE emailID IS NOT NULL;
                """)
    }
}
