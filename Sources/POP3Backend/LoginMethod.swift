package import SASL

/// How to log in, as the configuration says it.
package enum LoginMethod: Hashable, Sendable {
    /// The strongest way that the server offers and a password is enough for.
    case automatic
    /// This mechanism and no other; for PLAIN and LOGIN, USER and PASS are as good.
    case mechanism(SASLMechanismKind)
    /// APOP (RFC 1939 §7): only where asked for, and its digest is weak, so only inside TLS.
    case apop
}
