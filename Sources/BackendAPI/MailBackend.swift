package import MailModel

/// One account on one mail server, whatever the protocol.
///
/// A backend turns the server's answers into values and the user's actions into
/// commands. It keeps nothing that must outlive the connection, never writes to the
/// store and never retries: those are the engine's work. Any call may be made while
/// another is under way; between two pieces of a stream other calls have their turn,
/// so that what a person waits for never waits behind a bulk transfer.
///
/// Every call can be cancelled: the task's cancellation ends it with `.cancelled` at
/// the latest when the answer under way is complete, and the connection stays usable
/// or is closed.
package protocol MailBackend: Sendable {
    /// What this server can do. Known once ``connect()`` has returned.
    var capabilities: BackendCapabilities { get async }

    /// What the server was found to offer, for the next backend for it; nothing where there is nothing to remember.
    var serverMemory: ServerMemory? { get async }

    /// Opens the connection and logs in; does nothing where there is one.
    ///
    /// - Parameters:
    ///   - foresight: What will be asked first; it may be asked together with the login.
    ///   - isFollowing: Whether the connection stays, and the server is to tell of every mailbox that changes after its
    ///     listing, where it can (NOTIFY, RFC 5465).
    /// - Throws: `.unreachable` where there was no connection within the configured
    ///   time limit, `.authenticationFailed` where the server refused the credentials.
    func connect(foreseeing foresight: Foresight?, following isFollowing: Bool) async throws(BackendError)

    /// Logs out and closes the connection; does nothing where there is none.
    ///
    /// Returns within a second, whatever the server does.
    func disconnect() async

    /// Names the account's mailboxes; POP3 has one, INBOX, its maildrop (RFC 1939 §3).
    func mailboxes() async throws(BackendError) -> [MailboxListing]

    /// How full the account is, as its server told last: it is asked along with a listing now and then.
    ///
    /// - Returns: Nothing where the server does not tell, or has no limit.
    func quota() async throws(BackendError) -> MailQuota?

    /// Compares a mailbox with what was last seen of it.
    ///
    /// IMAP asks for what changed since the checkpoint's MODSEQ (RFC 7162 §3.1), or
    /// compares all flags where the server lacks CONDSTORE. POP3 compares UIDL
    /// listings (RFC 1939 §7), and its arrivals come without a summary.
    ///
    /// - Parameters:
    ///   - mailbox: The mailbox, by the server's name for it.
    ///   - known: What is known of it here; `.nothing` the first time.
    /// - Returns: The difference in pieces of at most 500 messages, newest message
    ///   first. The work goes on as the pieces are taken. The stream ends with
    ///   `.refused` where there is no such mailbox.
    func changes(in mailbox: MailboxName, since known: KnownMailbox) -> DeltaStream

    /// Returns when the mailbox, or another one of which the server tells too, has probably changed.
    ///
    /// IMAP waits with IDLE (RFC 2177) and leaves it by itself when another call is
    /// made; other mailboxes are told of where the connection was made to follow them. POP3 can't be told, and
    /// never returns but by cancellation.
    ///
    /// - Returns: Names of the mailboxes that have changed.
    /// - Throws: `.unreachable` where the connection broke meanwhile, `.cancelled`.
    @discardableResult
    func waitForChange(in mailbox: MailboxName) async throws(BackendError) -> Set<MailboxName>

    /// Fetches messages, or one part of each, without marking them seen.
    ///
    /// Requests are sent ahead within a window where the server allows it; pieces are
    /// given on as they arrive, at the pace at which they are taken.
    ///
    /// POP3 gives whole messages only; its capabilities say so.
    ///
    /// - Returns: Octets as they stand on the server, parts still in their transfer
    ///   encoding, dot-stuffing and literals undone.
    func content(_ section: BodySection, of ids: [RemoteID], in mailbox: MailboxName) -> ContentStream

    /// Carries out journalled actions on the server, in their order.
    ///
    /// Doing one twice does no harm: the engine repeats an action when it can't know
    /// whether the first try arrived. A POP3 removal counts as done only after QUIT's
    /// +OK (RFC 1939 §6), so this ends the POP3 session; the next call opens another.
    ///
    /// - Parameters:
    ///   - actions: What to do.
    ///   - proofs: Asked for the proofs of messages that are to be removed and whose names alone are not enough: over
    ///     POP3 those that this session has not fetched. What it has no proof of is taken by its name.
    /// - Returns: What became of each, in the order given.
    /// - Throws: What ended the connection; nobody knows then what was done.
    /// - Precondition: `capabilities.actions` contains every action's kind.
    func perform(_ actions: [RemoteAction], proofs: @escaping MessageProofs) async throws(BackendError)
        -> [ActionOutcome]

    /// Counts what INBOX has on the server, without naming any of it (STAT, RFC 1939 §5; STATUS, RFC 9051 §6.3.11).
    ///
    /// - Returns: Nothing where the server does not tell octets.
    func inboxSize() async throws(BackendError) -> MailboxSize?

    /// Finds messages that have all the words, in what the server has of them; none of it comes here.
    ///
    /// Other calls have their turn while the server searches.
    ///
    /// - Returns: The newest `limit` of them; nothing where the protocol has no search.
    func search(
        _ terms: [SearchTerm], in mailbox: MailboxName, limit: Int
    ) async throws(BackendError) -> ServerFindings?

    /// Finds out, within seconds, whether the server is still at the other end of the connection; does nothing where
    /// there is none.
    ///
    /// - Throws: `.unreachable` where it is not: the connection is closed then, and whatever waits on it ends.
    func probe() async throws(BackendError)

    /// Closes the connection without a goodbye, which a server could take for consent to remove what was fetched
    /// (RFC 2449 §6.7): something that was fetched may not have been kept.
    func breakOff() async
}

