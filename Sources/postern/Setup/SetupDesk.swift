import AccountSetup
import BackendAPI
import FoundationEssentials
import Glibc
import Logging
import MailConfig
import MailModel
import Secrets
import Transport

/// What `postern setup` and the assistant do outside of their screens: searching, trying, writing.
struct SetupDesk: Sendable {
    let paths: Paths
    let logLevel: Logger.Level
    private let environment: EnvironmentSecrets
    private let places: SearchPlaces

    init(paths: Paths, logLevel: Logger.Level, environment: EnvironmentSecrets = EnvironmentSecrets()) {
        self.environment = environment
        self.paths = paths
        self.logLevel = logLevel
        places = .standard { getenv($0).map { String(cString: $0) } }
    }

    // MARK: - Searching

    func search(for address: SetupAddress) -> AsyncStream<SettingsSearch.News> {
        SettingsSearch(places: places, connector: NIOConnector(), logger: logger).search(for: address)
    }

    /// Asks a server what it offers, before anybody logs in.
    func offer(of server: FoundServer) async throws(BackendError) -> ServerOffer {
        try await ServerProbe(connector: NIOConnector(), limit: .seconds(8), logger: logger).offer(of: server)
    }

    private var logger: Logger {
        let file = LogFile(folder: paths.state, path: paths.log)
        return Logger(label: "setup") { [logLevel] in LogFileHandler(label: $0, file: file, logLevel: logLevel) }
    }

    // MARK: - Trying

    /// Takes all steps of a connection, as `postern check` does; what the account has here is not touched.
    ///
    /// - Parameters:
    ///   - account: As it would be written.
    ///   - secret: What was typed; nothing where the account says where it comes from.
    ///   - report: Told of each step.
    /// - Returns: What is in the inbox, where the server tells.
    /// - Throws: A `ProgramError` with a suggestion where a step fails.
    func test(
        _ account: AccountConfiguration, secret: Secret?, report: @escaping @Sendable (CheckedStep) -> Void
    ) async throws -> MailboxSize? {
        let folder = try TemporaryStore()
        defer { folder.remove() }
        var reading = Configuration.Reading()
        reading.configuration.accounts = [account]
        var paths = paths
        paths.data = folder.path
        let workplace = Workplace(reading, paths: paths, logLevel: logLevel)
        guard let open = try workplace.openAccounts().first else { return nil }
        let command = Configuration.load(from: self.paths.configuration)?.configuration.passphraseCommand
        let secrets = SecretBook(
            asked: secret.map { [open.account.name: $0] } ?? [:], file: SecretsFile(path: self.paths.secrets),
            passphraseCommand: command, environment: environment)
        return try await ConnectionDoctor(open: open, workplace: workplace, secrets: secrets, report: report).examine()
    }

    /// The same for a draft of an account that may be there already.
    func test(
        _ draft: AccountDraft, secret: Secret?, report: @escaping @Sendable (CheckedStep) -> Void
    ) async throws -> MailboxSize? {
        let isThere = Configuration.load(from: paths.configuration)?.configuration.accounts
            .contains { $0.name == draft.name }
        // Whom its connection trusts is not asked again.
        let account = isThere == true ? try changed(by: draft) : AccountConfiguration(draft)
        return try await test(account, secret: secret, report: report)
    }

    // MARK: - Writing

    /// Looks whether an account could be written.
    func check(_ account: AccountConfiguration) throws(ProgramError) {
        do throws(ConfigEditError) {
            try ConfigFile(path: paths.configuration).consider { edit throws(ConfigEditError) in
                try edit.add(account, remark: "")
            }
        } catch {
            throw ProgramError(error, paths)
        }
    }

    /// Writes a new account, and its secret's file where one is wanted.
    ///
    /// - Returns: The account as it was written.
    @discardableResult
    func add(_ draft: AccountDraft, secret: Secret?) throws(ProgramError) -> AccountConfiguration {
        var written: AccountConfiguration?
        var secretFile: String?
        do throws(ConfigEditError) {
            try ConfigFile(path: paths.configuration).change { edit throws(ConfigEditError) in
                var account = AccountConfiguration(draft)
                // What is refused is refused before a secret is written.
                var trial = edit
                try trial.add(account, remark: "")
                if let secret { secretFile = try writeFile(of: secret, draft, &account.login) }
                try edit.add(account, remark: Self.remark(on: draft))
                written = account
            }
        } catch {
            if let secretFile { unlink(secretFile) }
            throw ProgramError(error, paths)
        }
        return written ?? AccountConfiguration(draft)
    }

    /// Writes a secret that gets a file of its own, and into the login where that is.
    ///
    /// - Returns: The file; nothing where the secret is kept elsewhere.
    private func writeFile(
        of secret: Secret, _ draft: AccountDraft, _ login: inout LoginConfiguration
    ) throws(ConfigEditError) -> String? {
        let folder = paths.configurationFolder
        switch (draft.secret, login.secret) {
        case (.newFile, _):
            let path = try ConfigFile.writeSecret(secret, named: draft.name, in: folder)
            login.secret = .file(path)
            return path
        case (.browser(let client), .signIn(var oauth)) where client.keeping == .file(nil):
            let path = try ConfigFile.writeSecret(secret, named: draft.name, ending: "token", in: folder)
            oauth.tokenFile = path
            login.secret = .signIn(oauth)
            return path
        default: return nil
        }
    }

