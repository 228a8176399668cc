import GRDB
package import MailModel

extension MailDatabase {
    /// Takes what is to be sent next, joined: one remote action stands for all messages of a mailbox that the same
    /// thing is done to.
    ///
    /// What was sent before and not settled comes first, as a repetition under its old number. Per message the
    /// order is kept; after a move its next change waits, since the move changes the message's name, and a flag's next
    /// change until the one before is settled: that may be put off, and would then come last. What is
    /// taken can't be taken back by a newer change any more, only by its opposite.
    ///
    /// `limit`: Number of the journal's rows that are looked at.
    package func nextRemoteActions(limit: Int = 1000) async throws(StoreError) -> [RemoteAction] {
        guard try await hasActionsToSend() else { return [] }
        return try await write([]) { try $0.takeActions(limit: limit) }
    }

    /// Notes that these are about to be sent: from now on their fate is unknown until they are settled.
    package func markSent(_ actions: [RemoteAction]) async throws(StoreError) {
        try await write([]) { transaction in
            for action in actions {
                if !action.isRepeat, action.kind.bringsMessages { try transaction.noteNewest(before: action.id) }
                try transaction.db.execute(
                    sql: "UPDATE journal SET state = ?, attempts = attempts + 1 WHERE batch = ?",
                    arguments: [JournalRecord.State.sent.rawValue, action.id])
            }
        }
    }
}

/// What rows must have in common to be one remote action.
private struct ActionKey: Hashable {
    var kind: JournalRecord.Kind
    /// Row of the mailbox that has the messages; nothing over POP3.
    var source: Int64?
    var destination: Int64?
    var flag: Flag?
    var isSet: Bool
    /// What a mailbox is to be called.
    var name: MailboxName?
    /// Number under which it was sent before.
    var sentAs: Int64?
}

private struct ActionGroup {
    var key: ActionKey
    /// As the first of its records has it; all of them were sent together.
    var newestBefore: RemoteID?
    var records: [Int64] = []
    var messages: [RemoteID] = []

    /// What a comparison has come across is to be found again.
    mutating func include(_ copy: RemoteID?) {
        guard case .uid(let uid, let validity) = copy, case .uid(let newest, validity) = newestBefore else { return }
        newestBefore = .uid(min(newest, max(uid, 1) - 1), validity: validity)
    }
}

/// Joins journal rows, oldest first, into groups.
private struct ActionGrouping {
    private(set) var groups: [ActionGroup] = []
    /// Some changes can't be sent yet.
    private(set) var isHolding = false
    private var latest: [ActionKey: Int] = [:]
    /// The group that the record before went into: mostly the next one's as well.
    private var current: Int?
    /// Last group that a message is in.
    private var lastOfMessage: [Int64: Int] = [:]
    /// Messages whose name will be another once this is carried out.
    private var renamed: Set<Int64> = []
    /// Flags that are changed by a group.
    private var flagged: Set<FlagChange> = []

    private struct FlagChange: Hashable {
        var message: Int64
        var flag: Flag
    }

    mutating func add(_ record: JournalRecord, key: ActionKey, remote: RemoteID?) {
        if let message = record.message {
            guard !renamed.contains(message) else { return }
            if [.move, .delete].contains(key.kind) { renamed.insert(message) }
            if let flag = key.flag, !flagged.insert(FlagChange(message: message, flag: flag)).inserted {
                isHolding = true
                return
            }
        }
        var index = current.flatMap { groups[$0].key == key ? $0 : nil } ?? latest[key] ?? groups.count
        // Joining an earlier group must not overtake what is done to the same message in between.
        if let message = record.message, let last = lastOfMessage[message], last > index { index = groups.count }
        if index == groups.count { groups.append(ActionGroup(key: key, newestBefore: record.newestBefore)) }
        if index != current { latest[key] = index }
        current = index
        groups[index].records.append(record.id)
        groups[index].include(record.copy)
        if let remote { groups[index].messages.append(remote) }
        if let message = record.message { lastOfMessage[message] = index }
    }

    /// Keeps a message's later changes back behind one that can't be sent yet.
    mutating func hold(_ message: Int64) {
        renamed.insert(message)
        isHolding = true
    }
}

