/// A connection's life from the client's side (RFC 9051 §3), without I/O.
///
///     greeting ──OK──▶ notAuthenticated ──login──▶ authenticated ◀──▶ selected
///        └───────PREAUTH (not where STARTTLS is configured)──▲            │
///                                 BYE, LOGOUT ──▶ over ◀──────────────────┘
///
/// Every response is shown to it before anything is believed: answers to commands that
/// were never sent, and data that comes before TLS, end the connection.
package struct SessionStateMachine: Sendable {
    package enum State: Hashable, Sendable, CaseIterable {
        case greeting, notAuthenticated, authenticated, selected, over
    }

    /// What a command does to the session.
    package enum Kind: Hashable, Sendable { case startTLS, login, compress, select, unselect, logout, other }

    package enum Action: Hashable, Sendable {
        case none
        /// The server has greeted; `isAuthenticated` for PREAUTH.
        case greeted(isAuthenticated: Bool)
        /// Shake hands now, then call ``tlsStarted()``.
        case startTLS
        /// All that follows this answer is deflated, in both directions; the command is complete.
        case compress(Tag, StatusResponse)
        /// The command is complete.
        case completed(Tag, StatusResponse)
        /// The server says goodbye; not the answer to a LOGOUT.
        case bye(StatusResponse)
    }

    package private(set) var state = State.greeting
    /// What the server can do; nothing where it has to be asked, again after TLS and after login.
    package private(set) var capabilities: Set<Capability>?
    /// STARTTLS is configured and has not happened yet.
    package private(set) var awaitsTLS: Bool
    /// COMPRESS has been agreed to (RFC 4978 §3).
    package private(set) var isCompressed = false
    private var outstanding: [Tag: Kind] = [:]
    private var isLoggingOut = false
    /// Capabilities told while a login was on its way: true once it has succeeded.
    private var toldWhileLoggingIn: Set<Capability>?

    package init(requiresStartTLS: Bool) { awaitsTLS = requiresStartTLS }

    package var isIdle: Bool { outstanding.isEmpty }

    /// Notes that a command goes out.
    ///
    /// - Throws: Where it may not be sent now: nothing but CAPABILITY, STARTTLS and LOGOUT before TLS.
    package mutating func send(_ command: Command, tag: Tag) throws(ProtocolViolation) {
        let kind = Kind(command)
        guard state != .greeting, state != .over else { throw ProtocolViolation("a command outside a session") }
        if awaitsTLS, kind != .startTLS, kind != .logout, command != .capability {
            throw ProtocolViolation("a command before TLS has started")
        }
        if kind == .compress { try checkCompress() }
        // What is secret must not be measured by the length of what it was deflated with.
        if kind == .login, isCompressed { throw ProtocolViolation("a login inside compression") }
        guard outstanding.updateValue(kind, forKey: tag) == nil else {
            throw ProtocolViolation("a tag that is in use")
        }
        if kind == .logout { isLoggingOut = true }
    }

    /// COMPRESS comes once, behind the login, and while nothing else is under way: so it is sure where it begins.
    private func checkCompress() throws(ProtocolViolation) {
        guard !isCompressed, outstanding.isEmpty, state == .authenticated || state == .selected else {
            throw ProtocolViolation("COMPRESS at a bad time")
        }
    }

    package mutating func receive(_ response: Response) throws(ProtocolViolation) -> Action {
        if state == .over { throw ProtocolViolation("an answer after the end of the session") }
        if state == .greeting { return try receiveGreeting(response) }
        switch response {
        case .tagged(let tag, let status): return try complete(tag, status)
        case .status(let status): return receiveStatus(status)
        case .capability(let told):
            if outstanding.values.contains(.login) { toldWhileLoggingIn = Set(told) } else { capabilities = Set(told) }
            return .none
        default:
            // Whatever is put in before TLS must not be believed after it (RFC 9051 §11.1).
            if awaitsTLS, response.isData { throw ProtocolViolation("data before TLS has started") }
            if state == .notAuthenticated, response.isMailboxData, !outstanding.values.contains(.login) {
                throw ProtocolViolation("mailbox data before login")
            }
            return .none
        }
    }

    /// TLS protects the connection from here on: all that was said before is forgotten.
    package mutating func tlsStarted() {
        awaitsTLS = false
        capabilities = nil
    }

    // greeting = "*" SP (resp-cond-auth / resp-cond-bye) CRLF
    private mutating func receiveGreeting(_ response: Response) throws(ProtocolViolation) -> Action {
        guard case .status(let status) = response else { throw ProtocolViolation("the server did not greet") }
        switch status.condition {
        case .ok: state = .notAuthenticated
        case .preauth:
            if awaitsTLS { throw ProtocolViolation("the server logged us in before TLS could start") }
            state = .authenticated
        case .bye:
            state = .over
            return .bye(status)
        case .no, .bad: throw ProtocolViolation("the server did not greet")
        }
        if case .capability(let told) = status.code { capabilities = Set(told) }
        return .greeted(isAuthenticated: state == .authenticated)
    }

    private mutating func receiveStatus(_ status: StatusResponse) -> Action {
        switch status.condition {
        case .bye:
            guard !isLoggingOut else { return .none }
            state = .over
            return .bye(status)
        case .ok:
            if case .capability(let told) = status.code {
                if outstanding.values.contains(.login) {
                    toldWhileLoggingIn = Set(told)
                } else {
                    capabilities = Set(told)
                }
            }
            return .none
        case .no, .bad, .preauth: return .none
        }
    }

    private mutating func complete(_ tag: Tag, _ status: StatusResponse) throws(ProtocolViolation) -> Action {
        guard let kind = outstanding.removeValue(forKey: tag) else {
            throw ProtocolViolation("an answer to a command that was not sent")
        }
        let isDone = status.condition == .ok
        switch kind {
        case .startTLS where isDone:
            guard outstanding.isEmpty else { throw ProtocolViolation("STARTTLS among other commands") }
            return .startTLS
        case .compress where isDone:
            isCompressed = true
            return .compress(tag, status)
        case .login where isDone:
            guard state == .notAuthenticated else { throw ProtocolViolation("a second login") }
            state = .authenticated
            capabilities = toldWhileLoggingIn
            if case .capability(let told) = status.code { capabilities = Set(told) }
        case .login: toldWhileLoggingIn = nil
        case .select: state = isDone ? .selected : .authenticated
        case .unselect where isDone: state = .authenticated
        case .logout: state = .over
        case .startTLS, .compress, .unselect, .other: break
        }
        return .completed(tag, status)
    }
}

extension SessionStateMachine.Kind {
    package init(_ command: Command) {
        switch command {
        case .startTLS: self = .startTLS
        case .login, .authenticate: self = .login
        case .compress: self = .compress
        case .select, .examine: self = .select
        case .unselect: self = .unselect
        case .logout: self = .logout
        default: self = .other
        }
    }
}

extension Response {
    /// Tells something of mailboxes or messages, or of the server beyond its capabilities.
    var isData: Bool {
        switch self {
        case .tagged, .continuation, .status, .capability: false
        default: true
        }
    }

    var isMailboxData: Bool {
        switch self {
        case .exists, .recent, .expunge, .vanished, .fetch, .search, .extendedSearch, .list, .listSubscribed,
            .mailboxStatus, .flags, .sort, .thread:
            true
        default: false
        }
    }
}
