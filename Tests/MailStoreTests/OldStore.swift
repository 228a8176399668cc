import GRDB
import Glibc

@testable import MailStore

/// A POP3 account's store as the first schema had it, with two messages; the second leaves at 1000.
enum OldStore {
    static func make(at path: String) throws {
        try StoreFiles(path: path).prepare()
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL")
            try db.inTransaction {
                try Migration001.apply(db)
                try db.execute(
                    sql: """
                        INSERT INTO mailbox (id, name, role, isLocal) VALUES (1, 'INBOX', 'inbox', 1);
                        PRAGMA user_version = 1;
                        PRAGMA application_id = 0x5073746E;
                        """)
                for (number, leaves) in [(1, 1000), (2, nil)] as [(Int64, Int64?)] { try insert(number, leaves, db) }
                return .commit
            }
        }
        try queue.close()
    }

    private static func insert(_ number: Int64, _ leaves: Int64?, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO message (mailbox, settledMailbox, date, flags, keywords, settledFlags, settledKeywords, isOurs,
                    uidl, size, isWhole, keptAt, leavesServerAt, subject, sender, recipients, cc, replyTo, messageID,
                    "references")
                VALUES (1, 1, ?1, 0, '', 0, '', 1, 'u' || ?1, 100, 1, 500, ?2, 'message ' || ?1, '', '', '', '', '', '')
                """, arguments: [number, leaves])
    }
}
