import Testing

@testable import IMAP

@Suite("Session states (RFC 9051 §3)")
struct SessionTests {
    static func response(_ text: String) throws -> Response {
        var parser = ResponseParser(Array(text.utf8))
        return try parser.parseResponse()
    }

    static let login = Command.login(user: [1], password: [2])
    static let select = Command.select(mailbox: [3], .none)

    /// A session in that state.
    static func session(in state: SessionStateMachine.State, requiresStartTLS: Bool = false) throws
        -> SessionStateMachine
    {
        var session = SessionStateMachine(requiresStartTLS: requiresStartTLS)
        if state == .greeting { return session }
        _ = try session.receive(response("* OK hi"))
        if state == .notAuthenticated { return session }
        try session.send(login, tag: Tag(number: 1))
        _ = try session.receive(response("A1 OK in"))
        if state == .authenticated { return session }
        try session.send(state == .over ? .logout : select, tag: Tag(number: 2))
        _ = try session.receive(response("A2 OK there"))
        return session
    }

    @Test("the states are reached", arguments: SessionStateMachine.State.allCases)
    func reached(_ state: SessionStateMachine.State) throws {
        #expect(try Self.session(in: state).state == state)
    }

    static let events = [
        "* OK hi", "* PREAUTH hi", "* BYE no", "* NO no", "* BAD no", "* CAPABILITY IDLE", "* 3 EXISTS",
        "* LIST () NIL x",
        "* 1 FETCH (UID 1)", "* ID NIL", "A9 OK done", "A9 NO done", "+ go",
    ]

    /// Which of the events above end the connection, by state.
    static let fatal: [SessionStateMachine.State: Set<String>] = [
        .greeting: Set(events).subtracting(["* OK hi", "* PREAUTH hi", "* BYE no"]),
        .notAuthenticated: ["A9 OK done", "A9 NO done", "* 3 EXISTS", "* LIST () NIL x", "* 1 FETCH (UID 1)"],
        .authenticated: ["A9 OK done", "A9 NO done"],
        .selected: ["A9 OK done", "A9 NO done"],
        .over: Set(events),
    ]

