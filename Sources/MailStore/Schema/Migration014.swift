import GRDB

/// New messages are counted once a transaction, by ``Arrivals``, and no more by a trigger once a message.
///
/// Those that come into a Trash of ours are noted there as well. What changes or goes is still followed by triggers.
enum Migration014 {
    static func apply(_ db: Database) throws {
        try db.execute(
            sql: """
                DROP TRIGGER message_counted;
                DROP TRIGGER message_came_trashed;
                """)
    }
}
