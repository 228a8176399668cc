import BackendAPI
import IMAP
import MailModel

/// What a server's NO, BAD or BYE comes to: the one table of response codes (RFC 5530 §3, RFC 9051 §7.1) and of words.
enum Verdict: Hashable {
    /// What is refused now may be granted later.
    case later(Postponement)
    /// Nobody is let in with these credentials.
    case login(BackendError.LoginRefusal)
    /// Only over a line that nobody can listen to.
    case insecure
    /// The server will go on saying so, and `words` says why where the code does.
    case never(words: String?)

    init(_ status: StatusResponse) {
        switch status.code {
        case .word(let word): self = Self.codes[word] ?? Self.of(text: status.text)
        case .other(let name, _): self = Self.otherCodes[name] ?? Self.of(text: status.text)
        default: self = Self.of(text: status.text)
        }
        // Liberal: one code for all that passes; the words tell what ends when another connection does.
        if case .later = self, case .later(.connections) = Self.of(text: status.text) { self = .later(.connections) }
    }

    private static let codes: [ResponseCode.Word: Verdict] = [
        .unavailable: .later(.trouble), .serverBug: .later(.trouble), .tempFail: .later(.trouble),
        .inUse: .later(.mailboxInUse), .limit: .later(.limit),
        .authenticationFailed: .login(.credentials), .expired: .login(.expired),
        .authorizationFailed: .login(.notAllowed), .contactAdmin: .login(.administrator), .privacyRequired: .insecure,
        .overQuota: .never(words: "there is no room left on the server"),
        .noPermission: .never(words: "you may not do that there"),
        .nonexistent: .never(words: "there is no such mailbox"), .tryCreate: .never(words: "there is no such mailbox"),
        .alreadyExists: .never(words: "there is one of that name already"),
        .corruption: .never(words: "the mailbox is damaged on the server"),
        .cannot: .never(words: "the server can never do that"), .tooBig: .never(words: "it is too large"),
        .clientBug: .never(words: nil), .parse: .never(words: nil),
    ]

    private static let otherCodes: [String: Verdict] = [
        // Gmail: of how much is asked in a time.
        "THROTTLED": .later(.limit),
        // Gmail: a web page that is to be visited first, which its words say.
        "WEBALERT": .login(.administrator),
    ]

    /// Liberal: servers that say it in words only.
    private static func of(text: String) -> Verdict {
        let words = text.lowercased()
        return texts.first { row in row.words.allSatisfy(words.contains) }?.verdict ?? .never(words: nil)
    }

    private static let texts: [(words: [String], verdict: Verdict)] = [
        // Gmail: "Too many simultaneous connections."; Courier, Cyrus, Exchange likewise.
        (["too many", "connections"], .later(.connections)),
        // Dovecot: "Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)".
        (["maximum number of connections"], .later(.connections)),
        // Exchange: a mailbox that is being moved; the login itself was fine.
        (["authenticated but not connected"], .later(.trouble)),
        (["try again later"], .later(.trouble)), (["temporarily unavailable"], .later(.trouble)),
    ]
}

extension StatusResponse {
    /// Why it may be granted later; nothing where it is granted, or never will be.
    var postponement: Postponement? {
        guard condition != .ok, condition != .preauth, case .later(let why) = Verdict(self) else { return nil }
        return why
    }

    /// Why an action is refused: our words where the code has some, and the server's own.
    var explanation: String {
        guard case .never(let words?) = Verdict(self) else { return shownText }
        return text.isEmpty ? words : "\(words): “\(shownText)”"
    }
}

extension BackendError {
    /// The server ends the connection by itself.
    init(bye status: StatusResponse) {
        self =
            switch Verdict(status) {
            case .later(let why): .tryLater(why, serverText: status.shownText)
            case .login, .insecure, .never:
                .unreachable(reason: ServerWords.quoted(status.shownText, after: "the server said goodbye"))
            }
    }

    /// The server lets nobody in.
    init(refusedLogin status: StatusResponse) {
        self =
            switch Verdict(status) {
            case .later(let why): .tryLater(why, serverText: status.shownText)
            case .login(let why): .authenticationFailed(why, serverText: status.shownText)
            case .insecure:
                .insecure(reason: ServerWords.quoted(status.shownText, after: "the server wants a safer connection"))
            case .never where status.condition == .bad: .refused(serverText: status.shownText)
            case .never: .authenticationFailed(serverText: status.shownText)
            }
    }

    /// The server refused something else.
    init(refusal status: StatusResponse) {
        self =
            status.postponement.map { .postponed($0, serverText: status.shownText) }
            ?? .refused(serverText: status.shownText)
    }
}
