/// The mechanisms that Postern knows, strongest first.
package enum SASLMechanismKind: String, CaseIterable, Hashable, Sendable {
    case plain = "PLAIN"
    case login = "LOGIN"

    /// Whoever listens learns the secret itself.
    package var sendsSecretInClear: Bool {
        switch self {
        case .plain, .login: true
        }
    }

    /// Works with a password; the others want a token or a certificate, and are used only when asked for.
    package var usesPassword: Bool {
        switch self {
        case .plain, .login: true
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
        case .plain: Plain(credentials)
        case .login: Login(credentials)
        }
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
