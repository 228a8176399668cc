import BackendAPI
import Logging
import POP3
import SASL
import Transport

/// One connection to a POP3 server: sends commands, reads answers, and is done for after the first error.
final class POP3Connection {
    private let stream: any ByteStream
    private let limits: TimeLimits
    private let log: Logger
    private var session = Session()
    private var trickle = Trickle()
    private(set) var isUsable = true
    /// Not all answers came to commands that had been sent ahead of them.
    private(set) var hasLostAnswers = false
    /// Commands are under way that were sent ahead of the answers to others.
    private var isAhead = false
    /// Each command waits for the answer to the one before, whatever the server announces.
    var isOneByOne = false

    var capabilities = Capabilities()
    /// The server was known to let this account in without seeing its password; after the login, whether it has now.
    var hidesSecret = false
    /// UTF8 and LANG were said, where the server has them.
    var isPrepared = false
    /// The messages as this session numbers them, once they have been listed.
    var maildrop: Maildrop?
    /// The listing's commands were sent with the login.
    var isListingRequested = false
    /// The server has no UIDL: the messages' names are made of their headers.
    var lacksUniqueIDs = false
    /// A comparison has used the listing: the next one needs a new session, for this one never sees new mail.
    var isCompared = false
    /// Whose RETRs are under way.
    var fetch: ContentFetch?
    /// Messages that have come whole in this session.
    var fetched: Set<MessageNumber> = []

    init(_ stream: any ByteStream, limits: TimeLimits, log: Logger) {
        self.stream = stream
        self.limits = limits
        self.log = log
    }

    var isInTransaction: Bool { session.isInTransaction }
    var canPipeline: Bool { capabilities.contains(.pipelining) && !isOneByOne }
    var outstanding: Int { session.outstanding }
    /// All answers were asked for, and all have come.
    var isQuiet: Bool { session.outstanding == 0 && !session.hasUnread }

    /// Nothing odd was seen in this session, so that something may be removed.
    var isTrusted: Bool { isUsable && session.isTrusted && maildrop?.isConsistent != false }

    /// Sends commands in one write.
    nonisolated(nonsending) func send(_ commands: [Command]) async throws(BackendError) {
        var octets: [UInt8] = []
        do throws(ProtocolViolation) {
            for command in commands {
                log.trace("C: \(command.descriptionForLog)")
                octets += try session.send(command)
            }
        } catch {
            throw await fail(BackendError(error))
        }
        if session.outstanding > 1 { isAhead = true }
        try await write(octets)
    }

    /// The next event, as soon as the server has sent enough for one.
    nonisolated(nonsending) func next() async throws(BackendError) -> Session.Event {
        while true {
            if let event = try await nextReceived() { return event }
            try await receive()
        }
    }

    /// The next event of what was received already; nothing where that is used up.
    nonisolated(nonsending) func nextReceived() async throws(BackendError) -> Session.Event? {
        guard isUsable else { throw .unreachable(reason: "the connection was closed") }
        do throws(ProtocolViolation) {
            let event = try session.next()
            if session.outstanding == 0 { isAhead = false }
            switch event {
            case .octets, nil: break
            case .greeting, .reply, .end: trickle.reset()
            }
            if case .reply(let reply, _) = event, reply.status != .challenge {
                log.trace("S: \(reply.isOK ? "+OK" : "-ERR")")
            }
            return event
        } catch {
            throw await fail(BackendError(error))
        }
    }

    private nonisolated(nonsending) func receive() async throws(BackendError) {
        let octets: [UInt8]?
        let start = ContinuousClock.now
        do throws(TransportError) {
            octets = try await stream.read(within: limits.response)
            try trickle.take(octets?.count ?? 0, after: start.duration(to: .now), within: limits.response)
        } catch {
            if error == .timedOut(.response), isAhead { hasLostAnswers = true }
            throw await fail(BackendError(error))
        }
        try await endIfCancelled()
        guard let octets else {
            throw await fail(.unreachable(reason: "the server closed the connection"))
        }
        session.receive(octets)
    }

    /// Sends a command and waits for its status line; there must be no other under way.
    nonisolated(nonsending) func exchange(_ command: Command) async throws(BackendError) -> Reply {
        try await send([command])
        return try await nextReply()
    }

    nonisolated(nonsending) func nextReply() async throws(BackendError) -> Reply {
        switch try await next() {
        case .greeting(let reply), .reply(let reply, _): return reply
        case .octets, .end:
            throw await fail(.protocolViolation(reason: "the server sent content in place of an answer"))
        }
    }

    /// Answers a challenge of AUTH; nothing gives up.
    nonisolated(nonsending) func respond(_ response: [UInt8]?) async throws(BackendError) {
        try await write(session.respond(response))
    }

    /// Reads the rest of a multi-line answer whose status line was +OK.
    ///
    /// - Parameter take: Gets the content's octets as they come.
    /// - Throws: What `take` throws, and what breaks the connection; it is closed after either.
    nonisolated(nonsending) func readContent(
        _ take: ([UInt8]) throws(BackendError) -> Void
    ) async throws(BackendError) {
        while true {
            switch try await next() {
            case .octets(let octets):
                do throws(BackendError) { try take(octets) } catch { throw await fail(error) }
            case .end: return
            case .greeting, .reply:
                throw await fail(.protocolViolation(reason: "the server sent an answer within another"))
            }
        }
    }

    /// Shakes hands after STLS's +OK; all that was learned before is forgotten (RFC 2595 §4).
    nonisolated(nonsending) func startTLS() async throws(BackendError) {
        capabilities = Capabilities()
        do throws(ProtocolViolation) { try session.startTLS() } catch {
            throw await fail(.insecure(reason: error.reason))
        }
        do throws(TransportError) { try await stream.startTLS() } catch { throw await fail(BackendError(error)) }
    }

    /// What a login can be bound to; nothing without TLS.
    nonisolated(nonsending) var channelBinding: ChannelBinding? {
        get async { await stream.security?.binding.map { ChannelBinding(kind: $0.kind, octets: $0.octets) } }
    }

    /// Notes that something about the answers can't be right: nothing is removed any more in this session.
    func distrust() { session.distrust() }

    /// Ends the session by QUIT where that is possible at once, and closes in any case.
    ///
    /// Only for sessions without DELE: nobody looks at the answer.
    nonisolated(nonsending) func leave(within limit: Duration) async {
        guard isUsable else { return }
        if outstanding == 0, let octets = try? session.send(.quit) {
            let stream = stream
            let closing = Task {
                if (try? await Task.sleep(for: limit)) != nil { await stream.close() }
            }
            if (try? await stream.write(octets)) != nil { _ = try? await stream.read(within: limit) }
            closing.cancel()
        }
        await close()
    }

    nonisolated(nonsending) func close() async {
        isUsable = false
        await stream.close()
    }

    private nonisolated(nonsending) func write(_ octets: [UInt8]) async throws(BackendError) {
        guard isUsable else { throw .unreachable(reason: "the connection was closed") }
        do throws(TransportError) { try await stream.write(octets) } catch { throw await fail(BackendError(error)) }
        try await endIfCancelled()
    }

    /// The stream of a task that was cancelled is stopped, also where the step under way was still a success.
    private nonisolated(nonsending) func endIfCancelled() async throws(BackendError) {
        if Task.isCancelled { throw await fail(.cancelled) }
    }

    /// Closes the connection because of an error, and gives the error back.
    nonisolated(nonsending) func fail(_ error: BackendError) async -> BackendError {
        await close()
        return error
    }
}
