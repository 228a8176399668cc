import GRDB

/// Looks into a store for what no command of the program shows.
enum StoreInspection {
    /// Pages that are not in order, octets of no message, counts that are wrong.
    static func judge(_ path: String) -> Judgement {
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            return try queue.read { db in
                var judgement = Judgement()
                let integrity = try String.fetchAll(db, sql: "PRAGMA integrity_check")
                if integrity != ["ok"] { judgement.complaints.append("integrity_check: \(integrity.prefix(3))") }
                judgement.junk =
                    try Int.fetchOne(
                        db,
                        sql: """
                            SELECT (SELECT count(*) FROM staged)
                                + (SELECT count(*) FROM chunk WHERE id >> 16 NOT IN (SELECT blob FROM part))
                            """) ?? 0
                let miscounted = try String.fetchAll(
                    db,
                    sql: """
                        SELECT name FROM mailbox WHERE messages <>
                            (SELECT count(*) FROM message WHERE message.mailbox = mailbox.id)
                        """)
                if !miscounted.isEmpty { judgement.complaints.append("wrong counts of \(miscounted)") }
                return judgement
            }
        } catch {
            return .complaint("the store can't be read: \(error)")
        }
    }
}
