import GRDB
package import MailModel

extension MailDatabase {
    /// The folder list's lines, by name; the screen brings them into its order.
    package func mailboxRows() async throws(StoreError) -> [MailboxRow] {
        let account = account
        return try await read { db in
            try Row.fetchAll(
                try db.cachedStatement(sql: "SELECT \(MailboxRecord.columns) FROM mailbox ORDER BY name")
            )
            .compactMap { MailboxRecord.mailboxRow($0, account: account) }
        }
    }

    /// The folder list's lines, again whenever they change.
    package func observeMailboxRows() -> StoreObservation<[MailboxRow]> {
        observe { [weak self] in try await self?.mailboxRows() ?? [] }
    }

    /// The mailbox that the server calls so.
    package func mailbox(named name: MailboxName) async throws(StoreError) -> MailboxRow? {
        try await mailbox(where: "name = ?", [name.text])
    }

    /// The mailbox for a role, where there is one.
    package func mailbox(for role: MailboxRole) async throws(StoreError) -> MailboxRow? {
        try await mailbox(where: "role = ? ORDER BY id", [role.rawValue])
    }

    /// Where the last comparison of the mailbox ended; nothing before the first, and after a reset.
    package func checkpoint(of mailbox: MailboxID) async throws(StoreError) -> Checkpoint? {
        try await read { db in
            try String.fetchOne(db, sql: "SELECT checkpoint FROM mailbox WHERE id = ?", arguments: [mailbox.row])
                .map { Checkpoint($0) }
        }
    }

    /// What the server said of each mailbox's state before its last finished comparison, where it said it.
    package func fingerprints() async throws(StoreError) -> [MailboxName: String] {
        try await read { db in
            let rows = try Row.fetchAll(db, sql: "SELECT name, fingerprint FROM mailbox WHERE fingerprint IS NOT NULL")
            return Dictionary(
                rows.compactMap { row in MailboxName(row[0] as String).map { ($0, row[1] as String) } },
                uniquingKeysWith: { $1 })
        }
    }

    /// Mailboxes out of which messages are on their way, and nobody knows whether they have left.
    package func departures() async throws(StoreError) -> Set<MailboxName> {
        try await read { db in
            let names = try String.fetchAll(
                db,
                sql: """
                    SELECT DISTINCT mailbox.name FROM journal JOIN message ON message.id = journal.message
                        JOIN mailbox ON mailbox.id = message.remoteMailbox
                    WHERE journal.kind = ? AND journal.state = ?
                    """, arguments: [JournalRecord.Kind.move.rawValue, JournalRecord.State.sent.rawValue])
            return Set(names.compactMap { MailboxName($0) })
        }
    }

    private func mailbox(
        where condition: String, _ arguments: StatementArguments
    ) async throws(StoreError) -> MailboxRow? {
        let account = account
        return try await read { db in
            let sql = "SELECT \(MailboxRecord.columns) FROM mailbox WHERE \(condition) LIMIT 1"
            return try Row.fetchOne(db, sql: sql, arguments: arguments).flatMap {
                MailboxRecord.mailboxRow($0, account: account)
            }
        }
    }
}
