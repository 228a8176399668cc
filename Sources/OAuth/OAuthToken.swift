import FoundationEssentials
package import Secrets

/// What a sign-in came to: lets into the server for an hour or so, and is renewed without a person.
package struct OAuthToken: Hashable, Sendable {
    package var accessToken: Secret
    package var refreshToken: Secret?
    /// When the access token runs out, in seconds since 1970.
    package var expires: Int

    package init(accessToken: Secret, refreshToken: Secret?, expires: Int) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.expires = expires
    }

    /// A login may take a moment, and clocks differ.
    private static let margin = 120

    package func isFresh(at now: Int) -> Bool { now < expires - Self.margin }

    // MARK: - At rest

    private struct Fields: Codable {
        var access_token: String
        var refresh_token: String?
        var expires: Int
    }

    /// As it is kept: JSON.
    package var kept: Secret {
        let fields = Fields(
            access_token: accessToken.text, refresh_token: refreshToken.map(\.text), expires: expires)
        guard let octets = try? JSONEncoder().encode(fields) else { return Secret("") }
        return Secret(octets: Array(octets))
    }

    /// Nothing where it is no token.
    package init?(kept: Secret) {
        guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(kept.octets)) else { return nil }
        accessToken = Secret(fields.access_token)
        refreshToken = fields.refresh_token.map { Secret($0) }
        expires = fields.expires
    }
}
