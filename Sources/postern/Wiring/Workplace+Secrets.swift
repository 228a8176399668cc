import MailConfig
import MailModel
import Secrets

extension Workplace {
    var secretsFile: SecretsFile { SecretsFile(path: paths.secrets) }

    /// The accounts' secrets; asks at the terminal for what only a person knows.
    ///
    /// An empty answer leaves accounts offline.
    func secretBook(for accounts: [OpenAccount] = []) async -> SecretBook {
        let book = SecretBook(
            asked: PasswordPrompt.ask(for: accounts), file: secretsFile,
            passphraseCommand: configuration.passphraseCommand, environment: environment)
        let isForKey = if case .stored = configuration.smime.secret { true } else { false }
        guard configuration.passphraseCommand == nil, isForKey || accounts.contains(where: \.needsSecretsFile),
            secretsFile.isThere
        else { return book }
        var start = ""
        for _ in 0..<3 {
            guard let passphrase = PasswordPrompt.ask("\(start)Passphrase of the secrets file: ") else { break }
            do throws(SecretsFileError) {
                try await book.open(with: passphrase)
                break
            } catch {
                guard error == .wrongPassphrase else {
                    StandardStreams.report(error.description)
                    break
                }
                start = "That was not it. "
            }
        }
        return book
    }
}

extension OpenAccount {
    /// Its secret is in the secrets file.
    var needsSecretsFile: Bool {
        switch configuration.login.secret {
        case .stored: true
        case .signIn(let oauth): oauth.tokenFile == nil
        default: false
        }
    }
}
