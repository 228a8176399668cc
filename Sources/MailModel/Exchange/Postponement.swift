/// Why a server asks to come back later.
package enum Postponement: Hashable, Sendable {
    /// Another session has the maildrop ([IN-USE], RFC 2449 §8.1.2).
    case inUse
    /// Another session has this mailbox ([INUSE], RFC 5530 §3).
    case mailboxInUse
    /// The last login was too short a time ago ([LOGIN-DELAY], RFC 2449 §8.1.1), and the shortest time that the
    /// server allows, where it told it.
    case loginDelay(Duration?)
    /// The account has as many connections as it may have.
    case connections
    /// A limit was hit ([LIMIT], RFC 5530 §3): of how much is asked in a time, or one that stays.
    case limit
    /// Something that will pass ([SYS/TEMP], RFC 3206 §4; [UNAVAILABLE], RFC 5530 §3).
    case trouble
}
