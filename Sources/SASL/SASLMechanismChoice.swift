import Digests

/// The mechanisms that Postern knows, strongest first.
package enum SASLMechanismKind: String, CaseIterable, Hashable, Sendable {
    case scramSHA256Plus = "SCRAM-SHA-256-PLUS"
    case scramSHA1Plus = "SCRAM-SHA-1-PLUS"
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
        case .scramSHA256Plus, .scramSHA1Plus, .scramSHA256, .scramSHA1, .cramMD5, .external: false
        }
    }

    /// Works with a password; the others want a token or a certificate, and are used only when asked for.
    package var usesPassword: Bool {
        switch self {
        case .scramSHA256Plus, .scramSHA1Plus, .scramSHA256, .scramSHA1, .cramMD5, .plain, .login: true
        case .oauthBearer, .xoauth2, .external: false
        }
    }

    /// Is worth nothing on a connection that it can't be bound to.
    package var bindsChannel: Bool { self == .scramSHA256Plus || self == .scramSHA1Plus }
}

/// A mechanism that may be tried on a connection, and what it says of channel binding there.
package struct SASLCandidate: Hashable, Sendable {
    package let kind: SASLMechanismKind
    let binding: GS2Binding

    /// It says that the server offers no channel binding: not to be tried on the strength of an old offer alone.
    package var deniesOffer: Bool { binding == .unoffered && (kind == .scramSHA256 || kind == .scramSHA1) }

    /// Begins one authentication with this mechanism.
    ///
    /// - Parameters:
    ///   - credentials: Who logs in; EXTERNAL does not look at the secret.
    ///   - host: The server's name as configured (OAUTHBEARER tells it to the server, RFC 7628 §3.1).
    ///   - port: The server's port, likewise.
    /// - Returns: A fresh exchange.
    package func begin(with credentials: Credentials, host: String, port: Int) -> any SASLMechanism {
        switch kind {
        case .scramSHA256Plus, .scramSHA256:
            Scram(.sha256, credentials, nonce: Self.randomNonce(), binding: binding)
        case .scramSHA1Plus, .scramSHA1:
            Scram(.sha1, credentials, nonce: Self.randomNonce(), binding: binding)
        case .cramMD5: CramMD5(credentials)
        case .plain: Plain(credentials)
        case .login: Login(credentials)
        case .oauthBearer: OAuthBearer(credentials, host: host, port: port)
        case .xoauth2: XOAuth2(credentials)
        case .external: External(credentials)
        }
    }

    /// What to try on the same connection after a refusal; nothing where that is all.
    ///
    /// A server may offer to bind, but not to what this connection has; RFC 5802 §7 has an error for that, but Cyrus
    /// 3.6, which binds to tls-unique only and in TLS 1.3 too, says no more than to a wrong password. Where the
    /// configuration leaves the choice, a login without binding is as good as with the servers that never bind.
    package func fallBack(among candidates: [SASLCandidate]) -> [SASLCandidate] {
        kind.bindsChannel ? candidates.filter { !$0.kind.bindsChannel } : []
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
    ///   - binding: What a login can be bound to; nothing without TLS.
    /// - Returns: What may be tried; nothing where the server offers none of it.
    package func candidates(
        offered: some Sequence<String>, isProtected: Bool, binding: ChannelBinding?
    ) -> [SASLCandidate] {
        let unbound = unbound(offered: offered, binding: binding)
        return kinds(offered: offered).compactMap { kind in
            guard isProtected || !kind.sendsSecretInClear else { return nil }
            guard kind.bindsChannel else { return SASLCandidate(kind: kind, binding: unbound) }
            return binding.map { SASLCandidate(kind: kind, binding: .bound($0)) }
        }
    }

    /// What of a server's offer is known and allowed, strongest first, whatever the connection is like.
    package func kinds(offered: some Sequence<String>) -> [SASLMechanismKind] {
        let names = Set(offered.map { $0.uppercased() })
        return SASLMechanismKind.allCases.filter { names.contains($0.rawValue) && allows($0) }
    }

    // A server that binds one mechanism may take the denial for any of them as a sign of tampering.
    private func unbound(offered: some Sequence<String>, binding: ChannelBinding?) -> GS2Binding {
        binding == nil || offered.contains { $0.uppercased().hasSuffix("-PLUS") } ? .unused : .unoffered
    }

    /// What the configuration says, whatever the server offers.
    package func allows(_ kind: SASLMechanismKind) -> Bool {
        switch self {
        case .automatic: kind.usesPassword
        case .only(let only): kind == only
        }
    }
}
