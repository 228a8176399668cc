import GRDB
package import MailModel

extension MailDatabase {
    /// A piece of a message list, newest first by date, then by row.
    ///
    /// `.allInboxes` and searches everywhere are this account's share; ``MailDatabases`` puts the shares together.
    package func messageWindow(
        _ source: MessageSource, offset: Int, count: Int
    ) async throws(StoreError) -> MessageWindow {
        let list = try await list(source)
        let account = account
        return try await read { db in
            let reading = ListReading(db: db, account: account)
            let (total, unread) = try reading.counts(list)
            let start = max(0, min(offset, total))
            let rows = try reading.rows(list, start..<max(start, min(total, start + max(0, count))), total: total)
            return MessageWindow(source: source, offset: start, rows: rows, total: total, unread: unread)
        }
    }

    /// The same piece again whenever it has changed, at most about 20 times a second, a search 4 times.
    package func observeMessageWindow(
        _ source: MessageSource, offset: Int, count: Int
    ) -> StoreObservation<MessageWindow> {
        observe(pace: source.pace) { [weak self] in
            guard let self else { throw CancellationError() }
            return try await messageWindow(source, offset: offset, count: count)
        }
    }

    /// Index of a message in a list; nothing where it isn't in it.
    package func position(of id: StoredID, in source: MessageSource) async throws(StoreError) -> Int? {
        guard id.account == account else { return nil }
        let list = try await list(source)
        let account = account
        return try await read { try ListReading(db: $0, account: account).position(of: id.row, in: list) }
    }
}

extension MessageSource {
    var pace: Duration {
        // A search reads all that it finds again.
        if case .search = self { .milliseconds(250) } else { .milliseconds(50) }
    }
}

/// What a source means in one store.
enum MessageList: Sendable {
    case mailbox(Int64)
    /// What a search has found.
    case found(SearchResults)

    /// Not this account's.
    static let nothing = MessageList.found(SearchResults(rows: [], unread: 0))
}

/// Where a message stands in a list.
struct ListKey: Hashable, Sendable {
    var date: Int64
    var row: Int64
}

/// Reads pieces of one store's lists in one snapshot.
struct ListReading {
    let db: Database
    let account: AccountName

    func counts(_ list: MessageList) throws -> (total: Int, unread: Int) {
        switch list {
        case .found(let results): return (results.rows.count, results.unread)
        case .mailbox(let mailbox):
            let statement = try db.cachedStatement(sql: "SELECT messages, unread FROM mailbox WHERE id = ?")
            let row = try Row.fetchOne(statement, arguments: [mailbox])
            return (row?[0] ?? 0, row?[1] ?? 0)
        }
    }

    /// `range`: Within `0..<total`.
    func rows(_ list: MessageList, _ range: Range<Int>, total: Int) throws -> [MessageRow] {
        switch list {
        case .found(let results): try rows(results.rows[range].map(\.row))
        case .mailbox(let mailbox): try rows(mailbox, range, total: total)
        }
    }

    /// Skips index entries only, from the list's nearer end: an entry is some ten nanoseconds.
    private func rows(_ mailbox: Int64, _ range: Range<Int>, total: Int) throws -> [MessageRow] {
        let isNearEnd = range.lowerBound > total / 2
        let order = isNearEnd ? "ASC" : "DESC"
        let sql = """
            SELECT \(MessageRecord.rowColumns) FROM message WHERE id IN (
                SELECT id FROM message INDEXED BY message_shown WHERE mailbox = ?
                ORDER BY date \(order), id \(order) LIMIT ? OFFSET ?
            ) ORDER BY date DESC, id DESC
            """
        let skipped = isNearEnd ? total - range.upperBound : range.lowerBound
        return try Row.fetchAll(
            try db.cachedStatement(sql: sql), arguments: [mailbox, range.count, skipped]
        ).map { MessageRecord.messageRow($0, account: account) }
    }

    func rows(_ messages: [Int64]) throws -> [MessageRow] {
        let statement = try db.cachedStatement(
            sql: "SELECT \(MessageRecord.rowColumns) FROM message WHERE id = ? AND mailbox IS NOT NULL")
        return try messages.compactMap { message in
            try Row.fetchOne(statement, arguments: [message]).map { MessageRecord.messageRow($0, account: account) }
        }
    }

