import Digests
import GRDB
import MailModel

extension MailDatabase {
    /// Messages that are put into their threads in one transaction.
    private static let batch = 1000

    /// Puts the messages that have come since into their threads, by their Message-ID and References (RFC 5322 §3.6.4).
    ///
    /// Not done as they come, since nothing waits for it then. Ends early, without an error, when the task is cancelled.
    package func catchUpThreads() async throws(StoreError) {
        while !Task.isCancelled {
            let isBehind = try await read { db in try !Threads.isComplete(in: db) }
            guard isBehind else { return }
            try await write([]) { try $0.threadNext(Self.batch) }
        }
    }

    /// Whether all messages are in their threads, which are found first where that can be.
    func hasThreads() async -> Bool {
        if isReadOnly { return (try? await read { try Threads.isComplete(in: $0) }) ?? false }
        do throws(StoreError) {
            try await catchUpThreads()
            return true
        } catch {
            // The list shows the messages all the same, and whatever wants to write says what is wrong.
            return false
        }
    }
}

/// How far threads are known.
enum Threads {
    /// A setting: number of the last message that was put into a thread.
    static let mark = "threadedUpTo"
    /// A thread has at most so many messages: those who answer it then begin another one.
    static let limit = 1000
    /// Names of threads that are no more are forgotten after so many messages.
    static let messagesBetweenSweeps: Int64 = 10_000

    /// What decides where a message belongs, and what its place has of it.
    static let columns = """
        id, mailbox, date, flags & 1 = 0, messageID, "references"
        """

    static func isComplete(in db: Database) throws -> Bool {
        let statement = try db.cachedStatement(
            sql: """
                SELECT coalesce((SELECT max(id) FROM message), 0)
                    <= coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?), 0)
                """)
        return try Bool.fetchOne(statement, arguments: [mark]) ?? true
    }
}

/// A Message-ID in few octets, as the store looks it up.
///
/// Who makes two of the same name joins two threads, which a References field does more easily.
struct MessageIDName: Hashable {
    /// Names that one message may mention: the thread's first ones, and those just above it.
    private static let limit = 100

    let number: Int64

    init(_ messageID: some StringProtocol) {
        let digest = MessageDigest.sha256.hash(Array(messageID.utf8))
        number = digest.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }

    /// Those of a message and of what it answers, itself first.
    static func all(messageID: String, references: String) -> [MessageIDName] {
        let above = references.split(separator: "\u{1E}")
        let kept = above.count > limit ? above.prefix(1) + above.suffix(limit - 1) : above[...]
        return (messageID.isEmpty ? [] : [MessageIDName(messageID)]) + kept.map { MessageIDName($0) }
    }
}

extension StoreTransaction {
    /// Goes on with as many of the messages that are in no thread yet.
    fileprivate func threadNext(_ count: Int) throws {
        let known = try number("SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?", [Threads.mark]) ?? 0
        let rows = try self.rows(
            "SELECT \(Threads.columns) FROM message WHERE id > ? ORDER BY id LIMIT ?", [known, count])
        for row in rows { try thread(row) }
        guard let last = rows.last else { return }
        try run(
            "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
            [Threads.mark, last[0] as Int64])
        if known / Threads.messagesBetweenSweeps != (last[0] as Int64) / Threads.messagesBetweenSweeps {
            try sweepThreads()
        }
    }

    private func sweepThreads() throws {
        try run("DELETE FROM thread WHERE whole IS NOT NULL AND whole NOT IN (SELECT id FROM thread)")
        try run("DELETE FROM mention WHERE thread NOT IN (SELECT id FROM thread)")
    }

    /// Puts a message that is in a thread into another one where its header is another now.
    func threadAgain(_ message: Int64) throws {
        guard try exists("SELECT 1 FROM threaded WHERE message = ?", [message]) else { return }
        try run("DELETE FROM threaded WHERE message = ?", [message])
        let row = try self.row("SELECT \(Threads.columns) FROM message WHERE id = ?", [message])
        if let row { try thread(row) }
    }

    /// `row`: ``Threads/columns``.
    private func thread(_ row: Row) throws {
        let names = MessageIDName.all(messageID: row[4], references: row[5])
        var threads: [Int64] = []
        for name in names {
            guard let thread = try thread(of: name), !threads.contains(thread) else { continue }
            threads.append(thread)
        }
        let joined = try join(threads)
        let thread = try joined ?? begin()
        try run("INSERT OR IGNORE INTO threaded VALUES (?, ?, ?, ?, ?)") { values in
            values.add(row[0] as Int64)
            values.add(thread)
            values.add(row[1] as Int64?)
            values.add(row[2] as Int64)
            values.add(row[3] as Bool)
        }
        // What answers a message of a full thread goes on in the new one.
        let conflict = joined == nil ? "REPLACE" : "IGNORE"
        for name in names {
            try run("INSERT OR \(conflict) INTO mention VALUES (?, ?)") { values in
                values.add(name.number)
                values.add(thread)
            }
        }
    }

    private func begin() throws -> Int64 {
        try run("INSERT INTO thread DEFAULT VALUES")
        return db.lastInsertedRowID
    }

    private func thread(of name: MessageIDName) throws -> Int64? {
        var next = try number("SELECT thread FROM mention WHERE name = ?", [name.number])
        while let number = next {
            guard let row = try self.row("SELECT whole FROM thread WHERE id = ?", [number]) else { return nil }
            guard let whole = row[0] as Int64? else { return number }
            next = whole
        }
        return nil
    }

    /// Makes one thread of several that a message shows to be one.
    ///
    /// - Returns: Its number; nothing where the message begins a new one.
    private func join(_ threads: [Int64]) throws -> Int64? {
        let sizes = try threads.map { try size(of: $0) }
        guard let largest = zip(threads, sizes).max(by: { $0.1 < $1.1 }), largest.1 < Threads.limit else { return nil }
        var total = largest.1
        for (other, members) in zip(threads, sizes) where other != largest.0 && total + members < Threads.limit {
            total += members
            try run("UPDATE thread SET whole = ? WHERE id = ?", [largest.0, other])
            try run("UPDATE threaded SET thread = ? WHERE thread = ?", [largest.0, other])
        }
        return largest.0
    }

    private func size(of thread: Int64) throws -> Int {
        Int(try number("SELECT count(*) FROM threaded WHERE thread = ?", [thread]) ?? 0)
    }
}
