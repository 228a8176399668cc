import InternetMessage
import MailModel
import MailStore

/// Puts the pieces of fetched messages together, and the messages into the store in groups.
///
/// A group is what one transaction holds: large enough that the disk's sync costs little
/// a message, small enough to stay in memory. One group is written while the next one
/// comes. A message above the limit is staged on the disk as it comes.
struct WholeMessageGroup {
    private static let messageLimit = 250
    private static let octetLimit = 2 << 20
    /// From this size on a message goes to the disk in pieces.
    private static let stagingLimit = 1 << 20
    /// As much of a staged message as is read for the list and the index.
    private static let headLimit = 1 << 20

    private let known: [RemoteID: RemoteMessage]
    private let store: MailDatabase
    private let mailbox: MailboxID
    private let removeAfter: Duration?
    private let now: MailDate
    /// Each message is durable before the next is asked for.
    private let isOneByOne: Bool
    private var whole: [WholeMessage] = []
    private var octetsHeld = 0
    private var current: [UInt8] = []
    private var staging: Staging?
    private var writing: StoreWriting<Void>?

    /// A message too large to be held.
    private struct Staging {
        var content: ContentStaging
        /// Its first octets.
        var head: [UInt8]
        /// Line ends so far.
        var lines = 0
    }

    /// Makes an empty group; `messages` are those that may come, `now` is when they do, and `removeAfter` how long
    /// their copies stay on the server from then on.
    init(
        _ messages: [RemoteMessage], store: MailDatabase, mailbox: MailboxID, removeAfter: Duration?, now: MailDate,
        isOneByOne: Bool
    ) {
        self.isOneByOne = isOneByOne
        known = Dictionary(messages.map { ($0.id, $0) }) { $1 }
        self.store = store
        self.mailbox = mailbox
        self.now = now
        self.removeAfter = removeAfter
    }

    mutating func take(_ piece: ContentPiece) async throws(StoreError) {
        switch piece {
        case .began:
            current = []
            staging = nil
        case .octets(let octets):
            current += octets
            if current.count >= Self.stagingLimit { try await stage() }
        case .ended(let id):
            try await end(id)
        case .missing:
            break
        }
    }

    /// Writes down what has come whole; all of it is durable when this returns.
    mutating func keep() async throws(StoreError) {
        try await beginWriting()
        try await writing?.result()
        writing = nil
    }

    private mutating func beginWriting() async throws(StoreError) {
        try await writing?.result()
        writing = nil
        guard !whole.isEmpty else { return }
        let (store, whole, mailbox, now, removeAfter) = (store, whole, mailbox, now, removeAfter)
        writing = StoreWriting { () async throws(StoreError) in
            _ = try await store.keepMessages(whole, in: mailbox, now: now, removeAfter: removeAfter)
        }
        self.whole = []
        octetsHeld = 0
    }

    private mutating func stage() async throws(StoreError) {
        var staging =
            if let staging { staging } else {
                Staging(content: try await store.stageContent(), head: Array(current.prefix(Self.headLimit)))
            }
        staging.lines += Self.lines(in: current)
        try await staging.content.append(current)
        self.staging = staging
        current = []
    }

    private mutating func end(_ id: RemoteID) async throws(StoreError) {
        guard let message = known[id] else { return }
        if staging != nil { try await stage() }
        whole.append(try await wholeMessage(message))
        octetsHeld += current.count
        current = []
        staging = nil
        if isOneByOne { return try await keep() }
        if whole.count >= Self.messageLimit || octetsHeld >= Self.octetLimit { try await beginWriting() }
    }

    private func wholeMessage(_ message: RemoteMessage) async throws(StoreError) -> WholeMessage {
        var content = WholeMessage.Content.octets(current)
        if var staging = staging?.content { content = .staged(try await staging.finish()) }
        let (summary, snippet) = ReadableText.listed(ParsedMessage(octets: staging?.head ?? current))
        return WholeMessage(
            remote: message.id, content: content, summary: summary, flags: message.flags,
            date: message.internalDate ?? summary.sentDate ?? now, snippet: snippet,
            announcedSize: message.announcedSize,
            isDoubtful: message.isDoubtful(content.sizeInOctets) { staging?.lines ?? Self.lines(in: current) })
    }

    private static func lines(in octets: [UInt8]) -> Int { octets.count { $0 == 0x0A } }
}

extension RemoteMessage {
    /// What the server said of its size, where that is meant to be exact: LIST's (RFC 1939 §5).
    ///
    /// IMAP sends its own length with every literal.
    fileprivate var announcedSize: Int? {
        if case .uidl = id { sizeInOctets } else { nil }
    }

    /// Whether its octets may be too few, or not the right ones, by their number.
    ///
    /// Liberal: servers that count a line's end as one octet.
    fileprivate func isDoubtful(_ size: Int, lines: () -> Int) -> Bool {
        guard let announcedSize, announcedSize != size else { return false }
        return announcedSize != size - lines()
    }
}