    /// The keys at one end of a list.
    func keys(_ list: MessageList, fromEnd: Bool, limit: Int) throws -> [ListKey] {
        switch list {
        case .found(let results):
            return Array(fromEnd ? results.rows.suffix(limit).reversed() : Array(results.rows.prefix(limit)))
        case .mailbox(let mailbox):
            let order = fromEnd ? "ASC" : "DESC"
            let statement = try db.cachedStatement(
                sql: """
                    SELECT date, id FROM message INDEXED BY message_shown WHERE mailbox = ?
                    ORDER BY date \(order), id \(order) LIMIT ?
                    """)
            var keys: [ListKey] = []
            let cursor = try Row.fetchCursor(statement, arguments: [mailbox, limit])
            while let row = try cursor.next() { keys.append(ListKey(date: row[0], row: row[1])) }
            return keys
        }
    }

    func key(of message: Int64) throws -> ListKey? {
        let statement = try db.cachedStatement(sql: "SELECT date FROM message WHERE id = ? AND mailbox IS NOT NULL")
        return try Int64.fetchOne(statement, arguments: [message]).map { ListKey(date: $0, row: message) }
    }

    func position(of message: Int64, in list: MessageList) throws -> Int? {
        switch list {
        case .found(let results): return results.rows.firstIndex { $0.row == message }
        case .mailbox(let mailbox):
            let statement = try db.cachedStatement(sql: "SELECT date FROM message WHERE id = ? AND mailbox = ?")
            guard let date = try Int64.fetchOne(statement, arguments: [message, mailbox]) else { return nil }
            return try countAbove(ListKey(date: date, row: message), in: list)
        }
    }

    /// Number of messages that stand above a key.
    func countAbove(_ key: ListKey, in list: MessageList) throws -> Int {
        switch list {
        case .found(let results): return results.rows.count { ($0.date, $0.row) > (key.date, key.row) }
        case .mailbox(let mailbox):
            let statement = try db.cachedStatement(
                sql: """
                    SELECT (SELECT count(*) FROM message INDEXED BY message_shown WHERE mailbox = ?1 AND date > ?2)
                        + (SELECT count(*) FROM message INDEXED BY message_shown
                            WHERE mailbox = ?1 AND date = ?2 AND id > ?3)
                    """)
            return try Int.fetchOne(statement, arguments: [mailbox, key.date, key.row]) ?? 0
        }
    }

    /// The unread message nearest to a key: below it, or above it.
    ///
    /// `limit`: Nothing for the list's top, or its end.
    func nearestUnread(to limit: ListKey?, forward: Bool, in list: MessageList) throws -> ListKey? {
        let limit = limit ?? ListKey(date: forward ? .max : .min, row: forward ? .max : .min)
        switch list {
        case .found(let results):
            let statement = try db.cachedStatement(sql: "SELECT flags & 1 = 0 FROM message WHERE id = ?")
            let isUnread = { (key: ListKey) in try Bool.fetchOne(statement, arguments: [key.row]) == true }
            let rows = results.rows
            return forward
                ? try rows.first { try ($0.date, $0.row) < (limit.date, limit.row) && isUnread($0) }
                : try rows.last { try ($0.date, $0.row) > (limit.date, limit.row) && isUnread($0) }
        case .mailbox(let mailbox):
            let (sign, order) = forward ? ("<", "DESC") : (">", "ASC")
            let statement = try db.cachedStatement(
                sql: """
                    SELECT date, id FROM message INDEXED BY message_unread
                    WHERE mailbox = ?1 AND mailbox IS NOT NULL AND flags & 1 = 0
                        AND date \(sign)= ?2 AND (date \(sign) ?2 OR id \(sign) ?3)
                    ORDER BY date \(order), id \(order) LIMIT 1
                    """)
            return try Row.fetchOne(statement, arguments: [mailbox, limit.date, limit.row])
                .map { ListKey(date: $0[0], row: $0[1]) }
        }
    }
}
