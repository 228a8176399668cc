import BackendAPI
import Glibc
import IMAPBackend
import Logging
import MailConfig
import MailEngine
import MailModel
import MailStore
import MessageSeals
import NcursesTerminal
import POP3Backend
import SASL
import Secrets
import TerminalUI
import Transport

/// The configuration with what it names: the only place that knows which types stand behind the seams.
struct Workplace: Sendable {
    let configuration: Configuration
    let paths: Paths
    /// What is wrong with the configuration file; what is right is used.
    let errors: [ConfigError]
    let environment: EnvironmentSecrets
    private let logFile: LogFile
    private let logLevel: Logger.Level

    init(
        _ reading: Configuration.Reading, paths: Paths, logLevel: Logger.Level,
        environment: EnvironmentSecrets = EnvironmentSecrets()
    ) {
        self.environment = environment
        configuration = reading.configuration
        errors = reading.errors
        self.paths = paths
        self.logLevel = logLevel
        logFile = LogFile(folder: paths.state, path: paths.log)
    }

    /// What sets accounts up here.
    var setupDesk: SetupDesk { SetupDesk(paths: paths, logLevel: logLevel, environment: environment) }

    /// The same with what the configuration file says now.
    var reloaded: Workplace {
        Workplace(
            Configuration.load(from: paths.configuration) ?? Configuration.Reading(), paths: paths, logLevel: logLevel,
            environment: environment)
    }

    /// In what order lists stand at first.
    var arrangement: ListArrangement {
        switch configuration.threads {
        case .off: .flat
        case .unfolded: .threads(ThreadFolding())
        case .folded: .threads(ThreadFolding(isFolded: true))
        }
    }

    /// The theme of the configuration, as the terminal knows it.
    var theme: ThemeChoice { ThemeChoice(rawValue: configuration.theme.rawValue) ?? .auto }

    /// What checks signatures and decrypts.
    ///
    /// `secrets`: Asked for when a key's password is wanted, not before.
    func seals(_ secrets: @escaping @Sendable () async -> SecretBook) -> SealOpener {
        let smime = configuration.smime
        let key = smime.keyFile.map { path in
            SMIMEKey(path: path) {
                do {
                    return .success(try await secrets().secret(from: smime.secret)?.text)
                } catch {
                    return .failure(SMIMEKeyError(reason: "\(error)"))
                }
            }
        }
        return SealOpener(
            gpg: GnuPG(program: configuration.gpg), smime: SMIME(authorities: smime.authoritiesFile, key: key))
    }

    var clock: EngineClock { .machine(now: { WallClock.now }, machine: { WallClock.machine }) }

    func logger(_ label: String) -> Logger {
        Logger(label: label) { LogFileHandler(label: $0, file: logFile, logLevel: logLevel) }
    }

    /// The accounts of those names, or all; each with its store open.
    ///
    /// - Parameters:
    ///   - names: Which; none for all.
    ///   - complain: Told of each store that can't be opened; the other accounts open.
    /// - Returns: One account at least.
    /// - Throws: Where a name is no account's, or no store can be opened.
    func openAccounts(
        named names: [String] = [], complain: (ProgramError) -> Void = { StandardStreams.report($0.text) }
    ) throws -> [OpenAccount] {
        for name in names where !configuration.accounts.contains(where: { $0.name == name }) {
            throw ProgramError(
                status: .badConfiguration, what: "there is no account “\(name)”", place: paths.configuration,
                advice: "the accounts are: \(configuration.accounts.map(\.name).joined(separator: ", "))")
        }
        var opened: [OpenAccount] = []
        var failures: [ProgramError] = []
        for configuration in configuration.accounts where names.isEmpty || names.contains(configuration.name) {
            do throws(ProgramError) {
                opened.append(try open(configuration))
            } catch {
                failures.append(error)
            }
        }
        if let failure = failures.first, opened.isEmpty { throw failure }
        for failure in failures { complain(failure) }
        return opened
    }

