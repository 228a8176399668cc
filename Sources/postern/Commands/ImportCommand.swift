import ArgumentParser
import MailEngine
import MailModel
import MailStore

/// Messages of a Maildir, of mbox or of single files into the store.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Bring a Maildir, mbox files or messages (.eml) into the store.",
        discussion: """
            Each PATH is a Maildir with its folders, an mbox, a message, or a folder that holds such. Octets, flags and \
            dates are kept; what a mailbox has already is left out. A mailbox that is not there is made: a Maildir's \
            root and single messages go into INBOX, an mbox into the mailbox of its file's name. For an IMAP account \
            the mail is uploaded to its server.
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
        let workplace = try options.load()
        guard let open = try workplace.openAccounts(named: [account]).first else { return }
        let lock = try open.lock()
        defer { withExtendedLifetime(lock) {} }
        switch open.account.mailProtocol {
        case .pop3:
            let archive = try await take(into: open)
            try await TextIndexer(store: open.store).catchUp()
            TextColumns.write(archive.lines)
            try finish(archive)
        case .imap: try await upload(to: open, workplace)
        }
    }

    /// Brings all paths into the store.
    private func take(into open: OpenAccount) async throws -> ArchiveImport {
        try await open.store.ensureLocalMailboxes()
        var archive = ArchiveImport(into: open, folder: try folder.map(FolderOptions.name))
        for path in paths { try await archive.take(path) }
        ProgressLine.clear()
        return archive
    }

    private func finish(_ archive: ArchiveImport) throws {
        if let failure = archive.failures.first { throw failure.exitCode }
    }

    /// Brings all paths into a store of their own, and from there to the server.
    ///
    /// What an interrupted import has left in that store goes along: it knows what has arrived.
    private func upload(to open: OpenAccount, _ workplace: Workplace) async throws {
        let waiting = try workplace.importStore(for: open)
        let lock = try waiting.lock()
        defer { withExtendedLifetime(lock) {} }
        let secrets = await workplace.secretBook(for: [open])
        let archive = try await take(into: waiting)
        let folders = try await AccountUpload(from: waiting.store, of: open.account, to: open)
            .run(workplace, secrets, isPreview: false)
        // What was refused is in the archive still.
        if folders.allSatisfy({ $0.unconfirmed == 0 }) { waiting.store.removeFiles() }
        try MoveReport(.importing, of: open.account.name, to: open.account.host).write(folders)
        try finish(archive)
    }
}
