package import BackendAPI
package import MailModel
import POP3

extension POP3Backend {
    package nonisolated func changes(in mailbox: MailboxName, since known: KnownMailbox) -> DeltaStream {
        guard mailbox == .inbox else {
            return DeltaStream { () async throws(BackendError) in
                throw .refused(serverText: "POP3 has no mailbox but INBOX")
            }
        }
        let comparison = Comparison(self, known)
        return DeltaStream { () async throws(BackendError) in try await comparison.next() }
    }

    /// The maildrop as it is now: a session that was compared before never sees new mail (RFC 1939 §8).
    fileprivate func freshMaildrop() async throws(BackendError) -> Maildrop {
        try await takeTurn()
        defer { passTurn() }
        var connection = try await idleConnection()
        if connection.isCompared {
            await endSession()
            connection = try await openConnection()
        }
        let maildrop = try await connection.listedMaildrop(mayRetrieve: settings.identifiesByRetrieving)
        ambiguous.formUnion(maildrop.ambiguous)
        connection.isCompared = true
        return maildrop
    }
}

/// One comparison of the maildrop with what is known here, by unique-ids (RFC 1939 §7).
private actor Comparison {
    /// The most messages of a piece.
    private static let pieceSize = 500

    private let backend: POP3Backend
    private let known: KnownMailbox
    private var maildrop: Maildrop?
    // Places in the maildrop's entries, oldest first: pieces are taken from the end.
    private var arrived: [Int32] = []
    private var vanished: [RemoteID] = []
    private var total = 0

    init(_ backend: POP3Backend, _ known: KnownMailbox) {
        self.backend = backend
        self.known = known
    }

    func next() async throws(BackendError) -> MailboxDelta? {
        let maildrop: Maildrop
        if let current = self.maildrop { maildrop = current } else { maildrop = try await compare() }
        guard !arrived.isEmpty || !vanished.isEmpty else { return nil }
        var delta = MailboxDelta()
        // All of these first: where the server has renamed everything, what arrives is what vanished.
        delta.vanished = vanished.suffix(Self.pieceSize)
        vanished.removeLast(delta.vanished.count)
        delta.arrived = arrived.suffix(Self.pieceSize - delta.vanished.count).reversed().map { place in
            let entry = maildrop.entries[Int(place)]
            return RemoteMessage(id: .uidl(entry.id), sizeInOctets: entry.sizeInOctets)
        }
        arrived.removeLast(delta.arrived.count)
        delta.progress = MailboxDelta.Progress(done: total - arrived.count, total: total)
        return delta
    }

    private func compare() async throws(BackendError) -> Maildrop {
        let maildrop = try await backend.freshMaildrop()
        let names = await known.messages()
        // A known name with another size may have been given to another message.
        let resized = maildrop.isConsistent ? Set(await known.resized { maildrop.entry($0)?.sizeInOctets }) : []
        for (place, entry) in maildrop.entries.enumerated()
        where names[.uidl(entry.id)] == nil || resized.contains(.uidl(entry.id)) {
            arrived.append(Int32(place))
        }
        // Listings that disagree may have left something out.
        if maildrop.isConsistent { vanished = names.keys.filter { maildrop.entry($0) == nil } }
        total = arrived.count
        self.maildrop = maildrop
        return maildrop
    }
}
