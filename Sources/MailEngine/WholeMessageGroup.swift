import MailModel
import MailStore

/// Puts the pieces of fetched messages together, and the messages into the store in groups.
///
/// A group is what one transaction holds: large enough that the disk's sync costs little
/// a message, small enough to stay in memory. One group is written while the next one
/// comes. A message above the limit is staged on the disk as it comes.
struct WholeMessageGroup {
    private static let messageLimit = 250
    private static let octetLimit = 1 << 20
    /// Groups that wait while the log is copied into the database; the connection does not.
    private static let writingLimit = 6

    private let wanted: [WantedMessage]
    /// Places in `wanted`.
    private let places: [RemoteID: Int32]
    private let store: MailDatabase
    private let mailbox: MailboxID
    private let removeAfter: Duration?
    private let now: MailDate
    /// Each message is durable before the next is asked for.
    private let isOneByOne: Bool
    private var whole: [WholeMessage] = []
    private var octetsHeld = 0
    private var current: IncomingMessage
    /// Groups on their way into the store, the oldest first.
    private var writings: [StoreWriting<Void>] = []

    /// Makes an empty group; `messages` are those that may come, `now` is when they do, and `removeAfter` how long
    /// their copies stay on the server from then on.
    init(
        _ messages: [WantedMessage], store: MailDatabase, mailbox: MailboxID, removeAfter: Duration?, now: MailDate,
        isOneByOne: Bool
    ) {
        self.isOneByOne = isOneByOne
        wanted = messages
        places = Dictionary(messages.lazy.map(\.id).enumerated().map { ($1, Int32($0)) }) { $1 }
        self.store = store
        self.mailbox = mailbox
        self.now = now
        self.removeAfter = removeAfter
        current = IncomingMessage(in: store)
    }

    mutating func take(_ pieces: [ContentPiece]) async throws(StoreError) {
        for piece in pieces {
            switch piece {
            case .began: current = IncomingMessage(in: store)
            case .octets(let octets): try await current.append(octets)
            case .ended(let id): try await end(id)
            case .missing: break
            }
        }
    }

    /// Writes down what has come whole; all of it is durable when this returns.
    mutating func keep() async throws(StoreError) {
        try await beginWriting()
        try await awaitWritings(but: 0)
    }

    private mutating func awaitWritings(but rest: Int) async throws(StoreError) {
        while writings.count > rest { try await writings.removeFirst().result() }
    }

    private mutating func beginWriting() async throws(StoreError) {
        try await awaitWritings(but: Self.writingLimit - 1)
        guard !whole.isEmpty else { return }
        let (store, whole, mailbox, now, removeAfter) = (store, whole, mailbox, now, removeAfter)
        let writing = StoreWriting { () async throws(StoreError) in
            _ = try await store.keepMessages(whole, in: mailbox, now: now, removeAfter: removeAfter)
        }
        writings.append(writing)
        self.whole = []
        octetsHeld = 0
    }

    private mutating func end(_ id: RemoteID) async throws(StoreError) {
        guard let message = places[id].map({ wanted[Int($0)] }) else { return }
        octetsHeld += current.octetsHeld
        var kept = try await current.finish(as: id, flags: message.flags, date: message.internalDate, now: now)
        kept.emailID = message.emailID
        // LIST's size is meant to be exact (RFC 1939 §5); IMAP sends its own length with every literal.
        if case .uidl = id {
            let size = message.sizeInOctets
            kept.announcedSize = size
            kept.isDoubtful = Self.isDoubtful(kept.content.sizeInOctets, announced: size) { current.lines }
        }
        whole.append(kept)
        current = IncomingMessage(in: store)
        if isOneByOne { return try await keep() }
        if whole.count >= Self.messageLimit || octetsHeld >= Self.octetLimit { try await beginWriting() }
    }

    /// Whether a message's octets may be too few, or not the right ones, by their number.
    ///
    /// Liberal: servers that count a line's end as one octet.
    private static func isDoubtful(_ size: Int, announced: Int, lines: () -> Int) -> Bool {
        announced != size && announced != size - lines()
    }
}
