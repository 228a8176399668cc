import BackendAPI
import MailModel
import MailStore

extension UploadMessage {
    /// Up to this size a message is held while it is sent.
    private static let heldSize = 1 << 20

    /// A message of a store, with its flags and date as they are there.
    init(_ entry: StoredEntry, _ content: StoredContent, of store: MailDatabase) async throws(StoreError) {
        let size = content.sizeInOctets
        self.init(
            content: .octets([]), sizeInOctets: size, holdsNUL: false, flags: entry.flags, internalDate: entry.date)
        if size <= Self.heldSize {
            let octets = try await store.content(of: entry.id) ?? []
            self.content = .octets(octets)
            holdsNUL = octets.contains(0)
        } else {
            for try await octets in content where octets.contains(0) { holdsNUL = true }
            let pieces = StoredPieces(content)
            self.content = .pieces { try await pieces.next() }
        }
    }

    var octetsHeld: Int { if case .octets(let octets) = content { octets.count } else { 0 } }
}

/// A message's octets, one piece after another.
private actor StoredPieces {
    private var pieces: StoredContent.Iterator

    init(_ content: StoredContent) { pieces = content.makeAsyncIterator() }

    func next() async throws -> [UInt8]? {
        var pieces = pieces
        defer { self.pieces = pieces }
        return try await pieces.next()
    }
}

extension ContentLikeness {
    init(of content: StoredContent) async throws(StoreError) {
        for try await octets in content { take(octets) }
    }
}

extension PresentIndex {
    /// Finds a message of ours among those of a mailbox on a server, and takes it out: with its Message-ID, its size and
    /// its octets.
    ///
    /// - Returns: Its name there; nothing where it is not there.
    mutating func claim(
        _ content: StoredContent, messageID: String, in mailbox: MailboxName, of backend: any MailUploading
    ) async throws -> RemoteID? {
        guard contains(messageID: messageID) else { return nil }
        let ours = try await ContentLikeness(of: content)
        let candidates = candidates(messageID: messageID, sizesInOctets: ours.sizes)
        guard !candidates.isEmpty else { return nil }
        let digest = ours.digest()
        for candidate in candidates {
            var theirs = ContentLikeness()
            let stream = backend.content(.whole, of: [candidate], in: mailbox)
            while let piece = try await stream.next() {
                if case .octets(let octets) = piece { theirs.take(octets) }
            }
            guard theirs.digest() == digest else { continue }
            claim(candidate)
            return candidate
        }
        return nil
    }
}

extension MailUploading {
    /// What the server has in a mailbox, and its UIDVALIDITY.
    func look(into mailbox: MailboxName) async throws(BackendError) -> (present: PresentIndex, validity: UInt32) {
        var present = PresentIndex()
        var start: Int? = 0
        var validity: UInt32 = 0
        while let from = start {
            let window = try await presentMessages(in: mailbox, from: from)
            for message in window.messages { present.add(message) }
            (start, validity) = (window.next, window.validity)
        }
        return (present, validity)
    }

    /// What has come to a mailbox since; all of it where it is another mailbox by now.
    func look(into mailbox: MailboxName, since point: MailboxPoint) async throws(BackendError) -> PresentIndex {
        guard let arrivals = try await arrivals(in: mailbox, since: point) else {
            return try await look(into: mailbox).present
        }
        var present = PresentIndex()
        for message in arrivals { present.add(message) }
        return present
    }
}

extension EngineClock {
    /// Waits until nothing arrives any more: what a process had sent when it was killed may still be on its way through
    /// the server.
    func awaitStragglers(_ count: @Sendable () async throws(BackendError) -> Int) async throws(BackendError) {
        var known = try await count()
        var quiet = 0
        while quiet < 2, !Task.isCancelled {
            await sleep(.seconds(1))
            let now = try await count()
            quiet = now == known ? quiet + 1 : 0
            known = now
        }
    }
}
