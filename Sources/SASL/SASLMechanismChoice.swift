import Digests

/// The mechanisms that Postern knows, strongest first.
package enum SASLMechanismKind: String, CaseIterable, Hashable, Sendable {
    case scramSHA256 = "SCRAM-SHA-256"
    case scramSHA1 = "SCRAM-SHA-1"
    case cramMD5 = "CRAM-MD5"
    case plain = "PLAIN"
    case login = "LOGIN"
    case oauthBearer = "OAUTHBEARER"
    case xoauth2 = "XOAUTH2"
    case external = "EXTERNAL"

    /// Whoever listens learns the secret itself.
    package var sendsSecretInClear: Bool {
        switch self {
        case .plain, .login, .oauthBearer, .xoauth2: true
        case .scramSHA256, .scramSHA1, .cramMD5, .external: false
        }
    }

    /// Works with a password; the others want a token or a certificate, and are used only when asked for.
    package var usesPassword: Bool {
        switch self {
        case .scramSHA256, .scramSHA1, .cramMD5, .plain, .login: true
        case .oauthBearer, .xoauth2, .external: false
        }
    }

    /// Begins one authentication with this mechanism.
    ///
    /// - Parameters:
    ///   - credentials: Who logs in; EXTERNAL does not look at the secret.
    ///   - host: The server's name as configured (OAUTHBEARER tells it to the server, RFC 7628 §3.1).
    ///   - port: The server's port, likewise.
    /// - Returns: A fresh exchange.
    package func begin(with credentials: Credentials, host: String, port: Int) -> any SASLMechanism {
        switch self {
        case .scramSHA256: Scram(.sha256, credentials, nonce: Self.randomNonce())
        case .scramSHA1: Scram(.sha1, credentials, nonce: Self.randomNonce())
        case .cramMD5: CramMD5(credentials)
        case .plain: Plain(credentials)
        case .login: Login(credentials)
        case .oauthBearer: OAuthBearer(credentials, host: host, port: port)
        case .xoauth2: XOAuth2(credentials)
        case .external: External(credentials)
        }
    }

    // The standard library's generator is the system's: getrandom(2).
    private static func randomNonce() -> String {
        var generator = SystemRandomNumberGenerator()
        let octets = (0..<24).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return String(decoding: SASLBase64.encode(octets), as: UTF8.self)
    }
}

/// Which mechanisms to try, by what the configuration allows.
package enum SASLMechanismChoice: Hashable, Sendable {
    /// The strongest password mechanism that the server offers.
    case automatic
    /// This one and no other.
    case only(SASLMechanismKind)

    /// Chooses from what a server offers, strongest first.
    ///
    /// - Parameters:
    ///   - offered: Names as the server spells them, in any case.
    ///   - isProtected: Nobody can listen: TLS, or a connection that never leaves this machine.
    /// - Returns: What may be tried; nothing where the server offers none of it.
    package func mechanisms(offered: some Sequence<String>, isProtected: Bool) -> [SASLMechanismKind] {
        let names = Set(offered.map { $0.uppercased() })
        return SASLMechanismKind.allCases.filter { kind in
            names.contains(kind.rawValue) && allows(kind) && (isProtected || !kind.sendsSecretInClear)
        }
    }

    /// What the configuration says, whatever the server offers.
    package func allows(_ kind: SASLMechanismKind) -> Bool {
        switch self {
        case .automatic: kind.usesPassword
        case .only(let only): kind == only
        }
    }
}
