import ArgumentParser
import MailArchive
import MailModel
import MailStore

/// Messages of a Maildir, of mbox or of single files into the store.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring a Maildir, mbox files or messages (.eml) into the store.",
        discussion: """
            Each PATH is a Maildir with its folders, an mbox, a message, or a folder that holds such. Octets, flags and \
            dates are kept; what a mailbox has already is left out. A mailbox that is not there is made: a Maildir's \
            root and single messages go into INBOX, an mbox into the mailbox of its file's name. Only POP3 accounts \
            have mailboxes of their own here.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Option(help: ArgumentHelp("The account that takes the mail.", valueName: "name"))
    var account: String

    @Option(help: ArgumentHelp("The mailbox that takes it, with those of a PATH below.", valueName: "name"))
    var folder: String?

    @Argument(
        help: ArgumentHelp("Maildir, mbox, message, or a folder of them.", valueName: "path"), completion: .file())
    var paths: [String]

    func validate() throws {
        guard !paths.isEmpty else { throw ValidationError("name at least one Maildir, mbox or message") }
        if let folder { _ = try FolderOptions.name(folder) }
    }

    func run() async throws {
        guard let open = try options.load().openAccounts(named: [account]).first else { return }
        guard open.account.mailProtocol == .pop3 else {
            throw ProgramError(
                status: .usage, what: "an IMAP account's mail is on its server, and nothing can be imported here",
                place: account,
                advice: "import into a POP3 account, and move that to IMAP with: postern move-account OLD \(account)")
        }
        guard let lock = open.store.tryBecomeWriter() else {
            throw ProgramError(
                status: .tryLater, what: "another Postern has this account open", place: account,
                advice: "leave it and try again")
        }
        try await open.store.ensureLocalMailboxes()
        var archive = ArchiveImport(into: open, folder: try folder.map(FolderOptions.name))
        for path in paths { try await archive.take(path) }
        ProgressLine.clear()
        while try await open.store.indexNextBatch() > 0 {}
        withExtendedLifetime(lock) {}
        TextColumns.write(archive.lines)
        if let failure = archive.failures.first { throw failure.exitCode }
    }
}
