import MailModel

/// A question that `y` or `n` answers.
struct Question: Hashable, Sendable {
    enum Subject: Hashable, Sendable {
        case quit
        case deleteForever([StoredID])
        case removeFromServer(AccountName)
        /// Take the server's copies of these away, at a person's own wish.
        case removeCopies([StoredID], from: String)
        /// Write over a file that is there already.
        case replaceFile(Effect)
        case deleteFolder(FolderDeletion)
        case emptyTrash(MailboxRow)
    }

    let subject: Subject
    /// Whole sentences, the question last.
    let text: String
    /// False until a question that came up by itself has been on the screen for a
    /// moment: a key typed for something else must not answer it.
    var isArmed = true

    /// Asks at the end; `waiting` actions have not reached their servers.
    static func quit(waiting: Int) -> Question {
        let changes = "\(NumberText.counted(waiting, "change")) not sent yet; the next start sends them. "
        return Question(subject: .quit, text: (waiting > 0 ? changes : "") + "Quit Postern?")
    }

    static func deleteForever(_ ids: [StoredID]) -> Question {
        let what = ids.count == 1 ? "this message" : "\(NumberText.grouped(ids.count)) messages"
        return Question(
            subject: .deleteForever(ids), text: "Delete \(what) for ever? This can't be undone.")
    }

    static func removeFromServer(_ account: AccountName, _ dryRun: RemovalText) -> Question {
        Question(subject: .removeFromServer(account), text: "\(account): \(dryRun.question)", isArmed: false)
    }

    static func removeCopies(_ ids: [StoredID], from host: String) -> Question {
        let what = ids.count == 1 ? "this message" : "\(NumberText.grouped(ids.count)) messages"
        let rest = ids.count == 1 ? "Only the copy here stays." : "Only the copies here stay."
        return Question(
            subject: .removeCopies(ids, from: host),
            text: "Remove \(what) from \(host) now? \(rest)")
    }

    static func deleteFolder(_ deletion: FolderDeletion) -> Question {
        Question(subject: .deleteFolder(deletion), text: deletion.question)
    }

    static func emptyTrash(_ trash: MailboxRow) -> Question {
        let what = trash.messages == 1 ? "the one message" : "the \(NumberText.grouped(trash.messages)) messages"
        return Question(
            subject: .emptyTrash(trash),
            text: "Delete \(what) in \(trash.id.account)'s Trash for ever? This can't be undone.")
    }

    static func replaceFile(_ path: String, _ effect: Effect) -> Question {
        Question(subject: .replaceFile(effect), text: "\(path) is there already. Write over it?")
    }
}
