import AccountSetup
import MailConfig
import MailModel
import OAuth
import Secrets

/// How an account signs in by browser, and where its token is kept.
struct SignIn: Sendable {
    enum Place: Hashable, Sendable {
        /// In the secrets file, by this name.
        case stored(String)
        case file(String)
    }

    let settings: OAuthSettings
    let place: Place

    /// What an account's token is called in the secrets file.
    static func tokenName(_ account: String) -> String { "token of \(account)" }

    /// - Returns: Nothing where the account signs in by other means.
    /// - Throws: Where neither the configuration nor the table says where.
    init?(_ account: AccountConfiguration) throws(ProgramError) {
        guard case .signIn(let oauth) = account.login.secret else { return nil }
        let known = ProviderTable.known.facts(ofServer: account.server.host, port: account.server.port)?.oauth
        guard let token = oauth.tokenAddress ?? known?.token, let scope = oauth.scope ?? known?.scope else {
            throw ProgramError(
                status: .badConfiguration, what: "nothing is known of signing in to \(account.server.host)",
                place: account.name,
                advice: "add oauth_token_url, oauth_scope and oauth_device_url or oauth_authorize_url")
        }
        settings = OAuthSettings(
            clientID: oauth.clientID, clientSecret: oauth.clientSecret, tokenAddress: token,
            deviceAddress: oauth.deviceAddress ?? known?.device,
            authorizeAddress: oauth.authorizeAddress ?? known?.authorize, scope: scope)
        place = oauth.tokenFile.map { .file($0) } ?? .stored(Self.tokenName(account.name))
    }
}

extension SignIn.Place {
    /// What is kept; nothing where nobody has signed in yet.
    func read(_ file: SecretsFile, _ key: SecretsKey?) throws -> OAuthToken? {
        switch self {
        case .file(let path):
            do throws(PrivateFileError) {
                return try PrivateFile.read(path, upTo: SecretsFile.secretLimit).flatMap {
                    OAuthToken(kept: Secret(octets: $0))
                }
            } catch {
                if error == .permissions { throw SecretError.filePermissions(path: path) }
                throw SecretError.fileUnreadable(path: path, reason: error.reason)
            }
        case .stored(let name):
            guard file.isThere else { return nil }
            guard let key else { throw SecretsFileError.locked }
            return try file.secrets(key)[name].flatMap { OAuthToken(kept: $0) }
        }
    }

    func write(_ token: OAuthToken, _ file: SecretsFile, _ key: SecretsKey?) throws {
        switch self {
        case .file(let path):
            do throws(PrivateFileError) {
                try PrivateFile.makeFolder(of: path)
                try PrivateFile.replace(path, with: token.kept.octets)
            } catch {
                throw SecretsFileError.notWritten(path: path, reason: error.reason)
            }
        case .stored(let name):
            guard let key else { throw SecretsFileError.locked }
            try file.change(key) { $0[name] = token.kept }
        }
    }
}
