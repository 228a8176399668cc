/// Where a message's octets are.
package enum MessageLocation: Hashable, Sendable {
    case onServer
    /// The server has no copy, or no longer.
    case onlyHere
    /// On the server until then, by `remove_after`.
    case leavesServer(at: MailDate)
    /// On the server whatever the account's mode says: a person wants it there.
    case kept
    /// On the server until its removal, which is asked for, gets there.
    case leaving
}

/// A line of the message list.
///
/// Text is a stranger's: draw it only sanitised.
package struct MessageRow: Hashable, Sendable {
    package var id: StoredID
    package var mailbox: MailboxID
    package var flags: Flags
    package var subject: String
    package var from: [Address]
    package var to: [Address]
    /// When it arrived (INTERNALDATE; POP3: the Date field, or when it was fetched).
    package var date: MailDate
    package var sizeInOctets: Int
    package var attachmentCount: Int
    package var location: MessageLocation
    /// A user's action on it has not reached the server yet.
    package var isPending: Bool
    /// The first words of the text, where the text is here; else empty.
    package var snippet: String
    /// When it came into a Trash that is only here.
    package var trashedAt: MailDate?
    /// The account that a person has moved or copied it to, until it is there.
    package var goesTo: AccountName?
    /// Nothing in a flat list.
    package var thread: ThreadPlace?

    package init(
        id: StoredID, mailbox: MailboxID, flags: Flags, subject: String, from: [Address], to: [Address],
        date: MailDate, sizeInOctets: Int, attachmentCount: Int, location: MessageLocation, isPending: Bool,
        snippet: String, trashedAt: MailDate? = nil, goesTo: AccountName? = nil
    ) {
        self.id = id
        self.mailbox = mailbox
        self.flags = flags
        self.subject = subject
        self.from = from
        self.to = to
        self.date = date
        self.sizeInOctets = sizeInOctets
        self.attachmentCount = attachmentCount
        self.location = location
        self.isPending = isPending
        self.snippet = snippet
        self.trashedAt = trashedAt
        self.goesTo = goesTo
    }

    /// The messages that the row stands for.
    package var messages: [MessageRow] {
        guard let folded = thread?.folded, !folded.isEmpty else { return [self] }
        return folded
    }

    /// What the sender column shows.
    package var author: String { from.first?.shortText ?? "" }
}

/// What a message list shows: one mailbox, all inboxes, or what a search found.
package enum MessageSource: Hashable, Sendable {
    case mailbox(MailboxID)
    /// All accounts' inboxes together.
    case allInboxes
    /// What the store finds for `query`, in one mailbox, in one account, or everywhere.
    case search(query: String, in: SearchScope)

    /// Those of the accounts that have a share in it.
    package func accounts(of all: [AccountName]) -> [AccountName] {
        switch self {
        case .mailbox(let id), .search(_, .mailbox(let id)): all.filter { $0 == id.account }
        case .search(_, .account(let account)): all.filter { $0 == account }
        case .allInboxes, .search(_, .everywhere): all
        }
    }
}

package enum SearchScope: Hashable, Sendable {
    case mailbox(MailboxID)
    case account(AccountName)
    case everywhere
}

/// A piece of a message list: as much as the screen needs, and what its scroll bar needs.
package struct MessageWindow: Hashable, Sendable {
    package var source: MessageSource
    package var arrangement: ListArrangement
    /// Index of `rows[0]` in the whole list, newest message or thread = 0.
    package var offset: Int
    package var rows: [MessageRow]
    /// Length of the whole list, in rows.
    package var total: Int
    /// Messages without `\Seen` in the whole list.
    package var unread: Int

    package init(
        source: MessageSource, arrangement: ListArrangement = .flat, offset: Int, rows: [MessageRow], total: Int,
        unread: Int
    ) {
        self.source = source
        self.arrangement = arrangement
        self.offset = offset
        self.rows = rows
        self.total = total
        self.unread = unread
    }
}
