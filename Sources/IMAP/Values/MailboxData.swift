/// A line of LIST or LSUB (RFC 9051 §7.3.1).
package struct ListEntry: Hashable, Sendable {
    /// `\Noselect`, `\HasChildren`, `\Sent` …: spelled like flags.
    package var attributes: [Flag]
    /// What stands between the levels of the name; nothing on a flat server.
    package var delimiter: UInt8?
    /// As on the wire: modified UTF-7, or UTF-8 once that is enabled.
    package var mailbox: [UInt8]
    /// The name that was asked for, where the server knows the mailbox by another (RFC 9051 §6.3.9.7).
    package var oldName: [UInt8]?
    /// What of CHILDINFO was asked for and is true: `SUBSCRIBED` (RFC 9051 §6.3.9.6).
    package var childInfo: [[UInt8]]

    package init(
        attributes: [Flag], delimiter: UInt8?, mailbox: [UInt8], oldName: [UInt8]? = nil, childInfo: [[UInt8]] = []
    ) {
        self.attributes = attributes
        self.delimiter = delimiter
        self.mailbox = mailbox
        self.oldName = oldName
        self.childInfo = childInfo
    }
}

/// A STATUS answer (RFC 9051 §7.3.4).
package struct MailboxStatus: Hashable, Sendable {
    package enum Item: String, Hashable, Sendable, CaseIterable {
        case messages = "MESSAGES"
        case recent = "RECENT"
        case uidNext = "UIDNEXT"
        case uidValidity = "UIDVALIDITY"
        case unseen = "UNSEEN"
        case deleted = "DELETED"
        case size = "SIZE"
        case highestModSeq = "HIGHESTMODSEQ"
        /// RFC 9208 §4.4.
        case deletedStorage = "DELETED-STORAGE"
        /// RFC 7889; NIL where there is no limit.
        case appendLimit = "APPENDLIMIT"
        /// RFC 8474; its value is no number, and has a place of its own.
        case mailboxID = "MAILBOXID"
    }

    package var mailbox: [UInt8]
    package var items: [Item: UInt64]
    /// What the mailbox is called under whatever name (RFC 8474 §4.1).
    package var mailboxID: [UInt8]?

    package init(mailbox: [UInt8], items: [Item: UInt64] = [:], mailboxID: [UInt8]? = nil) {
        self.mailbox = mailbox
        self.items = items
        self.mailboxID = mailboxID
    }
}

/// An ESEARCH answer (RFC 9051 §7.3.4, RFC 4731).
package struct ExtendedSearch: Hashable, Sendable {
    /// The tag of the search it answers, where the server tells.
    package var tag: [UInt8]?
    /// The numbers are UIDs.
    package var isUID = false
    package var min: UInt32?
    package var max: UInt32?
    package var count: UInt32?
    package var all: SequenceSet?
    package var modSeq: UInt64?
    /// Results of PARTIAL (RFC 9394); empty where the window has none.
    package var partial: SequenceSet?

    package init() {}
}

/// A NAMESPACE answer (RFC 2342); nothing where a class of names does not exist.
package struct NamespaceResponse: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package var prefix: [UInt8]
        package var delimiter: UInt8?

        package init(prefix: [UInt8], delimiter: UInt8?) {
            self.prefix = prefix
            self.delimiter = delimiter
        }
    }

    package var personal: [Entry]
    package var otherUsers: [Entry]
    package var shared: [Entry]

    package init(personal: [Entry], otherUsers: [Entry], shared: [Entry]) {
        self.personal = personal
        self.otherUsers = otherUsers
        self.shared = shared
    }
}

/// One limit of a quota root (RFC 9208 §4.2.1).
package struct QuotaResource: Hashable, Sendable {
    /// `STORAGE` (in units of 1024 octets), `MESSAGE` ….
    package var name: String
    package var usage: UInt64
    package var limit: UInt64

    package init(name: String, usage: UInt64, limit: UInt64) {
        self.name = name
        self.usage = usage
        self.limit = limit
    }
}