extension StoreTransaction {
    /// Mailboxes are deleted last: what is still in them may have somewhere else to go by now.
    fileprivate func takeActions(limit: Int) throws -> [RemoteAction] {
        try renewNewest()
        let last = JournalRecord.Kind.deleteMailbox.rawValue
        let found = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT \(JournalRecord.columnNames.map { "journal.\($0)" }.joined(separator: ", ")),
                        message.remoteMailbox, message.uid, message.validity, message.uidl
                    FROM (SELECT * FROM journal ORDER BY state DESC, kind = ?, id LIMIT ?) AS journal
                        LEFT JOIN message ON message.id = journal.message
                    ORDER BY journal.state DESC, journal.kind = ?, journal.id
                    """), arguments: [last, limit, last])
        var grouping = ActionGrouping()
        while let row = try found.next() {
            guard let record = JournalRecord(row) else { continue }
            let base = JournalRecord.columnNames.count
            let remote = record.remote ?? RemoteID(uid: row[base + 1], validity: row[base + 2], uidl: row[base + 3])
            // Mailboxes are named as they are called now: what comes after has to wait for the new name.
            if record.kind.unnamesMailbox, !grouping.groups.isEmpty { break }
            if record.kind == .deleteMailbox, record.state == .waiting, grouping.isHolding { break }
            guard remote != nil || record.kind.isAboutMailbox else {
                // Its name is not known yet: the next comparison tells.
                if let message = record.message { grouping.hold(message) }
                continue
            }
            let isAboutCopy = record.message == nil && record.kind == .removeCopy
            let key = ActionKey(
                kind: record.kind, source: isAboutCopy ? record.mailbox : row[base],
                destination: isAboutCopy ? nil : record.mailbox, flag: record.flag, isSet: record.isSet,
                name: record.name, sentAs: record.state == .sent ? record.batch : nil)
            grouping.add(record, key: key, remote: remote)
            if record.kind.unnamesMailbox { break }
        }
        return try grouping.groups.compactMap(take)
    }

    private func take(_ group: ActionGroup) throws -> RemoteAction? {
        guard let first = group.records.first, let kind = try kind(group) else { return nil }
        let number = group.key.sentAs ?? first
        if group.key.sentAs == nil {
            for range in group.records.runs {
                try run(
                    "UPDATE journal SET batch = ? WHERE id BETWEEN ? AND ?",
                    [number, range.lowerBound, range.upperBound])
            }
        }
        let twins = try group.key.sentAs == nil ? [] : twins(in: group.key)
        return RemoteAction(
            id: number, kind: kind, isRepeat: group.key.sentAs != nil, newestBefore: group.newestBefore,
            twins: twins.intersection(group.messages))
    }

    /// What was sent to the group's destination and is alike.
    private func twins(in key: ActionKey) throws -> Set<RemoteID> {
        guard [.move, .copy].contains(key.kind), let destination = key.destination else { return [] }
        let found = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT uid, validity, uidl FROM (
                        SELECT message.uid, message.validity, message.uidl,
                            count(*) OVER (PARTITION BY messageID, size) AS alike
                        FROM journal JOIN message ON message.id = journal.message
                        WHERE journal.mailbox = ? AND journal.kind IN (?, ?) AND journal.state = ?)
                    WHERE alike > 1
                    """),
            arguments: [
                destination, JournalRecord.Kind.move.rawValue, JournalRecord.Kind.copy.rawValue,
                JournalRecord.State.sent.rawValue,
            ])
        var twins: Set<RemoteID> = []
        while let row = try found.next() {
            if let remote = RemoteID(uid: row[0], validity: row[1], uidl: row[2]) { twins.insert(remote) }
        }
        return twins
    }

    private static let newest =
        "FROM message WHERE remoteMailbox = journal.mailbox AND uid IS NOT NULL ORDER BY uid DESC LIMIT 1"

    fileprivate func noteNewest(before batch: Int64) throws {
        try run(
            "UPDATE journal SET (newestUID, newestValidity) = (SELECT uid, validity \(Self.newest)) WHERE batch = ?",
            [batch])
    }

    /// Where the destination was rebuilt and compared since, a copy that is there was noted (``Adoption``): what else is
    /// known there is none.
    private func renewNewest() throws {
        try run(
            """
            UPDATE journal SET (newestUID, newestValidity) = (SELECT uid, validity \(Self.newest))
            WHERE newestValidity IS NOT NULL AND newestValidity <> (SELECT validity \(Self.newest))
            """)
    }

    /// Nothing where a mailbox is gone, and the rows with it soon.
    private func kind(_ group: ActionGroup) throws -> RemoteAction.Kind? {
        let source = try group.key.source.map { try mailboxName($0) } ?? .inbox
        let destination = try group.key.destination.flatMap { try mailboxName($0) }
        guard let source else { return nil }
        switch group.key.kind {
        case .setFlag:
            guard let flag = group.key.flag else { return nil }
            return .storeFlags(
                add: group.key.isSet ? [flag] : [], remove: group.key.isSet ? [] : [flag], on: group.messages,
                in: source)
        case .move: return destination.map { .move(group.messages, from: source, to: $0) }
        case .copy: return destination.map { .copy(group.messages, from: source, to: $0) }
        case .delete, .removeCopy: return .remove(group.messages, from: source)
        case .createMailbox: return destination.map { .createMailbox($0) }
        case .renameMailbox:
            guard let name = group.key.name else { return nil }
            return destination.map { .renameMailbox($0, to: name) }
        case .deleteMailbox: return destination.map { .deleteMailbox($0) }
        case .subscribe: return destination.map { .subscribe(group.key.isSet, to: $0) }
        }
    }
}

extension RemoteAction.Kind {
    /// Messages come into another mailbox by it.
    fileprivate var bringsMessages: Bool {
        switch self {
        case .move, .copy: true
        default: false
        }
    }
}
