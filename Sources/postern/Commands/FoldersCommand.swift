import ArgumentParser
import MailModel
import MailStore

/// The mailboxes with their counts, from the store.
struct FoldersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "folders", abstract: "List the mailboxes with their counts, from the store.")

    @OptionGroup var options: ConfigurationOptions

    @Option(help: ArgumentHelp("Only this account; may be given again.", valueName: "name"))
    var account: [String] = []

    @ArgumentParser.Flag(help: "One JSON object a line.")
    var json = false

    func run() async throws {
        for open in try options.load().openAccounts(named: account) {
            for row in try await open.store.mailboxRows() {
                if json {
                    try JSONLines.write(FolderRecord(row))
                } else {
                    let counts = row.isSelectable ? "\(row.unread)/\(row.messages)" : "-"
                    StandardStreams.writeLine("\(open.account.name)\t\(row.name)\t\(counts)")
                }
            }
        }
    }
}
