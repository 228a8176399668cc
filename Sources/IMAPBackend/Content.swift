package import BackendAPI
import IMAP
package import MailModel

/// Messages, or parts of them, on their way from the server.
struct Transfer {
    let mailbox: MailboxName
    let section: BodySection
    /// Not asked for yet.
    var waiting: ArraySlice<RemoteID>
    /// Asked for, in the order in which their octets will be given on.
    var underWay: [Chunk] = []
    var ready: [ContentPiece] = []
    /// The message whose octets are given on.
    var current = Current()
    /// The next message can't be asked for; that is to be said when those before it are through.
    var isHeldUp = false
    /// Octets of a message, by those so far.
    var averageSize = 32_768

    /// A piece of a message, asked for by a command of its own.
    struct Chunk {
        var id: RemoteID
        var tag: Tag
        var origin: UInt64
        /// Octets that were asked for.
        var count: UInt64
    }

    struct Current {
        var hasBegun = false
        /// Octets of the chunk under way; nothing while the server has told nothing of it.
        var chunk: UInt64?
        /// The section's octets were handed on as they came, so the response has none.
        var wasStreamed = false
        /// Octets in all, as the server counts them.
        var size: UInt64 = 0
        /// Octets asked for so far.
        var asked: UInt64 = 0
        var total: UInt64 = 0
    }

    /// Octets of a message that one command asks for: more is asked for by several, so that
    /// nobody waits long behind a large message.
    private static let chunkSizes = 16_384...1_048_576
    /// The first command asks for so much at least: most texts come whole with it.
    private static let firstChunk = 131_072
    /// The most octets and messages that are asked for ahead.
    static let mostOctetsAhead = 4_194_304
    static let messagesAhead = 100

    /// Octets asked for ahead, by how fast the line is.
    var octetsAhead = Transfer.mostOctetsAhead

    /// Octets that the next command of a message asks for.
    func chunkSize(at origin: UInt64) -> UInt64 {
        let step = Self.chunkSizes.lowerBound
        let size = min(max(octetsAhead / 4 / step, 1) * step, Self.chunkSizes.upperBound)
        return UInt64(origin == 0 ? max(size, Self.firstChunk) : size)
    }

    /// Octets that are probably still to come of what was asked for.
    var expected: Int { underWay.reduce(0) { $0 + min(averageSize, Int($1.count)) } }

    /// Octets that are probably to be asked for still.
    var left: Int {
        waiting.count * averageSize + (current.size > current.asked ? Int(clamping: current.size - current.asked) : 0)
    }

    /// It is time to ask for more.
    var wantsMore: Bool {
        if !waiting.isEmpty, underWay.isEmpty { return true }
        if wantsNextChunk { return true }
        return !isHeldUp && !waiting.isEmpty && underWay.count < Self.messagesAhead / 2
            && expected < octetsAhead / 4 * 3
    }

    /// The message under way is larger than what was asked for of it.
    var wantsNextChunk: Bool {
        current.hasBegun && current.size > current.asked
            && Int(clamping: current.asked - current.total) < octetsAhead
    }

    var wireSection: Section? {
        switch section {
        case .whole: return .whole
        case .header: return .header
        case .part(let number):
            let numbers = number.split(separator: ".", omittingEmptySubsequences: false).map { UInt32($0) }
            let valid = numbers.compactMap(\.self).filter { $0 > 0 }
            return valid.count == numbers.count && valid.count <= 100 ? Section(part: valid) : nil
        }
    }
}

extension IMAPBackend {
    package nonisolated func content(
        _ section: BodySection, of ids: [RemoteID], in mailbox: MailboxName
    ) -> ContentStream {
        let start = StreamStart {
            await self.beginTransfer(Transfer(mailbox: mailbox, section: section, waiting: ids[...]))
        } end: { number in
            await self.endTransfer(number)
        }
        return ContentStream { () async throws(BackendError) in try await self.nextPiece(start.number()) }
    }

    private func beginTransfer(_ transfer: Transfer) -> Int {
        memory.streamCount += 1
        transfers[memory.streamCount] = transfer
        return memory.streamCount
    }