    /// All accounts; those that are open already, and as they were, are not opened a second time.
    func openAccounts(keeping open: [OpenAccount], complain: (ProgramError) -> Void) throws -> [OpenAccount] {
        let kept = Dictionary(open.map { ($0.configuration.name, $0) }) { $1 }
        var opened: [OpenAccount] = []
        for configuration in configuration.accounts {
            do throws(ProgramError) {
                if let known = kept[configuration.name] {
                    opened.append(
                        OpenAccount(
                            account: try Account(configuration), configuration: configuration, store: known.store))
                } else {
                    opened.append(try self.open(configuration))
                }
            } catch {
                complain(error)
            }
        }
        return opened
    }

    private func open(_ configuration: AccountConfiguration) throws(ProgramError) -> OpenAccount {
        let account = try Account(configuration)
        let path = paths.database(ofAccount: configuration.name)
        do {
            let store = try MailDatabase(account: account.name, path: path)
            return OpenAccount(account: account, configuration: configuration, store: store)
        } catch {
            throw ProgramError(status: .badData, what: error.description, place: path, advice: "")
        }
    }

    /// The same account with the store where imported mail waits for its server.
    func importStore(for open: OpenAccount) throws(ProgramError) -> OpenAccount {
        let path = paths.importDatabase(ofAccount: open.configuration.name)
        do {
            let store = try MailDatabase(account: open.account.name, path: path)
            return OpenAccount(account: open.account, configuration: open.configuration, store: store)
        } catch {
            throw ProgramError(status: .badData, what: error.description, place: path, advice: "")
        }
    }

    /// An engine for the account; nothing is connected, and no secret read, before it runs.
    ///
    /// `others`: All accounts, this one among them, for what goes from one to another.
    func engine(
        for open: OpenAccount, among others: [OpenAccount] = [], consent: RemovalConsent, secrets: SecretBook
    ) -> AccountEngine {
        AccountEngine(
            account: open.account, store: open.store, stores: MailDatabases(others.map(\.store)),
            backend: backend(for: open, secrets: secrets),
            consent: consent, clock: clock,
            log: logger("engine.\(open.account.name)"))
    }

    // What messages are to be written in, by POSIX's order of precedence.
    private static var locale: String? {
        let names: [String] = ["LC_ALL", "LC_MESSAGES", "LANG"]
        return names.lazy.compactMap { name in getenv(name).map { String(cString: $0) } }.first { !$0.isEmpty }
    }

    /// The way to the account's server, not connected yet.
    func backend(
        for open: OpenAccount, secrets: SecretBook, connector: any Connector = NIOConnector()
    ) -> any MailBackend {
        switch open.account.mailProtocol {
        case .imap: return imapBackend(for: open, secrets: secrets, connector: connector)
        case .pop3:
            let endpoint = Endpoint(open.configuration.server)
            let method = LoginMethod(open.configuration.login.authentication)
            let identifies = open.account.mode == .downloadAndRemove
            let (store, log) = (open.store, backendLog(open))
            return deferred(open, secrets) { credentials in
                POP3Backend(
                    endpoint: endpoint, connector: connector, credentials: credentials, method: method,
                    identifiesByRetrieving: identifies, memory: await ServerMemory.remembered(in: store),
                    language: Self.locale, log: log)
            }
        }
    }

    /// The way to an IMAP account's server, which takes messages, too.
    func imapBackend(
        for open: OpenAccount, secrets: SecretBook, connector: any Connector = NIOConnector()
    ) -> some MailUploading {
        let endpoint = Endpoint(open.configuration.server)
        let mechanisms = SASLMechanismChoice(open.configuration.login.authentication)
        let (store, log) = (open.store, backendLog(open))
        return deferred(open, secrets) { credentials in
            IMAPBackend(
                endpoint: endpoint, connector: connector, credentials: credentials, mechanisms: mechanisms,
                memory: await ServerMemory.remembered(in: store), logger: log)
        }
    }

