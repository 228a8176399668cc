import BackendAPI
package import InternetMessage
package import MailModel
package import MailStore

/// Makes what the store has of a message readable.
package struct MessageReader: Sendable {
    let store: MailDatabase
    /// The server whose word on senders is believed: its authserv-id (RFC 8601).
    let trustedServer: String?

    package init(store: MailDatabase, trustedServer: String? = nil) {
        self.store = store
        self.trustedServer = trustedServer
    }

    /// Reads a message from the store alone.
    ///
    /// - Parameters:
    ///   - id: Which.
    ///   - limit: As many octets of a whole message as are looked at.
    /// - Returns: Nothing where the text is not here yet, the message is gone, or the task was cancelled meanwhile.
    /// - Throws: What the store said.
    package func read(_ id: StoredID, atMost limit: Int = .max) async throws(StoreError) -> ReadableMessage? {
        let message = try await readAll(id, atMost: limit)
        return Task.isCancelled ? nil : message
    }

    private func readAll(_ id: StoredID, atMost limit: Int) async throws(StoreError) -> ReadableMessage? {
        guard let message = try await store.message(id) else { return nil }
        let background = try await background(of: message)
        if message.isWhole {
            return try await store.content(of: id, atMost: limit).map {
                ReadableText.read(ParsedMessage(octets: $0), background: background)
            }
        }
        guard case .parts(let parts) = FetchPlan(message), let structure = message.summary.structure,
            let header = try await store.content(of: id, .header)
        else { return nil }
        var fetched: [ReadableText.FetchedPart] = []
        for part in parts {
            guard let octets = try await store.content(of: id, .part(part.number)) else { return nil }
            fetched.append((part: part, octets: octets[...]))
        }
        return ReadableText.read(
            header: Header(header), summary: message.summary, structure: structure, parts: fetched,
            background: background)
    }

    /// Reads the beginning of a very long text, for a first page while all of it is read.
    ///
    /// - Returns: Nothing of any other message.
    /// - Throws: What the store said.
    func readBeginning(_ id: StoredID) async throws(StoreError) -> ReadableMessage? {
        guard let message = try await store.message(id), message.isWhole,
            message.row.sizeInOctets > Self.longInOctets, let structure = message.summary.structure,
            structure.type == "text", structure.children.isEmpty,
            let octets = try await store.content(of: id, atMost: Self.beginningInOctets)
        else { return nil }
        // Half a character could be taken for another charset.
        let end = octets.lastIndex(of: 0x0A) ?? octets.endIndex - 1
        let beginning = ParsedMessage(octets: Array(octets.prefix(through: end)))
        var readable = ReadableText.read(beginning, background: try await background(of: message))
        // That it ends early is no news.
        readable.notices.removeAll { $0 == beginning.notice }
        return readable
    }

    private static let longInOctets = 2 << 20
    private static let beginningInOctets = 128 << 10

    func background(of message: StoredMessage) async throws(StoreError) -> SenderBackground {
        SenderBackground(isFirst: try await store.isFirstOfSender(message), trustedServer: trustedServer)
    }

    /// A part decoded, or the whole message where `part` is nothing; nothing where it isn't here.
    package func octets(of id: StoredID, part: String?) async throws(StoreError) -> [UInt8]? {
        guard let part else { return try await store.content(of: id) }
        if let whole = try await store.content(of: id) { return ParsedMessage(octets: whole).decoded(number: part) }
        // A file inside a part comes with the part.
        let host = MessagePart.hostNumber(of: part)
        guard let encoded = try await store.content(of: id, .part(host)),
            let structure = try await store.message(id)?.summary.structure
        else { return nil }
        return structure.flattened.first { $0.number == host }?.decode(encoded[...], number: part)
    }
}

extension StoredMessage {
    /// Octets of a section, as far as they are known before it comes.
    fileprivate func size(of section: BodySection) -> Int {
        switch section {
        case .whole: row.sizeInOctets
        case .header: 0
        case .part(let number): summary.structure?.flattened.first { $0.number == number }?.sizeInOctets ?? 0
        }
    }
}

extension FetchPlan {
    init(_ message: StoredMessage) {
        self.init(structure: message.summary.structure, sizeInOctets: message.row.sizeInOctets)
    }
}

/// Why a message can't be read now.
package enum ReadingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is no longer in the store, or no longer on the server before its text was fetched.
    case gone
    /// Its text is on the server, and there is no way there; `reason` is fit for a person.
    case offline(reason: String)
    case store(StoreError)

    /// A sentence without a full stop, fit for the status line.
    package var description: String {
        switch self {
        case .gone: "the message is no longer there"
        case .offline(let reason): reason
        case .store(let error): error.description
        }
    }
}