    private func endTransfer(_ number: Int) async {
        guard let transfer = transfers.removeValue(forKey: number), let connection = link?.connection else { return }
        for chunk in transfer.underWay { await connection.abandon(chunk.tag) }
    }

    private func nextPiece(_ number: Int) async throws(BackendError) -> ContentPiece? {
        do {
            return try await makePiece(number)
        } catch {
            await endTransfer(number)
            throw withoutSecret(error)
        }
    }

    private func makePiece(_ number: Int) async throws(BackendError) -> ContentPiece? {
        while var transfer = transfers[number] {
            if !transfer.ready.isEmpty {
                let piece = transfer.ready.removeFirst()
                transfers[number] = transfer
                return piece
            }
            if transfer.wantsMore {
                try await askForMore(&transfer)
            } else if transfer.underWay.isEmpty {
                transfers[number] = nil
                return nil
            } else {
                try await takeParts(&transfer)
            }
            // The stream may have been dropped meanwhile.
            guard transfers[number] != nil else { return nil }
            transfers[number] = transfer
        }
        return nil
    }

    /// Sends requests until the window is full.
    private func askForMore(_ transfer: inout Transfer) async throws(BackendError) {
        try await takeTurn()
        defer { giveTurn() }
        try await compress(before: .content(octets: transfer.left), over: connected())
        let selection = try await select(transfer.mailbox)
        transfer.isHeldUp = false
        guard let section = transfer.wireSection else {
            transfer.ready += transfer.waiting.map { .missing($0, reason: "there is no such part") }
            transfer.waiting = []
            return
        }
        while transfer.wantsNextChunk, let id = transfer.underWay.first?.id {
            let chunk = try await ask(for: id, section, from: transfer.current.asked, of: &transfer)
            let place = transfer.underWay.firstIndex { $0.id != id } ?? transfer.underWay.count
            transfer.underWay.insert(chunk, at: place)
            transfer.current.asked += chunk.count
        }
        while transfer.underWay.count < Transfer.messagesAhead,
            transfer.underWay.isEmpty || transfer.expected < transfer.octetsAhead, let id = transfer.waiting.popFirst()
        {
            guard case .uid(_, selection.validity) = id else {
                // What comes before it goes first.
                if !transfer.underWay.isEmpty {
                    transfer.waiting = [id] + transfer.waiting
                    transfer.isHeldUp = true
                    return
                }
                transfer.ready.append(.missing(id, reason: "the mailbox was rebuilt on the server"))
                return
            }
            transfer.underWay.append(try await ask(for: id, section, from: 0, of: &transfer))
        }
    }

    private func ask(
        for id: RemoteID, _ section: Section, from origin: UInt64, of transfer: inout Transfer
    ) async throws(BackendError) -> Transfer.Chunk {
        guard case .uid(let uid, _) = id else { throw .refused(serverText: "not a message of an IMAP server") }
        let connection = try connected().connection
        transfer.octetsAhead = await connection.pace.octetsAhead(limit: Transfer.mostOctetsAhead)
        let count = transfer.chunkSize(at: origin)
        let partial = FetchAttribute.Partial(origin: origin, count: count)
        let body = FetchAttribute.body(section, partial: partial)
        let items: [FetchAttribute] = origin == 0 && section == .whole ? [.uid, .sizeInOctets, body] : [.uid, body]
        let tag = try await connection.send(.fetch(.uids(SequenceSet(uid)), items, FetchOptions())) {
            // Liberal: servers that tell the UID behind the octets, or no origin.
            //
            // Dovecot works on several commands at once when the line is slow, so that a piece may come before the
            // end of the one before it: only section and origin tell whose it is.
            guard case .fetch(let fetch) = $0, fetch.uid == nil || fetch.uid == uid else { return false }
            return fetch.items.contains {
                if case .body(section, let told, _) = $0 { told == nil || told == origin } else { false }
            }
        }
        return Transfer.Chunk(id: id, tag: tag, origin: origin, count: count)
    }