    @Test("each state and event", arguments: SessionStateMachine.State.allCases, events)
    func pairs(_ state: SessionStateMachine.State, _ event: String) throws {
        var session = try Self.session(in: state)
        let isFatal = try #require(Self.fatal[state]).contains(event)
        do {
            let action = try session.receive(Self.response(event))
            #expect(!isFatal)
            if event == "* BYE no" { #expect(action == .bye(StatusResponse(.bye, text: "no"))) }
            if event == "* BYE no" { #expect(session.state == .over) }
        } catch {
            #expect(isFatal, "\(error)")
        }
    }

    @Test(
        "before TLS nothing is believed",
        arguments: ["* 3 EXISTS", "* LIST () NIL x", "* 1 FETCH (UID 1)", "* ID NIL", "* STATUS x ()"])
    func injection(_ event: String) throws {
        var session = try Self.session(in: .notAuthenticated, requiresStartTLS: true)
        #expect(throws: ProtocolViolation.self) { try session.receive(Self.response(event)) }
    }

    @Test("PREAUTH where STARTTLS is configured is refused")
    func preauth() throws {
        var session = SessionStateMachine(requiresStartTLS: true)
        #expect(throws: ProtocolViolation.self) { try session.receive(Self.response("* PREAUTH hello")) }
        session = SessionStateMachine(requiresStartTLS: false)
        #expect(try session.receive(Self.response("* PREAUTH hello")) == .greeted(isAuthenticated: true))
    }

    @Test("no credentials go out before TLS", arguments: [login, select, .noop, .enable([]), .id([])])
    func commandsBeforeTLS(_ command: Command) throws {
        var session = try Self.session(in: .notAuthenticated, requiresStartTLS: true)
        #expect(throws: ProtocolViolation.self) { try session.send(command, tag: Tag(number: 1)) }
        try session.send(.capability, tag: Tag(number: 2))
    }

    @Test("capabilities are forgotten with TLS and with login")
    func capabilities() throws {
        var session = SessionStateMachine(requiresStartTLS: true)
        _ = try session.receive(Self.response("* OK [CAPABILITY IDLE STARTTLS] hi"))
        #expect(session.capabilities == [.idle, .startTLS])
        try session.send(.startTLS, tag: Tag(number: 1))
        #expect(try session.receive(Self.response("A1 OK go")) == .startTLS)
        session.tlsStarted()
        #expect(session.capabilities == nil)
        _ = try session.receive(Self.response("* CAPABILITY MOVE"))
        #expect(session.capabilities == [.move])
        try session.send(Self.login, tag: Tag(number: 2))
        _ = try session.receive(Self.response("A2 OK in"))
        #expect(session.capabilities == nil)
    }

    @Test(
        "capabilities told with a login count once it has succeeded",
        arguments: ["* CAPABILITY IDLE", "* OK [CAPABILITY IDLE] x"])
    func toldWhileLoggingIn(_ told: String) throws {
        var session = try Self.session(in: .notAuthenticated)
        try session.send(Self.login, tag: Tag(number: 1))
        _ = try session.receive(Self.response(told))
        #expect(session.capabilities == nil)
        _ = try session.receive(Self.response("A1 OK in"))
        #expect(session.capabilities == [.idle])
    }

    @Test("a refused STARTTLS leaves TLS awaited", arguments: ["A1 NO", "A1 BAD"])
    func refusedTLS(_ answer: String) throws {
        var session = try Self.session(in: .notAuthenticated, requiresStartTLS: true)
        try session.send(.startTLS, tag: Tag(number: 1))
        guard case .completed = try session.receive(Self.response(answer)) else {
            Issue.record("TLS started")
            return
        }
        #expect(session.awaitsTLS)
    }

    @Test("a refused SELECT leaves no mailbox selected")
    func refusedSelect() throws {
        var session = try Self.session(in: .selected)
        try session.send(Self.select, tag: Tag(number: 5))
        _ = try session.receive(Self.response("A5 NO none"))
        #expect(session.state == .authenticated)
    }

    @Test("a BYE that answers LOGOUT is no surprise")
    func logout() throws {
        var session = try Self.session(in: .selected)
        try session.send(.logout, tag: Tag(number: 5))
        #expect(try session.receive(Self.response("* BYE bye")) == .none)
        _ = try session.receive(Self.response("A5 OK gone"))
        #expect(session.state == .over)
    }

    @Test("COMPRESS is agreed to once, and only its OK compresses (RFC 4978 §3)")
    func compress() throws {
        var session = try Self.session(in: .selected)
        for answer in ["A5 NO [COMPRESSIONACTIVE] by TLS", "A5 BAD what"] {
            try session.send(.compress, tag: Tag(number: 5))
            guard case .completed = try session.receive(Self.response(answer)) else {
                Issue.record("\(answer) compresses")
                return
            }
            #expect(!session.isCompressed)
        }
        try session.send(.compress, tag: Tag(number: 6))
        #expect(
            try session.receive(Self.response("A6 OK go"))
                == .compress(Tag(number: 6), StatusResponse(.ok, text: "go")))
        #expect(session.isCompressed)
        #expect(throws: ProtocolViolation.self) { try session.send(.compress, tag: Tag(number: 7)) }
        #expect(throws: ProtocolViolation.self) { try session.send(Self.login, tag: Tag(number: 8)) }
        try session.send(.noop, tag: Tag(number: 9))
    }

    @Test("COMPRESS is not sent before the login", arguments: [true, false])
    func compressBeforeLogin(_ requiresStartTLS: Bool) throws {
        var session = try Self.session(in: .notAuthenticated, requiresStartTLS: requiresStartTLS)
        #expect(throws: ProtocolViolation.self) { try session.send(.compress, tag: Tag(number: 5)) }
    }

    @Test("COMPRESS is not sent while an answer is to come")
    func compressAmongOthers() throws {
        var session = try Self.session(in: .selected)
        try session.send(.noop, tag: Tag(number: 5))
        #expect(throws: ProtocolViolation.self) { try session.send(.compress, tag: Tag(number: 6)) }
    }

    @Test("a tag is used for one command at a time")
    func tags() throws {
        var session = try Self.session(in: .authenticated)
        try session.send(.noop, tag: Tag(number: 7))
        #expect(throws: ProtocolViolation.self) { try session.send(.noop, tag: Tag(number: 7)) }
        #expect(!session.isIdle)
        _ = try session.receive(Self.response("A7 OK"))
        #expect(session.isIdle)
        #expect(throws: ProtocolViolation.self) { try session.receive(Self.response("A7 OK")) }
    }
}
