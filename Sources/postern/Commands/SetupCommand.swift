import AccountSetup
import ArgumentParser
import Glibc
import MailConfig
import MailModel
import OAuth
import Secrets

/// Sets up an account: finds its server, tries it, writes config.toml.
struct SetupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setup", abstract: "Set up an account: find its server, try it, write the configuration.",
        discussion: """
            With --email nothing is asked but a password that no option leads to. The server is looked for by the \
            address's domain only, unless --host names it. With --oauth-client-id, and with providers that take nothing \
            else, a page for a browser is shown instead, which may be on any machine. The account is tried as postern check does, and appended to the \
            configuration; nothing else in the file is touched.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Option(help: ArgumentHelp("The address to set up.", valueName: "address"))
    var email: String?

    @Option(help: ArgumentHelp("The account's name, in its tab and on the command line.", valueName: "name"))
    var name: String?

    @Option(name: .customLong("protocol"), help: ArgumentHelp("What to speak.", valueName: "imap|pop3"))
    var mailProtocol: MailProtocolOption?

    @Option(help: ArgumentHelp("What becomes of the server's copies.", valueName: "mode"))
    var mode: ModeOption = .leaveOnServer

    @Option(help: ArgumentHelp("With pop3 and leave-on-server: copies go after so many days.", valueName: "days"))
    var removeAfter: Int?

    @Option(help: ArgumentHelp("The user name, where it is not what the provider says.", valueName: "name"))
    var user: String?

    @Option(help: ArgumentHelp("The server; nothing is looked for then.", valueName: "host"))
    var host: String?

    @Option(help: ArgumentHelp("The server's port, where it is not the usual one.", valueName: "number"))
    var port: Int?

    @Option(help: ArgumentHelp("How the connection is protected.", valueName: "implicit|starttls"))
    var tls: ProtectionOption?

    @Option(help: ArgumentHelp("A shell command that prints the password.", valueName: "command"))
    var passwordCommand: String?

    @Option(help: ArgumentHelp("A file with the password, mode 0600.", valueName: "file"))
    var passwordFile: String?

    @Option(help: ArgumentHelp("The environment variable that holds the password.", valueName: "name"))
    var passwordEnv: String?

    @Option(help: ArgumentHelp("The password's name in the secrets file.", valueName: "name"))
    var passwordStored: String?

    @Option(help: ArgumentHelp("The password's name in the desktop's keyring.", valueName: "name"))
    var passwordKeyring: String?

    @OptionGroup var browser: BrowserOptions

    @ArgumentParser.Flag(help: "Write without having tried.")
    var noTest = false

    @ArgumentParser.Flag(help: "Show what would be written, and write nothing.")
    var dryRun = false

    func validate() throws {
        let sources = passwordSources + [browser.oauthClientID].compactMap(\.self)
        guard sources.count <= 1 else { throw ValidationError("The password has more than one source: keep one.") }
        if let port, !(1...65_535).contains(port) { throw ValidationError("--port is between 1 and 65535.") }
        if let removeAfter {
            guard (1...3650).contains(removeAfter) else { throw ValidationError("--remove-after is 1 to 3650 days.") }
            guard mode == .leaveOnServer, mailProtocol == .pop3 else {
                throw ValidationError("--remove-after goes with --protocol pop3 and leave-on-server only.")
            }
        }
        if host == nil, port != nil || tls != nil { throw ValidationError("--port and --tls go with --host.") }
        if browser.tokenFile != nil, !passwordSources.isEmpty {
            throw ValidationError("--token-file is for a sign-in by browser.")
        }
        if host != nil, mailProtocol == nil { throw ValidationError("--host wants --protocol imap or pop3.") }
        if let host, !HostName.isName(host), !host.contains(":") { throw ValidationError("--host is no host's name.") }
        if let name, AccountName(name) == nil { throw ValidationError("--name can't be a folder's name.") }
    }

    private var passwordSources: [String] {
        [passwordCommand, passwordFile, passwordEnv, passwordStored, passwordKeyring].compactMap(\.self)
    }

    func run() async throws {
        let desk = try options.setupDesk()
        guard let email else {
            if isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 {
                return try await ReadCommand.setUpAnother(options)
            }
            throw ProgramError(
                status: .usage, what: "an address is needed", place: "", advice: "postern setup --email ADDRESS")
        }
        guard let address = SetupAddress(email) else {
            throw ProgramError(
                status: .usage, what: "“\(email)” is no mail address", place: "", advice: "ann@example.com would be one"
            )
        }
        let draft = try await draft(for: address, desk)
        let account = AccountConfiguration(draft)
        if dryRun {
            StandardStreams.writeLine("# to be appended to \(desk.paths.configuration)")
            let text = AccountText.block(of: account, remark: SetupDesk.remark(on: draft))
            for line in text.split(separator: "\n") { StandardStreams.writeLine(String(line)) }
        }
        // What the file itself has against it is said before anybody types a password.
        try desk.check(account)
        let token = noTest ? nil : try await signIn(draft, desk)
        if !noTest { try await test(account, desk, token?.token.accessToken) }
        guard !dryRun else { return }
        try token?.keep()
        try desk.add(draft, secret: nil)
        StandardStreams.writeLine("\(account.name) is written to \(desk.paths.configuration); read it with: postern")
        if noTest, draft.isByBrowser {
            StandardStreams.writeLine("Sign in first: postern secrets authorize \(account.name)")
        }
    }

    /// A token, and where it goes once it has been found to lead in.
    private struct SignedIn {
        let token: OAuthToken
        let place: SignIn.Place
        let file: SecretsFile
        let key: SecretsKey?

        func keep() throws {
            do { try place.write(token, file, key) } catch let error as SecretsFileError { throw ProgramError(error) }
        }
    }

    /// Nothing where there is a password.
    private func signIn(_ draft: AccountDraft, _ desk: SetupDesk) async throws -> SignedIn? {
        guard draft.isByBrowser, let place = try SignIn(AccountConfiguration(draft))?.place else { return nil }
        // A person's work in the browser is not to be lost for want of a place to keep what comes of it.
        let secrets = try SecretsDesk(options)
        let key = if case .stored = place, !dryRun { try await secrets.keyOrNewFile() } else { SecretsKey?.none }
        return SignedIn(token: try await desk.signIn(draft), place: place, file: secrets.file, key: key)
    }

    private func test(_ account: AccountConfiguration, _ desk: SetupDesk, _ token: Secret?) async throws {
        var secret = token
        if account.login.secret == .prompt {
            secret = PasswordPrompt.ask(
                "Password of \(account.login.username) at \(account.server.host) (\(account.name)): ")
            guard secret != nil else {
                throw ProgramError(
                    status: .usage, what: "there is no password to try the account with", place: account.name,
                    advice: "name its source with --password-command, or do without: --no-test")
            }
        }
        do {
            _ = try await desk.test(account, secret: secret, report: CheckCommand.write)
        } catch let error as ProgramError {
            CheckCommand.write(error)
            throw error.exitCode
        }
    }

    // MARK: - What will be

    private func draft(for address: SetupAddress, _ desk: SetupDesk) async throws -> AccountDraft {
        let (server, provider) = try await server(for: address, desk)
        let mode: StorageMode =
            switch mode {
            case .leaveOnServer: .leaveOnServer(removeAfter: removeAfter.map { .seconds($0 * 86_400) })
            case .downloadAndRemove: .downloadAndRemove
            }
        var client = try browser.client(
            of: provider, known: desk.clients, hasPassword: !passwordSources.isEmpty, at: server.place)
        if client != nil {
            let mechanisms = try? await desk.offer(of: server).mechanisms
            client?.usesOAuthBearer = mechanisms?.contains("OAUTHBEARER") == true
        }
        let secret: SecretPlace =
            client.map { .browser($0) } ?? passwordCommand.map { .command($0) } ?? passwordFile.map { .file($0) }
            ?? passwordEnv.map { .environment($0) } ?? passwordStored.map { .stored($0) }
            ?? passwordKeyring.map { .keyring($0) } ?? .nowhere
        return AccountDraft(
            name: name ?? address.suggestedName, mailProtocol: server.service == .imap ? .imap : .pop3,
            host: server.host, port: server.port, protection: server.protection,
            userName: user ?? server.userName.name(for: address), mode: mode, secret: secret, source: server.source)
    }

    private func server(
        for address: SetupAddress, _ desk: SetupDesk
    ) async throws -> (FoundServer, FoundSettings.Provider?) {
        if let host, let mailProtocol {
            let service = mailProtocol.service
            let isImplicit = tls != .starttls
            let server = FoundServer(
                service, host: host, port: port ?? (isImplicit ? service.ports.implicitTLS : service.ports.startTLS),
                protection: isImplicit ? .implicitTLS : .startTLS, source: .person)
            return (server, ProviderTable.known.facts(ofServer: host, port: server.port))
        }
        var found = FoundSettings()
        for await news in desk.search(for: address) {
            if case .answered(_, let more) = news { found.add(more) }
        }
        tell(found)
        let wanted = mailProtocol.map { [$0.service] } ?? [.imap, .pop3]
        guard let server = wanted.lazy.compactMap({ found.best($0) }).first else {
            let others = found.servers.filter { $0.service != .submission }
            let what = others.isEmpty ? "no server was found" : "nothing that was found can be used by itself"
            throw ProgramError(
                status: .unreachable, what: what, place: address.domain,
                advice: "name it with --host and --protocol; your provider's help pages have it")
        }
        return (server, found.provider)
    }

    /// Says what was found, to standard error: standard output is what is written.
    private func tell(_ found: FoundSettings) {
        for server in found.servers {
            let security = server.protection == .implicitTLS ? "TLS" : "STARTTLS"
            StandardStreams.writeErrorLine(
                "\(server.service.rawValue): \(server.place), \(security), found \(server.source.words)")
        }
        if let text = found.provider?.signIn { StandardStreams.writeErrorLine("note: \(text)") }
        if mailProtocol == .pop3, let text = found.provider?.pop3 { StandardStreams.writeErrorLine("note: \(text)") }
    }
}

enum MailProtocolOption: String, ExpressibleByArgument, CaseIterable {
    case imap, pop3

    var service: FoundServer.Service { self == .imap ? .imap : .pop3 }
}

enum ModeOption: String, ExpressibleByArgument, CaseIterable {
    case leaveOnServer = "leave-on-server"
    case downloadAndRemove = "download-and-remove"
}

enum ProtectionOption: String, ExpressibleByArgument, CaseIterable {
    case implicit, starttls
}
