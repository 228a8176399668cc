/// A sign-in by browser, as a program that whoever uses it has registered with the provider (OAuth 2.0).
package struct BrowserClient: Hashable, Sendable {
    /// Where the token that comes of it is kept.
    package enum Keeping: Hashable, Sendable {
        /// In the secrets file.
        case stored
        /// In a file that only its owner can read; nothing: a new one beside the configuration.
        case file(String?)
    }

    package var id: String
    /// Where the provider has given the program one.
    package var secret: String?
    package var places: FoundSettings.OAuthPlaces
    package var keeping: Keeping
    /// The server takes OAUTHBEARER (RFC 7628), not only the older XOAUTH2.
    package var usesOAuthBearer = false

    package init(id: String, secret: String?, places: FoundSettings.OAuthPlaces, keeping: Keeping) {
        self.id = id
        self.secret = secret
        self.places = places
        self.keeping = keeping
    }
}

/// How an account that is changed signs in, as far as the assistant offers it.
package struct SignInFacts: Hashable, Sendable {
    package var provider: FoundSettings.Provider?
    /// As what it signs in by browser; nothing where it has a password.
    package var client: BrowserClient?

    package init(provider: FoundSettings.Provider? = nil, client: BrowserClient? = nil) {
        self.provider = provider
        self.client = client
    }
}
