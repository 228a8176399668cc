import GRDB
package import MailModel

extension MailDatabase {
    /// Counts what acting on a mode would take off the server if all that is there were here already.
    ///
    /// - Parameters:
    ///   - mode: The account's, or one that is only thought of.
    ///   - host: The server, to be named.
    ///   - now: When it would begin.
    /// - Returns: Numbers and dates; nothing is changed.
    /// - Throws: What the disk said.
    package func removalPreview(
        _ mode: StorageMode, host: String, now: MailDate
    ) async throws(StoreError) -> RemovalPreview {
        try await read { db in
            let kept = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM message WHERE \(Removal.hasCopy) AND copyWish = 1")
            var preview = RemovalPreview(messages: 0, octets: 0, host: host, mode: mode, kept: kept ?? 0)
            switch mode {
            case .leaveOnServer(removeAfter: nil): break
            case .leaveOnServer(let stay?): try Self.count(after: stay.components.seconds, now, in: db, &preview)
            case .downloadAndRemove:
                let row = try Row.fetchOne(
                    db,
                    sql: """
                        SELECT count(*), coalesce(sum(size), 0) FROM message
                        WHERE \(Removal.hasCopy) AND copyWish <> 1
                        """)
                preview.messages = row?[0] ?? 0
                preview.octets = row?[1] ?? 0
            }
            return preview
        }
    }

    private static func count(
        after seconds: Int64, _ now: MailDate, in db: Database, _ preview: inout RemovalPreview
    ) throws {
        let limit = now.secondsSince1970 - seconds
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT count(*) FILTER (WHERE keptAt <= ?1), coalesce(sum(size) FILTER (WHERE keptAt <= ?1), 0),
                    count(*) FILTER (WHERE keptAt > ?1), coalesce(sum(size) FILTER (WHERE keptAt > ?1), 0),
                    min(keptAt) FILTER (WHERE keptAt > ?1), max(keptAt)
                FROM message WHERE isWhole AND keptAt IS NOT NULL AND \(Removal.hasCopy) AND copyWish <> 1
                """, arguments: [limit])
        guard let row else { return }
        preview.messages = row[0]
        preview.octets = row[1]
        guard row[2] > 0, let first = row[4] as Int64?, let last = row[5] as Int64? else { return }
        preview.later = RemovalPreview.Later(
            messages: row[2], octets: row[3], first: MailDate(secondsSince1970: first + seconds),
            last: MailDate(secondsSince1970: last + seconds))
    }

    /// What the copies on the server were left there under, by the dates that they carry: for a store that does not
    /// remember it.
    ///
    /// - Returns: The shortest `remove_after` that covers all of them, no end where one has no date, and nothing
    ///   where there are none.
    package func modeInEffect() async throws(StoreError) -> StorageMode? {
        try await read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT count(*), count(leavesServerAt), max(leavesServerAt - keptAt) FROM message
                    WHERE isWhole AND \(Removal.hasCopy)
                    """)
            guard let row, row[0] > 0 else { return nil }
            guard row[0] as Int == row[1], let seconds = row[2] as Int64? else {
                return .leaveOnServer(removeAfter: nil)
            }
            return .leaveOnServer(removeAfter: .seconds(seconds))
        }
    }
}
