/// One line of CAPA's answer (RFC 2449 §6, RFC 2595 §4, RFC 5034 §3, RFC 6856).
package enum Capability: Hashable, Sendable {
    case top
    case user
    /// Mechanism names in upper case.
    case sasl([String])
    case responseCodes
    case authenticationResponseCode
    /// The least time between two logins, in seconds; the server may tell another one after login (`USER`).
    case loginDelay(seconds: Int, mayDifferByUser: Bool)
    case pipelining
    /// Days that the server keeps mail; nothing means for ever. 0 means that RETR removes.
    case expire(days: Int?, mayDifferByUser: Bool)
    case uniqueIDs
    case implementation(String)
    case startTLS
    case utf8(canLogin: Bool)
    case languages
    /// The whole line.
    case other(String)

    /// The first word of its line, in upper case.
    package var word: String {
        switch self {
        case .top: "TOP"
        case .user: "USER"
        case .sasl: "SASL"
        case .responseCodes: "RESP-CODES"
        case .authenticationResponseCode: "AUTH-RESP-CODE"
        case .loginDelay: "LOGIN-DELAY"
        case .pipelining: "PIPELINING"
        case .expire: "EXPIRE"
        case .uniqueIDs: "UIDL"
        case .implementation: "IMPLEMENTATION"
        case .startTLS: "STLS"
        case .utf8: "UTF8"
        case .languages: "LANG"
        case .other(let line): line.prefix { $0 != " " }.uppercased()
        }
    }
}

/// What a server said it can do.
package struct Capabilities: Hashable, Sendable {
    package private(set) var all: [Capability]

    package init(_ all: [Capability] = []) { self.all = all }

    package func contains(_ capability: Capability) -> Bool { all.contains(capability) }

    /// Mechanisms offered for AUTH.
    package var mechanisms: [String] {
        all.flatMap { if case .sasl(let names) = $0 { names } else { [] as [String] } }
    }

    package var hasUTF8: Bool { contains(.utf8(canLogin: true)) || contains(.utf8(canLogin: false)) }

    package var loginDelayInSeconds: Int? {
        all.lazy.compactMap { if case .loginDelay(let seconds, _) = $0 { seconds } else { nil } }.first
    }

    /// Days after which the server removes mail by itself, where it says so.
    package var expiryInDays: Int? {
        all.lazy.compactMap { if case .expire(let days?, _) = $0 { days } else { nil } }.first
    }

    /// What was told before login may be another thing for this user: it is to be asked again (RFC 2449 §6.5, §6.7).
    package var mayDifferByUser: Bool {
        all.contains { capability in
            switch capability {
            case .loginDelay(_, let mayDiffer), .expire(_, let mayDiffer): mayDiffer
            default: false
            }
        }
    }
}
