import BackendAPI
import MailModel

/// An IMAP server in memory that takes messages, until it is told to break off or refuse.
actor FakeTaker: MailUploading {
    struct Message: Hashable, Sendable {
        var uid: UInt32
        var octets: [UInt8]
        var flags: Flags
        var date: MailDate
    }

    /// What becomes of the next upload.
    enum Fate: Hashable, Sendable {
        /// The connection breaks when so many messages are stored.
        case breaksOff(after: Int)
        /// So many are stored, and then none, as there is no room.
        case isFull(after: Int)
        /// Each is refused.
        case refuses
    }

    private(set) var messages: [Message] = []
    private var validity: UInt32 = 7
    private var uidNext: UInt32 = 1
    private var fates: [Fate]
    private let limit: Int?
    private let tellsNames: Bool

    init(_ fates: [Fate] = [], limit: Int? = nil, tellsNames: Bool = true) {
        self.fates = fates
        self.limit = limit
        self.tellsNames = tellsNames
    }

    func store(_ octets: [UInt8], flags: Flags = [], date: MailDate = MailDate(secondsSince1970: 0)) {
        messages.append(Message(uid: uidNext, octets: octets, flags: flags, date: date))
        uidNext += 1
    }

    func renumber() {
        validity += 1
        for index in messages.indices { messages[index].uid = UInt32(index + 1) }
        uidNext = UInt32(messages.count + 1)
    }

    // MARK: - MailUploading

    func makeMailbox(_ mailbox: MailboxName) async throws(BackendError) {}

    func appendLimit(of mailbox: MailboxName) async throws(BackendError) -> Int? { limit }

    func end(of mailbox: MailboxName) async throws(BackendError) -> MailboxPoint {
        MailboxPoint(validity: validity, uidNext: uidNext)
    }

    func arrivals(
        in mailbox: MailboxName, since point: MailboxPoint
    ) async throws(BackendError) -> [PresentMessage]? {
        guard point.validity == validity else { return nil }
        return messages.filter { $0.uid >= point.uidNext }.map(present)
    }

    func presentMessages(in mailbox: MailboxName, from start: Int) async throws(BackendError) -> PresentWindow {
        PresentWindow(messages: messages.dropFirst(start).map(present), validity: validity, next: nil)
    }

    private func present(_ message: Message) -> PresentMessage {
        let text = String(decoding: message.octets, as: UTF8.self)
        let line = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("Message-ID: <") }
        let messageID = line.map { String($0.dropFirst("Message-ID: <".count).dropLast()) } ?? ""
        return PresentMessage(
            id: .uid(message.uid, validity: validity), messageID: messageID, sizeInOctets: message.octets.count)
    }

    func upload(
        _ messages: [UploadMessage], to mailbox: MailboxName
    ) async throws(BackendError) -> [UploadOutcome] {
        let fate = fates.isEmpty ? nil : fates.removeFirst()
        var outcomes: [UploadOutcome] = []
        for message in messages {
            switch fate {
            case .breaksOff(let count) where outcomes.count == count: throw .unreachable(reason: "broken")
            case .isFull(let count) where outcomes.count == count: throw .refused(serverText: "Quota exceeded")
            case .refuses: outcomes.append(.refused(reason: "no such mail here"))
            default:
                guard case .octets(let octets) = message.content else { continue }
                outcomes.append(.stored(tellsNames ? .uid(uidNext, validity: validity) : nil))
                store(octets, flags: message.flags, date: message.internalDate)
            }
        }
        if case .breaksOff = fate { throw .unreachable(reason: "broken") }
        return outcomes
    }

    // MARK: - MailBackend

    var capabilities: BackendCapabilities { BackendCapabilities(actions: [], canPush: false, hasParts: true) }
    var serverMemory: ServerMemory? { nil }
    func connect(foreseeing foresight: Foresight?, following isFollowing: Bool) async throws(BackendError) {}
    func disconnect() async {}
    func mailboxes() async throws(BackendError) -> [MailboxListing] { [] }
    nonisolated func changes(in mailbox: MailboxName, since known: KnownMailbox) -> DeltaStream {
        DeltaStream { () async throws(BackendError) in nil }
    }
    func waitForChange(in mailbox: MailboxName) async throws(BackendError) -> Set<MailboxName> { [] }
    func perform(
        _ actions: [RemoteAction], proofs: @escaping MessageProofs
    ) async throws(BackendError) -> [ActionOutcome] { [] }

    nonisolated func content(_ section: BodySection, of ids: [RemoteID], in mailbox: MailboxName) -> ContentStream {
        let begun = Once()
        return ContentStream { () async throws(BackendError) in
            guard await begun.isFirst(), let id = ids.first, case .uid(let uid, _) = id else { return nil }
            return await self.messages.first { $0.uid == uid }.map { .octets($0.octets) }
        }
    }
}

private actor Once {
    private var isOver = false

    func isFirst() -> Bool {
        defer { isOver = true }
        return !isOver
    }
}
