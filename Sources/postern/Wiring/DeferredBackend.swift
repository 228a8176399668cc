import BackendAPI
import MailModel
import SASL

/// A backend that is made when it first connects, because only then is its secret read.
///
/// A password command may take seconds, or ask a person to unlock a key: the screen is
/// there meanwhile, and an account that is never connected never asks.
actor DeferredBackend<Made: MailBackend>: MailBackend {
    private let credentials: @Sendable () async throws(BackendError) -> Credentials
    private let isRenewed: Bool
    private let forget: @Sendable () async -> Void
    private let make: @Sendable (Credentials) async -> Made
    private var made: Made?
    private var used: Credentials?

    /// - Parameters:
    ///   - credentials: Reads them, before each connection: a token may have run out.
    ///   - isRenewed: They can be had anew without a person: a server that refuses is tried once more.
    ///   - forget: Called where the server has refused them: the next reading is to be a new one.
    ///   - make: Makes the backend that has them.
    init(
        credentials: @escaping @Sendable () async throws(BackendError) -> Credentials, isRenewed: Bool = false,
        forget: @escaping @Sendable () async -> Void,
        make: @escaping @Sendable (Credentials) async -> Made
    ) {
        self.credentials = credentials
        self.isRenewed = isRenewed
        self.forget = forget
        self.make = make
    }

    var capabilities: BackendCapabilities {
        get async { await made?.capabilities ?? BackendCapabilities(actions: [], canPush: false, hasParts: false) }
    }

    var serverMemory: ServerMemory? { get async { await made?.serverMemory } }

    func connect(foreseeing foresight: Foresight?, following isFollowing: Bool) async throws(BackendError) {
        do throws(BackendError) {
            try await tryConnect(foresight, isFollowing)
        } catch {
            // Once: whoever is refused with a fresh token is refused for something else.
            guard isRenewed, made == nil, case .authenticationFailed(let why, _) = error, why.isAboutPassword else {
                throw error
            }
            try await tryConnect(foresight, isFollowing)
        }
    }

    private func tryConnect(_ foresight: Foresight?, _ isFollowing: Bool) async throws(BackendError) {
        let credentials = try await credentials()
        if made == nil || used != credentials {
            let fresh = await make(credentials)
            // Another call may have been faster.
            if made == nil || used != credentials { (made, used) = (fresh, credentials) }
        }
        do throws(BackendError) {
            try await made?.connect(foreseeing: foresight, following: isFollowing)
        } catch {
            // A token may have run out, a password may have been changed or misspelt.
            if case .authenticationFailed(let why, _) = error, why.isAboutPassword {
                made = nil
                await forget()
            }
            throw error
        }
    }

    func disconnect() async { await made?.disconnect() }

    func breakOff() async { await made?.breakOff() }

    func probe() async throws(BackendError) { try await made?.probe() }

    func mailboxes() async throws(BackendError) -> [MailboxListing] { try await connected().mailboxes() }

    func quota() async throws(BackendError) -> MailQuota? { try await connected().quota() }

    nonisolated func changes(in mailbox: MailboxName, since known: KnownMailbox) -> DeltaStream {
        deferred { $0.changes(in: mailbox, since: known) }
    }

    func waitForChange(in mailbox: MailboxName) async throws(BackendError) -> Set<MailboxName> {
        try await connected().waitForChange(in: mailbox)
    }

    nonisolated func content(_ section: BodySection, of ids: [RemoteID], in mailbox: MailboxName) -> ContentStream {
        deferred { $0.content(section, of: ids, in: mailbox) }
    }

    func perform(
        _ actions: [RemoteAction], proofs: @escaping MessageProofs
    ) async throws(BackendError) -> [ActionOutcome] {
        try await connected().perform(actions, proofs: proofs)
    }

    func inboxSize() async throws(BackendError) -> MailboxSize? { try await connected().inboxSize() }

    func search(
        _ terms: [SearchTerm], in mailbox: MailboxName, limit: Int
    ) async throws(BackendError) -> ServerFindings? {
        try await connected().search(terms, in: mailbox, limit: limit)
    }

    private func connected() throws(BackendError) -> Made {
        guard let made else { throw .unreachable(reason: "not connected yet") }
        return made
    }

    /// The made backend's stream, begun when its first value is asked for.
    private nonisolated func deferred<Element: Sendable>(
        _ begin: @escaping @Sendable (Made) -> BackendStream<Element>
    ) -> BackendStream<Element> {
        let stream = BegunStream<Element>()
        return .batches { () async throws(BackendError) in
            try await stream.nextBatch { () async throws(BackendError) in begin(try await self.connected()) }
        }
    }
}

extension DeferredBackend: MailUploading where Made: MailUploading {
    func makeMailbox(_ mailbox: MailboxName) async throws(BackendError) {
        try await connected().makeMailbox(mailbox)
    }

    func appendLimit(of mailbox: MailboxName) async throws(BackendError) -> Int? {
        try await connected().appendLimit(of: mailbox)
    }

    func presentMessages(in mailbox: MailboxName, from start: Int) async throws(BackendError) -> PresentWindow {
        try await connected().presentMessages(in: mailbox, from: start)
    }

    func end(of mailbox: MailboxName) async throws(BackendError) -> MailboxPoint {
        try await connected().end(of: mailbox)
    }

    func arrivals(
        in mailbox: MailboxName, since point: MailboxPoint
    ) async throws(BackendError) -> [PresentMessage]? {
        try await connected().arrivals(in: mailbox, since: point)
    }

    func upload(
        _ messages: [UploadMessage], to mailbox: MailboxName
    ) async throws(BackendError) -> [UploadOutcome] {
        try await connected().upload(messages, to: mailbox)
    }
}

private actor BegunStream<Element: Sendable> {
    private var begun: BackendStream<Element>?

    func nextBatch(
        begin: @Sendable () async throws(BackendError) -> BackendStream<Element>
    ) async throws(BackendError) -> [Element]? {
        if begun == nil { begun = try await begin() }
        return try await begun?.nextBatch()
    }
}
