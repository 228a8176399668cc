import MailModel
import TerminalUI

/// What follows from every event: sizes, rows to ask for, the message beside the list.
extension AppState {
    /// How long the selection must rest before the messages around it are fetched ahead.
    static let restBeforePrefetch = Duration.milliseconds(150)
    /// How long a message must be beside the list to count as read.
    static let lookBeforeRead = Duration.seconds(2)
    /// How long a question that came up by itself can't be answered.
    static let questionDelay = Duration.milliseconds(700)

    mutating func settle() -> [Effect] {
        let layout = layout
        folders.settle(height: layout.sidebar.rows)
        if case .help(var help) = overlays.last {
            help.settle(height: layout.body.rows)
            overlays[overlays.count - 1] = .help(help)
        }
        // A list that can't be seen keeps its place.
        var effects = [list.settle(height: layout.list.isEmpty ? list.height : layout.list.rows)].compactMap(\.self)
        effects += followSelection(isBesideList: layout.hasPreview)
        pager?.settle(PagerSize(columns: PagerView.textColumns(of: layout.message), rows: layout.message.rows))
        effects += markRead()
        effects += askByItself()
        return effects
    }

    /// Loads the message beside the list, and those around the selection once it rests.
    private mutating func followSelection(isBesideList: Bool) -> [Effect] {
        guard focus.context != .message else { return [] }
        guard let row = list.selected else {
            // Until rows come, what is on the screen stays there.
            if list.window != nil || !isBesideList { pager = nil }
            errands.resting = nil
            return []
        }
        var effects: [Effect] = []
        if !isBesideList {
            pager = nil
        } else if pager?.id != row.id {
            pager = PagerState(row, after: pager)
            effects = [.openMessage(row.id), .schedule(.read(errands.start(.read)), after: Self.lookBeforeRead)]
        }
        if errands.resting != row.id {
            errands.resting = row.id
            effects.append(.schedule(.settled(errands.start(.settled)), after: Self.restBeforePrefetch))
        }
        return effects
    }

    /// The selected message and its neighbours are what is opened next.
    func prefetchAround() -> [Effect] {
        let around = [list.cursor.index, list.cursor.index + 1, list.cursor.index - 1]
        let ids = around.compactMap { list.window?.row(at: $0)?.id }.filter { $0 != pager?.id }
        return ids.isEmpty ? [] : [.prefetch(ids)]
    }

    /// Marks the message on the screen seen, once, as soon as its text is there to be read.
    private mutating func markRead() -> [Effect] {
        guard let pager, pager.isReady, pager.counts == .whenReady else { return [] }
        self.pager?.counts = .done
        let isPermitted = accounts.mailbox(pager.row.mailbox)?.rights.contains(.markRead) ?? true
        return pager.row.flags.contains(.seen) || !isPermitted ? [] : [.markRead(pager.id)]
    }

    /// Asks for a password or passphrase; one passphrase is for all accounts that wait for it.
    mutating func ask(for wanted: PasswordPrompt.Wanted, of account: Account? = nil) -> [Effect] {
        if case .passphrase = wanted { accounts.askedForPassword.formUnion(accounts.locked.map(\.name)) }
        if let account { accounts.askedForPassword.insert(account.name) }
        overlays.append(.password(PasswordPrompt(wanted)))
        return [.schedule(.question(errands.start(.question)), after: Self.questionDelay)]
    }

    /// Asks for a password, or whether to remove, once the account is on the screen and nothing else is being asked
    /// or typed.
    private mutating func askByItself() -> [Effect] {
        guard overlays.isEmpty, keys.pending.isEmpty else { return [] }
        for account in accounts.shown where !accounts.askedForPassword.contains(account.name) {
            guard let wanted = accounts.wantedSecret(of: account.name) else { continue }
            return ask(for: wanted, of: account)
        }
        for account in accounts.shown where !accounts.asked.contains(account.name) {
            guard let preview = accounts.removalToConfirm(of: account.name) else { continue }
            accounts.asked.insert(account.name)
            overlays.append(.question(.removeFromServer(account.name, RemovalText(preview, dates))))
            return [.schedule(.question(errands.start(.question)), after: Self.questionDelay)]
        }
        return []
    }
}
