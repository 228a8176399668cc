import ArgumentParser
import BackendAPI
import MailConfig
import MailEngine
import MailModel
import MailStore

/// A POP3 account's mail onto an IMAP account's server.
struct MoveAccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move-account", abstract: "Upload a POP3 account's mail to an IMAP account.",
        discussion: """
            All stored mail of OLD goes to the server of NEW, with folders, dates and flags; folders are matched by \
            what they are for, else by name, and made where missing. Nothing is removed, here or there. What is there \
            already is not uploaded again: the command can be interrupted and repeated at any time. Mail that is still \
            on OLD's server only is not moved: postern sync fetches it first.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: ArgumentHelp("The POP3 account whose mail is to be moved.", valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("The IMAP account that takes it.", valueName: "new"))
    var new: String

    @ArgumentParser.Flag(help: "Only say what would be uploaded; nothing is changed.")
    var dryRun = false

    func run() async throws {
        let workplace = try options.load()
        let (source, destination) = try accounts(of: workplace)
        let locks = try dryRun ? [] : [source, destination].map(Self.lock)
        let secrets = SecretBook(asked: PasswordPrompt.ask(for: [destination]))
        let move = AccountMove(
            of: source.account, in: source.store, to: workplace.imapBackend(for: destination, secrets: secrets),
            target: UploadTarget(user: destination.configuration.login.username, host: destination.account.host),
            clock: .machine(now: { WallClock.now }), log: workplace.logger("move.\(source.account.name)"))
        let output = Task { await ProgressLine.show(move.statuses, of: source.account.name) }
        let result = await Self.result { try await dryRun ? move.preview() : move.run() }
        output.cancel()
        await output.value
        withExtendedLifetime(locks) {}
        let report = MoveReport(from: source, to: destination, isPreview: dryRun)
        switch result {
        case .success(let folders): try report.write(folders)
        case .failure(let error as BackendError): throw ProgramError(error, account: destination.account)
        case .failure(let error): throw error
        }
    }

    private static func result<Value>(_ body: () async throws -> Value) async -> Result<Value, any Error> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }

    private func accounts(of workplace: Workplace) throws -> (source: OpenAccount, destination: OpenAccount) {
        guard let source = try workplace.openAccounts(named: [old]).first,
            let destination = try workplace.openAccounts(named: [new]).first
        else { throw ProgramError(status: .badConfiguration, what: "an account is missing", place: "", advice: "") }
        guard source.account.mailProtocol == .pop3 else {
            throw ProgramError(
                status: .usage, what: "the mail of an IMAP account is on its server", place: old,
                advice: "name a POP3 account as OLD")
        }
        guard destination.account.mailProtocol == .imap else {
            throw ProgramError(
                status: .usage, what: "a POP3 server takes no mail", place: new, advice: "name an IMAP account as NEW")
        }
        return (source, destination)
    }

    private static func lock(_ open: OpenAccount) throws -> StoreLock {
        if let lock = open.store.tryBecomeWriter() { return lock }
        throw ProgramError(
            status: .tryLater, what: "another Postern has this account open", place: open.account.name.text,
            advice: "leave it and try again")
    }
}
