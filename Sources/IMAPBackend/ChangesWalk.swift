import BackendAPI
import IMAP
import MailModel

/// One comparison of a mailbox, between two of its pieces.
///
///     opening ──▶ comparing (no CONDSTORE) ──▶ arrivals ──▶ older ──▶ over
///        └── first time, or UIDVALIDITY changed ─────────────▲
struct ChangesWalk {
    let mailbox: MailboxName
    let known: KnownMailbox
    /// Where the last comparison ended; nothing the first time.
    let point: SyncPoint?
    var stage = Stage.opening
    /// Pieces that are ready to be taken.
    var ready: [MailboxDelta] = []
    /// Where this comparison will have ended.
    var target: SyncPoint?
    /// What a person may do with the mailbox: goes with the next piece.
    var rights: MailboxRights?
    var descent: Descent?
    var comparison: Comparison?
    /// Messages fetched so far and to be fetched in all.
    var progress = MailboxDelta.Progress(done: 0, total: 0)

    enum Stage { case opening, comparing, arrivals, older, over }

    /// Going through a mailbox from its newest message down, by sequence numbers.
    struct Descent {
        /// The selection and the state of it under which the numbers hold.
        var serial: Int
        var removals: Int
        /// The highest number not yet asked for.
        var upper: UInt32
        /// The lowest UID seen so far; all below are still to come.
        var floor: UInt32?
        /// UIDs below this are not wanted.
        var stop: UInt32
        /// Asked for, in order.
        var pending: [Window] = []
        /// Messages in a row that were asked for, and of which nothing came.
        var missing = 0
        /// Nothing was asked for yet.
        var isFresh = true
        /// What a message's summary takes on the line, by those so far.
        var octetsPerMessage = 600
        var conversations = Conversations.none

        /// Messages of the next window on a line that may have so many octets under way.
        func windowSize(octetsAhead: Int) -> UInt32 {
            let size = UInt32(clamping: octetsAhead / ChangesWalk.windowsAhead / max(octetsPerMessage, 1))
            return min(max(size, ChangesWalk.windows.lowerBound), ChangesWalk.windows.upperBound)
        }

        /// Octets that are to come of what was asked for.
        var expected: Int { pending.reduce(0) { $0 + $1.numbers.count * octetsPerMessage } }
    }

    /// An answer that is to come.
    struct Window {
        enum Content {
            /// The next messages down.
            case next
            /// How the messages hang together.
            case threads
            /// Messages further down that belong to what is on the screen.
            case related
        }

        var tag: Tag
        var numbers: SequenceSet
        var content = Content.next
    }

    /// What the first screen's messages answer and are answered by, where a list of threads would grow beneath a
    /// person's eyes until it has come.
    enum Conversations {
        case none
        /// The server is to be asked who belongs to these.
        case wanted(screen: ClosedRange<UInt32>)
        case asked(screen: ClosedRange<UInt32>)
        /// To be fetched next.
        case found(SequenceSet)
    }

    /// Flags of all known messages against the server's (no CONDSTORE).
    struct Comparison {
        /// The flags that the messages still to be compared had.
        var flags: [UInt32: Flags]
        /// Their UIDs, ascending.
        var order: [UInt32]

        init(_ flags: [UInt32: Flags]) {
            self.flags = flags
            order = flags.keys.sorted()
        }
    }

    /// The first window is a screen's worth, so that it is there at once.
    static let firstWindow: UInt32 = 60
    /// Messages of the other windows: on a slow line few, so that nobody waits long behind them.
    static let windows: ClosedRange<UInt32> = 20...500
    /// Of so many messages at most it is asked how they hang together: a short answer, and a quick one.
    static let threadedLimit: UInt32 = 5000
    /// The most messages that are fetched before it is their turn.
    static let relatedLimit = 200
    /// Into so many windows what is asked for ahead is cut.
    static let windowsAhead = 4
    /// The most octets that are asked for ahead.
    static let octetsAhead = 1_048_576
    /// Windows of nothing but flags.
    static let flagsWindow: UInt32 = 2000
    /// Arrivals asked for before it is known whether there are any.
    static let arrivalsAhead: UInt32 = 100
    /// So many messages in a row may be gone: of more the server has only told.
    static let missingLimit = 100_000
    /// Messages of one piece at most.
    static let pieceLimit = 500

    init(mailbox: MailboxName, known: KnownMailbox) {
        self.mailbox = mailbox
        self.known = known
        point = known.checkpoint.flatMap { SyncPoint($0) }
    }

    /// What every server has.
    private static let summary: [FetchAttribute] = [
        .uid, .flags, .internalDate, .sizeInOctets, .envelope, .bodyStructure,
        .body(Section(text: .headerFields([Array("REFERENCES".utf8)])), partial: nil),
    ]

    /// What is asked of each message of a window; `isShown`: they will be on the screen at once.
    func items(over link: IMAPBackend.Link, isShown: Bool) -> [FetchAttribute] {
        known.wantsWhole ? Self.names + Self.mark(over: link) : Self.summary(over: link, isShown: isShown)
    }

    /// What a line of the list is made of, as far as the server has it.
    ///
    /// Few lines are looked at before the text is here, so that first words are asked of few messages.
    static func summary(over link: IMAPBackend.Link, isShown: Bool) -> [FetchAttribute] {
        let preview: [FetchAttribute] = isShown && link.capabilities.contains(.preview) ? [.lazyPreview] : []
        return summary + mark(over: link) + preview
    }

    /// What a message is recognised by elsewhere.
    private static func mark(over link: IMAPBackend.Link) -> [FetchAttribute] {
        link.capabilities.contains(.objectID) ? [.emailID] : []
    }

    /// What there is of a message without its header.
    static let names: [FetchAttribute] = [.uid, .flags, .internalDate, .sizeInOctets]

    /// Puts flags and disappearances into pieces.
    mutating func report(flags: [UInt32: Flags], vanished: [UInt32], validity: UInt32) {
        let names = { (uid: UInt32) in RemoteID.uid(uid, validity: validity) }
        for piece in Array(vanished).pieces(of: Self.pieceLimit) {
            ready.append(MailboxDelta(vanished: piece.map(names)))
        }
        for piece in flags.sorted(by: { $0.key > $1.key }).pieces(of: Self.pieceLimit) {
            ready.append(
                MailboxDelta(flags: Dictionary(piece.map { (names($0.key), $0.value) }) { first, _ in first }))
        }
    }
}

extension Array {
    /// The array cut into pieces of at most `limit` elements.
    func pieces(of limit: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: limit).map { self[$0..<Swift.min($0 + limit, count)] }
    }
}

extension FetchResponse {
    /// More than flags: an answer to a question for summaries.
    var isSummary: Bool {
        items.contains {
            switch $0 {
            case .internalDate, .sizeInOctets, .envelope, .bodyStructure: true
            default: false
            }
        }
    }
}
