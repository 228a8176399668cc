import GRDB

/// The first schema.
///
/// Never edited once it is released: what changes comes as the next migration.
enum Migration001 {
    static func apply(_ db: Database) throws {
        for statement in [mailboxes, messages, counts, contents, journal, index] { try db.execute(sql: statement) }
    }

    /// `messages` and `unread` count what is shown; the triggers below keep them, so that no list ever counts.
    private static let mailboxes = """
        CREATE TABLE mailbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            delimiter TEXT,
            role TEXT,
            isSelectable INTEGER NOT NULL DEFAULT 1,
            isSubscribed INTEGER NOT NULL DEFAULT 1,
            isLocal INTEGER NOT NULL DEFAULT 0,
            checkpoint TEXT,
            fingerprint TEXT,
            serverTotal INTEGER,
            serverUnseen INTEGER,
            messages INTEGER NOT NULL DEFAULT 0,
            unread INTEGER NOT NULL DEFAULT 0
        );
        """

    /// Three sides of a message in one row.
    ///
    /// - The server's copy: `remoteMailbox` with `uid` and `validity`, or `uidl`; all NULL where it has none.
    /// - What holds: `settledMailbox`, `settledFlags`, `settledKeywords`. The server's word, or where `isOurs`
    ///   our own: POP3, and what was downloaded to be removed there.
    /// - What is shown: `mailbox` (NULL: hidden), `flags`, `keywords`, `isPending`, derived from what holds and
    ///   the journal, never written otherwise.
    ///
    /// `awaits` is above 0 where the server has the message in `remoteMailbox` under a UID we are not told yet.
    /// Rows are never numbered twice: a number on the command line or in the index means one message for ever.
    private static let messages = """
        CREATE TABLE message (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            mailbox INTEGER REFERENCES mailbox(id),
            date INTEGER NOT NULL,
            flags INTEGER NOT NULL,
            keywords TEXT NOT NULL,
            isPending INTEGER NOT NULL DEFAULT 0,
            isOurs INTEGER NOT NULL DEFAULT 0,
            awaits INTEGER NOT NULL DEFAULT 0,
            remoteMailbox INTEGER REFERENCES mailbox(id),
            uid INTEGER,
            validity INTEGER,
            uidl TEXT,
            settledMailbox INTEGER REFERENCES mailbox(id),
            settledFlags INTEGER NOT NULL,
            settledKeywords TEXT NOT NULL,
            size INTEGER NOT NULL,
            attachmentCount INTEGER NOT NULL DEFAULT 0,
            isWhole INTEGER NOT NULL DEFAULT 0,
            indexed INTEGER NOT NULL DEFAULT 0,
            leavesServerAt INTEGER,
            dueSince INTEGER,
            keptAt INTEGER,
            sentDate INTEGER,
            subject TEXT NOT NULL,
            sender TEXT NOT NULL,
            recipients TEXT NOT NULL,
            cc TEXT NOT NULL,
            replyTo TEXT NOT NULL,
            messageID TEXT NOT NULL,
            "references" TEXT NOT NULL,
            snippet TEXT NOT NULL DEFAULT '',
            digest BLOB,
            structure BLOB
        );
        CREATE INDEX message_shown ON message(mailbox, date);
        CREATE INDEX message_unread ON message(mailbox, date) WHERE mailbox IS NOT NULL AND flags & 1 = 0;
        CREATE UNIQUE INDEX message_uid ON message(remoteMailbox, uid, validity) WHERE uid IS NOT NULL;
        CREATE UNIQUE INDEX message_uidl ON message(uidl) WHERE uidl IS NOT NULL;
        CREATE INDEX message_awaiting ON message(remoteMailbox, messageID) WHERE awaits > 0;
        CREATE INDEX message_unattached ON message(digest)
            WHERE uid IS NULL AND uidl IS NULL AND digest IS NOT NULL;
        CREATE INDEX message_leaving ON message(leavesServerAt) WHERE leavesServerAt IS NOT NULL;
        """

