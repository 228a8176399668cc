import ArgumentParser
import MailArchive
import MailModel
import MailStore

/// Messages out of the store into a Maildir or mbox files.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the stored mail into a Maildir or mbox files.",
        discussion: """
            Octets, flags and dates are kept, and postern import gives all of it back. Without --account each account \
            has a folder of its own below PATH. A Maildir has the Inbox at its root and the other mailboxes as .NAME \
            below it; what it has already is not written twice. mbox means a file NAME.mbox for each mailbox; with one \
            --folder, PATH may be the file itself, if it ends in .mbox.
            """)

    @OptionGroup var options: ConfigurationOptions

    @Option(help: ArgumentHelp("Only this account; may be given again.", valueName: "name"))
    var account: [String] = []

    @OptionGroup var folders: FolderOptions

    @Option(help: "maildir or mbox.")
    var format: Format

    @Option(
        name: .customLong("to"),
        help: ArgumentHelp("Where to write; made where there is nothing.", valueName: "path"),
        completion: .directory)
    var destination: String

    @ArgumentParser.Flag(help: "Replace mbox files that are there and have other mail in them.")
    var overwrite = false

    enum Format: String, ExpressibleByArgument, CaseIterable { case maildir, mbox }

    func validate() throws {
        guard !destination.isEmpty else { throw ValidationError("--to needs a path") }
        guard !overwrite || format == .mbox else {
            throw ValidationError("--overwrite is for mbox; in a Maildir nothing is replaced")
        }
        _ = try folders.names()
    }

    func run() async throws {
        let accounts = try options.load().openAccounts(named: account)
        try await folders.refuseUnknown(in: accounts)
        var lines: [[String]] = []
        var failure: ProgramError?
        for open in accounts {
            let export: ArchiveExport
            do {
                export = try await self.export(open)
            } catch let error as ArchiveError {
                failure = failure ?? ProgramError(error)
                StandardStreams.report("\(open.account.name): \(error)")
                continue
            }
            lines += export.lines
            for error in export.failures { StandardStreams.report(error.text) }
            failure = failure ?? export.failures.first
        }
        TextColumns.write(lines)
        if let failure { throw failure.exitCode }
    }

    private func export(_ open: OpenAccount) async throws -> ArchiveExport {
        let names = try folders.names()
        let root = account.count == 1 ? destination : "\(destination)/\(open.account.name)"
        var export = ArchiveExport(from: open, to: try writer(root))
        for mailbox in try await open.store.mailboxRows()
        where mailbox.isSelectable && names?.contains(mailbox.name) != false {
            try await export.write(mailbox)
        }
        export.finish()
        ProgressLine.clear()
        return export
    }

    private func writer(_ root: String) throws(ArchiveError) -> any ArchiveWriter {
        switch format {
        case .maildir: return try MaildirWriter(root: root)
        case .mbox:
            let isFile = account.count == 1 && folders.folder.count == 1 && root.hasSuffix(".mbox")
            return try MboxWriter(isFile ? .file(root) : .folder(root), replaces: overwrite)
        }
    }
}
