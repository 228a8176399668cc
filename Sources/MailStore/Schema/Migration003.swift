import GRDB

/// When a message came into a Trash that is only here, so that it goes for good after its time.
///
/// - `trashedAt`: when it came; 0 until the engine, which has the clock, has noted it; NULL outside such a Trash.
/// - `trashDueSince`: when its time was first seen to be over.
enum Migration003 {
    static func apply(_ db: Database) throws {
        for statement in [columns, indexes, triggers, present] { try db.execute(sql: statement) }
    }

    private static let columns = """
        ALTER TABLE message ADD COLUMN trashedAt INTEGER;
        ALTER TABLE message ADD COLUMN trashDueSince INTEGER;
        """

    private static let indexes = """
        CREATE INDEX message_trashed ON message(trashedAt) WHERE trashedAt IS NOT NULL;
        CREATE INDEX message_trashDue ON message(trashDueSince) WHERE trashDueSince IS NOT NULL;
        """

    private static let isLocalTrash = "SELECT 1 FROM mailbox WHERE id = NEW.mailbox AND role = 'trash' AND isLocal"

    private static let triggers = """
        CREATE TRIGGER message_came_trashed AFTER INSERT ON message WHEN EXISTS (\(isLocalTrash)) BEGIN
            UPDATE message SET trashedAt = 0 WHERE id = NEW.id;
        END;
        CREATE TRIGGER message_trashed_or_not AFTER UPDATE OF mailbox ON message
        WHEN OLD.mailbox IS NOT NEW.mailbox AND (OLD.trashedAt IS NOT NULL OR EXISTS (\(isLocalTrash))) BEGIN
            UPDATE message SET trashedAt = CASE WHEN EXISTS (\(isLocalTrash)) THEN 0 END, trashDueSince = NULL
            WHERE id = NEW.id;
        END;
        """

    /// What is in Trash already begins its time with the next look.
    private static let present = """
        UPDATE message SET trashedAt = 0
        WHERE mailbox IN (SELECT id FROM mailbox WHERE role = 'trash' AND isLocal)
        """
}
