import MailModel
import TerminalUI

/// The assistant among the other screens.
extension AppState {
    /// Opens the assistant for a new account.
    mutating func addAccount() -> [Effect] {
        let names = Set(accounts.accounts.map(\.name.text))
        overlays.append(
            .setup(SetupState(isFirst: names.isEmpty, takenNames: names, secretKeeping: secretKeeping)))
        return []
    }

    /// Changes an account: the one named, else the one on the screen.
    mutating func editAccount(named name: String?) -> [Effect] {
        guard let account = account(meant: name) else { return note("Which account? :account edit NAME") }
        return [.setup(.describe(account.name))]
    }

    /// Signs an account in by browser.
    mutating func authorizeAccount(named name: String?) -> [Effect] {
        guard let account = account(meant: name) else { return note("Which account? :account authorize NAME") }
        return [.authorize(account.name)]
    }

    /// Asks what becomes of an account's mail, and removes the account.
    mutating func removeAccount(named name: String?) -> [Effect] {
        guard let account = account(meant: name) else { return note("Which account? :account remove NAME") }
        let messages = accounts.mailboxes[account.name]?.reduce(0) { $0 + $1.messages } ?? 0
        let removal = AccountRemoval(
            account: account.name, host: account.host, messages: messages, mayBeOnlyCopy: account.letsDecideCopies)
        overlays.append(.setup(SetupState(removing: removal)))
        return []
    }

    private func account(meant name: String?) -> Account? {
        guard let name else { return accounts.currentAccount }
        return accounts.accounts.first { $0.name.text == name }
    }

    mutating func press(_ key: KeyEvent, in setup: SetupState) -> [Effect] {
        var setup = setup
        switch setup.press(key) {
        case .stays(let orders):
            overlays.append(.setup(setup))
            return orders.map { .setup($0) }
        case .closes: return []
        case .quits: return [.quit]
        }
    }

    /// What is known a moment after the start counts for an assistant that is open already.
    mutating func take(_ keeping: SecretKeeping) -> [Effect] {
        secretKeeping = keeping
        if case .setup(var setup) = overlays.last, setup.step != .signIn {
            setup.signIn.take(keeping)
            overlays[overlays.count - 1] = .setup(setup)
        }
        return []
    }

    mutating func take(_ news: SetupNews) -> [Effect] {
        if case .draft(let draft, let facts) = news {
            overlays.append(.setup(SetupState(changing: draft, facts, secretKeeping: secretKeeping)))
            return []
        }
        guard case .setup(var setup) = overlays.last else {
            if case .refused(let reason) = news { return note(reason) }
            return []
        }
        let orders = setup.take(news)
        overlays[overlays.count - 1] = .setup(setup)
        return orders.map { .setup($0) }
    }
}

extension SetupState {
    mutating func paste(_ text: String) {
        switch (step, field) {
        case (.welcome, 0):
            address.paste(text)
            followAddress()
        case (.welcome, 1):
            name.paste(text)
            isNameOwn = true
        case (.server, 1): serverForm.host.paste(text)
        case (.signIn, _): signIn.edit(field) { $0.paste(text) }
        default: break
        }
    }

    /// The keys of the screen, for the hint line.
    var hints: [(key: String, word: String)] {
        let back = isFirst && trail.isEmpty ? ("Esc", "quit") : ("Esc", "back")
        let byHand = canEnterServer ? [("F2", "server by hand")] : []
        let help = [("F1", "help")]
        let change = [("Left/Right", "change")]
        return switch step {
        case .welcome: [("Enter", "go on"), ("Tab", "next field"), back] + help
        case .lookup: [("Enter", search.found.isEnough ? "take it" : "by hand"), back] + byHand + help
        case .server: [("Enter", "go on"), ("Tab", "next field")] + change + [back] + help
        case .signIn: [("Enter", "sign in"), ("Tab", "next field")] + change + [back] + byHand + help
        case .keep:
            [("Enter", "take it"), ("Up/Down", "choose")]
                + (keep.selected == .hereAndThere ? [("Left/Right", "days")] : []) + [back] + byHand + help
        case .test: [("Enter", "try again")] + byHand + [back]
        case .ready: removal == nil ? [("Enter", "open the mail"), ("a", "another account")] : [("Enter", "go on")]
        case .remove: [("Enter", "go on"), ("Up/Down", "choose"), back]
        }
    }
}
