import BackendAPI
import IMAP
import Logging
import MailModel
import Transport

/// One connection: sends commands without waiting for the answers to earlier ones, and
/// gives each answer to whom it belongs.
///
/// Nothing is read unless somebody waits, so a consumer that is slow slows the server down.
/// Cancelling a caller abandons its answer and leaves the connection in step.
actor IMAPConnection {
    private(set) var stream: any ByteStream
    let limits: TimeLimits
    let logger: Logger
    var framer = Framer()
    var wire: Wire
    var commands = Commands()
    var greeting: Greeting = .awaited(nil)
    var reading = Reading()
    /// Why the connection is over.
    var failure: BackendError?
    /// The selected mailbox; also while its SELECT is still under way.
    var selection: Selection?
    var mailboxNews = MailboxNews()
    /// The server has said that there is no room left.
    var hasRunFull = false
    var pace = Pace()
    let now: @Sendable () -> ContinuousClock.Instant

    enum Greeting {
        case awaited(CheckedContinuation<Void, Never>?)
        case received(isAuthenticated: Bool)
    }

    /// What is sent, and how.
    struct Wire {
        var session: SessionStateMachine
        var encoder = CommandEncoder()
        var outgoing = Outgoing()
        var commandCount: UInt64 = 0
        var selectionCount = 0
        /// COMPRESS is sent once a connection, whatever comes of it.
        var hasAskedToCompress = false
        /// The IDLE under way.
        var idle: (tag: Tag, machine: IdleStateMachine)?
    }

    struct Commands {
        /// Without an answer, in the order in which they were sent.
        var waiting: [Request] = []
        /// Complete, and nobody has taken their end yet.
        var finished: [Tag: Request] = [:]

        subscript(tag: Tag) -> Request? { waiting.first { $0.tag == tag } ?? finished[tag] }

        var all: [Request] { waiting + finished.values }
    }

    struct Reading {
        var isUnderWay = false
        /// Whose large body section is coming in.
        var bodyOwner: Request?
        /// Answers that belong to no command, since the last one was completed.
        var unasked = 0
        /// Octets of responses that could not be read, since then.
        var steppedOver = 0
        /// Counts what was read, for the watchdog.
        var count: UInt64 = 0
        /// STARTTLS is agreed to: what the server sent behind that must not be looked at.
        var isHeld = false
        /// The read under way began while only IDLE waited, so it takes its time.
        var isLong = false
        var trickle = Trickle()
        /// When the first remark came that nothing has followed but remarks.
        var remarksSince: ContinuousClock.Instant?
        /// When octets came last.
        var heard: ContinuousClock.Instant?
        /// The machine has slept or its network is another one, and nothing has come since.
        var isDoubted = false
        /// The server has said BYE.
        var isDismissed = false
    }

    init(
        stream: any ByteStream, endpoint: Endpoint, logger: Logger,
        now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.now = now
        self.stream = stream
        self.limits = endpoint.limits
        self.logger = logger
        wire = Wire(session: SessionStateMachine(requiresStartTLS: endpoint.protection == .startTLS))
    }

    /// What the server can do; nothing where it must be asked.
    var capabilities: Set<Capability>? { wire.session.capabilities }

    /// COMPRESS was not asked for on this connection.
    var mayCompress: Bool { !wire.hasAskedToCompress && failure == nil }

    /// The connection has ended as it might not have without COMPRESS: in octets that mean nothing, or without an answer.
    var hasFailedCompressing: Bool {
        switch failure {
        case .protocolViolation: wire.session.isCompressed
        case .unreachable: wire.hasAskedToCompress && !wire.session.isCompressed
        default: false
        }
    }

    /// How long nothing had come when the connection ended without a word; nothing where the reason is known.
    var quietBeforeEnd: Duration? {
        guard case .unreachable = failure, !reading.isDoubted, !reading.isDismissed else { return nil }
        return reading.heard.map { now() - $0 }
    }

    /// How literals are sent from here on.
    func set(_ encoder: CommandEncoder) { wire.encoder = encoder }

    /// Changes what is noted of the selected mailbox, if it is still that one.
    func update(_ serial: Int, _ change: @Sendable (inout Selection) -> Void) {
        guard selection?.serial == serial else { return }
        if var changed = selection {
            change(&changed)
            selection = changed
        }
    }

    /// What is selected is not the mailbox of that name any more, where it has another UIDVALIDITY: the server goes on
    /// telling of the old one until the name is selected again.
    func leaveReplaced(_ mailbox: MailboxName, validity: UInt32) {
        guard let open = selection, open.mailbox == mailbox, open.validity != 0, open.validity != validity else {
            return
        }
        selection = nil
    }

    /// Waits for the greeting; true where the server has logged us in by itself.
    func awaitGreeting() async throws(BackendError) -> Bool {
        while failure == nil {
            if case .received(let isAuthenticated) = greeting { return isAuthenticated }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    greeting = .awaited(continuation)
                    if Task.isCancelled { fail(.cancelled) } else { startReading() }
                }
            } onCancel: {
                Task { await self.fail(.cancelled) }
            }
        }
        throw failure ?? .cancelled
    }

    /// Sends a command, at once or as soon as the server's `+` for an earlier one permits.
    ///
    /// Untagged responses that `claims` takes belong to its answer.
    func send(
        _ command: Command, claiming claims: @escaping Request.Claim = { _ in false }
    ) throws(BackendError) -> Tag {
        if let failure { throw failure }
        wire.commandCount += 1
        let tag = Tag(number: wire.commandCount)
        do {
            try wire.session.send(command, tag: tag)
        } catch {
            throw fail(violation: error)
        }
        if wire.idle != nil { stopIdle() }
        logger.trace("sends \(tag) \(command.descriptionForLog)")
        if commands.waiting.isEmpty {
            pace.asked(at: now())
            reading.remarksSince = nil
        }
        commands.waiting.append(Request(tag: tag, command: command, claims: claims))
        let holdsOthers = command == .idle || command == .compress
        wire.outgoing.append(wire.encoder.encode(command, tag: tag), tag: tag, holdsOthers: holdsOthers)
        if command == .idle { wire.idle = (tag, IdleStateMachine()) }
        write()
        if reading.isLong { watch() }
        return tag
    }

    /// Asks the server, once, to tell of all mailboxes; one that refuses tells of nothing, and they are compared in their
    /// time.
    func sendNotify() throws(BackendError) {
        guard !mailboxNews.isWanted else { return }
        mailboxNews.isWanted = true
        abandon(try send(.notify))
    }

    /// Waits with IDLE for what the server tells; nothing where it has told something already.
    func sendIdle() throws(BackendError) -> Tag? { mailboxNews.mailboxes.isEmpty ? try send(.idle) : nil }

    /// Mailboxes of which the server has told news since the last call.
    func takeMailboxNews() -> Set<[UInt8]> { mailboxNews.take() }

    func forgetNews(of mailbox: [UInt8]) { mailboxNews.forget(mailbox) }

    /// The next part of the answer, or nothing when the command is complete.
    func next(_ tag: Tag) async throws(BackendError) -> Request.Part? {
        guard let request = commands[tag], try await hasPart(request) else { return nil }
        return request.takePart()
    }

    /// All parts of the answer that are there, one at least; none when the command is complete.
    func nextParts(_ tag: Tag) async throws(BackendError) -> [Request.Part] {
        guard let request = commands[tag], try await hasPart(request) else { return [] }
        return request.takeParts()
    }

    /// Waits for a part of the answer; false when the command is complete.
    private func hasPart(_ request: Request) async throws(BackendError) -> Bool {
        while !request.hasPart {
            if request.completion != nil { return false }
            if Task.isCancelled {
                abandon(request.tag)
                throw .cancelled
            }
            await wait(for: request)
        }
        return true
    }

    /// How the command ended; parts not taken until now are lost.
    func finish(_ tag: Tag) async throws(BackendError) -> StatusResponse {
        while try await next(tag) != nil {}
        switch commands.finished.removeValue(forKey: tag)?.completion {
        case .success(let status): return status
        case .failure(let error): throw error
        case nil: throw failure ?? .cancelled
        }
    }

    /// All untagged responses to a command, and its end; for answers that are small.
    func answer(to tag: Tag, limit: Int = 50_000) async throws(BackendError) -> (StatusResponse, [Response]) {
        var responses: [Response] = []
        while let part = try await next(tag) {
            guard case .response(let response) = part else { continue }
            guard responses.count < limit else { throw fail(violation: ProtocolViolation("an answer without end")) }
            responses.append(response)
        }
        return (try await finish(tag), responses)
    }

    /// Nobody wants the answer any more; it is read all the same, to stay in step.
    func abandon(_ tag: Tag) {
        commands.finished.removeValue(forKey: tag)
        guard let request = commands.waiting.first(where: { $0.tag == tag }) else { return }
        request.isAbandoned = true
        request.parts = []
        request.taken = 0
        request.wake()
    }

    /// Waits until every command but those that fetch by sequence number is complete.
    ///
    /// Only then is it sure that no message disappears before a command that names messages
    /// by number is carried out (RFC 9051 §7.5.1).
    func settle() async throws(BackendError) { try await settle { !$0.command.keepsNumbers } }

    private func settle(_ isAwaited: (Request) -> Bool) async throws(BackendError) {
        while let request = commands.waiting.last(where: isAwaited) {
            if let failure { throw failure }
            if Task.isCancelled { throw .cancelled }
            if wire.idle != nil { stopIdle() }
            await wait(for: request)
        }
    }

    /// Starts TLS after the server has agreed to it.
    func startTLS() async throws(BackendError) {
        guard framer.isEmpty else {
            throw fail(.insecure(reason: "the server sent more than its consent before TLS began"))
        }
        do {
            try await stream.startTLS()
        } catch {
            throw fail(BackendError(error))
        }
        framer = Framer()
        reading.isHeld = false
        wire.session.tlsStarted()
    }

    /// Asks to deflate all that follows, in both directions (RFC 4978); a server that refuses goes on as it was.
    ///
    /// Whatever is under way is waited for first, so that no answer lies across the place where compression begins.
    func compress() async throws(BackendError) {
        try await settle { _ in true }
        wire.hasAskedToCompress = true
        _ = try await finish(send(.compress))
    }

    /// Goes on compressed: the server has agreed, and what is there behind its answer is deflated already.
    func startCompression() {
        do throws(TransportError) {
            stream = try CompressedStream(around: stream, received: framer.takeRest())
        } catch {
            fail(BackendError(error))
        }
    }

    /// Says goodbye where the server still listens, and closes; within a second, whatever it does.
    func close() async {
        let closed = BackendError.unreachable(reason: "the connection was closed")
        let timer = Task {
            if (try? await Task.sleep(for: .milliseconds(800))) != nil { self.fail(closed) }
        }
        if let tag = try? send(.logout) { _ = try? await finish(tag) }
        timer.cancel()
        fail(closed)
        await stream.close()
    }
}

extension Command {
    /// No message may disappear while it is carried out (RFC 9051 §7.5.1).
    fileprivate var keepsNumbers: Bool {
        switch self {
        case .fetch(.numbers, _, _), .store(.numbers, _, _, _), .search(isUID: false, _, _), .thread: true
        default: false
        }
    }
}
