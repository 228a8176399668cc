/// The machine-readable part of a status line (RFC 2449 §8, RFC 3206 §4, RFC 6856 §5).
package enum ResponseCode: Hashable, Sendable {
    /// Too soon after the last login.
    case loginDelay
    /// Another session has the maildrop.
    case inUse
    /// A fault of the server's that will pass.
    case systemTemporary
    /// A fault of the server's that needs a person.
    case systemPermanent
    /// The credentials are wrong, and nothing else.
    case authentication
    case utf8
    /// In upper case.
    case other(String)

    package init(_ text: String) {
        switch text.uppercased() {
        case "LOGIN-DELAY": self = .loginDelay
        case "IN-USE": self = .inUse
        case "SYS/TEMP": self = .systemTemporary
        case "SYS/PERM": self = .systemPermanent
        case "AUTH": self = .authentication
        case "UTF8": self = .utf8
        case let code: self = .other(code)
        }
    }
}
