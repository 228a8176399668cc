import ArgumentParser
import BackendAPI
import MailEngine
import MailModel
import MailStore

/// Brings the stores up to date once, without a screen.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync", abstract: "Bring the store up to date once, and send what waits.",
        discussion: """
            Fetches headers, flags and new mail of all mailboxes; over POP3 whole messages. In the mode \
            download-and-remove the configuration counts as consent: what is durable here leaves the server.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Option(help: ArgumentHelp("Only this account; may be given again.", valueName: "name"))
    var account: [String] = []

    @OptionGroup var folders: FolderOptions

    @ArgumentParser.Flag(help: "Fetch the bodies of all messages too.")
    var bodies = false

    /// As often as a password is asked for.
    private static let mostPasswords = 3

    func run() async throws {
        let workplace = try options.load()
        let accounts = try workplace.openAccounts(named: account)
        let secrets = await workplace.secretBook(for: accounts)
        let mailboxes = try folders.names()
        var failures: [ProgramError] = []
        var waiting = accounts
        // What goes to another account is fetched here, taken there, and then removed here.
        for _ in 0..<3 where !waiting.isEmpty {
            let givers = try await Self.givers(among: accounts)
            for open in waiting {
                do {
                    try await synchronise(open, among: accounts, workplace, secrets, mailboxes)
                } catch let error as ProgramError {
                    StandardStreams.report(error.text)
                    failures.append(error)
                }
            }
            waiting = failures.isEmpty && !givers.isEmpty ? accounts : []
        }
        // What a person must see to says more than what passes by itself.
        if let failure = failures.first(where: { $0.status != .tryLater }) ?? failures.first { throw failure.exitCode }
        try await folders.refuseUnknown(in: accounts)
    }

    /// Accounts whose messages go to another one.
    private static func givers(among accounts: [OpenAccount]) async throws(StoreError) -> [OpenAccount] {
        var givers: [OpenAccount] = []
        for open in accounts where try await open.store.isGiving() { givers.append(open) }
        return givers
    }

    private func synchronise(
        _ open: OpenAccount, among others: [OpenAccount], _ workplace: Workplace, _ secrets: SecretBook,
        _ mailboxes: Set<MailboxName>?
    ) async throws {
        guard !open.store.isReadOnly else {
            throw ProgramError(
                status: .cannotCreate, what: StoreError.readOnly.description, place: open.account.name.text,
                advice: "what is not here stays on the server; then: postern sync")
        }
        guard let lock = open.store.tryBecomeWriter() else {
            throw ProgramError(
                status: .tryLater, what: "another Postern is talking to this server", place: open.account.name.text,
                advice: "what it fetches is in the store at once")
        }
        let engine = workplace.engine(for: open, among: others, consent: .given, secrets: secrets)
        let name = open.account.name
        let output = [
            Task { await ProgressLine.show(engine.statuses, of: name) },
            Task { await ProgressLine.report(engine.notes, of: name) },
        ]
        var failure = await failure(of: engine, mailboxes)
        // A typing error is no reason to begin anew.
        for _ in 1..<Self.mostPasswords {
            guard case .authenticationFailed(let why, _) = failure, why.isAboutPassword,
                let secret = PasswordPrompt.ask(for: open, isRefused: true)
            else { break }
            await secrets.take(secret, of: name)
            failure = await self.failure(of: engine, mailboxes)
        }
        for task in output {
            task.cancel()
            await task.value
        }
        withExtendedLifetime(lock) {}
        if let failure { throw ProgramError(failure, account: open.account) }
    }

    private func failure(of engine: AccountEngine, _ mailboxes: Set<MailboxName>?) async -> BackendError? {
        do throws(BackendError) {
            try await engine.synchroniseOnce(only: mailboxes, bodies: bodies)
            return nil
        } catch {
            return error
        }
    }
}

extension ProgramError {
    /// Puts a backend's error into the words and statuses of the command line.
    init(_ error: BackendError, account: Account) {
        let (status, advice): (Status, String) =
            switch error {
            case .unreachable, .cancelled: (.unreachable, "try: postern check --account \(account.name)")
            case .notKept: (.cannotCreate, "what is not here stays on the server; then: postern sync")
            case .insecure: (.unreachable, "see ca_file and certificate_sha256 in config.example.toml")
            case .authenticationFailed(.noSecret, _): (.badConfiguration, "see its password_… key in the configuration")
            case .authenticationFailed(.signIn, _):
                (.loginRefused, "postern secrets authorize \(account.name)")
            case .authenticationFailed(.locked, _):
                (.loginRefused, "give its passphrase at a terminal, or set passphrase_command")
            case .authenticationFailed(let why, _):
                (.loginRefused, why.isAboutPassword ? "check the user name and the password" : "ask your provider")
            case .tryLater(.inUse, _), .postponed(.mailboxInUse, _):
                (.tryLater, "another program reads it; try again in some minutes")
            case .tryLater(.loginDelay(let pause?), _): (.tryLater, "try again in \(pause.words)")
            case .tryLater, .postponed: (.tryLater, "try again in some minutes")
            case .refused, .protocolViolation: (.unreachable, "see the log")
            }
        self.init(status: status, what: error.statusText, place: "\(account.name), \(account.host)", advice: advice)
    }
}
