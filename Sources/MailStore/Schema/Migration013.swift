import GRDB

/// Threads, kept so that no list has to find them.
///
/// - `thread`: one row each; `whole` is the thread that it has become part of.
/// - `threaded`: one row a message; all but its thread is the message's own, kept by triggers. A message with a number
///   above the setting ``Threads/mark`` is not there yet.
/// - `mention`: which thread a Message-ID belongs to, a message's own or one in its References; `name` is a
///   ``MessageIDName``. Some name threads that are no more.
/// - `conversation`: one row for a thread and a mailbox it has messages in.
enum Migration013 {
    static func apply(_ db: Database) throws {
        for statement in [tables, indexes, following, summing] { try db.execute(sql: statement) }
    }

    private static let tables = """
        CREATE TABLE thread (id INTEGER PRIMARY KEY AUTOINCREMENT, whole INTEGER);
        CREATE TABLE threaded (
            message INTEGER PRIMARY KEY REFERENCES message(id) ON DELETE CASCADE,
            thread INTEGER NOT NULL,
            mailbox INTEGER,
            date INTEGER NOT NULL,
            isUnread INTEGER NOT NULL
        );
        CREATE TABLE mention (name INTEGER PRIMARY KEY, thread INTEGER NOT NULL);
        CREATE TABLE conversation (
            thread INTEGER NOT NULL,
            mailbox INTEGER NOT NULL,
            newest INTEGER NOT NULL,
            messages INTEGER NOT NULL,
            unread INTEGER NOT NULL,
            PRIMARY KEY (thread, mailbox)
        ) WITHOUT ROWID;
        """

    private static let indexes = """
        CREATE INDEX threaded_place ON threaded(thread, mailbox, date);
        CREATE INDEX conversation_shown ON conversation(mailbox, newest, thread, messages);
        CREATE INDEX conversation_unread ON conversation(mailbox, newest, thread) WHERE unread > 0;
        """

    private static let following = """
        CREATE TRIGGER message_threaded AFTER UPDATE OF mailbox, date, flags ON message
        WHEN OLD.mailbox IS NOT NEW.mailbox OR OLD.date <> NEW.date OR OLD.flags & 1 <> NEW.flags & 1 BEGIN
            UPDATE threaded SET mailbox = NEW.mailbox, date = NEW.date, isUnread = NEW.flags & 1 = 0
            WHERE message = NEW.id;
        END;
        """

    private static let enters = """
        INSERT INTO conversation SELECT NEW.thread, NEW.mailbox, NEW.date, 1, NEW.isUnread WHERE NEW.mailbox IS NOT NULL
        ON CONFLICT DO UPDATE SET newest = max(newest, excluded.newest), messages = messages + 1,
            unread = unread + excluded.unread;
        """

    private static let leaves = """
        UPDATE conversation SET messages = messages - 1, unread = unread - OLD.isUnread, newest = coalesce(
            (SELECT max(date) FROM threaded WHERE thread = OLD.thread AND mailbox = OLD.mailbox), newest)
        WHERE thread = OLD.thread AND mailbox = OLD.mailbox;
        DELETE FROM conversation WHERE thread = OLD.thread AND mailbox = OLD.mailbox AND messages <= 0;
        """

    private static let summing = """
        CREATE TRIGGER threaded_entered AFTER INSERT ON threaded BEGIN \(enters) END;
        CREATE TRIGGER threaded_left AFTER DELETE ON threaded BEGIN
            \(leaves)
            DELETE FROM thread WHERE id = OLD.thread AND whole IS NULL
                AND NOT EXISTS (SELECT 1 FROM threaded WHERE thread = OLD.thread);
        END;
        CREATE TRIGGER threaded_changed AFTER UPDATE ON threaded BEGIN \(leaves) \(enters) END;
        """
}
