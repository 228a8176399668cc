import ArgumentParser
import MailEngine
import MailModel
import MailStore

/// Messages, newest first, from the store.
struct ListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List messages, newest first, from the store.")

    @OptionGroup var options: ConfigurationOptions

    @Option(help: ArgumentHelp("Only this account; may be given again.", valueName: "name"))
    var account: [String] = []

    @Option(help: ArgumentHelp("The mailbox; INBOX without it.", valueName: "name"))
    var folder: String = "INBOX"

    @Option(help: ArgumentHelp("At most so many of each account.", valueName: "count"))
    var limit: Int = .max

    @ArgumentParser.Flag(help: "One JSON object a line.")
    var json = false

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be a positive number") }
        guard MailboxName(folder) != nil else { throw ValidationError("“\(folder)” can't be a mailbox") }
    }

    func run() async throws {
        guard let name = MailboxName(folder) else { return }
        let accounts = try options.load().openAccounts(named: account)
        var isFound = false
        for open in accounts {
            guard let mailbox = try await open.store.mailbox(named: name) else { continue }
            isFound = true
            try await MessageListing.write(.mailbox(mailbox.id), from: [open], limit: limit, json: json)
        }
        guard isFound else {
            throw ProgramError(
                status: .badConfiguration, what: "no account has a mailbox “\(folder)” here", place: "",
                advice: "see: postern folders; a first postern sync fills the store")
        }
    }
}

/// Finds in the stores of all accounts.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find messages in the store, in all accounts.",
        discussion: "All words must match, each as a beginning; from:ann, to:list and subject:budget look there only.")

    @OptionGroup var options: ConfigurationOptions

    @Argument(help: "Words to find.")
    var query: [String]

    @Option(help: ArgumentHelp("At most so many.", valueName: "count"))
    var limit: Int = .max

    @ArgumentParser.Flag(help: "One JSON object a line.")
    var json = false

    func run() async throws {
        let accounts = try options.load().openAccounts()
        // What a sync has brought is indexed by whoever looks first.
        for store in accounts.map(\.store) where !store.isReadOnly { try await TextIndexer(store: store).catchUp() }
        let source = MessageSource.search(query: query.joined(separator: " "), in: .everywhere)
        try await MessageListing.write(source, from: accounts, limit: limit, json: json)
    }
}