    private func backendLog(_ open: OpenAccount) -> Logger {
        logger("\(open.account.mailProtocol.rawValue).\(open.account.name)")
    }

    private func deferred<Made: MailBackend>(
        _ open: OpenAccount, _ secrets: SecretBook, make: @escaping @Sendable (Credentials) async -> Made
    ) -> DeferredBackend<Made> {
        let login = open.configuration.login
        let name = open.account.name
        let configuration = open.configuration
        let credentials: @Sendable () async throws(BackendError) -> Credentials = {
            () async throws(BackendError) -> Credentials in
            let signIn: SignIn?
            do throws(ProgramError) { signIn = try SignIn(configuration) } catch {
                throw .authenticationFailed(.noSecret, serverText: error.text)
            }
            return Credentials(
                username: login.username, secret: try await secrets.secret(of: name, login.secret, signIn))
        }
        let isRenewed = if case .signIn = login.secret { true } else { false }
        return DeferredBackend(
            credentials: credentials, isRenewed: isRenewed, forget: { await secrets.forget(name) }, make: make)
    }
}

/// An account with its store open.
struct OpenAccount: Sendable {
    let account: Account
    let configuration: AccountConfiguration
    let store: MailDatabase

    /// Takes the right to write for this account and to talk to its server.
    ///
    /// - Throws: Where another Postern has it.
    func lock() throws(ProgramError) -> StoreLock {
        if store.isReadOnly { throw ProgramError(.readOnly) }
        if let lock = store.tryBecomeWriter() { return lock }
        throw ProgramError(
            status: .tryLater, what: "another Postern has this account open", place: account.name.text,
            advice: "leave it and try again")
    }
}

extension Account {
    init(_ configuration: AccountConfiguration) throws(ProgramError) {
        guard let name = AccountName(configuration.name) else {
            throw ProgramError(
                status: .badConfiguration, what: "an account can't be called “\(configuration.name)”", place: "",
                advice: "use a name that can be a folder's")
        }
        let mode: StorageMode =
            switch configuration.mode {
            case .leaveOnServer(let removeAfter): .leaveOnServer(removeAfter: removeAfter)
            case .downloadAndRemove: .downloadAndRemove
            }
        self.init(
            name: name, mailProtocol: configuration.mailProtocol == .imap ? .imap : .pop3, mode: mode,
            host: configuration.server.host, checkEvery: configuration.checkEvery, keepTrash: configuration.keepTrash,
            asksForPassword: configuration.login.secret == .prompt, trustedServer: configuration.trustedServer)
    }
}

extension Endpoint {
    init(_ server: ServerConfiguration) {
        let protection: Protection =
            switch server.protection {
            case .implicit: .implicitTLS
            case .starttls: .startTLS
            case .none: .none
            }
        self.init(
            host: server.host, port: server.port, protection: protection,
            trust: TLSPolicy(
                additionalAuthorities: server.authoritiesFile, pinnedSHA256: server.certificateSHA256))
    }
}

extension SASLMechanismChoice {
    /// APOP is no SASL mechanism; the configuration's reader allows it for POP3 only.
    init(_ authentication: LoginConfiguration.Authentication) {
        self = authentication.mechanism.map(Self.only) ?? .automatic
    }
}

extension LoginMethod {
    init(_ authentication: LoginConfiguration.Authentication) {
        switch authentication {
        case .apop: self = .apop
        default: self = authentication.mechanism.map(Self.mechanism) ?? .automatic
        }
    }
}

extension LoginConfiguration.Authentication {
    fileprivate var mechanism: SASLMechanismKind? {
        switch self {
        case .auto, .apop: nil
        case .plain: .plain
        case .login: .login
        case .cramMD5: .cramMD5
        case .scramSHA1: .scramSHA1
        case .scramSHA256: .scramSHA256
        case .scramSHA1Plus: .scramSHA1Plus
        case .scramSHA256Plus: .scramSHA256Plus
        case .xoauth2: .xoauth2
        case .oauthbearer: .oauthBearer
        case .external: .external
        }
    }
}
