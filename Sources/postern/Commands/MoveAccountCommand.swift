import ArgumentParser
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
        let locks = try dryRun ? [] : [source, destination].map { try $0.lock() }
        let secrets = await workplace.secretBook(for: [destination])
        let folders = try await AccountUpload(from: source.store, of: source.account, to: destination)
            .run(workplace, secrets, isPreview: dryRun)
        withExtendedLifetime(locks) {}
        let occasion =
            dryRun ? MoveReport.Occasion.preview : .move(from: source.account.name, host: source.account.host)
        try MoveReport(occasion, of: source.account.name, to: destination.account.host).write(folders)
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
}
