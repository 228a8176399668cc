/// Who logs in, and with what.
package struct Credentials: Hashable, Sendable {
    package let username: String
    /// A password, or the access token of OAuth.
    package let secret: SASLSecret

    package init(username: String, secret: SASLSecret) {
        self.username = username
        self.secret = secret
    }
}

/// A secret that no log, error text or debugger's dump shows.
package struct SASLSecret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The secret in UTF-8, for the one place that sends it.
    package let octets: [UInt8]

    package init(_ text: String) { octets = Array(text.utf8) }

    package var description: String { "…" }
    package var debugDescription: String { "…" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }

    // A NUL would end the field in PLAIN and in most servers' own C strings.
    var hasNUL: Bool { octets.contains(0) }
}
