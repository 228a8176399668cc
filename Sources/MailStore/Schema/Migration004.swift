import GRDB

/// Which messages were brought to another account's server.
enum Migration004 {
    /// One row a message and server: `target` names the server and its user, `uid` and `validity` the message there.
    ///
    /// `isConfirmed` is 0 from before the message is sent until the server has told, or shown, that it has it.
    static func apply(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE upload (
                    message INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
                    target TEXT NOT NULL,
                    isConfirmed INTEGER NOT NULL DEFAULT 0,
                    uid INTEGER,
                    validity INTEGER,
                    PRIMARY KEY (message, target)
                ) WITHOUT ROWID;
                """)
    }
}
