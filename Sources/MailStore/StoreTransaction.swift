import GRDB
import MailModel

/// A transaction under way: what the writings are made of.
///
/// Statements are prepared once a connection.
struct StoreTransaction {
    let db: Database
    let account: AccountName
    let indexQueue = IndexQueue()
    let arrivals = Arrivals()
    let blobNumbers = BlobNumbers()

    init(_ db: Database, _ account: AccountName) {
        self.db = db
        self.account = account
    }

    /// Carries out `work` as a transaction; whatever it throws leaves nothing behind.
    func commit<Value>(_ work: (StoreTransaction) throws -> Value) throws -> Value {
        var value: Value?
        try db.inTransaction(.immediate) {
            value = try work(self)
            try arrivals.flush(self)
            try indexQueue.flush(db)
            return .commit
        }
        guard let value else { throw StoreError.failed(reason: "a transaction ended without its value") }
        return value
    }

    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try db.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func run(_ sql: String, binding bind: (inout Binding) -> Void) throws { try db.run(sql, binding: bind) }

    func row(_ sql: String, _ arguments: StatementArguments = []) throws -> Row? {
        try Row.fetchOne(try db.cachedStatement(sql: sql), arguments: arguments)
    }

    /// Reads the first row where it is, without making a copy of it.
    func first<Value>(
        _ sql: String, _ arguments: StatementArguments, _ read: (Row) throws -> Value
    ) throws -> Value? {
        let cursor = try Row.fetchCursor(try db.cachedStatement(sql: sql), arguments: arguments)
        // The row goes with the cursor.
        return try withExtendedLifetime(cursor) { try cursor.next().map(read) }
    }

    func rows(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(try db.cachedStatement(sql: sql), arguments: arguments)
    }

    func number(_ sql: String, _ arguments: StatementArguments = []) throws -> Int64? {
        try Int64.fetchOne(try db.cachedStatement(sql: sql), arguments: arguments)
    }

    func numbers(_ sql: String, _ arguments: StatementArguments = []) throws -> [Int64] {
        try Int64.fetchAll(try db.cachedStatement(sql: sql), arguments: arguments)
    }

    /// Whether there is such a row.
    func exists(_ sql: String, _ arguments: StatementArguments = []) throws -> Bool {
        try number("SELECT EXISTS (\(sql))", arguments) == 1
    }

    /// Number of rows that the last statement changed.
    var changedRows: Int { db.changesCount }
}

extension StoreTransaction {
    /// Derives what is shown of a message from what is settled and the journal, and writes it where it differs.
    func derive(_ message: Int64) throws {
        guard
            let row = try row(
                """
                SELECT settledMailbox, settledFlags, settledKeywords, mailbox, flags, keywords, isPending
                FROM message WHERE id = ?
                """, [message])
        else { return }
        let pending = try journal(of: message).compactMap(\.change)
        let settled = SettledState(mailbox: row[0], flags: Flags(bits: row[1], keywordText: row[2]))
        let state = EffectiveState(settled, pending: pending)
        let flags = Flags(bits: row[4], keywordText: row[5])
        if state.mailbox == row[3] && state.flags == flags && state.isPending == row[6] { return }
        try run(
            "UPDATE message SET mailbox = ?, flags = ?, keywords = ?, isPending = ? WHERE id = ?",
            [state.mailbox, Int64(state.flags.bits), state.flags.keywordText, state.isPending, message])
    }

    func journal(of message: Int64) throws -> [JournalRecord] {
        try rows("SELECT \(JournalRecord.columns) FROM journal WHERE message = ? ORDER BY id", [message])
            .compactMap(JournalRecord.init)
    }

    func mailboxName(_ mailbox: Int64) throws -> MailboxName? {
        try row("SELECT name FROM mailbox WHERE id = ?", [mailbox]).flatMap { MailboxName($0[0] as String) }
    }
}
