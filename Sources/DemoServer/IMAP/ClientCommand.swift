import IMAP
import MailModel

/// A client's command (RFC 9051 §6, RFC 3501 §6, and the extensions the demo server has).
enum ClientCommand {
    // Any state.
    case capability, noop, logout, id
    // Not authenticated.
    case authenticate(mechanism: String, initial: [UInt8]?)
    case login(user: [UInt8], password: [UInt8])
    // Authenticated.
    case enable([String])
    case select(SelectRequest)
    case create(MailboxName, MailboxRole?)
    case delete(MailboxName)
    case rename(MailboxName, to: MailboxName)
    case subscribe(MailboxName)
    case unsubscribe(MailboxName)
    case list(ListRequest)
    case status(MailboxName, [MailboxStatus.Item])
    case namespace
    case append(AppendRequest)
    case idle
    // Selected.
    case check, close, unselect
    case expunge(uids: SequenceSet?)
    case search(SearchRequest)
    case fetch(FetchRequest)
    case store(StoreRequest)
    case copy(MessageSet, to: MailboxName)
    case move(MessageSet, to: MailboxName)
}

/// Messages as a command names them.
struct MessageSet: Sendable {
    var set: SequenceSet
    /// UIDs, not sequence numbers.
    var isUID: Bool
}

/// SELECT and EXAMINE with their parameters (RFC 7162 §3.1.8, §3.2.5).
struct SelectRequest {
    var name: MailboxName
    var isReadOnly: Bool
    var enablesCondStore = false
    var resync: Resync?

    /// What a client knows of the mailbox.
    struct Resync {
        var validity: UInt32
        var modSeq: UInt64
        var known: SequenceSet?
    }
}

/// LIST and LSUB (RFC 5258).
struct ListRequest {
    enum Selection: String {
        case subscribed = "SUBSCRIBED"
        case remote = "REMOTE"
        case recursive = "RECURSIVEMATCH"
        case specialUse = "SPECIAL-USE"
    }

    var isLSUB = false
    var selection: Set<Selection> = []
    var reference: String
    var patterns: [String] = []
    var returnsSubscribed = false
    /// LIST-STATUS (RFC 5819).
    var status: [MailboxStatus.Item] = []
}

struct AppendRequest {
    var name: MailboxName
    var flags = Flags()
    /// INTERNALDATE; now where the client gives none.
    var date: MailDate?
    var octets: [UInt8]
}

struct FetchRequest {
    var messages: MessageSet
    var items: [FetchAttribute]
    /// CHANGEDSINCE and VANISHED (RFC 7162 §3.1.4.1, §3.2.6).
    var changedSince: UInt64?
    var wantsVanished = false
}

/// One thing that FETCH asks for.
enum FetchAttribute: Equatable {
    case uid, flags, internalDate, size, envelope, body, bodyStructure, modSeq
    case section(Section, marksSeen: Bool, partial: Partial?)
    /// RFC822, RFC822.HEADER and RFC822.TEXT (RFC 3501 §6.4.5).
    case old(OldSection)

    struct Partial: Equatable {
        var origin: UInt32
        var count: UInt32
    }

    enum OldSection: Equatable { case whole, header, text }

    /// Whether giving it sets `\Seen` (RFC 9051 §6.4.5).
    var marksSeen: Bool {
        switch self {
        case .section(_, let marksSeen, _): marksSeen
        case .old(let section): section != .header
        default: false
        }
    }
}

struct StoreRequest {
    var messages: MessageSet
    var change: FlagChange
    var isSilent: Bool
    /// RFC 7162 §3.1.3.
    var unchangedSince: UInt64?
}

struct SearchRequest {
    enum Result: String { case min = "MIN", max = "MAX", all = "ALL", count = "COUNT" }

    var isUID: Bool
    /// ESEARCH (RFC 4731); nothing for a plain SEARCH.
    var results: [Result]?
    var charset: String?
    var key: SearchKey
}

/// What SEARCH looks for (RFC 3501 §6.4.4).
indirect enum SearchKey: Sendable {
    /// ALL.
    case everything
    case recent, new, old
    case all([SearchKey])
    case or(SearchKey, SearchKey)
    case not(SearchKey)
    case flag(Flag)
    case numbers(MessageSet)
    /// Numbers once they are resolved.
    case uids(SequenceSet)
    case header(String, text: [UInt8])
    case text([UInt8])
    case body([UInt8])
    case larger(Int)
    case smaller(Int)
    /// Days since 1970: of INTERNALDATE, or of the Date field.
    case before(Int, isSent: Bool)
    case on(Int, isSent: Bool)
    case since(Int, isSent: Bool)
    case modSeq(UInt64)
}

typealias Flag = MailModel.Flag
