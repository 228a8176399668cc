import MailModel

/// Asks what a folder is to be called.
struct FolderNamePrompt: Hashable, Sendable {
    enum Purpose: Hashable, Sendable {
        case create(AccountName)
        case rename(MailboxRow)
    }

    let purpose: Purpose
    var line: LineEditor

    init(_ purpose: Purpose) {
        self.purpose = purpose
        switch purpose {
        case .create: line = LineEditor()
        case .rename(let row): line = LineEditor(row.shownName)
        }
    }

    var label: String {
        switch purpose {
        case .create(let account): "New folder in \(account): "
        case .rename(let row): "Rename \(FolderTitle.make(row)) to: "
        }
    }
}

/// A folder that is to be deleted, in numbers.
struct FolderDeletion: Hashable, Sendable {
    let row: MailboxRow
    /// Folders that are in it.
    private let inner: Int
    private let messages: Int

    /// `subtree`: It and all that is in it.
    init(_ row: MailboxRow, subtree: [MailboxRow]) {
        self.row = row
        inner = subtree.count - 1
        messages = subtree.reduce(0) { $0 + $1.messages }
    }

    /// Nothing is in it: not worth a question.
    var isTrifle: Bool { inner == 0 && messages == 0 }

    private var name: String { "“\(row.shownName)”" }

    private var what: String {
        switch inner {
        case 0: name
        case 1: "\(name) and the folder in it"
        default: "\(name) and the \(NumberText.grouped(inner)) folders in it"
        }
    }

    var question: String {
        let owner = inner == 0 ? "Its" : "Their"
        switch messages {
        case 0: return "Delete \(what)? There is no message in \(inner == 0 ? "it" : "them")."
        case 1: return "Delete \(what)? \(owner) one message goes to Trash."
        default: return "Delete \(what)? \(owner) \(NumberText.grouped(messages)) messages go to Trash."
        }
    }

    /// What a person reads once it is asked for; a server's folder goes when the server has deleted it.
    var result: String {
        let deleted = row.isLocal ? "\(what) deleted" : "\(what) will go once the server has deleted it"
        return messages > 0 ? "\(deleted), \(NumberText.counted(messages, "message")) to Trash" : deleted
    }
}