    /// Gives an account that is there other values; what the assistant does not ask stays as it is.
    func change(_ draft: AccountDraft, secret: Secret?) throws(ProgramError) {
        var account = try changed(by: draft)
        do throws(ConfigEditError) {
            if let secret { _ = try writeFile(of: secret, draft, &account.login) }
            let final = account
            try ConfigFile(path: paths.configuration).change { edit throws(ConfigEditError) in try edit.change(final) }
        } catch {
            throw ProgramError(error, paths)
        }
    }

    /// What an account is like now.
    func draft(of name: AccountName) throws(ProgramError) -> AccountDraft {
        let account = try configured(name.text)
        let mode: StorageMode =
            switch account.mode {
            case .leaveOnServer(let stay): .leaveOnServer(removeAfter: stay)
            case .downloadAndRemove: .downloadAndRemove
            }
        return AccountDraft(
            name: account.name, mailProtocol: account.mailProtocol == .imap ? .imap : .pop3, host: account.server.host,
            port: account.server.port, protection: account.server.protection == .starttls ? .startTLS : .implicitTLS,
            userName: account.login.username, mode: mode, secret: .unchanged, source: .person)
    }

    private func configured(_ name: String) throws(ProgramError) -> AccountConfiguration {
        let reading = Configuration.load(from: paths.configuration)
        guard let account = reading?.configuration.accounts.first(where: { $0.name == name }) else {
            throw ProgramError(.noSuchAccount(name), paths)
        }
        return account
    }

    private func changed(by draft: AccountDraft) throws(ProgramError) -> AccountConfiguration {
        let old = try configured(draft.name)
        var new = AccountConfiguration(draft)
        (new.server.authoritiesFile, new.server.certificateSHA256) =
            new.server.host == old.server.host
            ? (old.server.authoritiesFile, old.server.certificateSHA256) : (old.server.authoritiesFile, nil)
        // A connection in clear to this machine itself is nothing that the assistant makes, nor unmakes.
        if old.server.protection == .none, new.server.host == old.server.host { new.server.protection = .none }
        let wasToken = if case .signIn = old.login.secret { true } else { false }
        let isToken = if case .browser = draft.secret { true } else { false }
        if draft.secret == .unchanged { new.login.secret = old.login.secret }
        // Tokens have their own ways in, and passwords the others.
        if draft.secret == .unchanged || wasToken == isToken && !isToken {
            new.login.authentication = old.login.authentication
        }
        new.checkEvery = old.checkEvery
        if new.mailProtocol == old.mailProtocol { new.keepTrash = old.keepTrash }
        return new
    }

    /// Takes an account out of the configuration.
    ///
    /// `mailToo`: What is here of its mail goes, too.
    func remove(_ name: AccountName, mailToo: Bool) throws(ProgramError) {
        do throws(ConfigEditError) {
            try ConfigFile(path: paths.configuration).change { edit throws(ConfigEditError) in
                try edit.remove(name.text)
            }
        } catch {
            throw ProgramError(error, paths)
        }
        if mailToo { try? FileManager.default.removeItem(atPath: paths.folder(ofAccount: name.text)) }
    }

    static func remark(on draft: AccountDraft) -> String {
        "Written by postern setup." + (draft.source == .person ? "" : " The server was found \(draft.source.words).")
    }
}

extension AccountConfiguration {
    /// What a draft comes to; a secret that is yet to be written counts as asked for.
    init(_ draft: AccountDraft) {
        let secret: SecretSource =
            switch draft.secret {
            case .nowhere, .newFile, .unchanged, .browser: .prompt
            case .file(let path): .file(path)
            case .command(let command): .command(command)
            case .environment(let name): .environment(name)
            case .newStored: .stored(draft.name)
            case .newKeyring: .keyring(draft.name)
            case .stored(let name): .stored(name)
            case .keyring(let name): .keyring(name)
            }
        let mode: Mode =
            switch draft.mode {
            case .leaveOnServer(let stay): .leaveOnServer(removeAfter: stay)
            case .downloadAndRemove: .downloadAndRemove
            }
        var login = LoginConfiguration(username: draft.userName, secret: secret)
        if case .browser(let client) = draft.secret {
            login = LoginConfiguration(client, user: draft.userName, host: draft.host, port: draft.port)
        }
        self.init(
            name: draft.name, mailProtocol: draft.mailProtocol == .imap ? .imap : .pop3,
            server: ServerConfiguration(
                host: draft.host, port: draft.port,
                protection: draft.protection == .implicitTLS ? .implicit : .starttls),
            login: login, mode: mode,
            keepTrash: draft.mailProtocol == .pop3 ? .seconds(30 * 86_400) : nil)
    }
}

extension ProgramError {
    init(_ error: ConfigEditError, _ paths: Paths) {
        let (status, advice): (Status, String) =
            switch error {
            case .duplicateName: (.badConfiguration, "give it another name")
            case .noSuchAccount: (.badConfiguration, "see: postern check")
            case .notUnderstood: (.badConfiguration, "mend the file, or add the account by hand")
            case .notWritten: (.cannotCreate, "")
            case .changedMeanwhile: (.tryLater, "try again")
            }
        self.init(status: status, what: error.description, place: paths.configuration, advice: advice)
    }
}

/// A folder for the store of an account that is only tried.
private struct TemporaryStore {
    let path: String

    init() throws(ProgramError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/postern-setup-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw ProgramError(
                status: .cannotCreate, what: "no temporary folder can be made", place: parent,
                advice: String(cString: strerror(errno)))
        }
        path = String(cString: made)
    }

    func remove() { try? FileManager.default.removeItem(atPath: path) }
}
