import MailModel

/// Accounts and folders: which list is shown.
extension AppState {
    /// Shows a list and gives it the keys.
    mutating func open(_ source: MessageSource) {
        list.search = nil
        list.show(source)
        accounts.lastSource[accounts.current] = source
        folders.follow(source)
        pager = nil
        focus.context = .list
        focus.isZoomed = false
    }

    /// Shows the list that an account was left with, or its inbox; nothing where there is none yet.
    mutating func openDefaultList() {
        guard case .one(let name) = accounts.current else {
            if !accounts.accounts.isEmpty { open(accounts.lastSource[.all] ?? .allInboxes) }
            return
        }
        if case .mailbox(let id) = accounts.lastSource[accounts.current], accounts.mailbox(id) != nil {
            open(.mailbox(id))
        } else if let inbox = accounts.mailbox(.inbox, of: name)
            ?? accounts.mailboxes[name]?.first(where: \.isSelectable)
        {
            open(.mailbox(inbox.id))
        } else {
            list.search = nil
            list.show(nil)
            pager = nil
            focus = FocusState(sidebar: focus.sidebar)
        }
    }

    mutating func showFolderItems() {
        folders.show(folderItems)
        // Who is choosing a folder is not led away by news.
        if focus.context != .folders { folders.follow(list.search?.origin ?? list.source) }
    }

    private var folderItems: [FolderItem] {
        if case .one(let name) = accounts.current { return FolderTree.items(of: accounts.mailboxes[name] ?? []) }
        let inboxes = accounts.accounts.enumerated().compactMap { index, account in
            accounts.mailbox(.inbox, of: account.name).map { inbox in
                FolderItem(
                    target: .mailbox(inbox.id), title: account.name.text, depth: 0, unread: inbox.unread,
                    total: inbox.messages, accountNumber: index + 1)
            }
        }
        let all = FolderItem(
            target: .allInboxes, title: "All inboxes", depth: 0, unread: inboxes.reduce(0) { $0 + $1.unread },
            total: inboxes.reduce(0) { $0 + $1.total })
        return [all] + inboxes
    }

    // MARK: - Accounts

    /// Takes a tab's number or an account's name.
    mutating func switchAccount(_ argument: String?) -> [Effect] {
        guard let argument else { return note("Which account? Its number or its name.") }
        let byName = accounts.accounts.first { $0.name.text == argument }
        let byNumber = Int(argument).flatMap { number in
            accounts.accounts.indices.contains(number - 1) ? accounts.accounts[number - 1] : nil
        }
        guard let account = byName ?? byNumber else { return note("There is no account \(argument).") }
        return switchTo(.one(account.name))
    }

    mutating func switchTo(_ next: AccountsState.Current) -> [Effect] {
        if next == accounts.current {
            focus.context = .list
            return []
        }
        accounts.current = next
        folders = FolderListState()
        showFolderItems()
        openDefaultList()
        return []
    }

    // MARK: - Folders

    mutating func openSelectedFolder() -> [Effect] {
        guard let source = folders.selected?.source else { return [] }
        open(source)
        return []
    }

    mutating func openRole(_ role: MailboxRole) -> [Effect] {
        if accounts.current == .all, role == .inbox {
            open(.allInboxes)
            return []
        }
        guard let account = accounts.currentAccount ?? selectedAccount else { return [] }
        guard let mailbox = accounts.mailbox(role, of: account.name) else {
            return note("\(account.name) has no \(role.title ?? role.rawValue) yet.")
        }
        if accounts.current == .all { _ = switchTo(.one(account.name)) }
        open(.mailbox(mailbox.id))
        return []
    }

    /// The account of the selected message, where several stand together.
    private var selectedAccount: Account? { list.selected.flatMap { accounts.account(named: $0.id.account) } }

    mutating func openUnreadFolder(forward: Bool) -> [Effect] {
        let here = list.search?.origin ?? list.source
        guard let source = folders.nextUnread(after: here, forward: forward)?.source else {
            return note("No other folder has unread mail.")
        }
        open(source)
        return []
    }

    /// All folders that can be gone to, with the account's name before them where there are several, or where that is
    /// wanted.
    func folderCandidates(of shown: [Account], namingAccounts: Bool = false) -> [FolderPicker.Candidate] {
        shown.flatMap { account in
            (accounts.mailboxes[account.name] ?? []).isEmpty
                ? []
                : candidates(of: account, prefix: shown.count > 1 || namingAccounts ? "\(account.name) / " : "")
        }
    }

    private func candidates(of account: Account, prefix: String) -> [FolderPicker.Candidate] {
        var path: [String] = []
        return FolderTree.items(of: accounts.mailboxes[account.name] ?? []).compactMap { item in
            path = Array(path.prefix(item.depth)) + [item.title]
            guard case .mailbox(let id) = item.target else { return nil }
            return FolderPicker.Candidate(
                title: prefix + path.joined(separator: "/"), destination: .mailbox(id))
        }
    }
}
