import GRDB
import MailModel

/// A flag set on messages, or taken from them: all of them at once, however many, since a folder of a hundred
/// thousand is marked read with one key.
extension StoreTransaction {
    /// Sets a flag on messages or takes it away, shown at once; queued for the server where the messages are its.
    ///
    /// A change that no connection has taken yet is replaced by a newer one.
    ///
    /// - Returns: Those of the messages that were without it (or had it) before.
    func setFlag(_ flag: Flag, _ isSet: Bool, on messages: [Int64]) throws -> [Int64] {
        let changed = try numbers(
            """
            SELECT id FROM message WHERE id IN (\(Self.listed)) AND mailbox IS NOT NULL
                AND \(Self.has("flags", "keywords")) <> :isSet ORDER BY id
            """, Self.arguments(flag, isSet, messages))
        guard !changed.isEmpty else { return [] }
        try queue(flag, isSet, on: changed)
        try set(flag, isSet, on: changed, in: .settled, where: "isOurs")
        try set(flag, isSet, on: changed, in: .shown, where: "1")
        return changed
    }

    /// Brings the journal to where it makes the server's flag what is wanted.
    private func queue(_ flag: Flag, _ isSet: Bool, on messages: [Int64]) throws {
        let kind = JournalRecord.Kind.setFlag.rawValue
        let isSame = "kind = \(kind) AND flag = :bit AND keyword = :keyword"
        var arguments = Self.arguments(flag, isSet, messages)
        arguments += ["keyword": flag.keyword]
        try run(
            """
            DELETE FROM journal WHERE message IN (\(Self.listed)) AND \(isSame)
                AND state = \(JournalRecord.State.waiting.rawValue) AND batch IS NULL
            """, ["list": Self.list(messages), "bit": Int64(Flags.bit(flag)), "keyword": flag.keyword])
        try run(
            """
            INSERT INTO journal (kind, message, flag, keyword, isSet)
            SELECT \(kind), id, :bit, :keyword, :isSet FROM message
            WHERE id IN (\(Self.listed)) AND NOT isOurs AND :isSet <> coalesce(
                (SELECT isSet FROM journal WHERE journal.message = message.id AND \(isSame)
                    ORDER BY journal.id DESC LIMIT 1),
                \(Self.has("settledFlags", "settledKeywords")))
            ORDER BY id
            """, arguments)
    }

    /// What the server has made of changes of flags: all of a batch are done.
    ///
    /// What is shown stays as it is, since it has the changes in it.
    func settleFlags(_ batch: Int64) throws {
        let isConcerned = "batch = ? AND kind = \(JournalRecord.Kind.setFlag.rawValue)"
        guard let row = try row("SELECT flag, keyword, isSet FROM journal WHERE \(isConcerned) LIMIT 1", [batch]) else {
            return
        }
        let messages = try numbers("SELECT message FROM journal WHERE \(isConcerned)", [batch])
        try run("DELETE FROM journal WHERE \(isConcerned)", [batch])
        let flag = Flag(bit: row[0], keyword: row[1] ?? "")
        try set(flag, row[2], on: messages, in: .settled, where: "1")
        try run(
            "UPDATE message SET isPending = 0 WHERE id IN (\(Self.listed)) AND isPending AND NOT \(Self.isPending)",
            ["list": Self.list(messages)])
    }

    /// Which of a message's columns are written.
    private enum Side { case settled, shown }

    private func set(_ flag: Flag, _ isSet: Bool, on messages: [Int64], in side: Side, where condition: String) throws {
        let names = side == .settled ? ("settledFlags", "settledKeywords") : ("flags", "keywords")
        let pending = side == .settled ? "" : ", isPending = \(Self.isPending)"
        let list = Self.list(messages)
        guard case .keyword = flag else {
            let change = isSet ? "\(names.0) | :bit" : "\(names.0) & ~:bit"
            return try run(
                "UPDATE message SET \(names.0) = \(change)\(pending) WHERE id IN (\(Self.listed)) AND \(condition)",
                ["bit": Int64(Flags.bit(flag)), "list": list])
        }
        // Their text is kept in order.
        let rows = try rows(
            "SELECT id, \(names.0), \(names.1) FROM message WHERE id IN (\(Self.listed)) AND \(condition)",
            ["list": list])
        for row in rows {
            var flags = Flags(bits: row[1], keywordText: row[2])
            if isSet { flags.insert(flag) } else { flags.remove(flag) }
            try run(
                "UPDATE message SET \(names.1) = ?\(pending) WHERE id = ?", [flags.keywordText, row[0] as Int64])
        }
    }

    /// Whether the server still has to learn something of the message that a person did.
    private static let isPending = """
        EXISTS (SELECT 1 FROM journal WHERE journal.message = message.id
            AND kind <> \(JournalRecord.Kind.removeCopy.rawValue))
        """

    // MARK: - SQL

    /// Whether a flag, by its bit or its word, is in two columns.
    private static func has(_ bits: String, _ keywords: String) -> String {
        "CASE WHEN :bit <> 0 THEN \(bits) & :bit <> 0 ELSE instr(' ' || \(keywords) || ' ', :word) > 0 END"
    }

    private static func arguments(_ flag: Flag, _ isSet: Bool, _ messages: [Int64]) -> StatementArguments {
        ["bit": Int64(Flags.bit(flag)), "word": " \(flag.keyword) ", "isSet": isSet, "list": list(messages)]
    }

    /// Numbers of rows as the one argument of ``listed``: SQLite would not take a hundred thousand.
    private static func list(_ rows: [Int64]) -> String { "[\(rows.map(String.init).joined(separator: ","))]" }

    private static let listed = "SELECT value FROM json_each(:list)"
}
