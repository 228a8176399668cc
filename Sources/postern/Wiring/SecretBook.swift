import BackendAPI
import MailConfig
import MailModel

/// The accounts' secrets, each read when it is first needed and then held in memory.
actor SecretBook {
    private var known: [AccountName: Secret]

    /// Starts with what was asked for at the terminal.
    init(asked: [AccountName: Secret] = [:]) { known = asked }

    /// The server refused an account's secret: the next time it is read anew.
    func forget(_ account: AccountName) { known[account] = nil }

    /// Takes what a person has typed.
    func take(_ secret: Secret, of account: AccountName) { known[account] = secret }

    /// The secret of an account; a command that gives it runs off the screen's thread.
    func secret(of account: AccountName, _ source: SecretSource) async throws(BackendError) -> String {
        if let secret = known[account] { return secret.text }
        let read = await Task.detached { Result { try source.read() } }.value
        switch read {
        case .success(let secret?):
            known[account] = secret
            return secret.text
        case .success(nil): throw .authenticationFailed(serverText: "no password was given")
        case .failure(let error): throw .authenticationFailed(serverText: "\(error)")
        }
    }
}