    private static let counts = """
        CREATE TRIGGER message_counted AFTER INSERT ON message WHEN NEW.mailbox IS NOT NULL BEGIN
            UPDATE mailbox SET messages = messages + 1, unread = unread + (NEW.flags & 1 = 0) WHERE id = NEW.mailbox;
        END;
        CREATE TRIGGER message_uncounted AFTER DELETE ON message WHEN OLD.mailbox IS NOT NULL BEGIN
            UPDATE mailbox SET messages = messages - 1, unread = unread - (OLD.flags & 1 = 0) WHERE id = OLD.mailbox;
        END;
        CREATE TRIGGER message_recounted AFTER UPDATE OF mailbox, flags ON message
        WHEN OLD.mailbox IS NOT NEW.mailbox OR OLD.flags & 1 <> NEW.flags & 1 BEGIN
            UPDATE mailbox SET messages = messages - 1, unread = unread - (OLD.flags & 1 = 0) WHERE id = OLD.mailbox;
            UPDATE mailbox SET messages = messages + 1, unread = unread + (NEW.flags & 1 = 0) WHERE id = NEW.mailbox;
        END;
        """

    /// Octets, in chunks: a message or part is the run of chunks whose number has `blob` above the low 16 bits.
    ///
    /// `part` links such a run to a message and section; a run that no `part` names is staged, or an orphan.
    private static let contents = """
        CREATE TABLE part (
            message INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
            section TEXT NOT NULL,
            blob INTEGER NOT NULL,
            size INTEGER NOT NULL,
            PRIMARY KEY (message, section)
        ) WITHOUT ROWID;
        CREATE INDEX part_blob ON part(blob);
        CREATE TABLE chunk (id INTEGER PRIMARY KEY, octets BLOB NOT NULL);
        CREATE TABLE staged (blob INTEGER PRIMARY KEY);
        CREATE TRIGGER part_removed AFTER DELETE ON part
        WHEN NOT EXISTS (SELECT 1 FROM part WHERE blob = OLD.blob) BEGIN
            DELETE FROM chunk WHERE id BETWEEN OLD.blob << 16 AND (OLD.blob << 16) + 65535;
        END;
        """

    /// One row a message and change.
    ///
    /// `batch` joins what was taken together to be sent as one.
    ///
    /// `uid`, `validity`, `uidl` are there only for a copy on the server whose message is gone here.
    private static let journal = """
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind INTEGER NOT NULL,
            message INTEGER REFERENCES message(id) ON DELETE CASCADE,
            mailbox INTEGER REFERENCES mailbox(id) ON DELETE CASCADE,
            flag INTEGER,
            keyword TEXT,
            isSet INTEGER,
            uid INTEGER,
            validity INTEGER,
            uidl TEXT,
            payload BLOB,
            state INTEGER NOT NULL DEFAULT 0,
            attempts INTEGER NOT NULL DEFAULT 0,
            batch INTEGER
        );
        CREATE INDEX journal_message ON journal(message) WHERE message IS NOT NULL;
        CREATE INDEX journal_moves ON journal(mailbox, message) WHERE kind = 2;
        CREATE INDEX journal_batch ON journal(batch) WHERE batch IS NOT NULL;
        CREATE TABLE ledger (
            id INTEGER PRIMARY KEY,
            remoteMailbox INTEGER REFERENCES mailbox(id) ON DELETE CASCADE,
            uid INTEGER,
            validity INTEGER,
            uidl TEXT UNIQUE,
            attempts INTEGER NOT NULL DEFAULT 0,
            UNIQUE (remoteMailbox, uid, validity)
        );
        CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        """

    /// The index keeps no text of its own: `words` has what a message was indexed with, for taking it out again.
    private static let index = """
        CREATE VIRTUAL TABLE search USING fts5(
            subject, sender, recipients, text,
            content = '', tokenize = 'unicode61 remove_diacritics 2', columnsize = 0
        );
        CREATE TABLE words (message INTEGER PRIMARY KEY REFERENCES message(id) ON DELETE CASCADE, text TEXT NOT NULL);
        CREATE TABLE unindexed (message INTEGER PRIMARY KEY REFERENCES message(id) ON DELETE CASCADE);
        """
}
