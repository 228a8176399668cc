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
        var lines: [[String]] = []
        for open in try options.load().openAccounts(named: account) {
            for row in try await open.store.mailboxRows() {
                if json {
                    try JSONLines.write(FolderRecord(row))
                } else {
                    let unread = row.unread > 0 ? ", \(row.unread) unread" : ""
                    let counts = row.isSelectable ? "\(row.messages)\(unread)" : "-"
                    lines.append([open.account.name.text, row.name.text, counts])
                }
            }
        }
        TextColumns.write(lines)
    }
}
