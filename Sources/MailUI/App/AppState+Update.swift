import MailModel
import TerminalUI

extension AppState {
    /// Takes one event in, and says what is to be done about it.
    package mutating func update(_ event: UIEvent) -> [Effect] {
        let effects =
            switch event {
            case .terminal(let event): update(event)
            case .accounts(let accounts): take(accounts)
            case .mailboxes(let account, let rows): take(rows, of: account)
            case .window(let window): take(window)
            case .message(let id, let load): take(load, of: id)
            case .ahead(let id, let message): prepare(message, of: id)
            case .part(let id, let part, let text): take(part, text, of: id)
            case .status(let account, let status): take(status, of: account)
            case .fetching(let progress): take(progress)
            case .unreadFound(let source, let index): takeUnread(index, in: source)
            case .note(let text): note(text)
            case .addAccount: addAccount()
            case .setup(let news): take(news)
            case .secretKeeping(let keeping): take(keeping)
            case .passphraseRefused: ask(for: .passphrase(isRepeated: true))
            case .saved(let path): note("Saved as \(path)")
            case .fileExists(let path): askToReplace(path)
            case .failed(let reason): note(reason)
            case .tick(let now): take(now)
            case .timer(let timer): take(timer)
            }
        return effects + settle()
    }

    private mutating func update(_ event: TerminalEvent) -> [Effect] {
        switch event {
        case .key(let key): return press(key)
        case .paste(let text): return paste(text)
        case .resized(let size): surroundings.size = size
        case .mouse(let mouse): return take(mouse)
        case .terminate: return [.quit]
        }
        return []
    }

    mutating func note(_ text: String) -> [Effect] { [status.show(text)] }

    // MARK: - News

    private mutating func take(_ accounts: [Account]) -> [Effect] {
        let before = self.accounts.current
        self.accounts.take(accounts)
        showFolderItems()
        if list.source == nil || self.accounts.current != before { openDefaultList() }
        return []
    }

    private mutating func take(_ rows: [MailboxRow], of account: AccountName) -> [Effect] {
        accounts.take(rows, of: account)
        guard accounts.shown.contains(where: { $0.name == account }) else { return [] }
        showFolderItems()
        if let new = rows.first(where: { $0.name == folders.awaited }) {
            folders.follow(.mailbox(new.id))
            folders.awaited = nil
        }
        let isGone: Bool =
            if case .mailbox(let id) = list.source, id.account == account {
                accounts.mailbox(id) == nil
            } else {
                list.source == nil
            }
        if isGone { leaveGoneFolder() }
        return []
    }

    /// Shows another list; in the folder list the cursor stays where the folder was.
    private mutating func leaveGoneFolder() {
        let (context, cursor) = (focus.context, folders.cursor)
        openDefaultList()
        guard context == .folders, list.source != nil else { return }
        focus.context = .folders
        folders.move(to: cursor)
    }

    private mutating func take(_ window: MessageWindow) -> [Effect] {
        list.take(window)
        if let pager, let row = window.rows.first(where: { $0.id == pager.id }) { self.pager?.follow(row) }
        return window.source == list.source ? resumeSeeking() : []
    }

    private mutating func take(_ load: MessageLoad, of id: StoredID) -> [Effect] {
        guard let pager, pager.id == id else { return [] }
        let (dates, prepared) = (dates, pager.phase == .ready ? nil : ahead.document(of: id, pager.options))
        self.pager?.take(load, prepared: prepared, dates: dates)
        return []
    }

    private mutating func take(_ part: MessagePart, _ text: ReadableMessage, of id: StoredID) -> [Effect] {
        // The person may have gone on meanwhile.
        guard pager?.id == id, focus.context == .message else { return [] }
        let dates = dates
        pager?.show(part, text, dates: dates)
        return []
    }

    private mutating func take(_ status: AccountStatus, of account: AccountName) -> [Effect] {
        accounts.take(status, of: account)
        return []
    }

    private mutating func take(_ progress: FetchProgress?) -> [Effect] {
        status.fetching = progress
        return []
    }

    private mutating func take(_ now: MailDate) -> [Effect] {
        surroundings.now = now
        return []
    }

    private mutating func take(_ timer: UITimer) -> [Effect] {
        switch timer {
        case .keyPrefix(let number):
            keys.isPopupShown = number == errands.number(of: .keyPrefix) && !keys.pending.isEmpty
        case .note(let number): status.expire(number)
        case .settled(let number):
            if number == errands.number(of: .settled) { return prefetchAround() }
        case .read(let number):
            if number == errands.number(of: .read), pager?.counts == .not { pager?.counts = .whenReady }
        case .question(let number):
            if number == errands.number(of: .question) { armQuestion() }
        }
        return []
    }

    private mutating func askToReplace(_ path: String) -> [Effect] {
        guard case .save(let id, let part, _, _) = errands.save else { return note("\(path) is there already.") }
        let effect = Effect.save(id, part: part, path: path, replacing: true)
        overlays.append(.question(.replaceFile(path, effect)))
        return []
    }

    private mutating func armQuestion() {
        switch overlays.popLast() {
        case .question(var question):
            question.isArmed = true
            overlays.append(.question(question))
        case .password(var prompt):
            prompt.isArmed = true
            overlays.append(.password(prompt))
        case let other?: overlays.append(other)
        case nil: break
        }
    }
}
