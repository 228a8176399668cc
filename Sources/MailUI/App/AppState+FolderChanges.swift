import MailModel

/// What a person does to folders.
extension AppState {
    /// Asks for a new folder's name, or takes the one that was given.
    mutating func createFolder(named name: String?) -> [Effect] {
        guard let account = folderAccount else { return note("In which account? Go to one first, by its number.") }
        return open(FolderNamePrompt(.create(account.name)), with: name)
    }

    /// Asks for another name of a folder, or takes the one that was given.
    mutating func renameFolder(to name: String?) -> [Effect] {
        guard let row = folderMeant else { return noFolder() }
        do throws(MailboxRefusal) {
            _ = try tree(of: row.id.account).deleting(row.id)
        } catch {
            return note("\(error).")
        }
        return open(FolderNamePrompt(.rename(row)), with: name)
    }

    private mutating func open(_ prompt: FolderNamePrompt, with name: String?) -> [Effect] {
        if let name { return enter(name, in: prompt) }
        overlays.append(.folderName(prompt))
        return []
    }

    /// Takes a folder's name; where it can't be, its prompt says why and waits for a better one.
    mutating func enter(_ name: String, in prompt: FolderNamePrompt) -> [Effect] {
        do throws(MailboxRefusal) {
            let path = try MailboxPath(name)
            switch prompt.purpose {
            case .create(let account): return try create(path, in: account)
            case .rename(let row): return try rename(row, to: path)
            }
        } catch {
            var prompt = prompt
            prompt.line = LineEditor(name)
            overlays.append(.folderName(prompt))
            return note("\(error).")
        }
    }

    private mutating func create(_ path: MailboxPath, in account: AccountName) throws(MailboxRefusal) -> [Effect] {
        folders.awaited = try tree(of: account).making(path).name
        return [.submit(.createMailbox(path, in: account))] + note("Folder “\(path)” made · u undoes")
    }

    private mutating func rename(_ row: MailboxRow, to path: MailboxPath) throws(MailboxRefusal) -> [Effect] {
        guard try tree(of: row.id.account).renaming(row.id, to: path).name != row.name else { return [] }
        let text = row.isLocal ? "Renamed to “\(path)”" : "“\(path)” once the server has renamed it"
        return [.submit(.renameMailbox(row.id, to: path))] + note("\(text) · u undoes")
    }

    /// Deletes a folder: at once where nothing is in it, else after a question.
    mutating func deleteFolder(named title: String?) -> [Effect] {
        guard let row = folder(named: title) else { return noFolder(named: title) }
        do throws(MailboxRefusal) {
            let subtree = try tree(of: row.id.account).deleting(row.id)
            // Its messages go to Trash first.
            for inner in subtree where inner.messages > 0 {
                if let forbidden = forbidden(.takeOut, in: inner.id) { return forbidden }
            }
            let deletion = FolderDeletion(row, subtree: subtree)
            return deletion.isTrifle ? delete(deletion) : ask(.deleteFolder(deletion))
        } catch {
            return note("\(error).")
        }
    }

    mutating func delete(_ deletion: FolderDeletion) -> [Effect] {
        [.submit(.deleteMailbox(deletion.row.id))] + note("\(deletion.result) · u undoes")
    }

    mutating func emptyTrash() -> [Effect] {
        if focus.context == .folders, accounts.currentAccount != nil, folderMeant?.role != .trash {
            return note("Only Trash can be emptied: select it first.")
        }
        guard let account = folderAccount, let trash = accounts.mailbox(.trash, of: account.name) else {
            return note("There is no Trash here.")
        }
        if let forbidden = forbidden(.takeOut, in: trash.id) { return forbidden }
        guard trash.messages > 0 else { return note("Trash is empty.") }
        return ask(.emptyTrash(trash))
    }

    /// Tells the server that a folder is one to be seen, or not; nothing: the other way than it is.
    mutating func subscribe(_ isWanted: Bool?, named title: String?) -> [Effect] {
        guard let row = folder(named: title) else { return noFolder(named: title) }
        let isWanted = isWanted ?? !row.isSubscribed
        guard !row.isLocal else { return note("\(MailboxRefusal.onlyHere(row.shownName)).") }
        guard row.isSubscribed != isWanted else {
            return note("\(row.shownName) is \(isWanted ? "subscribed" : "not subscribed").")
        }
        let text = "\(isWanted ? "Subscribed to" : "Unsubscribed from") \(row.shownName)"
        return [.submit(.subscribe(isWanted, to: row.id))] + note("\(text) · u undoes")
    }

    // MARK: - Which

    /// The folder of that title, or the one that a command without one is about.
    private func folder(named title: String?) -> MailboxRow? {
        guard let title else { return folderMeant }
        let candidate = folderCandidates(of: accounts.shown).first { $0.title == title }
        guard case .mailbox(let id) = candidate?.destination else { return nil }
        return accounts.mailbox(id)
    }

    /// The folder that a command is about: where the folder list's cursor is, or the one that is open.
    private var folderMeant: MailboxRow? {
        let open = list.search?.origin ?? list.source
        guard case .mailbox(let id) = focus.context == .folders ? folders.selected?.source : open else { return nil }
        return accounts.mailbox(id)
    }

    private mutating func noFolder(named title: String? = nil) -> [Effect] {
        if let title { return note("There is no folder “\(title)”.") }
        let level = focus.context == .folders ? folders.selected.flatMap { $0.target == .level ? $0.title : nil } : nil
        return note(level.map { "“\($0)” only holds other folders." } ?? "There is no folder here.")
    }

    private var folderAccount: Account? {
        accounts.currentAccount ?? folderMeant.flatMap { accounts.account(named: $0.id.account) }
    }

    private func tree(of account: AccountName) -> MailboxTree { MailboxTree(accounts.mailboxes[account] ?? []) }
}
