/// All that was found for an address so far.
package struct FoundSettings: Hashable, Sendable {
    /// What to know before signing in, and about POP3, where the provider is in the table.
    package struct Provider: Hashable, Sendable {
        package var name: String
        /// `Gmail wants an app password …`.
        package var signIn: String?
        /// `POP must be switched on …`.
        package var pop3: String?

        /// Where one signs in by browser.
        package var oauth: OAuthPlaces?

        package init(name: String, signIn: String? = nil, pop3: String? = nil, oauth: OAuthPlaces? = nil) {
            self.oauth = oauth
            self.name = name
            self.signIn = signIn
            self.pop3 = pop3
        }
    }

    /// A provider's pages for OAuth 2.0, and what reading mail is called there.
    package struct OAuthPlaces: Hashable, Sendable {
        package var token: String
        package var device: String?
        package var authorize: String?
        package var scope: String
        /// The provider takes nothing else.
        package var isOnly: Bool
        /// Where one gets a client id, as a sentence.
        package var registration: String?

        package init(
            token: String, device: String?, authorize: String?, scope: String, isOnly: Bool = false,
            registration: String? = nil
        ) {
            self.isOnly = isOnly
            self.registration = registration
            self.token = token
            self.device = device
            self.authorize = authorize
            self.scope = scope
        }
    }

    package var provider: Provider?
    /// How far the source is trusted that has told of the provider.
    private var providerRank = Int.max
    /// The most trusted first; those of one source in its own order.
    package private(set) var servers: [FoundServer] = []

    package init(provider: Provider? = nil, servers: [FoundServer] = []) {
        self.provider = provider
        add(servers)
        providerRank = self.servers.first?.source.rank ?? .max
    }

    /// Takes in what one source has found.
    package mutating func add(_ more: FoundSettings) {
        let rank = more.servers.first?.source.rank ?? .max
        if let other = more.provider, provider == nil || rank < providerRank {
            (provider, providerRank) = (other, rank)
        }
        add(more.servers)
    }

    private mutating func add(_ more: [FoundServer]) {
        // Stable: what a source names first it prefers.
        servers = (servers + more).enumerated()
            .sorted { ($0.element.source.rank, $0.offset) < ($1.element.source.rank, $1.offset) }.map(\.element)
    }

    /// The best server of a kind; what is not to be trusted is only taken by a person.
    package func best(_ service: FoundServer.Service) -> FoundServer? {
        servers.first { $0.service == service && $0.source.isTrusted }
    }

    /// One to read mail from.
    package var isEnough: Bool { best(.imap) != nil || best(.pop3) != nil }
}
