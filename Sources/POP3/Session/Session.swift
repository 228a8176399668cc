/// One POP3 session from the client's side: octets in, octets out, no I/O and no clock.
///
/// Knows which answer belongs to which of the commands sent ahead. The caller writes what
/// ``send(_:)`` returns, gives what it read to ``receive(_:)``, and takes events with
/// ``next()`` until there is none. After an error nothing more can be sent or read.
package struct Session {
    package enum Event: Hashable, Sendable {
        case greeting(Reply)
        /// The status line of a command's answer. Content follows where its form is multi-line and it is +OK.
        case reply(Reply, to: Command)
        /// The next content octets of the multi-line answer under way, dots unstuffed.
        case octets([UInt8])
        /// The multi-line answer under way is whole.
        case end(of: Command)
    }

    /// The longest status line, in octets, where RFC 2449 §4 allows 512.
    package static let lineLimit = 65_536

    private var machine = SessionStateMachine()
    private var waiting = CommandQueue()
    private var content: MultiLine?
    private var input = InputBuffer()
    /// Nothing was seen in this session that it should not have: numbers mean what they meant at login.
    ///
    /// Nothing may be removed where it is false.
    package private(set) var isTrusted = true

    package init() {}

    package var isInTransaction: Bool { machine.state == .transaction }

    /// Octets were received that belong to no answer yet, or to one that nobody asked for.
    package var hasUnread: Bool { !input.isEmpty }

    /// Commands without a whole answer.
    package var outstanding: Int { waiting.count }

    /// Takes note of a command.
    ///
    /// - Returns: The octets to write.
    /// - Throws: ``ProtocolViolation`` where the session's state does not allow it; nothing may be sent any more then.
    package mutating func send(_ command: Command) throws(ProtocolViolation) -> [UInt8] {
        // A challenge may come instead of the answer: what was sent behind AUTH would be taken for the response.
        if waiting.last?.answerForm == .challenges { throw broken("POP3: \(command.keyword) while AUTH goes on") }
        try step(.sent(command.kind))
        waiting.append(command)
        return command.octets
    }

    /// Answers a challenge of AUTH.
    ///
    /// - Parameter response: In Base64; `nil` gives up with `*` (RFC 5034 §4), and the server's -ERR follows.
    /// - Returns: The octets to write.
    package func respond(_ response: [UInt8]?) -> [UInt8] {
        (response ?? [UInt8(ascii: "*")]) + [0x0D, 0x0A]
    }

    /// TLS is on: all that the server said before is forgotten.
    package mutating func startTLS() throws(ProtocolViolation) {
        guard input.isEmpty, waiting.isEmpty else {
            throw broken("The server sent octets between STLS and the handshake")
        }
        try step(.protected)
    }

    /// Something about the answers, such as their number, can't be right.
    package mutating func distrust() { isTrusted = false }

    package mutating func receive(_ octets: [UInt8]) { input.append(octets) }

    /// The next event, or nothing before more octets are received.
    package mutating func next() throws(ProtocolViolation) -> Event? {
        if content != nil { return try nextContent() }
        guard !input.isEmpty else { return nil }
        switch machine.state {
        case .over, .agreedOnTLS, .broken: throw broken("The server sent octets that nobody asked for")
        default: break
        }
        guard let line = input.takeLine() else {
            if input.count > Self.lineLimit { throw broken("The server sent a status line without end") }
            return nil
        }
        guard line.count <= Self.lineLimit, let reply = try? ReplyParser.parse(line) else {
            throw broken("The server sent a line that is no answer")
        }
        return try accept(reply)
    }

    private mutating func accept(_ reply: Reply) throws(ProtocolViolation) -> Event {
        if machine.state == .greeting {
            guard reply.status != .challenge else { throw broken("The server sent a challenge as greeting") }
            try step(.greeted(ok: reply.isOK))
            return .greeting(reply)
        }
        guard let command = waiting.first else { throw broken("The server sent an answer that nobody asked for") }
        if reply.status == .challenge {
            guard command.answerForm == .challenges else {
                throw broken("The server sent a challenge in answer to \(command.keyword)")
            }
            return .reply(reply, to: command)
        }
        if reply.isOK && command.answerForm == .multiLine {
            content = MultiLine()
        } else {
            if !reply.isOK && !command.mayBeRefused { isTrusted = false }
            waiting.removeFirst()
            try step(.answered(command.kind, ok: reply.isOK))
        }
        return .reply(reply, to: command)
    }

    private mutating func nextContent() throws(ProtocolViolation) -> Event? {
        guard var reader = content, let command = waiting.first else { return nil }
        var octets: [UInt8] = []
        if !reader.isEnded { input.consume { reader.consume($0, into: &octets) } }
        content = reader
        if !octets.isEmpty { return .octets(octets) }
        guard reader.isEnded else { return nil }
        content = nil
        waiting.removeFirst()
        try step(.answered(command.kind, ok: true))
        return .end(of: command)
    }

    private mutating func step(_ event: SessionStateMachine.Event) throws(ProtocolViolation) {
        do { try machine.step(event) } catch {
            isTrusted = false
            throw error
        }
    }

    private mutating func broken(_ reason: String) -> ProtocolViolation {
        isTrusted = false
        machine.breakOff()
        return ProtocolViolation(reason)
    }
}