/// Finds out what proves the messages of these names.
package typealias MessageProofs = @Sendable ([RemoteID]) async throws(BackendError) -> [RemoteID: MessageProof]

extension MailBackend {
    package func connect() async throws(BackendError) {
        try await connect(foreseeing: nil, following: false)
    }

    /// Carries out actions on messages whose names are proof enough.
    package func perform(_ actions: [RemoteAction]) async throws(BackendError) -> [ActionOutcome] {
        try await perform(actions) { _ throws(BackendError) in [:] }
    }

    package func inboxSize() async throws(BackendError) -> MailboxSize? { nil }

    package func quota() async throws(BackendError) -> MailQuota? { nil }

    package func search(
        _ terms: [SearchTerm], in mailbox: MailboxName, limit: Int
    ) async throws(BackendError) -> ServerFindings? { nil }

    package func breakOff() async { await disconnect() }

    /// Nothing to find out: a connection that lasts no longer than its work.
    package func probe() async throws(BackendError) {}
}

/// How much a mailbox holds.
package struct MailboxSize: Hashable, Sendable {
    package var messages: Int
    package var octets: Int

    package init(messages: Int, octets: Int) {
        self.messages = messages
        self.octets = octets
    }
}

package typealias DeltaStream = BackendStream<MailboxDelta>
package typealias ContentStream = BackendStream<ContentPiece>

/// What is known here of a mailbox, for a comparison.
package struct KnownMailbox: Sendable {
    package var checkpoint: Checkpoint?
    /// All that arrives is going to be fetched whole: it need not come with a summary.
    package var wantsWhole: Bool
    /// The server's names of all messages known here, in no order; read only by a
    /// backend that must compare name by name (POP3, IMAP without QRESYNC).
    package var messages: @Sendable () async -> [RemoteID: Flags]
    /// Names of the messages for which the server's size of now, given to it by name, is another than it was: over POP3 a
    /// name may have been given to another message.
    package var resized: @Sendable (_ size: @escaping @Sendable (RemoteID) -> Int?) async -> [RemoteID]

    package init(
        checkpoint: Checkpoint?, wantsWhole: Bool = false,
        resized: @escaping @Sendable (_ size: @escaping @Sendable (RemoteID) -> Int?) async -> [RemoteID] = { _ in [] },
        messages: @escaping @Sendable () async -> [RemoteID: Flags]
    ) {
        self.checkpoint = checkpoint
        self.wantsWhole = wantsWhole
        self.messages = messages
        self.resized = resized
    }

    package static let nothing = KnownMailbox(checkpoint: nil) { [:] }
}

/// What a server can do, as data: nothing is tried just to see it refused.
package struct BackendCapabilities: Hashable, Sendable {
    package enum ActionKind: Hashable, Sendable, CaseIterable {
        case storeFlags, move, copy, remove, createMailbox, renameMailbox, deleteMailbox, subscribe, append
    }

    package var actions: Set<ActionKind>
    /// The server tells of news while ``MailBackend/waitForChange(in:)`` waits.
    package var canPush: Bool
    /// Parts can be fetched by themselves, and arrivals come with a summary.
    package var hasParts: Bool
    /// A session keeps all others out of the mailbox, so it ends as soon as its work is done (RFC 1939 §8).
    package var isExclusive: Bool
    /// The shortest time between two logins that the server allows (LOGIN-DELAY, RFC 2449 §6.5).
    package var loginDelay: Duration?
    /// Days after which the server deletes mail by itself, where it says so (EXPIRE, RFC 2449 §6.7).
    ///
    /// 0: what is fetched may be gone for that alone. Each message is to be durable here before the next is asked for.
    package var expiryInDays: Int?
    /// The server names no messages, so that they are told apart by what is in their headers.
    package var lacksUniqueIDs: Bool

    /// What the server itself calls its abilities, in upper case: the words of CAPABILITY, the first words of CAPA's lines.
    package var words: Set<String>

    /// What is fetched may be gone from the server for that alone.
    package var mayRemoveFetched: Bool { expiryInDays == 0 }

    package init(
        actions: Set<ActionKind>, canPush: Bool, hasParts: Bool, isExclusive: Bool = false,
        loginDelay: Duration? = nil, expiryInDays: Int? = nil, lacksUniqueIDs: Bool = false,
        words: Set<String> = []
    ) {
        self.actions = actions
        self.canPush = canPush
        self.hasParts = hasParts
        self.isExclusive = isExclusive
        self.loginDelay = loginDelay
        self.expiryInDays = expiryInDays
        self.lacksUniqueIDs = lacksUniqueIDs
        self.words = words
    }
}
