import BackendAPI
import HTTPS
import MailModel
import OAuth
import Secrets
import Transport

extension SecretBook {
    /// An access token that is good for a login, renewed where it is about to run out or was refused.
    func accessToken(of account: AccountName, _ signIn: SignIn) async throws(BackendError) -> Secret {
        // Whoever renews a token twice at once may have made the second one useless.
        if let running = renewals[account] { return try await running.value.get() }
        let work = Task { await renewed(account, signIn) }
        renewals[account] = work
        let result = await work.value
        renewals[account] = nil
        return try result.get()
    }

    private func renewed(_ account: AccountName, _ signIn: SignIn) async -> Result<Secret, BackendError> {
        do {
            let key = if case .stored = signIn.place, hasSecretsFile { try await fileKey() } else { SecretsKey?.none }
            guard let token = try signIn.place.read(secretsFile, key) else {
                return .failure(.authenticationFailed(.signIn, serverText: ""))
            }
            let isRefused = refused.contains(account)
            if token.isFresh(at: Int(WallClock.now.secondsSince1970)), !isRefused { return .success(token.accessToken) }
            guard token.refreshToken != nil else {
                return .failure(.authenticationFailed(.signIn, serverText: "\(OAuthError.signInAgain)"))
            }
            let new = try await TokenServer.refresh(token, signIn.settings)
            try signIn.place.write(new, secretsFile, key)
            refused.remove(account)
            return .success(new.accessToken)
        } catch let error as HTTPS.Failure {
            return .failure(.unreachable(reason: "the provider's sign-in can't be reached: \(error.reason)"))
        } catch OAuthError.signInAgain {
            return .failure(.authenticationFailed(.signIn, serverText: "\(OAuthError.signInAgain)"))
        } catch {
            return .failure(explained(error))
        }
    }
}

/// What is said to a provider's token server.
enum TokenServer {
    private static let limit = Duration.seconds(30)

    /// Takes a token's place by a fresh one.
    static func refresh(_ token: OAuthToken, _ settings: OAuthSettings) async throws -> OAuthToken {
        guard let refreshToken = token.refreshToken else { throw OAuthError.signInAgain }
        return try OAuthAnswer.token(
            try await ask(settings.refresh(refreshToken)), now: Int(WallClock.now.secondsSince1970), old: token)
    }

    /// Posts a form; what comes is looked at by whoever wanted it, refusals too.
    static func ask(_ request: OAuthRequest) async throws(HTTPS.Failure) -> [UInt8] {
        let answer = try await HTTPS.post(
            request.form.octets, to: request.address, upTo: 65_536, trusting: .installed, within: limit)
        guard answer.status < 500 else { throw HTTPS.Failure(reason: "it answers with status \(answer.status)") }
        return answer.body
    }
}
