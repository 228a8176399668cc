import Digests
package import Secrets

/// What ties the code that a browser comes back with to this program (PKCE, RFC 7636) and to this one try (`state`,
/// RFC 6749 §10.12).
package struct CodeProof: Hashable, Sendable {
    let verifier: Secret
    let state: String

    package init() {
        self.init(verifier: Secret(Self.randomText(32)), state: Self.randomText(16))
    }

    init(verifier: Secret, state: String) {
        self.verifier = verifier
        self.state = state
    }

    // code_challenge = BASE64URL-ENCODE(SHA256(ASCII(code_verifier)))
    var challenge: String { Self.base64URL(MessageDigest.sha256.hash(verifier.octets)) }

    /// Where the browser is to be sent; nothing where the provider has no such page.
    package func address(_ settings: OAuthSettings, user: String) -> String? {
        guard let page = settings.authorizeAddress else { return nil }
        let fields = [
            ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", OAuthSettings.redirect),
            ("scope", settings.scope), ("state", state), ("code_challenge", challenge),
            ("code_challenge_method", "S256"), ("access_type", "offline"), ("prompt", "consent"), ("login_hint", user),
        ]
        let query = fields.map { "\($0)=\(FormText.encode($1))" }.joined(separator: "&")
        return page + (page.contains("?") ? "&" : "?") + query
    }

    /// Finds the code in what was pasted: the whole address that the browser ended at.
    ///
    /// A code alone is not enough: without `state` nobody knows whose it is.
    package func code(pasted text: String) throws(OAuthError) -> Secret {
        let line = text.split(whereSeparator: \.isWhitespace).joined()
        guard let query = line.firstIndex(of: "?") else { throw .notPasted }
        let end = line.firstIndex(of: "#") ?? line.endIndex
        guard query < end else { throw .notPasted }
        var fields: [String: String] = [:]
        for field in line[line.index(after: query)..<end].split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let value = FormText.decode(parts[1]) else { continue }
            fields[String(parts[0])] = value
        }
        guard fields["state"] == state else { throw .foreignAnswer }
        if let error = fields["error"] { throw OAuthError(code: error, text: fields["error_description"]) }
        guard let code = fields["code"], !code.isEmpty else { throw .notPasted }
        return Secret(code)
    }

    // The standard library's generator is the system's: getrandom(2).
    private static func randomText(_ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return base64URL((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    private static func base64URL(_ octets: [UInt8]) -> String {
        String(decoding: Base64Text.url.encode(octets), as: UTF8.self)
    }
}
