import GRDB
package import MailModel

/// What submitting an action did.
package struct SubmittedAction: Hashable, Sendable {
    /// Number of messages that it changed.
    package var messages: Int
    /// For the status line: `"3 messages moved to Trash"`; empty where nothing changed.
    package var text: String
    package var canBeUndone: Bool
}

extension MailDatabase {
    /// Does what a person asked for: shown at once, and queued for the server, in one transaction.
    ///
    /// What is only here is settled at once. A change that takes back one still waiting removes it from the
    /// journal instead. Messages that are gone meanwhile are left out.
    ///
    /// - Parameters:
    ///   - action: What was asked for.
    ///   - other: The mailbox that it names, where that is another account's.
    ///   - isUndoable: False for what follows from reading and is not to be taken back by ``undo()``.
    /// - Returns: What it came to.
    /// - Throws: What the disk said; nothing is changed then.
    @discardableResult
    package func submit(
        _ action: UserAction, to other: MailboxRow? = nil, isUndoable: Bool = true
    ) async throws(StoreError) -> SubmittedAction {
        let findings = findings
        let (entry, submitted) = try await write([.lists, .journal, .texts]) { transaction in
            try transaction.submit(action, to: other, findings)
        }
        if let entry, isUndoable { undoHistory.push(entry) }
        return submitted
    }

    /// Takes back the last action of this process: flags, moves, copies, what was done to folders; of the last 50.
    ///
    /// What can't be undone says so, once. One that can't be taken back any more is forgotten.
    ///
    /// - Returns: What was undone, in plain words, or nothing where there was nothing to undo.
    package func undo() async throws(StoreError) -> String? { try await takeBack()?.text }

    /// The same, with what has to be done in other accounts for it.
    package func takeBack() async throws(StoreError) -> UndoneAction? {
        guard let entry = undoHistory.pop() else { return nil }
        do {
            let left = try await write([.lists, .journal]) { transaction in
                try entry.reversals.flatMap { try transaction.apply($0) }
            }
            return undoHistory.undone(entry, left)
        } catch {
            switch error {
            case .refused, .copyUnknown: throw error
            default: break
            }
            undoHistory.push(entry)
            throw error
        }
    }
}

extension StoreTransaction {
    typealias Outcome = (UndoHistory.Entry?, SubmittedAction)

    fileprivate func submit(
        _ action: UserAction, to other: MailboxRow?, _ findings: SearchFindings
    ) throws -> Outcome {
        let messages = action.messages.filter { $0.account == account }.map(\.row)
        if let other, other.id.account != account {
            return try submitTransfer(messages, to: other, isMove: action.isMove)
        }
        switch action {
        case .setFlag(let flag, let isSet, _): return try submitFlag(flag, isSet, on: messages)
        case .markAllRead(let source): return try submitFlag(.seen, true, on: unread(in: source, findings))
        case .move(_, let destination): return try submitMove(messages, to: mailbox(destination))
        case .copy(_, let destination): return try submitCopy(messages, to: mailbox(destination))
        case .deleteForever: return try submitDeletion(messages)
        case .createMailbox(let path, _): return try submitCreation(of: path)
        case .renameMailbox(let id, let path): return try submitRenaming(of: mailboxRow(id), to: path)
        case .deleteMailbox(let id): return try submitDeletion(of: mailboxRow(id))
        case .subscribe(let isWanted, let id): return try submitSubscription(isWanted, to: mailboxRow(id))
        case .emptyMailbox(let id):
            let row = try mailboxRow(id).id.row
            return try submitDeletion(numbers("SELECT id FROM message WHERE mailbox = ?", [row]))
        case .keepOnServer(let isKept, _): return try submitKeeping(isKept, of: messages)
        case .removeFromServer: return try submitRemoval(of: messages)
        }
    }

    private func submitFlag(_ flag: Flag, _ isSet: Bool, on messages: [Int64]) throws -> Outcome {
        let changed = try setFlag(flag, isSet, on: messages)
        let change = UndoHistory.Change.setFlag(
            bit: Int64(Flags.bit(flag)), keyword: flag.keyword, isSet: !isSet)
        let text = "\(Self.count(changed.count)) \(isSet ? "marked" : "no longer marked") \(flag.word)"
        return Self.outcome([change: changed], text: text, undone: "Undone: \(text)")
    }

    private func submitMove(_ messages: [Int64], to destination: Int64) throws -> Outcome {
        try welcome(to: destination)
        var changed: [UndoHistory.Change: [Int64]] = [:]
        for message in messages {
            guard let origin = try move(message, to: destination) else { continue }
            changed[.move(to: origin), default: []].append(message)
        }
        let count = changed.reduce(0) { $0 + $1.value.count }
        let text = "\(Self.count(count)) moved to \(try shownName(of: destination))"
        return Self.outcome(changed, text: text, undone: "Undone: \(text)")
    }

