package import MailModel
package import MailStore

/// Brings messages that come from no server into a mailbox of the store, in groups.
///
/// What the mailbox has already is left out, by its octets: of messages that are the same, as many are there in the
/// end as the archive has, or as the mailbox had, whichever is more. So an import that was interrupted, or is made
/// twice, doubles nothing.
package struct MessageImport {
    private static let messageLimit = 250
    private static let octetLimit = 4 << 20

    private let store: MailDatabase
    private let mailbox: MailboxID
    private let now: MailDate
    /// How many of the same octets the mailbox had, less those that have come.
    private var known: [[UInt8]: Int]
    private var group: [WholeMessage] = []
    private var octetsHeld = 0
    private var current: IncomingMessage

    /// Prepares an import; `now` is the date of messages that have none.
    package init(into mailbox: MailboxID, of store: MailDatabase, now: MailDate) async throws(StoreError) {
        self.store = store
        self.mailbox = mailbox
        self.now = now
        known = try await store.digestCounts(in: mailbox)
        current = IncomingMessage(in: store)
    }

    /// Whether the next message is wanted; to be asked once for each, before its octets.
    ///
    /// `digest`: SHA-256 of its octets.
    package mutating func wants(digest: [UInt8]) -> Bool {
        guard let count = known[digest], count > 0 else { return true }
        known[digest] = count - 1
        return false
    }

    package mutating func append(_ octets: [UInt8]) async throws(StoreError) { try await current.append(octets) }

    /// Says that the message is whole.
    ///
    /// - Parameters:
    ///   - flags: Its flags.
    ///   - date: When it arrived; nothing for the date in its header.
    /// - Throws: What the disk said.
    package mutating func endMessage(flags: Flags, date: MailDate?) async throws(StoreError) {
        octetsHeld += current.octetsHeld
        group.append(try await current.finish(as: nil, flags: flags, date: date, now: now))
        current = IncomingMessage(in: store)
        if group.count >= Self.messageLimit || octetsHeld >= Self.octetLimit { try await keep() }
    }

    /// Gives up the message under way.
    package mutating func discardMessage() async throws(StoreError) {
        try await current.discard()
        current = IncomingMessage(in: store)
    }

    /// Writes down what has come; durable when this returns.
    package mutating func keep() async throws(StoreError) {
        guard !group.isEmpty else { return }
        _ = try await store.keepMessages(group, in: mailbox, now: now)
        group = []
        octetsHeld = 0
    }
}
