import MailModel
import TerminalUI

/// The set-up assistant: one question a screen.
///
///     welcome ─▶ lookup ─▶ sign in ─▶ keep ─▶ (test) ─▶ ready
///                   └──▶ server ──┘ by hand, from everywhere with F2
///
/// Esc goes back, and what was entered stays. Signing in comes before the choice how to keep the mail, because only who is
/// logged in is told how much there is.
struct SetupState: Sendable {
    enum Step: Hashable, Sendable { case welcome, lookup, server, signIn, keep, test, ready, remove }

    var step = Step.welcome
    /// The screens before this one.
    var trail: [Step] = []
    /// There is no account yet: there is nothing to go back to.
    let isFirst: Bool
    let takenNames: Set<String>
    /// The account as it was, where one is changed.
    var edited: AccountDraft?

    var address = LineEditor()
    var name = LineEditor()
    /// Somebody has typed a name: it does not follow the address any more.
    var isNameOwn = false
    /// Which field of the screen has the keys.
    var field = 0
    var isHelpShown = false
    /// What is wrong, and what to do about it.
    var complaint: String?

    var search = SearchProgress()
    var servers: [FoundServer.Service: FoundServer] = [:]
    var offers: [FoundServer.Service: ServerOffer] = [:]
    /// Services whose server did not answer.
    var silent: Set<FoundServer.Service> = []
    var serverForm = ServerForm(nil, domain: "")
    var signIn = SignInForm(userName: "", isEdited: false)
    var keep = KeepChoices(offersIMAP: true, offersPOP3: false)
    var test = TestProgress()
    /// Who has signed in by browser, so that nobody does it twice.
    var signedIn: SignedIn?
    var removal: AccountRemoval?

    struct SignedIn: Hashable, Sendable {
        let userName: String
        let client: String

        /// Nothing where the account has no sign-in by browser.
        init?(_ draft: AccountDraft) {
            guard case .browser(let client) = draft.secret else { return nil }
            self.userName = draft.userName
            self.client = client.id
        }
    }

    struct SearchProgress: Hashable, Sendable {
        var isOn = false
        var found = FoundSettings()
    }

    /// A connection being tried, and what is known of it.
    struct TestProgress: Hashable, Sendable {
        var isOn = false
        var steps: [CheckedStep] = []
        /// What the present try is for, or the last one that went well.
        var draft: AccountDraft?
        var messages: Int?
        var octets: Int?
    }

    init(isFirst: Bool, takenNames: Set<String>, secretKeeping: SecretKeeping = SecretKeeping()) {
        self.isFirst = isFirst
        self.takenNames = takenNames
        signIn.take(secretKeeping)
    }

    /// Changes an account.
    init(
        changing draft: AccountDraft, _ facts: SignInFacts = SignInFacts(),
        secretKeeping: SecretKeeping = SecretKeeping()
    ) {
        self.init(isFirst: false, takenNames: [])
        edited = draft
        name = LineEditor(draft.name)
        let service: FoundServer.Service = draft.mailProtocol == .imap ? .imap : .pop3
        let server = FoundServer(
            service, host: draft.host, port: draft.port, protection: draft.protection, source: .person)
        servers = [service: server]
        serverForm = ServerForm(server, domain: "")
        signIn = SignInForm(userName: draft.userName, isEdited: true)
        signIn.take(secretKeeping)
        search.found.provider = facts.provider
        signIn.offer(facts.provider?.oauth, now: facts.client)
        step = .server
    }

    init(removing removal: AccountRemoval) {
        self.init(isFirst: false, takenNames: [])
        self.removal = removal
        step = .remove
    }

    var setupAddress: SetupAddress? { SetupAddress(address.text) }

    /// The server that is signed in to first: one that answers, and of two the one that shows all folders.
    var firstServer: FoundServer? {
        let both = [FoundServer.Service.imap, .pop3].compactMap { servers[$0] }
        return both.first { !silent.contains($0.service) } ?? both.first
    }

    /// The account as entered so far, on one of its servers.
    func draft(on server: FoundServer, mode: StorageMode) -> AccountDraft {
        var secret = signIn.place
        if case .browser(var client) = secret {
            client.usesOAuthBearer = offers[server.service]?.mechanisms.contains("OAUTHBEARER") == true
            secret = .browser(client)
        }
        return AccountDraft(
            name: name.text.trimmed, mailProtocol: server.service == .imap ? .imap : .pop3, host: server.host,
            port: server.port, protection: server.protection, userName: signIn.userName.text.trimmed, mode: mode,
            secret: secret, source: server.source)
    }

    mutating func go(to next: Step) {
        if next != step { trail.append(step) }
        step = next
        complaint = nil
        field = next == .signIn ? signIn.firstField : 0
        if next == .server {
            serverForm = ServerForm(firstServer ?? doubtfulServer, domain: setupAddress?.domain ?? "")
        }
    }

    /// One that only a person can decide about.
    var doubtfulServer: FoundServer? { search.found.servers.first { $0.service != .submission } }
}

/// An account that is to go, and what there is of it here.
struct AccountRemoval: Hashable, Sendable {
    let account: AccountName
    let host: String
    let messages: Int
    /// The server may have no copy of what is here.
    let mayBeOnlyCopy: Bool
    var deletesMail = false
    /// Asked once more, because it can't be undone.
    var isConfirming = false
}
