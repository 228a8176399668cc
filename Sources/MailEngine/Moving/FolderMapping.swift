import MailModel

/// Where the mailboxes of one account belong on another's server: by what they are for, else by their names.
struct FolderMapping {
    private let listings: [MailboxListing]
    private let delimiter: Character?
    /// What stands before every name but INBOX's.
    private let prefix: String

    init(_ listings: [MailboxListing]) {
        self.listings = listings
        let delimiter = listings.first { $0.name == .inbox }?.delimiter ?? listings.lazy.compactMap(\.delimiter).first
        self.delimiter = delimiter
        let others = listings.filter { $0.name != .inbox }
        let below = delimiter.map { "INBOX\($0)" }
        // Some servers (Courier) have every other mailbox below INBOX.
        if let below, !others.isEmpty, others.allSatisfy({ $0.name.text.hasPrefix(below) }) {
            prefix = below
        } else {
            prefix = ""
        }
    }

    /// - Returns: The name, and whether the server has it already; nothing where no name can be made.
    func destination(of mailbox: MailboxRow) -> (name: MailboxName, isThere: Bool)? {
        if let role = mailbox.role,
            let listing = listings.first(where: { $0.role == role && $0.isSelectable })
        {
            return (listing.name, true)
        }
        if mailbox.name == .inbox { return (.inbox, true) }
        if let listing = listings.first(where: { $0.name == mailbox.name && $0.isSelectable }) {
            return (listing.name, true)
        }
        let levels = mailbox.path.map { level in
            // On a server with other delimiters the level would become two.
            String(level.map { $0 == delimiter ? "_" : $0 })
        }
        let name = MailboxName(prefix + levels.joined(separator: delimiter.map(String.init) ?? "-"))
        return name.map { name in (name, listings.contains { $0.name == name && $0.isSelectable }) }
    }
}
