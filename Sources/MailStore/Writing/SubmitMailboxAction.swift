import GRDB
import MailModel

/// What a person does to folders.
extension StoreTransaction {
    func mailboxRow(_ id: MailboxID) throws -> MailboxRow {
        guard let row = try mailboxTree().rows.first(where: { $0.id == id }) else {
            throw StoreError.noSuchMailbox(id)
        }
        return row
    }

    /// A mailbox as the folder list has it.
    func shownName(of mailbox: Int64) throws -> String {
        try mailboxName(mailbox).map { try mailboxTree().shownName(of: $0) } ?? ""
    }

    func submitCreation(of path: MailboxPath) throws -> Outcome {
        let tree = try mailboxTree()
        let place = try tree.making(path)
        try refuseIfPromised(place.name)
        let made = try make(place.parents + [place.name], like: tree)
        return Self.outcome(made.reversed().map { .removeMailbox($0) }, text: "Folder \(path) made")
    }

    func submitRenaming(of row: MailboxRow, to path: MailboxPath) throws -> Outcome {
        let tree = try mailboxTree()
        let place = try tree.renaming(row.id, to: path)
        try refuseIfPromised(place.name, exceptTo: row)
        let made = try make(place.parents, like: tree)
        try rename(row, to: place.name)
        guard place.name != row.name else { return Self.outcome([], text: "") }
        let reversals =
            [UndoHistory.Change.renameMailbox(row.id, to: row.name)] + made.reversed().map { .removeMailbox($0) }
        return Self.outcome(reversals, text: "Folder \(row.shownName) renamed to \(path)")
    }

    func submitDeletion(of row: MailboxRow) throws -> Outcome {
        let subtree = try mailboxTree().deleting(row.id)
        let trash = try mailbox(.role(.trash))
        var moves: [UndoHistory.Reversal] = []
        for inner in subtree {
            let messages = try numbers("SELECT id FROM message WHERE mailbox = ?", [inner.id.row])
            let moved = try messages.filter { try move($0, to: trash) != nil }
            if !moved.isEmpty { moves.append(UndoHistory.Reversal(change: .move(to: inner.id.row), messages: moved)) }
            try deleteMailbox(inner)
        }
        let count = moves.reduce(0) { $0 + $1.messages.count }
        let text = "Folder \(row.shownName) deleted" + (count > 0 ? ", \(Self.count(count)) moved to Trash" : "")
        // The folders first: a message can't go back into one that is not there.
        return Self.outcome(subtree.reversed().map { .restoreMailbox($0) }, moves, text: text)
    }

    func submitSubscription(_ isWanted: Bool, to row: MailboxRow) throws -> Outcome {
        guard !row.isLocal else { throw MailboxRefusal.onlyHere(row.shownName) }
        guard row.isSubscribed != isWanted else { return Self.outcome([], text: "") }
        try subscribe(isWanted, to: row)
        let text = "\(isWanted ? "Subscribed to" : "Unsubscribed from") \(row.shownName)"
        return Self.outcome([.subscribe(!isWanted, to: row.id)], text: text)
    }

    /// A folder that waits for the server to rename it will have that name.
    private func refuseIfPromised(_ name: MailboxName, exceptTo row: MailboxRow? = nil) throws {
        let isPromised = try exists(
            "SELECT 1 FROM journal WHERE kind = ? AND payload = ? AND mailbox IS NOT ?",
            [JournalRecord.Kind.renameMailbox.rawValue, name.text, row?.id.row])
        if isPromised { throw MailboxRefusal.exists(name.text) }
    }

    private func make(_ names: [MailboxName], like tree: MailboxTree) throws -> [MailboxID] {
        try names.map { MailboxID(account: account, row: try makeMailbox($0, like: tree)) }
    }

    private static func outcome(
        _ changes: [UndoHistory.Change], _ moves: [UndoHistory.Reversal] = [], text: String
    ) -> Outcome {
        let entry = UndoHistory.Entry(
            text: "Undone: \(text)", reversals: changes.map { UndoHistory.Reversal(change: $0) } + moves)
        let submitted = SubmittedAction(messages: entry.messages, text: text, canBeUndone: !changes.isEmpty)
        return (changes.isEmpty ? nil : entry, submitted)
    }

    // MARK: - Taking back

    func applyToMailbox(_ change: UndoHistory.Change) throws {
        switch change {
        case .setFlag, .move, .wish, .callBack, .takeBackCopies, .removeCopies: break
        case .subscribe(let isWanted, let id):
            guard let row = try mailboxTree().rows.first(where: { $0.id == id }) else { throw MailboxRefusal.gone }
            if row.isSubscribed != isWanted { try subscribe(isWanted, to: row) }
        case .restoreMailbox(let row): try restore(row)
        case .renameMailbox(let id, let name):
            let tree = try mailboxTree()
            guard let row = tree.rows.first(where: { $0.id == id }) else { throw MailboxRefusal.gone }
            if let other = tree.rows.first(where: { $0.name == name && $0.id != id }) {
                throw MailboxRefusal.exists(other.shownName)
            }
            try rename(row, to: name)
        case .removeMailbox(let id):
            let tree = try mailboxTree()
            guard let row = tree.rows.first(where: { $0.id == id }) else { return }
            guard row.messages == 0, tree.subtree(of: row).count == 1 else {
                throw MailboxRefusal.notEmpty(row.shownName)
            }
            try deleteMailbox(row)
        }
    }
}
