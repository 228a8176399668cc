import GRDB

/// What a server calls the copies that it has made, so that they can be taken back.
enum Migration007 {
    /// One row a copy: `copy` is the journal's number of it, the rest names the message that has come of it.
    static func apply(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE copied (
                    copy INTEGER PRIMARY KEY,
                    mailbox INTEGER NOT NULL REFERENCES mailbox(id) ON DELETE CASCADE,
                    uid INTEGER NOT NULL,
                    validity INTEGER NOT NULL
                );
                """)
    }
}
