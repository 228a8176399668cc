import GRDB
import MailModel

/// A thread as a list has it, which of its messages are shown left open.
struct ThreadUnit: Hashable, Sendable {
    /// Date of its newest message, and its number.
    var key: ListKey
    var messages: Int
}

/// Reads pieces of one mailbox's threads in one snapshot.
struct ThreadReading {
    let db: Database
    let account: AccountName
    let mailbox: Int64
    let folding: ThreadFolding

    /// Rows that a thread has on the screen.
    func span(of unit: ThreadUnit) -> Int { folds(unit.key.row) ? 1 : unit.messages }

    private func folds(_ thread: Int64) -> Bool { folding.folds(ThreadID(account: account, number: thread)) }

    func counts() throws -> (rows: Int, unread: Int) {
        let unread = try db.cachedStatement(sql: "SELECT unread FROM mailbox WHERE id = ?")
        return (try rowCount(above: nil), try Int.fetchOne(unread, arguments: [mailbox]) ?? 0)
    }

    /// Number of rows that stand above a thread, or of all rows.
    func rowCount(above key: ListKey?) throws -> Int {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(folding.isFolded ? "count(*)" : "coalesce(sum(messages), 0)")
                FROM conversation INDEXED BY conversation_shown
                WHERE mailbox = ?1 AND newest >= ?2 AND (newest > ?2 OR thread > ?3)
                """)
        let limit = key ?? ListKey(date: .min, row: .min)
        var count = try Int.fetchOne(statement, arguments: [mailbox, limit.date, limit.row]) ?? 0
        for thread in folding.exceptions where thread.account == account {
            guard let unit = try unit(of: thread.number), (unit.key.date, unit.key.row) > (limit.date, limit.row) else {
                continue
            }
            count += folding.isFolded ? unit.messages - 1 : 1 - unit.messages
        }
        return count
    }

    /// The threads at one end of the list, as many as have so many rows.
    func units(fromEnd: Bool, rows: Int) throws -> [ThreadUnit] {
        let order = fromEnd ? "ASC" : "DESC"
        let statement = try db.cachedStatement(
            sql: """
                SELECT newest, thread, messages FROM conversation INDEXED BY conversation_shown WHERE mailbox = ?
                ORDER BY newest \(order), thread \(order)
                """)
        var units: [ThreadUnit] = []
        var count = 0
        let cursor = try Row.fetchCursor(statement, arguments: [mailbox])
        while count < rows, let row = try cursor.next() {
            units.append(ThreadUnit(key: ListKey(date: row[0], row: row[1]), messages: row[2]))
            count += span(of: units[units.count - 1])
        }
        return units
    }

    func unit(of thread: Int64) throws -> ThreadUnit? {
        let statement = try db.cachedStatement(
            sql: "SELECT newest, messages FROM conversation WHERE thread = ? AND mailbox = ?")
        return try Row.fetchOne(statement, arguments: [thread, mailbox]).map {
            ThreadUnit(key: ListKey(date: $0[0], row: thread), messages: $0[1])
        }
    }

    func unit(with message: Int64) throws -> ThreadUnit? {
        let statement = try db.cachedStatement(sql: "SELECT thread FROM threaded WHERE message = ? AND mailbox = ?")
        return try Int64.fetchOne(statement, arguments: [message, mailbox]).flatMap { try unit(of: $0) }
    }

    /// The nearest thread with an unread message: below a thread, or above it.
    ///
    /// `limit`: Nothing for the list's top, or its end.
    func nearestUnread(to limit: ListKey?, forward: Bool) throws -> ListKey? {
        let limit = limit ?? ListKey(date: forward ? .max : .min, row: forward ? .max : .min)
        let (sign, order) = forward ? ("<", "DESC") : (">", "ASC")
        let statement = try db.cachedStatement(
            sql: """
                SELECT newest, thread FROM conversation INDEXED BY conversation_unread
                WHERE mailbox = ?1 AND unread > 0 AND newest \(sign)= ?2 AND (newest \(sign) ?2 OR thread \(sign) ?3)
                ORDER BY newest \(order), thread \(order) LIMIT 1
                """)
        return try Row.fetchOne(statement, arguments: [mailbox, limit.date, limit.row])
            .map { ListKey(date: $0[0], row: $0[1]) }
    }

    /// A thread's rows as they are shown, each with its place.
    ///
    /// `+`: The mailbox's own index is no way to them.
    func rows(of thread: Int64) throws -> [MessageRow] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(MessageRecord.rowColumns), messageID, "references" FROM message
                WHERE id IN (SELECT message FROM threaded WHERE thread = ?1 AND mailbox = ?2) AND +mailbox = ?2
                ORDER BY date, id
                """)
        var rows: [MessageRow] = []
        var members: [ThreadTree.Member] = []
        let cursor = try Row.fetchCursor(statement, arguments: [thread, mailbox])
        while let row = try cursor.next() {
            rows.append(MessageRecord.messageRow(row, account: account))
            members.append(ThreadTree.Member(row, from: MessageRecord.rowColumnCount))
        }
        let id = ThreadID(account: account, number: thread)
        let ordered = ThreadTree(members).places.map { place in
            var row = rows[place.member]
            row.thread = ThreadPlace(id: id, branches: place.branches, messages: rows.count)
            return row
        }
        return folds(thread) ? MessageRow.folded(ordered).map { [$0] } ?? [] : ordered
    }
}

extension ThreadTree.Member {
    /// `first`: Index of Message-ID, with References behind it.
    fileprivate init(_ row: Row, from first: Int) {
        let references: String = row[first + 1]
        messageID = row[first]
        self.references = references.split(separator: "\u{1E}").map(String.init)
    }
}

extension MessageRow {
    /// The row of a folded thread: the first message's, with what is true of any of them.
    fileprivate static func folded(_ messages: [MessageRow]) -> MessageRow? {
        guard var row = messages.first, messages.count > 1 else { return messages.first }
        for message in messages {
            row.date = max(row.date, message.date)
            if !message.flags.contains(.seen) { row.flags.remove(.seen) }
            if message.flags.contains(.flagged) { row.flags.insert(.flagged) }
        }
        row.attachmentCount = messages.reduce(0) { $0 + $1.attachmentCount }
        row.isPending = messages.contains(where: \.isPending)
        var seen: Set<String> = []
        row.from = messages.flatMap(\.from).filter { seen.insert($0.address.lowercased()).inserted }
        row.thread?.folded = messages
        return row
    }
}
