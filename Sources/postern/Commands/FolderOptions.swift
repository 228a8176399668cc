import ArgumentParser
import MailModel
import MailStore

/// Which mailboxes a command is about.
struct FolderOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Only this mailbox; may be given again.", valueName: "name"))
    var folder: [String] = []

    /// The names; nothing for all mailboxes.
    func names() throws -> Set<MailboxName>? {
        guard !folder.isEmpty else { return nil }
        return Set(try folder.map(Self.name))
    }

    static func name(_ text: String) throws -> MailboxName {
        guard let mailbox = MailboxName(text) else { throw ValidationError("“\(text)” can't be a mailbox") }
        return mailbox
    }

    /// A mailbox that no account has is a misspelt one.
    func refuseUnknown(in accounts: [OpenAccount]) async throws {
        for name in (try names() ?? []).sorted(by: { $0.text < $1.text }) {
            var isKnown = false
            for open in accounts where !isKnown { isKnown = try await open.store.mailbox(named: name) != nil }
            guard !isKnown else { continue }
            throw ProgramError(
                status: .badConfiguration, what: "no account has a mailbox “\(name)”", place: "",
                advice: "see: postern folders")
        }
    }
}
