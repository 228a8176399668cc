import Testing

@testable import IMAP

@Suite("Login (RFC 9051 §6.2)")
struct LoginTests {
    static func plain() throws -> LoginStateMachine.Mechanism {
        LoginStateMachine.Mechanism(name: try #require(Atom("PLAIN")), sendsFirst: true)
    }
    static func login() throws -> LoginStateMachine.Mechanism {
        LoginStateMachine.Mechanism(name: try #require(Atom("LOGIN")), sendsFirst: false)
    }

    static func machine(
        _ capabilities: Set<Capability>, isProtected: Bool = true, permitsLogin: Bool = true
    ) throws -> LoginStateMachine {
        LoginStateMachine(
            .init(mechanisms: [try plain(), try login()], isProtected: isProtected, permitsLogin: permitsLogin),
            capabilities: capabilities)
    }

    static func status(_ condition: StatusResponse.Condition, _ code: ResponseCode? = nil) -> StatusResponse {
        StatusResponse(condition, code: code)
    }

    @Test("takes the first mechanism of ours that is offered, with an initial response where that is allowed")
    func begin() throws {
        var machine = try Self.machine([.auth("LOGIN"), .auth("PLAIN"), .saslIR])
        #expect(machine.begin() == .authenticate(try Self.plain(), withInitialResponse: true))
        machine = try Self.machine([.auth("PLAIN")])
        #expect(machine.begin() == .authenticate(try Self.plain(), withInitialResponse: false))
        machine = try Self.machine([.auth("LOGIN"), .saslIR])
        #expect(machine.begin() == .authenticate(try Self.login(), withInitialResponse: false))
    }

    @Test("uses LOGIN only where it is safe and allowed")
    func loginCommand() throws {
        var machine = try Self.machine([])
        #expect(machine.begin() == .login)
        machine = try Self.machine([], isProtected: false)
        #expect(machine.begin() == .finish(.noMechanism))
        machine = try Self.machine([.loginDisabled])
        #expect(machine.begin() == .finish(.noMechanism))
        machine = try Self.machine([], permitsLogin: false)
        #expect(machine.begin() == .finish(.noMechanism))
    }

    @Test("tries once more without an initial response where the server lied, and then no more")
    func lie() throws {
        var machine = try Self.machine([.auth("PLAIN"), .saslIR, .loginDisabled])
        _ = machine.begin()
        #expect(
            try machine.step(.tagged(Self.status(.bad))) == .authenticate(try Self.plain(), withInitialResponse: false))
        #expect(machine.liedAboutInitialResponse)
        #expect(try machine.step(.continuation([])) == .respond(challenge: []))
        #expect(try machine.step(.tagged(Self.status(.bad))) == .finish(.refused(Self.status(.bad))))
    }

    @Test("answers a server that asks for what it has got already")
    func askedAgain() throws {
        var machine = try Self.machine([.auth("PLAIN"), .saslIR])
        _ = machine.begin()
        #expect(try machine.step(.continuation([])) == .respond(challenge: []))
        #expect(machine.liedAboutInitialResponse)
        #expect(try machine.step(.tagged(Self.status(.ok))) == .finish(.loggedIn(code: nil)))
    }

    @Test("a refusal is final, so that no account is locked")
    func refused() throws {
        let no = Self.status(.no, .word(.authenticationFailed))
        var machine = try Self.machine([.auth("PLAIN"), .saslIR])
        _ = machine.begin()
        #expect(try machine.step(.tagged(no)) == .finish(.refused(no)))
        machine = try Self.machine([])
        _ = machine.begin()
        #expect(try machine.step(.tagged(no)) == .finish(.refused(no)))
    }

    @Test("falls back to LOGIN where the server can't do what it offered")
    func fallBack() throws {
        var machine = try Self.machine([.auth("PLAIN")])
        _ = machine.begin()
        #expect(try machine.step(.tagged(Self.status(.no, .word(.cannot)))) == .login)
        machine = try Self.machine([.auth("PLAIN")])
        _ = machine.begin()
        #expect(try machine.step(.tagged(Self.status(.bad))) == .login)
        #expect(
            try machine.step(.tagged(Self.status(.ok, .capability([.idle]))))
                == .finish(.loggedIn(code: .capability([.idle]))))
    }

    @Test("gives up with a star, and believes no success after it")
    func giveUp() throws {
        var machine = try Self.machine([.auth("LOGIN")])
        _ = machine.begin()
        #expect(try machine.step(.continuation([1])) == .respond(challenge: [1]))
        #expect(try machine.step(.mechanismFailed) == .cancel)
        #expect(try machine.step(.tagged(Self.status(.ok))) == .finish(.givenUp))
        machine = try Self.machine([.auth("LOGIN")])
        _ = machine.begin()
        _ = try machine.step(.mechanismFailed)
        #expect(try machine.step(.tagged(Self.status(.bad))) == .finish(.givenUp))
    }

    @Test(
        "what comes out of turn is a violation",
        arguments: [LoginStateMachine.Event.continuation([]), .tagged(StatusResponse(.ok)), .mechanismFailed])
    func outOfTurn(_ event: LoginStateMachine.Event) throws {
        var ready = try Self.machine([])
        #expect(throws: ProtocolViolation.self) { try ready.step(event) }
        var over = try Self.machine([.loginDisabled])
        _ = over.begin()
        #expect(throws: ProtocolViolation.self) { try over.step(event) }
        guard event != .tagged(StatusResponse(.ok)) else { return }
        var loggingIn = try Self.machine([])
        _ = loggingIn.begin()
        #expect(throws: ProtocolViolation.self) { try loggingIn.step(event) }
        var cancelled = try Self.machine([.auth("LOGIN")])
        _ = cancelled.begin()
        _ = try cancelled.step(.mechanismFailed)
        #expect(throws: ProtocolViolation.self) { try cancelled.step(event) }
    }
}
