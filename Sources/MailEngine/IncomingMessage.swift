import InternetMessage
import MailModel
import MailStore

/// The octets of one message on their way into the store: held while they are few, staged on the disk from a size
/// on, so that no message is ever held whole that could not be held many times.
struct IncomingMessage {
    /// From this size on a message goes to the disk in pieces.
    private static let stagingLimit = 1 << 20
    /// As much of a staged message as is read for the list and the index.
    private static let headLimit = 1 << 20

    private let store: MailDatabase
    private var held: [UInt8] = []
    private var staging: Staging?

    private struct Staging {
        var content: ContentStaging
        /// Its first octets.
        var head: [UInt8]
        /// Line ends so far.
        var lines = 0
    }

    init(in store: MailDatabase) { self.store = store }

    var octetsHeld: Int { held.count }

    /// Line ends in all that has come.
    var lines: Int { (staging?.lines ?? 0) + Self.lines(in: held) }

    private static func lines(in octets: [UInt8]) -> Int { octets.count { $0 == 0x0A } }

    mutating func append(_ octets: [UInt8]) async throws(StoreError) {
        if held.isEmpty { held = octets } else { held += octets }
        if held.count >= Self.stagingLimit { try await stage() }
    }

    /// The message that has come whole.
    ///
    /// - Parameters:
    ///   - remote: The server's name for it, where there is one.
    ///   - flags: Its flags.
    ///   - date: When it arrived; nothing for the date in its header.
    ///   - now: The date of one that has none.
    /// - Returns: What the store keeps.
    /// - Throws: What the disk said.
    mutating func finish(
        as remote: RemoteID?, flags: Flags, date: MailDate?, now: MailDate
    ) async throws(StoreError) -> WholeMessage {
        var content = WholeMessage.Content.octets(held)
        if staging != nil {
            try await stage()
            if let staged = try await staging?.content.finish() { content = .staged(staged) }
        }
        let (summary, snippet) = ReadableText.listed(ParsedMessage(octets: staging?.head ?? held))
        return WholeMessage(
            remote: remote, content: content, summary: summary, flags: flags, date: date ?? summary.sentDate ?? now,
            snippet: snippet)
    }

    /// Gives up: nothing of it stays.
    func discard() async throws(StoreError) { try await staging?.content.discard() }

    private mutating func stage() async throws(StoreError) {
        var staging =
            if let staging { staging } else {
                Staging(content: try await store.stageContent(), head: Array(held.prefix(Self.headLimit)))
            }
        staging.lines += Self.lines(in: held)
        try await staging.content.append(held)
        self.staging = staging
        held = []
    }
}
