package import BackendAPI
import MailModel

extension BackendError {
    /// One line for the status line; a server's words are marked as such.
    package var statusText: String {
        switch self {
        case .unreachable(let reason), .insecure(let reason), .protocolViolation(let reason), .notKept(let reason):
            reason
        case .authenticationFailed(let why, let text): ServerWords.quoted(text, after: why.words)
        case .tryLater(let why, let text), .postponed(let why, let text): ServerWords.quoted(text, after: why.words)
        case .refused(let text): ServerWords.quoted(text, after: "the server refused")
        case .cancelled: "cancelled"
        }
    }

    /// Whether the same attempt may succeed later, without anybody doing anything.
    ///
    /// A refused login is not repeated: servers lock accounts for that.
    package var isWorthRetrying: Bool {
        switch self {
        case .unreachable, .tryLater, .postponed, .refused, .protocolViolation, .notKept: true
        case .insecure, .authenticationFailed, .cancelled: false
        }
    }

    /// How the status line says it, with the time of the next try where there is one.
    func connection(of account: Account, next: MailDate?) -> AccountStatus.Connection {
        switch (self, next) {
        case (.tryLater(let why, let text), let next?), (.postponed(let why, let text), let next?):
            .later(reason: why.words, serverText: text, next: next)
        case (.authenticationFailed(let why, _), _) where account.asksForPassword && why.isAboutPassword:
            .needsPassword(reason: statusText)
        case (.authenticationFailed(.locked, _), _): .needsPassphrase
        default: .failed(reason: statusText, next: next)
        }
    }

    /// Whether a person who does not want to wait may have it tried at once: not where that is what the server
    /// complains of.
    var canBeHurried: Bool {
        if case .tryLater(.loginDelay, _) = self { false } else { true }
    }

    /// Another network may be all that was needed.
    var mayComeOfNetwork: Bool {
        if case .unreachable = self { true } else { false }
    }
}

extension BackendError.LoginRefusal {
    /// What is wrong, in our words.
    fileprivate var words: String {
        switch self {
        case .credentials: "the server refused the login"
        case .expired: "the password has expired: set a new one with your provider"
        case .appPassword: "login refused; this provider wants an app password, made on its web site"
        case .tokensOnly: "login refused; this provider takes tokens only: auth = \"xoauth2\""
        case .noSecret: "there is nothing to log in with"
        case .signIn: "you are not signed in (:account authorize, or postern secrets authorize)"
        case .locked: "the secrets file is locked"
        case .notAllowed: "the server knows this user, but does not let it in here"
        case .administrator: "the server refused the login; only its administrator can help"
        }
    }
}

extension Postponement {
    /// What the server asks for, in our words.
    var words: String {
        switch self {
        case .inUse: "maildrop in use elsewhere"
        case .mailboxInUse: "in use elsewhere"
        case .loginDelay(let pause?) where pause > .zero: "the server allows a login every \(pause.words)"
        case .loginDelay: "the server wants a pause between logins"
        case .connections: "too many connections to this account at once"
        case .limit: "the server wants fewer requests"
        case .trouble: "the server asks to come back later"
        }
    }
}
