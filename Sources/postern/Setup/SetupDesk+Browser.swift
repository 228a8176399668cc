import AccountSetup
import MailConfig
import MailModel
import OAuth
import Secrets

/// Accounts that sign in by browser.
extension SetupDesk {
    /// Leads a person through it, with the plain terminal in front of them.
    func signIn(_ draft: AccountDraft) async throws(ProgramError) -> OAuthToken {
        let account = AccountConfiguration(draft)
        guard let signIn = try SignIn(account) else {
            throw ProgramError(
                status: .badConfiguration, what: "this account does not sign in by browser", place: draft.name,
                advice: "")
        }
        return try await BrowserDialogue(signIn: signIn, user: draft.userName, account: draft.name).token()
    }

    /// What the accounts of the configuration sign in by browser as.
    var clients: [BrowserClient] {
        let accounts = Configuration.load(from: paths.configuration)?.configuration.accounts ?? []
        return accounts.compactMap(BrowserClient.init)
    }

    /// How an account signs in, for whoever changes it.
    func facts(of name: AccountName) -> SignInFacts {
        let accounts = Configuration.load(from: paths.configuration)?.configuration.accounts ?? []
        guard let account = accounts.first(where: { $0.name == name.text }) else { return SignInFacts() }
        let known = ProviderTable.known.facts(ofServer: account.server.host, port: account.server.port)
        let client = BrowserClient(account)
        var provider = known ?? client.map { _ in FoundSettings.Provider(name: account.server.host) }
        if let client { provider?.oauth = client.places }
        return SignInFacts(provider: provider, client: client)
    }
}

extension BrowserClient {
    /// As what a configured account signs in by browser; nothing where it does not.
    init?(_ account: AccountConfiguration) {
        guard case .signIn(let oauth) = account.login.secret,
            let settings = (try? SignIn(account))??.settings
        else { return nil }
        let known = ProviderTable.known.facts(ofServer: account.server.host, port: account.server.port)?.oauth
        self.init(
            id: settings.clientID, secret: settings.clientSecret,
            places: FoundSettings.OAuthPlaces(
                token: settings.tokenAddress, device: settings.deviceAddress, authorize: settings.authorizeAddress,
                scope: settings.scope, isOnly: known?.isOnly ?? false, registration: known?.registration),
            keeping: oauth.tokenFile.map { .file($0) } ?? .stored)
    }
}

extension LoginConfiguration {
    /// The login of somebody who signs in by browser.
    init(_ client: BrowserClient, user: String, host: String, port: Int) {
        let places = client.places
        let known = ProviderTable.known.facts(ofServer: host, port: port)?.oauth
        // What the table has of this server need not be written, and is mended there when it changes.
        let isKnown = known?.token == places.token && known?.scope == places.scope
        let file: String? = if case .file(let path) = client.keeping { path } else { nil }
        let oauth = OAuthConfiguration(
            clientID: client.id, clientSecret: client.secret, tokenAddress: isKnown ? nil : places.token,
            deviceAddress: isKnown ? nil : places.device, authorizeAddress: isKnown ? nil : places.authorize,
            scope: isKnown ? nil : places.scope, tokenFile: file)
        self.init(
            username: user, authentication: client.usesOAuthBearer ? .oauthbearer : .xoauth2, secret: .signIn(oauth))
    }
}