    /// Takes what comes next of the oldest chunk.
    private func takeParts(_ transfer: inout Transfer) async throws(BackendError) {
        guard let chunk = transfer.underWay.first else { return }
        let connection = try connected().connection
        let parts = try await connection.nextParts(chunk.tag)
        for part in parts { transfer.take(part, of: chunk) }
        guard parts.isEmpty else { return }
        transfer.underWay.removeFirst()
        try await end(chunk, try await connection.finish(chunk.tag), of: &transfer)
    }

    private func end(
        _ chunk: Transfer.Chunk, _ status: StatusResponse, of transfer: inout Transfer
    ) async throws(BackendError) {
        guard let octets = transfer.current.chunk, status.condition == .ok else {
            if let later = status.postponement { throw .postponed(later, serverText: status.shownText) }
            guard !transfer.current.hasBegun else {
                throw .tryLater(serverText: "a message disappeared while it was read")
            }
            let reason = status.condition == .ok ? "the server no longer has it" : status.shownText
            transfer.ready.append(.missing(chunk.id, reason: withoutSecret(.refused(serverText: reason)).text))
            return
        }
        transfer.current.chunk = nil
        // A chunk that is not full is the last one; a full one may be.
        guard octets >= chunk.count else {
            while let next = transfer.underWay.first, next.id == chunk.id {
                await link?.connection.abandon(next.tag)
                transfer.underWay.removeFirst()
            }
            return transfer.endMessage(chunk.id)
        }
        if transfer.underWay.first?.id != chunk.id {
            transfer.current.size = max(transfer.current.size, transfer.current.asked + 1)
            try await takeTurn()
            defer { giveTurn() }
            guard case .uid(_, try await select(transfer.mailbox).validity) = chunk.id,
                let section = transfer.wireSection
            else { throw .tryLater(serverText: "the mailbox was rebuilt while it was read") }
            let next = try await ask(for: chunk.id, section, from: transfer.current.asked, of: &transfer)
            transfer.underWay.insert(next, at: 0)
            transfer.current.asked += next.count
        }
    }
}

extension Transfer {
    fileprivate mutating func take(_ part: Request.Part, of chunk: Chunk) {
        switch part {
        case .bodyBegan(let fetch, let size):
            begin(chunk, fetch, size: size)
            current.wasStreamed = true
        case .bodyOctets(let octets): give(octets)
        case .response(.fetch(let fetch)):
            if !current.wasStreamed, let octets = fetch.body?.octets {
                begin(chunk, fetch, size: UInt64(octets.count))
                give(octets)
            }
            current.wasStreamed = false
        case .response, .bodyEnded, .challenge, .tooLong: break
        }
    }

    private mutating func begin(_ chunk: Chunk, _ fetch: FetchResponse, size: UInt64) {
        current.chunk = current.chunk ?? 0
        guard !current.hasBegun else { return }
        current.hasBegun = true
        current.size = size
        for case .sizeInOctets(let whole) in fetch.items { current.size = max(size, whole) }
        current.asked = chunk.count
        ready.append(.began(chunk.id, sizeInOctets: Int(clamping: current.size)))
    }

    private mutating func give(_ octets: [UInt8]) {
        current.chunk = (current.chunk ?? 0) + UInt64(octets.count)
        current.total += UInt64(octets.count)
        guard !octets.isEmpty else { return }
        // A line that gives a few octets at a time makes no crowd of pieces.
        if case .octets(let before)? = ready.last, before.count < Self.chunkSizes.lowerBound {
            ready[ready.count - 1] = .octets(before + octets)
        } else {
            ready.append(.octets(octets))
        }
    }

    fileprivate mutating func endMessage(_ id: RemoteID) {
        ready.append(.ended(id))
        averageSize = (averageSize * 3 + Int(clamping: current.total)) / 4 + 1
        current = Current()
    }
}

extension BackendError {
    /// What happened, in words.
    var text: String {
        switch self {
        case .unreachable(let text), .insecure(let text), .authenticationFailed(_, let text), .tryLater(_, let text),
            .postponed(_, let text), .refused(let text), .protocolViolation(let text), .notKept(let text):
            text
        case .cancelled: "cancelled"
        }
    }
}
