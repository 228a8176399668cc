package import MailModel

/// Why a backend could not do what was asked.
///
/// Texts are whole sentences without a full stop, fit for the status line.
package enum BackendError: Error, Hashable, Sendable {
    /// No connection, or it broke: worth trying again. `reason` says what happened.
    case unreachable(reason: String)
    /// The connection can't be trusted: certificate, protocol downgrade. Not tried again by itself.
    case insecure(reason: String)
    /// The server lets nobody in with these credentials. `serverText` is its explanation.
    case authenticationFailed(LoginRefusal = .credentials, serverText: String)
    /// The server asks to come back later: nothing is wrong with the credentials, and there is no connection.
    case tryLater(Postponement = .trouble, serverText: String)
    /// The server puts off this one thing, such as a mailbox that another session holds; the connection goes on.
    case postponed(Postponement, serverText: String)
    /// The server said no to this one thing, such as a mailbox that is not there.
    case refused(serverText: String)
    /// The server broke the protocol; the connection is closed.
    case protocolViolation(reason: String)
    /// What came could not be kept here: a full disk, a store that can't be written. The server keeps its copy.
    case notKept(reason: String)
    /// The caller's task was cancelled.
    case cancelled

    package typealias Postponement = MailModel.Postponement

    /// Why a server lets somebody not in, which says who has to do something.
    package enum LoginRefusal: Hashable, Sendable {
        /// User name and password don't fit ([AUTHENTICATIONFAILED], RFC 5530 §3).
        case credentials
        /// The password is too old ([EXPIRED], RFC 5530 §3).
        case expired
        /// The user is known, but may not use this ([AUTHORIZATIONFAILED], RFC 5530 §3).
        case notAllowed
        /// Only whoever runs the server can help ([CONTACTADMIN], RFC 5530 §3).
        case administrator

        /// The provider wants a password made for this program, and not a person's own.
        case appPassword
        /// The provider takes no passwords, only tokens.
        case tokensOnly
        /// No server was asked: the secret could not be had. The text says why.
        case noSecret
        /// No server was asked: only a person can sign in again, by browser.
        case signIn
        /// No server was asked: the secret is in the secrets file, whose passphrase nobody has given.
        case locked

        /// Another password may help.
        package var isAboutPassword: Bool { [.credentials, .expired, .appPassword].contains(self) }
    }
}