    private func submitCopy(_ messages: [Int64], to destination: Int64) throws -> Outcome {
        try welcome(to: destination)
        var changed: [UndoHistory.Change: [Int64]] = [:]
        for message in messages {
            switch try copy(message, to: destination) {
            case .queued(let number): changed[.takeBackCopies, default: []].append(number)
            case .here(let row): changed[.removeCopies, default: []].append(row)
            case nil: break
            }
        }
        let count = changed.reduce(0) { $0 + $1.value.count }
        let text = "\(Self.count(count)) copied to \(try shownName(of: destination))"
        return Self.outcome(changed, text: text, undone: "Undone: \(text)")
    }

    private func submitDeletion(_ messages: [Int64]) throws -> Outcome {
        let deleted = try messages.filter { try delete($0) }
        return Self.lasting("\(Self.count(deleted.count)) deleted for good", of: deleted.count)
    }

    private func submitKeeping(_ isKept: Bool, of messages: [Int64]) throws -> Outcome {
        var changed: [UndoHistory.Change: [Int64]] = [:]
        for message in messages {
            guard let before = try setWish(isKept ? .stays : .none, of: message) else { continue }
            changed[.wish(before), default: []].append(message)
        }
        let count = changed.reduce(0) { $0 + $1.value.count }
        let text = "\(Self.count(count)) \(isKept ? "kept" : "no longer kept") on the server"
        return Self.outcome(changed, text: text, undone: "Undone: \(text)")
    }

    private func submitRemoval(of messages: [Int64]) throws -> Outcome {
        let removed = try messages.filter { try setWish(.goes, of: $0) != nil }
        let text = "\(Self.count(removed.count)) \(removed.count == 1 ? "leaves" : "leave") the server"
        return Self.lasting(text, of: removed.count)
    }

    /// Something that can't be undone: whoever asks for that is told, before what came earlier is undone.
    static func lasting(_ text: String, of count: Int) -> Outcome {
        let submitted = SubmittedAction(messages: count, text: count == 0 ? "" : text, canBeUndone: false)
        let entry = UndoHistory.Entry(text: "\(text): that can't be undone", reversals: [])
        return (count == 0 ? nil : entry, submitted)
    }

    static func outcome(
        _ changed: [UndoHistory.Change: [Int64]], text: String, undone: String
    ) -> Outcome {
        let reversals = changed.filter { !$0.value.isEmpty }.map { UndoHistory.Reversal(change: $0, messages: $1) }
        guard !reversals.isEmpty else { return (nil, SubmittedAction(messages: 0, text: "", canBeUndone: false)) }
        let entry = UndoHistory.Entry(text: undone, reversals: reversals)
        return (entry, SubmittedAction(messages: entry.messages, text: text, canBeUndone: true))
    }

    static func count(_ messages: Int) -> String { messages == 1 ? "1 message" : "\(messages) messages" }

    /// - Returns: Messages that are on their way to another account, or there.
    fileprivate func apply(_ reversal: UndoHistory.Reversal) throws -> [UndoHistory.Left] {
        switch reversal.change {
        case .setFlag(let bit, let keyword, let isSet):
            _ = try setFlag(Flag(bit: bit, keyword: keyword), isSet, on: reversal.messages)
        case .move(let destination):
            guard try exists("SELECT 1 FROM mailbox WHERE id = ?", [destination]) else { return [] }
            for message in reversal.messages { _ = try move(message, to: destination) }
        case .renameMailbox, .removeMailbox, .restoreMailbox, .subscribe: try applyToMailbox(reversal.change)
        case .wish(let wish):
            for message in reversal.messages { _ = try setWish(wish, of: message) }
        case .callBack(let origin):
            return try reversal.messages.filter { try !dropWaitingMoves(of: $0) }.map { message in
                UndoHistory.Left(message: message, origin: origin, isUnderWay: try isBeingMoved(message))
            }
        case .takeBackCopies:
            for number in reversal.messages { try takeBackCopy(number) }
        case .removeCopies:
            for message in reversal.messages { try remove(message) }
        }
        return []
    }
}

extension UserAction {
    fileprivate var isMove: Bool { if case .move = self { true } else { false } }
}

extension Flag {
    /// For the status line.
    fileprivate var word: String {
        switch self {
        case .seen: "read"
        case .answered: "answered"
        case .flagged: "with a star"
        case .draft: "as draft"
        case .deleted: "as deleted"
        case .forwarded: "forwarded"
        case .junk: "as junk"
        case .notJunk: "as no junk"
        case .keyword(let keyword): keyword
        }
    }
}
