import BackendAPI
import MailConfig
import MailModel
import Secrets

/// The accounts' secrets, each read when it is first needed and then held in memory.
///
/// Those of the secrets file are read from there each time; only the key of the file is held, from the moment on that
/// its passphrase is known.
actor SecretBook {
    private var known: [AccountName: Secret]
    private let file: SecretsFile?
    /// Tokens being renewed.
    var renewals: [AccountName: Task<Result<Secret, BackendError>, Never>] = [:]
    /// Accounts whose server did not take the last token, whatever it says of its age.
    var refused: Set<AccountName> = []
    private let passphraseCommand: String?
    private let environment: EnvironmentSecrets
    private var key: SecretsKey?
    /// Making the key takes a moment, in which another account may want it, too.
    private var opening: Task<Result<SecretsKey, SecretsFileError>, Never>?

    /// - Parameters:
    ///   - asked: What was asked for at the terminal.
    ///   - file: The secrets file, whether it is there or not.
    ///   - passphraseCommand: Prints its passphrase; nothing where a person is to be asked.
    ///   - environment: What was taken out of the environment.
    init(
        asked: [AccountName: Secret] = [:], file: SecretsFile? = nil, passphraseCommand: String? = nil,
        environment: EnvironmentSecrets = EnvironmentSecrets()
    ) {
        known = asked
        self.file = file
        self.passphraseCommand = passphraseCommand
        self.environment = environment
    }

    /// The server refused an account's secret: the next time it is read anew.
    func forget(_ account: AccountName) {
        known[account] = nil
        refused.insert(account)
    }

    /// Takes what a person has typed.
    func take(_ secret: Secret, of account: AccountName) { known[account] = secret }

    /// The secret of an account; a command that gives it runs off the screen's thread.
    ///
    /// `signIn`: How it signs in by browser, where it does.
    func secret(
        of account: AccountName, _ source: SecretSource, _ signIn: SignIn? = nil
    ) async throws(BackendError) -> Secret {
        if let secret = known[account] { return secret }
        if let signIn { return try await accessToken(of: account, signIn) }
        if case .stored(let name) = source { return try await stored(name) }
        switch await read(source) {
        case .success(let secret?):
            known[account] = secret
            return secret
        case .success(nil): throw .authenticationFailed(serverText: "no password was given")
        case .failure(let error): throw .authenticationFailed(.noSecret, serverText: "\(error)")
        }
    }

    /// A secret that is no account's: the password of a key.
    ///
    /// - Throws: `SecretError`, `SecretsFileError`.
    func secret(from source: SecretSource) async throws -> Secret? {
        if case .stored(let name) = source { return try await entry(name) }
        return try await read(source).get()
    }

    private func read(_ source: SecretSource) async -> Result<Secret?, SecretError> {
        let environment = environment
        return await Task.detached {
            Result { () throws(SecretError) in try source.read(environment: environment) }
        }.value
    }

    // MARK: - The secrets file

    /// Opens the secrets file.
    func open(with passphrase: Secret) async throws(SecretsFileError) {
        guard let file else { throw .missing }
        let work = Task.detached { Result { () throws(SecretsFileError) in try file.key(passphrase) } }
        opening = work
        key = try await work.value.get()
    }

    var isOpen: Bool { key != nil }

    /// Opens the secrets file, or makes it.
    func openOrCreate(with passphrase: Secret) async throws(SecretsFileError) {
        guard let file, !file.isThere else { return try await open(with: passphrase) }
        key = try await Task.detached { Result { () throws(SecretsFileError) in try file.create(passphrase) } }.value
            .get()
    }

    /// Writes a secret into the open file.
    ///
    /// - Returns: What it is called there: with a number where the name is taken, unless what has it is replaced.
    func store(_ secret: Secret, as wish: String, replacing: Bool = false) throws(SecretsFileError) -> String {
        guard let file, let key else { throw .locked }
        var name = wish
        try file.change(key) { secrets in
            if replacing { return secrets[wish] = secret }
            name = ([wish] + (2...99).map { "\(wish) \($0)" }).first { secrets[$0] == nil } ?? wish
            secrets[name] = secret
        }
        return name
    }

    /// The key of the secrets file, where it is open or a command opens it.
    ///
    /// - Throws: `.locked` where a person has to be asked; `SecretError` where the command does not do it.
    func fileKey() async throws -> SecretsKey {
        if let key { return key }
        if let opening, case .success(let key) = await opening.value { return key }
        guard let passphraseCommand else { throw SecretsFileError.locked }
        let source = SecretSource.command(passphraseCommand)
        guard let passphrase = try await Task.detached(operation: { try source.read() }).value else {
            throw SecretsFileError.locked
        }
        try await open(with: passphrase)
        return try await fileKey()
    }

    private func stored(_ name: String) async throws(BackendError) -> Secret {
        do { return try await entry(name) } catch { throw explained(error) }
    }

    private func entry(_ name: String) async throws -> Secret {
        guard let file, file.isThere else { throw SecretsFileError.missing }
        guard let secret = try file.secrets(try await fileKey())[name] else {
            throw SecretsFileError.noSuchSecret(name)
        }
        return secret
    }

    var hasSecretsFile: Bool { file?.isThere == true }
    var secretsFile: SecretsFile { file ?? SecretsFile(path: "") }

    /// Why a secret can't be had from the secrets file.
    func explained(_ error: any Error) -> BackendError {
        switch error {
        case SecretsFileError.locked:
            // Nobody has said it yet, or somebody has given the file another passphrase.
            (key, opening) = (nil, nil)
            return .authenticationFailed(.locked, serverText: "")
        case let error as SecretError:
            return .authenticationFailed(
                .noSecret, serverText: error.description.replacing("password_command", with: "passphrase_command"))
        default: return .authenticationFailed(.noSecret, serverText: "\(error)")
        }
    }
}
