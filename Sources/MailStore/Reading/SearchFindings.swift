package import MailModel
import GRDB
import Synchronization

/// What servers have found for the last query that they were asked, beside what is found here.
///
/// Not written down: the next time, more may be here.
final class SearchFindings: Sendable {
    private struct Found {
        var query = ""
        var rows: [Int64: Set<Int64>] = [:]
    }

    private let last = Mutex(Found())

    func remember(_ rows: Set<Int64>, for query: String, in mailbox: Int64) {
        last.withLock { found in
            if found.query != query { found = Found(query: query) }
            found.rows[mailbox] = rows
        }
    }

    /// In a mailbox, or in all of them.
    func rows(for query: String, in mailbox: Int64?) -> Set<Int64> {
        last.withLock { found in
            guard found.query == query else { return [] }
            if let mailbox { return found.rows[mailbox] ?? [] }
            return found.rows.values.reduce(into: []) { $0.formUnion($1) }
        }
    }
}

extension MailDatabase {
    /// Whether a search of a mailbox may miss something for want of a text that only the server has.
    package func hasUnknownTexts(in mailbox: MailboxID) async throws(StoreError) -> Bool {
        try await read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM message WHERE mailbox = ? AND uid IS NOT NULL AND indexed < ?)
                    """, arguments: [mailbox.row, Indexed.headerAndText]) ?? false
        }
    }

    /// Adds to a search what the server has found; whoever shows it is told.
    ///
    /// - Returns: How many of the messages the search had not found here.
    package func takeFindings(
        _ ids: [RemoteID], of query: String, in mailbox: MailboxID
    ) async throws(StoreError) -> Int {
        guard case .found(let before) = try await list(.search(query: query, in: .mailbox(mailbox))) else { return 0 }
        let found = try await read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT id FROM message WHERE remoteMailbox = ?1 AND uid = ? AND validity = ? AND mailbox = ?1")
            var rows: Set<Int64> = []
            for case .uid(let uid, let validity) in ids {
                let arguments: StatementArguments = [mailbox.row, Int64(uid), Int64(validity)]
                if let row = try Int64.fetchOne(statement, arguments: arguments) { rows.insert(row) }
            }
            return rows
        }
        let new = found.subtracting(before.rows.map(\.row))
        findings.remember(found, for: query, in: mailbox.row)
        if !new.isEmpty { signal.post(.lists) }
        return new.count
    }
}
