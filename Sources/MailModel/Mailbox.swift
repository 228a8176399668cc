/// A mailbox by the server's name for it, decoded from modified UTF-7 (RFC 9051 §A.1).
///
/// Free of NUL, CR and LF, so it can never end a command. INBOX in any spelling is
/// `INBOX` (RFC 9051 §5.1).
package struct MailboxName: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let text: String

    /// Takes a name, or nothing where no command could carry it.
    package init?(_ text: String) {
        let isCarriable = text.unicodeScalars.allSatisfy { $0 != "\0" && $0 != "\r" && $0 != "\n" }
        guard !text.isEmpty, text.utf8.count <= 4096, isCarriable else { return nil }
        self.text = text.utf8.count == 5 && text.uppercased() == "INBOX" ? "INBOX" : text
    }

    private init(known text: String) { self.text = text }

    package static let inbox = MailboxName(known: "INBOX")

    package var description: String { text }

    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// What a mailbox is for (RFC 6154 §2, and INBOX).
package enum MailboxRole: String, Hashable, Sendable, Codable, CaseIterable {
    case inbox, drafts, sent, archive, trash, junk, all, flagged

    /// What a person calls such a mailbox; nothing for roles that are views on a server.
    package var title: String? {
        switch self {
        case .inbox: "Inbox"
        case .drafts: "Drafts"
        case .sent: "Sent"
        case .archive: "Archive"
        case .trash: "Trash"
        case .junk: "Junk"
        case .all, .flagged: nil
        }
    }
}

/// A mailbox as the server lists it.
package struct MailboxListing: Hashable, Sendable {
    package var name: MailboxName
    /// What stands between the levels of the name; nothing on a flat server.
    package var delimiter: Character?
    package var role: MailboxRole?
    /// False for a mere level of the hierarchy (`\Noselect`, `\NonExistent`).
    package var isSelectable: Bool
    package var isSubscribed: Bool
    /// Number of messages, where the server told it with the listing.
    package var messages: Int?
    /// Number of messages without `\Seen`, where the server told it with the listing.
    package var unseen: Int?
    /// What the server told of its state with the listing, opaque: while it stays the same, nothing in the
    /// mailbox has changed.
    ///
    /// Nothing where no such promise can be had (no HIGHESTMODSEQ, RFC 7162 §3.1.2).
    package var fingerprint: String?
    /// UIDVALIDITY, where the server told it with the listing: what a mailbox keeps with another name
    /// (RFC 9051 §6.3.6), though others may have the same.
    package var validity: UInt32?
    /// UIDNEXT, where the server told it with the listing: it never falls (RFC 9051 §2.3.1.1).
    package var uidNext: UInt32?
    /// What the server calls it under whatever name, where it told it with the listing: no other mailbox is ever
    /// called so (RFC 8474 §4.1).
    package var objectID: String?
    /// What a person may do with it, where the server told it with the listing.
    package var rights: MailboxRights?
    /// With INBOX: what the names of a person's own mailboxes begin with, as `INBOX.`, where the server was asked
    /// (RFC 2342).
    package var personalPrefix: String?

    package init(
        name: MailboxName, delimiter: Character? = nil, role: MailboxRole? = nil, isSelectable: Bool = true,
        isSubscribed: Bool = true, messages: Int? = nil, unseen: Int? = nil, fingerprint: String? = nil,
        validity: UInt32? = nil, uidNext: UInt32? = nil, rights: MailboxRights? = nil, personalPrefix: String? = nil,
        objectID: String? = nil
    ) {
        self.name = name
        self.delimiter = delimiter
        self.role = role
        self.isSelectable = isSelectable
        self.isSubscribed = isSubscribed
        self.messages = messages
        self.unseen = unseen
        self.fingerprint = fingerprint
        self.validity = validity
        self.uidNext = uidNext
        self.rights = rights
        self.personalPrefix = personalPrefix
        self.objectID = objectID
    }
}

/// A line of the folder list.
package struct MailboxRow: Hashable, Sendable {
    package var id: MailboxID
    package var name: MailboxName
    package var delimiter: Character?
    package var role: MailboxRole?
    package var isSelectable: Bool
    /// Exists only here, as all of a POP3 account's mailboxes do.
    package var isLocal: Bool
    /// The server has it among those that a person wants to see.
    package var isSubscribed: Bool
    /// Number of messages shown in it.
    package var messages: Int
    /// Number of those without `\Seen`.
    package var unread: Int
    /// What a person may do with it, as far as is known.
    package var rights: MailboxRights
    /// With INBOX: what the names of a person's own mailboxes begin with; nothing where they tell that themselves.
    package var personalPrefix: String?

    package init(
        id: MailboxID, name: MailboxName, delimiter: Character?, role: MailboxRole?, isSelectable: Bool,
        isLocal: Bool, isSubscribed: Bool = true, messages: Int, unread: Int, rights: MailboxRights = .all,
        personalPrefix: String? = nil
    ) {
        self.id = id
        self.name = name
        self.delimiter = delimiter
        self.role = role
        self.isSelectable = isSelectable
        self.isLocal = isLocal
        self.isSubscribed = isSubscribed
        self.messages = messages
        self.unread = unread
        self.rights = rights
        self.personalPrefix = personalPrefix
    }

    /// The name cut at the delimiter: `["Lists", "swift"]`.
    package var path: [String] { name.levels(by: delimiter) }

    /// The levels that a person sees: a role's own word, or the name's.
    package var shownPath: [String] { role?.title.map { [$0] } ?? name.shownLevels(by: delimiter) }

    /// As the folder list has it, in one text.
    package var shownName: String { shownPath.joined(separator: "/") }
}

extension MailboxName {
    /// The name cut at the delimiter: `["Lists", "swift"]`.
    func levels(by delimiter: Character?) -> [String] {
        guard let delimiter else { return [text] }
        return text.split(separator: delimiter, omittingEmptySubsequences: true).map(String.init)
    }

    /// The levels that a person sees: nothing of INBOX below INBOX.
    ///
    /// `INBOX.Lists` is a person's `Lists`: what servers put above it is their habit.
    func shownLevels(by delimiter: Character?) -> [String] {
        var levels = levels(by: delimiter)
        if levels.count > 1, levels[0].uppercased() == "INBOX" { levels.removeFirst() }
        return levels.isEmpty ? [text] : levels
    }
}
