import BackendAPI
import MailModel

/// A server in memory that keeps a record of what was asked of it.
actor FakeBackend: MailBackend {
    struct Message: Sendable {
        var id: RemoteID
        var flags: Flags = []
        var octets: [UInt8]
    }

    /// Mailboxes and their messages, oldest first.
    var mailboxes: [MailboxName: [Message]]
    /// What connecting fails with, one a try.
    var connectErrors: [BackendError] = []
    var refusal: String?
    private(set) var performed: [RemoteAction.Kind] = []
    private(set) var connections = 0
    /// What was asked for, in order: `"fetch 3"`, `"remove 3"`.
    private(set) var record: [String] = []
    /// How the server differs from what its protocol has anyway.
    var peculiarities: @Sendable (inout BackendCapabilities) -> Void = { _ in }
    private let isPOP3: Bool
    private var dropsAfterLogin = false
    /// How many octets the next fetches give.
    private var shortAnswers: [Int] = []
    private var announcedSize: @Sendable ([UInt8]) -> Int = { $0.count }
    /// What the next calls of ``perform(_:proofs:)`` put off.
    private var surprises = 0
    /// What the next removal finds to be other messages.
    private var strangers: Set<RemoteID> = []
    /// How connections ended.
    private(set) var ends: [String] = []
    /// How often it was asked whether the server is there.
    private(set) var probes = 0
    private var isBroken = false
    /// A mailbox that can't be opened, and why.
    private var closed: (mailbox: MailboxName, why: BackendError)?
    private var postponement: @Sendable (RemoteAction.Kind) -> Postponement? = { _ in nil }
    private var changeWaiters: [CheckedContinuation<Void, Never>] = []

    init(_ mailboxes: [MailboxName: [Message]] = [.inbox: []], isPOP3: Bool = false) {
        self.mailboxes = mailboxes
        self.isPOP3 = isPOP3
    }

    var capabilities: BackendCapabilities {
        var capabilities =
            isPOP3
            ? BackendCapabilities(actions: [.remove], canPush: false, hasParts: false, isExclusive: true)
            : BackendCapabilities(actions: Set(BackendCapabilities.ActionKind.allCases), canPush: true, hasParts: true)
        peculiarities(&capabilities)
        return capabilities
    }

    /// How full the server says that the account is.
    private var fullness: MailQuota?

    func fill(_ quota: MailQuota?) { fullness = quota }

    func quota() async throws(BackendError) -> MailQuota? { fullness }

    /// What a backend of this server would remember.
    var serverMemory: ServerMemory?

    /// What the engine said that it would ask first, at each login.
    private(set) var foresights: [Foresight?] = []

    func connect(foreseeing foresight: Foresight?, following isFollowing: Bool) async throws(BackendError) {
        foresights.append(foresight)
        if !connectErrors.isEmpty { throw connectErrors.removeFirst() }
        isBroken = false
        connections += 1
    }

    func probe() async throws(BackendError) {
        probes += 1
        guard isBroken else { return }
        announceChange()
        throw .unreachable(reason: "no answer")
    }

    func disconnect() async { ends.append("disconnect") }

    func breakOff() async { ends.append("break off") }

    func mailboxes() async throws(BackendError) -> [MailboxListing] {
        if dropsAfterLogin { throw .unreachable(reason: "dropped") }
        return listings
    }

    private var listings: [MailboxListing] {
        mailboxes.keys.sorted().map { MailboxListing(name: $0, delimiter: "/") }
    }

    nonisolated func changes(in mailbox: MailboxName, since known: KnownMailbox) -> DeltaStream {
        let state = StreamState()
        return DeltaStream { () async throws(BackendError) in
            guard await state.begin() else { return nil }
            if let closed = await self.closed, closed.mailbox == mailbox { throw closed.why }
            return await self.compare(mailbox, await known.messages(), isSummarised: !known.wantsWhole)
        }
    }

    private func compare(
        _ mailbox: MailboxName, _ known: [RemoteID: Flags], isSummarised: Bool
    ) -> MailboxDelta {
        let here = mailboxes[mailbox] ?? []
        let ids = Set(here.map(\.id))
        let arrived = here.reversed().filter { known[$0.id] == nil }.map { message in
            RemoteMessage(
                id: message.id, flags: message.flags, internalDate: MailDate(secondsSince1970: 1_700_000_000),
                sizeInOctets: announcedSize(message.octets),
                summary: isPOP3 || !isSummarised ? nil : MessageSummary(subject: "summary", messageID: "\(message.id)"))
        }
        let flags = Dictionary(
            here.filter { message in known[message.id].map { $0 != message.flags } ?? false }.map { ($0.id, $0.flags) }
        ) { $1 }
        return MailboxDelta(
            arrived: Array(arrived), flags: isPOP3 ? [:] : flags, vanished: known.keys.filter { !ids.contains($0) },
            checkpoint: Checkpoint("fake"))
    }

    func waitForChange(in mailbox: MailboxName) async throws(BackendError) -> Set<MailboxName> {
        if let closed, closed.mailbox == mailbox { throw closed.why }
        await withCheckedContinuation { changeWaiters.append($0) }
        if isBroken { throw .unreachable(reason: "no answer") }
        return toldOf ?? [mailbox]
    }

    /// Mailboxes of which the server has told; nothing for the one that is waited for.
    private var toldOf: Set<MailboxName>?

    /// Makes ``waitForChange(in:)`` return.
    ///
    /// `mailboxes`: What has changed; nothing for the one that is waited for.
    func announceChange(of mailboxes: Set<MailboxName>? = nil) {
        toldOf = mailboxes
        for waiter in changeWaiters { waiter.resume() }
        changeWaiters = []
    }

    nonisolated func content(_ section: BodySection, of ids: [RemoteID], in mailbox: MailboxName) -> ContentStream {
        let state = StreamState()
        return ContentStream { () async throws(BackendError) in
            try await self.piece(await state.next(), of: ids, in: mailbox)
        }
    }

    /// The connection breaks when this message is fetched, once.
    func breakLine(at message: RemoteID) { breaksAt = message }

    private var breaksAt: RemoteID?

    /// Piece number `step`: each message takes three.
    private func piece(
        _ step: Int, of ids: [RemoteID], in mailbox: MailboxName
    ) throws(BackendError) -> ContentPiece? {
        guard step / 3 < ids.count else { return nil }
        let id = ids[step / 3]
        if id == breaksAt {
            breaksAt = nil
            throw .unreachable(reason: "cut")
        }
        guard let message = mailboxes[mailbox]?.first(where: { $0.id == id }) else {
            return step % 3 == 0 ? .missing(id, reason: "gone") : .octets([])
        }
        switch step % 3 {
        case 0:
            record.append("fetch \(id)")
            return .began(id, sizeInOctets: message.octets.count)
        case 1:
            guard !shortAnswers.isEmpty else { return .octets(message.octets) }
            return .octets(Array(message.octets.prefix(shortAnswers.removeFirst())))
        default: return .ended(id)
        }
    }

    func perform(
        _ actions: [RemoteAction], proofs: @escaping MessageProofs
    ) async throws(BackendError) -> [ActionOutcome] {
        actions.map { action in
            performed.append(action.kind)
            if let refusal { return .refused(reason: refusal) }
            if surprises > 0 {
                surprises -= 1
                return .outdated(reason: "another name")
            }
            if let why = postponement(action.kind) { return .postponed(why, serverText: "not now") }
            if !strangers.isEmpty {
                defer { strangers = [] }
                return .done(assigned: [:], strangers: strangers)
            }
            carryOut(action.kind)
            return .done(assigned: [:])
        }
    }

    private func carryOut(_ kind: RemoteAction.Kind) {
        switch kind {
        case .storeFlags(let add, let remove, let ids, let mailbox):
            for index in (mailboxes[mailbox] ?? []).indices
            where ids.contains(mailboxes[mailbox]?[index].id ?? .uidl("")) {
                mailboxes[mailbox]?[index].flags.formUnion(add)
                mailboxes[mailbox]?[index].flags.subtract(remove)
            }
        case .remove(let ids, let mailbox):
            for id in ids { record.append("remove \(id)") }
            mailboxes[mailbox]?.removeAll { ids.contains($0.id) }
        case .move(let ids, let from, let to):
            let moved = (mailboxes[from] ?? []).filter { ids.contains($0.id) }
            mailboxes[from]?.removeAll { ids.contains($0.id) }
            mailboxes[to, default: []] += moved
        case .createMailbox(let name): mailboxes[name] = mailboxes[name] ?? []
        case .renameMailbox(let old, let new): mailboxes[new] = mailboxes.removeValue(forKey: old)
        case .deleteMailbox(let name): mailboxes[name] = nil
        case .copy, .append, .subscribe: break
        }
    }

    func deliver(_ message: Message, to mailbox: MailboxName = .inbox) {
        mailboxes[mailbox, default: []].append(message)
    }
    func fail(_ errors: [BackendError]) { connectErrors = errors }
    func dropAfterLogin() { dropsAfterLogin = true }
    func differ(_ change: @escaping @Sendable (inout BackendCapabilities) -> Void) { peculiarities = change }
    func refuse(_ reason: String) { refusal = reason }
    func surprise(_ count: Int) { surprises = count }
    func postpone(_ why: @escaping @Sendable (RemoteAction.Kind) -> Postponement?) { postponement = why }
    func close(
        _ mailbox: MailboxName, _ why: BackendError = .postponed(.mailboxInUse, serverText: "locked")
    ) { closed = (mailbox, why) }

    func reopen() { closed = nil }
    /// The server is gone, and nobody has noticed yet.
    func breakLine() { isBroken = true }
    func replaceAll(_ messages: [Message]) { mailboxes[.inbox] = messages }
    func estrange(_ names: Set<RemoteID>) { strangers = names }
    func shorten(_ answers: [Int]) { shortAnswers = answers }
    func announce(_ size: @escaping @Sendable ([UInt8]) -> Int) { announcedSize = size }
}

private actor StreamState {
    private var step = -1

    func begin() -> Bool { next() == 0 }

    func next() -> Int {
        step += 1
        return step
    }
}
