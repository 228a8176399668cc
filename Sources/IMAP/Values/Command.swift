/// A client's command (RFC 9051 §6).
///
/// There is no plain EXPUNGE: it could take messages that someone else has marked.
/// Mailbox names are octets as on the wire: modified UTF-7, or UTF-8 where that is enabled.
package enum Command: Hashable, Sendable {
    case capability
    case noop
    case logout
    case startTLS
    case login(user: [UInt8], password: [UInt8])
    case authenticate(mechanism: Atom, initialResponse: Base64Line?)
    case enable([Capability])
    /// COMPRESS DEFLATE (RFC 4978): from its OK on, both directions are deflated.
    case compress
    /// Names and values this program tells of itself (RFC 2971); NIL where empty.
    case id([BodyParameter])
    case namespace
    case select(mailbox: [UInt8], SelectOptions)
    case examine(mailbox: [UInt8], SelectOptions)
    case unselect
    case create(mailbox: [UInt8], use: Flag?)
    case delete(mailbox: [UInt8])
    case rename(mailbox: [UInt8], to: [UInt8])
    case subscribe(mailbox: [UInt8])
    case unsubscribe(mailbox: [UInt8])
    /// LSUB (RFC 3501 §6.3.9), for servers whose LIST does not tell what is subscribed.
    case listSubscribed(reference: [UInt8], pattern: [UInt8])
    case list(reference: [UInt8], pattern: [UInt8], ListOptions)
    case status(mailbox: [UInt8], [MailboxStatus.Item])
    /// One message, or several where the server has MULTIAPPEND (RFC 3502).
    case append(mailbox: [UInt8], [AppendMessage])
    case idle
    /// All that happens in the selected mailbox and to the messages of the person's others (RFC 5465 §3.1).
    case notify
    case fetch(MessageSet, [FetchAttribute], FetchOptions)
    case store(MessageSet, StoreOperation, [Flag], isSilent: Bool)
    case copy(MessageSet, mailbox: [UInt8])
    case move(MessageSet, mailbox: [UInt8])
    /// UID EXPUNGE (RFC 4315).
    case expunge(uids: SequenceSet)
    case search(isUID: Bool, returning: [SearchReturn], [SearchKey])
    /// UID SORT (RFC 5256 §3), the newest INTERNALDATE first; `returning` needs ESORT (RFC 5267 §3).
    case sort(returning: [SearchReturn], [SearchKey])
    /// THREAD by References (RFC 5256 §3), which answers with sequence numbers, and moves none.
    case thread([SearchKey])
    case getQuotaRoot(mailbox: [UInt8])
    case myRights(mailbox: [UInt8])
}

/// Messages by sequence number or by UID; never empty where a command is made of it.
package enum MessageSet: Hashable, Sendable {
    case numbers(SequenceSet)
    case uids(SequenceSet)
    /// What the last SEARCH with ``SearchReturn/save`` has found (RFC 5182 §2), by UID.
    case found

    /// Empty for what the server alone knows.
    package var set: SequenceSet {
        switch self {
        case .numbers(let set), .uids(let set): set
        case .found: SequenceSet()
        }
    }

    var isUID: Bool {
        if case .numbers = self { false } else { true }
    }
}

/// A message for APPEND (RFC 9051 §6.3.12).
package struct AppendMessage: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case octets([UInt8])
        /// Octets that are sent by themselves, after the command: so many, behind the server's `+`.
        ///
        /// Only for the last message of a command.
        case announced(sizeInOctets: Int)
    }

    package var flags: [Flag]
    package var date: DateTime?
    package var content: Content
    /// The octets hold NUL, which only `literal8` can carry (RFC 3516 §4.4).
    package var isBinary: Bool
    /// The header holds UTF-8, and the server has said that it takes that; only for octets that are here.
    package var hasUTF8Header: Bool

    package init(
        flags: [Flag], date: DateTime?, content: Content, isBinary: Bool = false, hasUTF8Header: Bool = false
    ) {
        self.flags = flags
        self.date = date
        self.content = content
        self.isBinary = isBinary
        self.hasUTF8Header = hasUTF8Header
    }
}

/// How a mailbox is opened (RFC 7162 §3.1.8, §3.2.5).
package enum SelectOptions: Hashable, Sendable {
    case none
    case condStore
    /// What is known of the mailbox: the server answers with what has changed.
    case qResync(validity: UInt32, modSeq: UInt64, known: SequenceSet?)
}

