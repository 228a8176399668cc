/// Why a backend could not do what was asked.
///
/// Texts are whole sentences without a full stop, fit for the status line.
package enum BackendError: Error, Hashable, Sendable {
    /// No connection, or it broke: worth trying again. `reason` says what happened.
    case unreachable(reason: String)
    /// The connection can't be trusted: certificate, protocol downgrade. Not tried again by itself.
    case insecure(reason: String)
    /// The server refused the credentials. `serverText` is its explanation.
    case authenticationFailed(serverText: String)
    /// The server asks to come back later: nothing is wrong with the credentials.
    case tryLater(Postponement = .trouble, serverText: String)
    /// The server said no to this one thing, such as a mailbox that is not there.
    case refused(serverText: String)
    /// The server broke the protocol; the connection is closed.
    case protocolViolation(reason: String)
    /// What came could not be kept here: a full disk, a store that can't be written. The server keeps its copy.
    case notKept(reason: String)
    /// The caller's task was cancelled.
    case cancelled

    /// Why a server asks to come back later.
    package enum Postponement: Hashable, Sendable {
        /// Another session has the maildrop ([IN-USE], RFC 2449 §8.1.2).
        case inUse
        /// The last login was too short a time ago ([LOGIN-DELAY], RFC 2449 §8.1.1), and the shortest time that the
        /// server allows, where it told it.
        case loginDelay(Duration?)
        /// Something that will pass ([SYS/TEMP], RFC 3206 §4; [UNAVAILABLE], RFC 5530 §3).
        case trouble
    }
}