extension AccountEngine {
    private nonisolated var reader: MessageReader { MessageReader(store: store, trustedServer: account.trustedServer) }

    /// Reads a message from the store alone, off the engine's own turn; nothing where it has to be fetched.
    package nonisolated func readStored(_ id: StoredID) async throws(ReadingError) -> ReadableMessage? {
        do {
            return try await reader.read(id)
        } catch {
            throw .store(error)
        }
    }

    /// Reads the first pages of a stored message that is so long that reading it takes a while; nothing of any other.
    package nonisolated func readBeginning(_ id: StoredID) async throws(ReadingError) -> ReadableMessage? {
        do {
            return try await reader.readBeginning(id)
        } catch {
            throw .store(error)
        }
    }

    /// What is known of a message's sender from elsewhere; nothing of one that is gone.
    package nonisolated func senderBackground(of id: StoredID) async throws(ReadingError) -> SenderBackground {
        do {
            guard let message = try await store.message(id) else { return SenderBackground() }
            return try await reader.background(of: message)
        } catch {
            throw .store(error)
        }
    }

    /// Reads a message, fetching what is missing over the connection there is.
    package func read(
        _ id: StoredID, meter: FetchMeter = FetchMeter()
    ) async throws(ReadingError) -> ReadableMessage {
        do {
            if let message = try await reader.read(id) { return message }
            guard let stored = try await store.message(id) else { throw ReadingError.gone }
            try await fetch(Self.sections(of: FetchPlan(stored)), of: stored, meter: meter)
            guard let message = try await reader.read(id) else { throw ReadingError.gone }
            try await store.takeNoteOfText(of: id, snippet: message.snippet)
            return message
        } catch {
            throw ReadingError(error)
        }
    }

    /// A part decoded, or the whole message where `part` is nothing; fetched where it isn't here.
    ///
    /// The task's cancellation ends it: what is fetched only in part is not kept.
    package func octets(
        of id: StoredID, part: String?, meter: FetchMeter = FetchMeter()
    ) async throws(ReadingError) -> [UInt8] {
        do {
            if let octets = try await reader.octets(of: id, part: part) { return octets }
            guard let stored = try await store.message(id) else { throw ReadingError.gone }
            let section = part.map { BodySection.part(MessagePart.hostNumber(of: $0)) } ?? .whole
            try await fetch([section], of: stored, meter: meter)
            guard let octets = try await reader.octets(of: id, part: part) else { throw ReadingError.gone }
            return octets
        } catch {
            throw ReadingError(error)
        }
    }

    /// Fetches the texts of messages that will probably be read next, as long as the connection holds.
    package func prefetch(_ ids: [StoredID]) async {
        for id in ids where !Task.isCancelled && isConnected { _ = try? await read(id) }
    }

    private static func sections(of plan: FetchPlan) -> [BodySection] {
        switch plan {
        case .whole: [.whole]
        case .parts(let parts): [.header] + parts.map { .part($0.number) }
        }
    }

    /// Fetches sections of one message, all asked for at once, and keeps each.
    private func fetch(_ sections: [BodySection], of message: StoredMessage, meter: FetchMeter) async throws {
        guard let remote = message.remote, let mailbox = message.remoteMailbox else { throw ReadingError.gone }
        guard isConnected else {
            throw ReadingError.offline(reason: "its text is on the server, and there is no connection")
        }
        meter.expect(octets: sections.reduce(0) { $0 + message.size(of: $1) })
        let (backend, id) = (backend, message.row.id)
        try await withThrowingTaskGroup(of: (BodySection, [UInt8]).self) { group in
            for section in sections {
                group.addTask {
                    (section, try await Self.collect(backend.content(section, of: [remote], in: mailbox), meter))
                }
            }
            for try await (section, octets) in group { try await keep(section, octets, of: id) }
        }
    }

    private func keep(_ section: BodySection, _ octets: [UInt8], of id: StoredID) async throws {
        try await store.keepPart(section, of: id, octets: octets)
    }

    private static func collect(_ stream: ContentStream, _ meter: FetchMeter) async throws -> [UInt8] {
        var octets: [UInt8] = []
        while let piece = try await stream.next() {
            switch piece {
            case .octets(let more):
                octets += more
                meter.add(octets: more.count)
            case .missing: throw ReadingError.gone
            case .began, .ended: break
            }
        }
        return octets
    }
}

extension ReadingError {
    init(_ error: any Error) {
        switch error {
        case let error as ReadingError: self = error
        case let error as StoreError: self = .store(error)
        case let error as BackendError: self = .offline(reason: error.statusText)
        default: self = .offline(reason: "interrupted")
        }
    }
}
