/// How an account signs in by browser (OAuth 2.0); what is left out the provider's row of the table has.
package struct OAuthConfiguration: Hashable, Sendable {
    package var clientID: String
    package var clientSecret: String?
    package var tokenAddress: String?
    package var deviceAddress: String?
    package var authorizeAddress: String?
    package var scope: String?
    /// Path of the file that keeps the token; nothing: the secrets file.
    package var tokenFile: String?

    package init(
        clientID: String, clientSecret: String? = nil, tokenAddress: String? = nil, deviceAddress: String? = nil,
        authorizeAddress: String? = nil, scope: String? = nil, tokenFile: String? = nil
    ) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.tokenAddress = tokenAddress
        self.deviceAddress = deviceAddress
        self.authorizeAddress = authorizeAddress
        self.scope = scope
        self.tokenFile = tokenFile
    }

    /// As config.toml has it.
    var pairs: [(ConfigKey, String)] {
        let values: [(ConfigKey, String?)] = [
            (.oauthClient, clientID), (.oauthClientSecret, clientSecret), (.oauthToken, tokenAddress),
            (.oauthDevice, deviceAddress), (.oauthAuthorize, authorizeAddress), (.oauthScope, scope),
            (.tokenFile, tokenFile),
        ]
        return values.compactMap { key, value in value.map { (key, AccountText.quoted($0)) } }
    }
}

extension ConfigReader {
    private static let oauthKeys: [ConfigKey] = [
        .oauthClient, .oauthClientSecret, .oauthToken, .oauthDevice, .oauthAuthorize, .oauthScope, .tokenFile,
    ]

    /// The keys of a sign-in by browser; nothing where the account has none.
    mutating func readOAuth(
        _ section: Section, _ auth: LoginConfiguration.Authentication?
    ) -> OAuthConfiguration? {
        guard let clientID = readText(.oauthClient, in: section) else {
            if let key = Self.oauthKeys.first(where: { section.values[$0.name] != nil }) {
                note(
                    "\(key.name) has no use without oauth_client_id", key, in: section, "add it, or leave the line out")
            }
            return nil
        }
        if auth != .xoauth2, auth != .oauthbearer {
            note(
                "oauth_client_id goes with tokens", .oauthClient, in: section,
                "add auth = \"xoauth2\" or \"oauthbearer\"")
        }
        return OAuthConfiguration(
            clientID: clientID, clientSecret: readText(.oauthClientSecret, in: section),
            tokenAddress: readAddress(.oauthToken, in: section), deviceAddress: readAddress(.oauthDevice, in: section),
            authorizeAddress: readAddress(.oauthAuthorize, in: section), scope: readText(.oauthScope, in: section),
            tokenFile: readText(.tokenFile, in: section).map { expandTilde($0) })
    }

    private mutating func readAddress(_ key: ConfigKey, in section: Section) -> String? {
        guard let text = readText(key, in: section) else { return nil }
        guard text.hasPrefix("https://"), !text.contains(" ") else {
            note("\(key.name) can't be \"\(Self.shown(text))\"", key, in: section, "it begins with https://")
            return nil
        }
        return text
    }
}