/// What LIST gives beside names (RFC 5258, RFC 5819, RFC 6154, RFC 8440).
package struct ListOptions: Hashable, Sendable {
    package var returnsSubscribed = false
    package var returnsSpecialUse = false
    package var returnsMyRights = false
    /// Empty: no STATUS answers.
    package var status: [MailboxStatus.Item] = []

    package init() {}

    var isPlain: Bool { !returnsSubscribed && !returnsSpecialUse && !returnsMyRights && status.isEmpty }
}

/// An item to be fetched (RFC 9051 §6.4.5); body sections are never marked seen.
package enum FetchAttribute: Hashable, Sendable {
    case uid, flags, internalDate, sizeInOctets, envelope, bodyStructure, modSeq
    /// RFC 8474 §5.
    case emailID
    /// PREVIEW (RFC 8970), where the server need not read the message for it.
    case lazyPreview
    /// `BODY.PEEK[section]<origin.count>`.
    case body(Section, partial: Partial?)

    package struct Partial: Hashable, Sendable {
        package var origin: UInt64
        package var count: UInt64

        package init(origin: UInt64, count: UInt64) {
            self.origin = origin
            self.count = count
        }
    }
}

/// Restricts FETCH to what has changed (RFC 7162 §3.1.4.1, §3.2.6).
package struct FetchOptions: Hashable, Sendable {
    package var changedSince: UInt64?
    /// Asks for what is gone, too; only with `changedSince` and UIDs.
    package var vanished = false

    package init(changedSince: UInt64? = nil, vanished: Bool = false) {
        self.changedSince = changedSince
        self.vanished = vanished
    }
}

package enum StoreOperation: Hashable, Sendable { case add, remove, replace }

package enum SearchReturn: Hashable, Sendable {
    case min, max, count, all
    /// The server keeps the result for the next commands, and tells nothing of it (RFC 5182 §2).
    case save
    /// The last so many of the results (RFC 9394 §3.1); never together with `all`.
    case last(UInt32)
    /// The first so many of the results (RFC 5267 §4.4); never together with `all`.
    case first(UInt32)
}

/// A criterion of SEARCH (RFC 9051 §6.4.4); several are all to be met.
package indirect enum SearchKey: Hashable, Sendable {
    case all, seen, unseen, deleted, undeleted
    case uids(SequenceSet)
    case numbers(SequenceSet)
    /// The field holds the text, in any case.
    case header(field: Atom, contains: [UInt8])
    /// In octets.
    case larger(UInt64)
    case text([UInt8])
    case or(SearchKey, SearchKey)
}

/// Base64 of a SASL response (RFC 9051 §9: `base64`), validated, so that it can't end the line.
package struct Base64Line: Hashable, Sendable {
    package let octets: [UInt8]

    package init?(_ octets: [UInt8]) {
        let isValid = octets.allSatisfy {
            switch $0 {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
                true
            default: false
            }
        }
        guard isValid else { return nil }
        self.octets = octets
    }
}

extension Command {
    /// The command's name alone: fit for a log, whatever it carries.
    package var descriptionForLog: String {
        switch self {
        case .capability: "CAPABILITY"
        case .noop: "NOOP"
        case .logout: "LOGOUT"
        case .startTLS: "STARTTLS"
        case .login: "LOGIN …"
        case .authenticate(let mechanism, _): "AUTHENTICATE \(mechanism) …"
        case .enable: "ENABLE"
        case .compress: "COMPRESS"
        case .id: "ID"
        case .namespace: "NAMESPACE"
        case .select: "SELECT …"
        case .examine: "EXAMINE …"
        case .unselect: "UNSELECT"
        case .create: "CREATE …"
        case .delete: "DELETE …"
        case .rename: "RENAME …"
        case .subscribe: "SUBSCRIBE …"
        case .unsubscribe: "UNSUBSCRIBE …"
        case .listSubscribed: "LSUB …"
        case .list: "LIST …"
        case .status: "STATUS …"
        case .append: "APPEND …"
        case .idle: "IDLE"
        case .notify: "NOTIFY"
        case .fetch(let messages, _, _): "FETCH \(messages.set)"
        case .store(let messages, _, _, _): "STORE \(messages.set)"
        case .copy(let messages, _): "COPY \(messages.set) …"
        case .move(let messages, _): "MOVE \(messages.set) …"
        case .expunge(let uids): "UID EXPUNGE \(uids)"
        case .search: "SEARCH …"
        case .sort: "SORT …"
        case .thread: "THREAD …"
        case .getQuotaRoot: "GETQUOTAROOT …"
        case .myRights: "MYRIGHTS …"
        }
    }
}
