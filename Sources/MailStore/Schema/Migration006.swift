import GRDB

/// What goes from one account to another.
///
/// - `transfer`, in the store that gives: one row a message and destination, in an account of that name, in its
///   mailbox of that number and name. `token` names the transfer for ever. `isSent` is 1 from before the message is
///   given to a server until that has it; `validity` and `uidNext` say where the mailbox there ended before.
/// - `received`, in the store that takes: tokens of messages that are here by now, until the giver knows it.
enum Migration006 {
    static func apply(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE transfer (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    message INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
                    token TEXT NOT NULL UNIQUE,
                    account TEXT NOT NULL,
                    mailbox INTEGER NOT NULL,
                    mailboxName TEXT NOT NULL,
                    isMove INTEGER NOT NULL,
                    isSent INTEGER NOT NULL DEFAULT 0,
                    validity INTEGER,
                    uidNext INTEGER
                );
                CREATE INDEX transfer_message ON transfer(message);
                CREATE INDEX transfer_account ON transfer(account, id);
                CREATE TABLE received (
                    token TEXT PRIMARY KEY,
                    message INTEGER REFERENCES message(id) ON DELETE SET NULL
                ) WITHOUT ROWID;
                CREATE INDEX received_message ON received(message);
                """)
    }
}
