import MailModel

/// The accounts, what their folders hold, and how their connections are.
struct AccountsState: Sendable {
    /// Whose mail is on the screen.
    enum Current: Hashable, Sendable {
        case one(AccountName)
        /// All accounts' inboxes together.
        case all
    }

    /// In the order of the tabs.
    private(set) var accounts: [Account] = []
    var current = Current.all
    private(set) var mailboxes: [AccountName: [MailboxRow]] = [:]
    private(set) var statuses: [AccountName: AccountStatus] = [:]
    /// The list each account was left with.
    var lastSource: [Current: MessageSource] = [:]
    /// Accounts whose question about removal has been put.
    ///
    /// Who doesn't answer is asked again when they check for mail, not with every check that comes by itself.
    var asked: Set<AccountName> = []
    /// Accounts whose password or passphrase has been asked for since they last wanted one.
    var askedForPassword: Set<AccountName> = []
    private var mailboxByID: [MailboxID: MailboxRow] = [:]

    mutating func take(_ accounts: [Account]) {
        self.accounts = accounts
        if case .one(let name) = current, accounts.contains(where: { $0.name == name }) { return }
        if let first = accounts.first { current = .one(first.name) }
    }

    mutating func take(_ rows: [MailboxRow], of account: AccountName) {
        for row in mailboxes[account] ?? [] { mailboxByID[row.id] = nil }
        for row in rows { mailboxByID[row.id] = row }
        mailboxes[account] = rows
    }

    mutating func take(_ status: AccountStatus, of account: AccountName) {
        statuses[account] = status
        if wantedSecret(of: account) == nil { askedForPassword.remove(account) }
    }

    var currentAccount: Account? {
        guard case .one(let name) = current else { return nil }
        return account(named: name)
    }

    func account(named name: AccountName) -> Account? { accounts.first { $0.name == name } }

    /// 1 for the first tab; what picks an account's colour.
    func number(of account: AccountName) -> Int? { accounts.firstIndex { $0.name == account }.map { $0 + 1 } }

    func status(of account: AccountName) -> AccountStatus { statuses[account] ?? AccountStatus() }

    /// What an account wants a yes for before it removes it from its server; nothing where it waits for none.
    func removalToConfirm(of account: AccountName) -> RemovalPreview? {
        guard case .needsConsent(let preview) = status(of: account).connection else { return nil }
        return preview
    }

    /// What an account wants a person to type; nothing where it wants nothing.
    func wantedSecret(of name: AccountName) -> PasswordPrompt.Wanted? {
        switch status(of: name).connection {
        case .needsPassword: account(named: name).map { .password($0) }
        case .needsPassphrase: .passphrase(isRepeated: false)
        default: nil
        }
    }

    /// The accounts that wait for the secrets file to be opened.
    var locked: [Account] { accounts.filter { status(of: $0.name).connection == .needsPassphrase } }

    func mailbox(_ id: MailboxID) -> MailboxRow? { mailboxByID[id] }

    func mailbox(_ role: MailboxRole, of account: AccountName) -> MailboxRow? {
        mailboxes[account]?.first { $0.role == role && $0.isSelectable }
    }

    /// Unread messages of an account's inbox, for its tab.
    func unread(of account: AccountName) -> Int { mailbox(.inbox, of: account)?.unread ?? 0 }

    /// Actions of the accounts on the screen that have not reached their servers.
    var pendingActions: Int { shown.reduce(0) { $0 + status(of: $1.name).pendingActions } }

    /// The accounts whose mail is on the screen.
    var shown: [Account] { currentAccount.map { [$0] } ?? accounts }
}
