import BackendAPI
import MailModel
import Testing

/// A server's NO, BAD or BYE, and what it comes to wherever it is said.
struct Reply: Sendable, CustomTestStringConvertible {
    /// Where in the conversation a server says it.
    enum Stage: Hashable, Sendable, CaseIterable {
        case login, select, fetch, flags, move, copy, append, create
    }

    /// With its condition, without its tag: `"NO [INUSE] locked"`.
    var line: String
    /// In answer to a login.
    var atLogin: BackendError
    /// In answer to a command about one mailbox.
    var later: BackendError
    /// In answer to an action.
    var action: ActionOutcome

    var testDescription: String { line }

    /// Comes back by itself, at a login as afterwards.
    private static func passes(_ line: String, _ why: Postponement, _ text: String) -> Reply {
        Reply(
            line: line, atLogin: .tryLater(why, serverText: text), later: .postponed(why, serverText: text),
            action: .postponed(why, serverText: text))
    }

    /// A no that stays; `words` are what we say of it.
    private static func stays(
        _ line: String, _ text: String, login: BackendError.LoginRefusal = .credentials, words: String? = nil
    ) -> Reply {
        Reply(
            line: line, atLogin: .authenticationFailed(login, serverText: text), later: .refused(serverText: text),
            action: .refused(reason: words.map { "\($0): “\(text)”" } ?? text))
    }

    /// Something is named otherwise, or gone: the next comparison tells.
    private static func surprises(_ line: String, _ text: String) -> Reply {
        Reply(
            line: line, atLogin: .authenticationFailed(serverText: text), later: .refused(serverText: text),
            action: .outdated(reason: text))
    }

    /// Every response code of RFC 5530 §3 and RFC 9051 §7.1 that stands in a refusal, and words without one.
    static let all: [Reply] = [
        passes("NO [UNAVAILABLE] Temporary authentication failure.", .trouble, "Temporary authentication failure."),
        passes("NO [SERVERBUG] This should not happen", .trouble, "This should not happen"),
        passes("NO [TEMPFAIL] later", .trouble, "later"),
        passes("NO [INUSE] Mailbox is locked", .mailboxInUse, "Mailbox is locked"),
        passes("NO [LIMIT] UID FETCH Rate limit hit.", .limit, "UID FETCH Rate limit hit."),
        passes(
            "NO [THROTTLED] Account exceeded command or bandwidth limits", .limit,
            "Account exceeded command or bandwidth limits"),
        passes("NO [LIMIT] Too many connections", .connections, "Too many connections"),
        passes(
            "NO [ALERT] Too many simultaneous connections. (Failure)", .connections,
            "Too many simultaneous connections. (Failure)"),
        passes(
            "NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)",
            .connections, "Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10)"),
        passes("BAD User is authenticated but not connected.", .trouble, "User is authenticated but not connected."),
        passes("NO Server busy, please try again later", .trouble, "Server busy, please try again later"),
        stays("NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", "Invalid credentials (Failure)"),
        stays("NO [EXPIRED] That password isn't valid any more", "That password isn't valid any more", login: .expired),
        stays("NO [AUTHORIZATIONFAILED] No such authorization-ID", "No such authorization-ID", login: .notAllowed),
        stays("NO [CONTACTADMIN] locked by the administrator", "locked by the administrator", login: .administrator),
        stays("NO [WEBALERT https://example.org/x] Web login required.", "Web login required.", login: .administrator),
        stays("NO [OVERQUOTA] Quota exceeded", "Quota exceeded", words: "there is no room left on the server"),
        stays("NO [NOPERM] Permission denied", "Permission denied", words: "you may not do that there"),
        stays("NO [NONEXISTENT] Unknown Mailbox", "Unknown Mailbox", words: "there is no such mailbox"),
        surprises("NO [TRYCREATE] Mailbox doesn't exist", "Mailbox doesn't exist"),
        stays(
            "NO [CORRUPTION] Cannot open mailbox", "Cannot open mailbox", words: "the mailbox is damaged on the server"),
        stays("NO [TOOBIG] Message too big", "Message too big", words: "it is too large"),
        stays("NO [CLIENTBUG] selected already", "selected already"),
        surprises("NO [EXPUNGEISSUED] Some messages are gone", "Some messages are gone"),
        stays("NO [PARSE] no date", "no date"),
        stays("NO [X-UNHEARD-OF 1] who knows", "who knows"),
        stays("NO", "(no explanation)"),
        Reply(
            line: "NO [PRIVACYREQUIRED] encrypt",
            atLogin: .insecure(reason: "the server wants a safer connection: “encrypt”"),
            later: .refused(serverText: "encrypt"), action: .refused(reason: "encrypt")),
    ]

    /// Words with which a server ends a connection, at any time; nothing is lost by it, and the next one is made at once
    /// unless the server wants otherwise.
    static let goodbyes: [(line: String, error: BackendError)] = [
        ("Server shutting down.", .unreachable(reason: "the server said goodbye: “Server shutting down.”")),
        (
            "Disconnected for inactivity.",
            .unreachable(reason: "the server said goodbye: “Disconnected for inactivity.”")
        ),
        (
            "Autologout; idle for too long",
            .unreachable(reason: "the server said goodbye: “Autologout; idle for too long”")
        ),
        (
            "Session expired, please login again.",
            .unreachable(reason: "the server said goodbye: “Session expired, please login again.”")
        ),
        (
            "Session invalidated - AccessTokenExpired",
            .unreachable(reason: "the server said goodbye: “Session invalidated - AccessTokenExpired”")
        ),
        ("[UNAVAILABLE] going down for maintenance", .tryLater(.trouble, serverText: "going down for maintenance")),
        ("[LIMIT] slow down", .tryLater(.limit, serverText: "slow down")),
        ("[ALERT] Too many connections", .tryLater(.connections, serverText: "Too many connections")),
        (
            "Maximum number of connections from user+IP exceeded",
            .tryLater(.connections, serverText: "Maximum number of connections from user+IP exceeded")
        ),
    ]
}
