package import Secrets

/// Who logs in, and with what.
package struct Credentials: Hashable, Sendable {
    package let username: String
    /// A password, or the access token of OAuth.
    package let secret: Secret

    package init(username: String, secret: Secret) {
        self.username = username
        self.secret = secret
    }
}

extension Secret {
    // A NUL would end the field in PLAIN and in most servers' own C strings.
    var hasNUL: Bool { withOctets { $0.contains(0) } }
}
