import GRDB
import MailModel
import Synchronization

/// All that a search has found in one store, newest first.
struct SearchResults: Sendable {
    var rows: [ListKey]
    var unread: Int
}

/// The last search's results, so that scrolling through them does not search again.
final class SearchCache: Sendable {
    struct Key: Hashable, Sendable {
        var query: String
        /// Nothing for all mailboxes.
        var mailbox: Int64?
        /// Number of the store's last change that the results are of.
        var change: Int
    }

    private let last = Mutex<(Key, SearchResults)?>(nil)

    func results(for key: Key) -> SearchResults? {
        last.withLock { $0?.0 == key ? $0?.1 : nil }
    }

    func remember(_ results: SearchResults, for key: Key) { last.withLock { $0 = (key, results) } }
}

extension MailDatabase {
    /// Finds what a source means in this store.
    func list(_ source: MessageSource) async throws(StoreError) -> MessageList {
        switch source {
        case .mailbox(let id): return id.account == account ? .mailbox(id.row) : .nothing
        case .allInboxes:
            return try await read { db in
                try Int64.fetchOne(db, sql: "SELECT id FROM mailbox WHERE role = 'inbox'").map { .mailbox($0) }
                    ?? .nothing
            }
        case .search(let query, let scope):
            switch scope {
            case .mailbox(let id) where id.account == account:
                return SearchQuery(query).isEmpty ? .mailbox(id.row) : .found(try await search(query, in: id.row))
            case .account(account), .everywhere: return .found(try await search(query, in: nil))
            case .mailbox, .account: return .nothing
            }
        }
    }

    private func search(_ text: String, in mailbox: Int64?) async throws(StoreError) -> SearchResults {
        let key = SearchCache.Key(query: text, mailbox: mailbox, change: signal.number(of: .lists))
        if let known = searchCache.results(for: key) { return known }
        let findings = findings.rows(for: text, in: mailbox)
        let results = try await read {
            try Search(db: $0, query: SearchQuery(text), mailbox: mailbox, findings: findings).results()
        }
        searchCache.remember(results, for: key)
        return results
    }
}

extension StoreTransaction {
    /// What is shown without `\Seen` in this store's share of a source; `findings` are what servers have found for it.
    func unread(in source: MessageSource, _ findings: SearchFindings) throws -> [Int64] {
        switch source {
        case .mailbox(let id): id.account == account ? try unread(of: id.row) : []
        case .allInboxes: try number("SELECT id FROM mailbox WHERE role = 'inbox'").map(unread(of:)) ?? []
        case .search(let query, .mailbox(let id)):
            id.account == account ? try found(query, in: id.row, findings) : []
        case .search(let query, .account(account)), .search(let query, .everywhere):
            try found(query, in: nil, findings)
        case .search: []
        }
    }

    private func unread(of mailbox: Int64) throws -> [Int64] {
        try numbers(
            """
            SELECT id FROM message INDEXED BY message_unread
            WHERE mailbox = ? AND mailbox IS NOT NULL AND flags & 1 = 0
            """, [mailbox])
    }

    /// Those that are read already among them.
    private func found(_ query: String, in mailbox: Int64?, _ findings: SearchFindings) throws -> [Int64] {
        let findings = findings.rows(for: query, in: mailbox)
        return try Search(db: db, query: SearchQuery(query), mailbox: mailbox, findings: findings).results().rows
            .map(\.row)
    }
}

/// One search in one snapshot.
///
/// The index gives rows without dates. Few are looked up one by one; where there are many, the mailbox's own index
/// is walked in its order instead, which costs the same however many are found.
private struct Search {
    /// Looking a row up costs about as much as walking over ten.
    private static let fewest = 5000

    let db: Database
    let query: SearchQuery
    let mailbox: Int64?
    /// What the server has found; some of it may be found here as well.
    let findings: Set<Int64>

    func results() throws -> SearchResults {
        if query.isEmpty { return try walk { _ in true } }
        guard !query.words.isEmpty else { return SearchResults(rows: [], unread: 0) }
        let statement = try db.cachedStatement(sql: "SELECT rowid FROM search WHERE search MATCH ?")
        var few: [Int64] = []
        var all = RowSet()
        let cursor = try Int64.fetchCursor(statement, arguments: [query.expression])
        while let row = try cursor.next() {
            all.insert(row)
            if few.count <= Self.fewest { few.append(row) }
        }
        for row in findings where !all.contains(row) {
            all.insert(row)
            few.append(row)
        }
        return try few.count <= Self.fewest ? lookUp(few) : walk(all.contains, expected: all.count)
    }

    private func lookUp(_ found: [Int64]) throws -> SearchResults {
        let statement = try db.cachedStatement(
            sql: """
                SELECT date, flags & 1 FROM message WHERE id = ?1
                AND CASE WHEN ?2 IS NULL THEN mailbox IS NOT NULL ELSE mailbox = ?2 END
                """)
        var results = SearchResults(rows: [], unread: 0)
        for id in found {
            guard let row = try Row.fetchOne(statement, arguments: [id, mailbox]) else { continue }
            results.rows.append(ListKey(date: row[0], row: id))
            if row[1] == 0 { results.unread += 1 }
        }
        results.rows.sort { ($0.date, $0.row) > ($1.date, $1.row) }
        return results
    }

    private func walk(_ isFound: (Int64) -> Bool, expected: Int = 0) throws -> SearchResults {
        var results = SearchResults(rows: [], unread: 0)
        results.rows.reserveCapacity(expected)
        let mailboxes = try mailbox.map { [$0] } ?? Int64.fetchAll(db, sql: "SELECT id FROM mailbox WHERE messages > 0")
        for mailbox in mailboxes {
            let shown = try db.cachedStatement(
                sql: """
                    SELECT date, id FROM message INDEXED BY message_shown WHERE mailbox = ?
                    ORDER BY date DESC, id DESC
                    """)
            let cursor = try Row.fetchCursor(shown, arguments: [mailbox])
            while let row = try cursor.next() {
                let id: Int64 = row[1]
                if isFound(id) { results.rows.append(ListKey(date: row[0], row: id)) }
            }
            let unread = try db.cachedStatement(
                sql: """
                    SELECT id FROM message INDEXED BY message_unread
                    WHERE mailbox = ? AND mailbox IS NOT NULL AND flags & 1 = 0
                    """)
            let unreadRows = try Int64.fetchCursor(unread, arguments: [mailbox])
            while let id = try unreadRows.next() { if isFound(id) { results.unread += 1 } }
        }
        if mailboxes.count > 1 { results.rows.sort { ($0.date, $0.row) > ($1.date, $1.row) } }
        return results
    }
}

/// Row numbers, a bit each.
private struct RowSet {
    private var bits: [UInt64] = []
    private(set) var count = 0

    /// Leaves out what can be no row of a message, as a damaged index may hold it.
    mutating func insert(_ row: Int64) {
        let word = Int(row >> 6)
        guard row >= 0, row < 1 << 36 else { return }
        if word >= bits.count { bits += [UInt64](repeating: 0, count: word + 1 - bits.count) }
        if !contains(row) { count += 1 }
        bits[word] |= 1 << UInt64(row & 63)
    }

    func contains(_ row: Int64) -> Bool {
        let word = Int(row >> 6)
        return row >= 0 && word < bits.count && bits[word] & (1 << UInt64(row & 63)) != 0
    }
}
