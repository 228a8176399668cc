import BackendAPI
import Digests
import MailModel
import SASL
import Secrets
import TestKit
import Testing
import Transport

@testable import POP3Backend

@Suite("a POP3 server that gives an octet now and then")
struct DrippingTests {
    @Test("is as good as silent", arguments: ["+OK ", "+OK ready\r\n-ERR "])
    func dripping(_ beginning: String) async throws {
        let limits = TimeLimits(response: .milliseconds(300))
        let backend = POP3Backend(
            endpoint: Endpoint(host: "pop.test", port: 995, protection: .implicitTLS, limits: limits),
            connector: DrippingConnector(beginning), credentials: Credentials(username: "ann", secret: Secret("x")))
        let error = await backendError { try await backend.connect() }
        #expect(error == BackendError(TransportError.timedOut(.response)))
    }
}

@Suite("logging in (RFC 1939 §7, RFC 2449, RFC 5034)")
struct LoginTests {
    static let capabilities = "S: +OK\nC: CAPA\nS: +OK\n"

    /// Names, traces, and ways to log in that work.
    static let accepted: [(String, String, LoginMethod)] = [
        ("USER and PASS, sent together", Harness.login, .automatic),
        ("a server without CAPA", Harness.oldLogin, .automatic),
        (
            "AUTH PLAIN with its initial response",
            capabilities + """
                S: SASL PLAIN LOGIN
                S: LOGIN-DELAY 60
                S: .
                C: AUTH PLAIN AGFubgBzZWNyZXQ=
                S: +OK

                """, .automatic
        ),
        (
            "AUTH LOGIN where it is asked for",
            capabilities + """
                S: SASL PLAIN LOGIN
                S: .
                C: AUTH LOGIN
                S: + VXNlcm5hbWU6
                C: YW5u
                S: + UGFzc3dvcmQ6
                C: c2VjcmV0
                S: +OK

                """, .mechanism(.login)
        ),
        (
            "PLAIN asked for of a server without AUTH",
            capabilities + """
                S: USER
                S: .
                C: USER ann
                S: +OK
                C: PASS secret
                S: +OK

                """, .mechanism(.plain)
        ),
    ]

    @Test("works", arguments: accepted)
    func works(_ name: String, _ trace: String, _ method: LoginMethod) async throws {
        let harness = try Harness([trace], method: method)
        try await harness.backend.connect()
        // A second call finds the connection there.
        try await harness.backend.connect()
        #expect(await harness.connector.problem == nil, "\(name)")
    }

    @Test("STLS comes before anything else, and capabilities are asked again in TLS", arguments: [false, true])
    func startTLS(_ octetByOctet: Bool) async throws {
        let trace = """
            S: +OK
            C: STLS
            S: +OK begin
            TLS
            C: CAPA
            S: +OK
            S: SASL PLAIN
            S: .
            C: AUTH PLAIN AGFubgBzZWNyZXQ=
            S: +OK

            """
        let harness = try Harness([trace], protection: .startTLS, pieces: octetByOctet ? .octetByOctet : .whole)
        try await harness.backend.connect()
        #expect(await harness.connector.problem == nil)
    }

    /// Traces without TLS, and whether they end as insecure: no credentials are sent in any of them.
    static let stripped: [(String, Bool)] = [
        ("S: +OK\nC: STLS\nS: -ERR no", true),
        ("S: +OK\nC: STLS\nS| +OK\\r\\n+OK\\r\\n\nTLS", true),
        ("S: +OK\nC: STLS\nS: + go on", false),
        ("S: +OK\nC: STLS\nS: garbage", false),
        ("S: +OK\nC: STLS\nS<<FIN", false),
        ("S: +OK\nC: STLS\nS<<SILENCE", false),
    ]

    @Test("nothing is sent in clear where STLS fails", arguments: stripped)
    func sendsNothing(_ trace: String, _ isInsecure: Bool) async throws {
        let harness = try Harness([trace], protection: .startTLS)
        let error = await backendError { try await harness.backend.connect() }
        if case .insecure = error { #expect(isInsecure) } else { #expect(!isInsecure && error != nil) }
        let written = await harness.connector.streams.first?.written ?? []
        #expect(written == Array("STLS\r\n".utf8))
    }

    /// The end of a conversation in which login fails, and what it means.
    static let refused: [(String, BackendError)] = [
        ("S: -ERR [IN-USE] busy", .tryLater(.inUse, serverText: "busy")),
        ("S: -ERR [SYS/TEMP] later", .tryLater(serverText: "later")),
        ("S: -ERR go away", .unreachable(reason: "the server refuses: “go away”")),
        (login("S: -ERR wrong"), .authenticationFailed(serverText: "wrong")),
        (login("S: -ERR [AUTH] wrong secret"), .authenticationFailed(serverText: "wrong …")),
        (login("S: -ERR [IN-USE] other session"), .tryLater(.inUse, serverText: "other session")),
        (login("S: -ERR [LOGIN-DELAY] too soon"), .tryLater(.loginDelay(nil), serverText: "too soon")),
        (login("S: -ERR [SYS/TEMP] disk"), .tryLater(serverText: "disk")),
        (login("S: -ERR [SYS/PERM] closed"), .refused(serverText: "closed")),
        (login("S: -ERR unable to lock maildrop"), .tryLater(.inUse, serverText: "unable to lock maildrop")),
        (login("S: -ERR try again later"), .tryLater(serverText: "try again later")),
        (modernLogin("S: -ERR [LOGIN-DELAY] too soon"), .tryLater(.loginDelay(.seconds(900)), serverText: "too soon")),
        (modernLogin("S: -ERR [AUTH] no"), .authenticationFailed(serverText: "no")),
        // This server says so where it is the password (RFC 3206 §4).
        (modernLogin("S: -ERR the password file is gone"), .tryLater(serverText: "the password file is gone")),
        (login("S: -ERR your address is blocked"), .authenticationFailed(serverText: "your address is blocked")),
        (login("S: -ERR [AUTH] account locked"), .authenticationFailed(serverText: "account locked")),
        (login("S<<FIN"), .unreachable(reason: "the server closed the connection")),
        (login("S<<SILENCE"), .unreachable(reason: "the server did not answer in time")),
        (login("S<<RST"), .unreachable(reason: "the connection was lost: the connection was reset by the server")),
        (login("S: * OK"), .protocolViolation(reason: "The server sent a line that is no answer")),
        (
            "S: +OK\nC: CAPA\nS: -ERR\nC: USER ann\nS: -ERR no such user ann",
            .authenticationFailed(serverText: "no such user ann")
        ),
    ]

    private static func login(_ end: String) -> String {
        "S: +OK\nC: CAPA\nS: -ERR\nC: USER ann\nS: +OK\nC: PASS secret\n" + end
    }

    /// A server of today, by its CAPA.
    private static func modernLogin(_ end: String) -> String {
        """
        S: +OK
        C: CAPA
        S: +OK
        S: RESP-CODES
        S: AUTH-RESP-CODE
        S: LOGIN-DELAY 900
        S: .
        C: USER ann
        S: +OK
        C: PASS secret

        """ + end
    }

    @Test("says what a refusal means", arguments: refused)
    func refuses(_ trace: String, _ expected: BackendError) async throws {
        let harness = try Harness([trace])
        #expect(await backendError { try await harness.backend.connect() } == expected)
        #expect(await harness.connector.problem == nil)
    }

    @Test("what the configuration does not allow is not tried")
    func notAllowed() async throws {
        let trace = "S: +OK <1@a>\nC: CAPA\nS: +OK\nS: SASL PLAIN\nS: .\n"
        let harness = try Harness([trace], method: .mechanism(.login))
        // LOGIN is not offered, and USER with PASS sends no more in clear than it would.
        let error = await backendError { try await harness.backend.connect() }
        #expect(error != nil)
        let written = String(decoding: await harness.connector.streams.first?.written ?? [], as: UTF8.self)
        #expect(written == "CAPA\r\nUSER ann\r\n")
    }

    @Test("APOP where it is asked for (RFC 1939 §7's kind of digest)")
    func apop() async throws {
        let trace = """
            S: +OK ready <1896.697170952@dbc.mtview.ca.us>
            C: CAPA
            S: -ERR
            C: APOP ann 4a1bcecd0c0be39f4b0d0b1ad8acbd80
            S: +OK
            """
        let harness = try Harness(
            [trace.replacing("4a1bcecd0c0be39f4b0d0b1ad8acbd80", with: Self.digest)], method: .apop)
        try await harness.backend.connect()
        #expect(await harness.connector.problem == nil)
        let weak = try Harness(["S: +OK ready\nC: CAPA\nS: -ERR\n"], method: .apop)
        #expect(await backendError { try await weak.backend.connect() } != nil)
    }

    private static let digest = digest(of: "<1896.697170952@dbc.mtview.ca.us>")

    /// APOP's answer to a time-stamp.
    static func digest(of timestamp: String) -> String {
        MessageDigest.md5.hexadecimal(Array("\(timestamp)secret".utf8))
    }

    @Test("LOGIN-DELAY and EXPIRE are told")
    func delays() async throws {
        let harness = try Harness([Self.accepted[2].1.replacing("S: SASL", with: "S: EXPIRE 30\nS: SASL")])
        try await harness.backend.connect()
        let expected = BackendCapabilities(
            actions: [.remove], canPush: false, hasParts: false, isExclusive: true, loginDelay: .seconds(60),
            expiryInDays: 30)
        var told = await harness.backend.capabilities
        #expect(told.words.isSuperset(of: ["LOGIN-DELAY", "EXPIRE", "SASL"]))
        told.words = []
        #expect(told == expected)
    }

    @Test("what may differ by user is asked again after login (RFC 2449 §6.5, §6.7)")
    func delaysByUser() async throws {
        let trace = """
            S: +OK
            C: CAPA
            S: +OK
            S: LOGIN-DELAY 60 USER
            S: EXPIRE 30 USER
            S: .
            C: USER ann
            S: +OK
            C: PASS secret
            S: +OK
            C: CAPA
            S: +OK
            S: LOGIN-DELAY 900
            S: EXPIRE NEVER
            S: .

            """
        let harness = try Harness([trace])
        try await harness.backend.connect()
        let capabilities = await harness.backend.capabilities
        #expect(capabilities.loginDelay == .seconds(900))
        #expect(capabilities.expiryInDays == nil)
        #expect(await harness.connector.problem == nil)
    }

    @Test("how long to stay away is known of a server that lets nobody in, too")
    func delayOfRefusal() async throws {
        let harness = try Harness([Self.modernLogin("S: -ERR [IN-USE] busy")])
        #expect(await backendError { try await harness.backend.connect() } == .tryLater(.inUse, serverText: "busy"))
        #expect(await harness.backend.capabilities.loginDelay == .seconds(900))
    }

    @Test(
        "the maildrop is counted by STAT (RFC 1939 §5)",
        arguments: [
            ("S: +OK 2 320", MailboxSize(messages: 2, octets: 320)),
            ("S: +OK 0 0 and more", MailboxSize(messages: 0, octets: 0)), ("S: +OK", nil), ("S: +OK -1 5", nil),
            ("S: -ERR what?", nil),
        ] as [(String, MailboxSize?)])
    func counting(_ answer: String, _ size: MailboxSize?) async throws {
        let harness = try Harness([Harness.login + "C: STAT\n\(answer)\n"])
        #expect(try await harness.backend.inboxSize() == size)
        #expect(await harness.connector.problem == nil)
    }
}

@Suite("a login sent ahead of its answers (RFC 2449 §6.6)")
struct LoginAheadTests {
    /// One session from greeting to QUIT, as it is when nothing is waited for.
    private static let ahead = """
        S: +OK ready
        C: CAPA
        C: USER ann
        C: PASS secret
        C: UIDL
        C: LIST
        S: +OK
        S: UIDL
        S: USER
        S: PIPELINING
        S: .
        S: +OK
        S: +OK
        S: +OK
        S: 1 a
        S: .
        S: +OK
        S: 1 10
        S: .

        """

    private static let memory = ServerMemory("login-ahead")

    @Test("is remembered where USER, PASS and PIPELINING are the best that is offered")
    func remembering() async throws {
        let harness = try Harness([Harness.login, Self.ahead])
        try await harness.backend.connect()
        #expect(await harness.backend.serverMemory == Self.memory)
        await harness.backend.disconnect()
        #expect(try await harness.arrived() == ["a"])

        let old = try Harness([Harness.oldLogin])
        try await old.backend.connect()
        #expect(await old.backend.serverMemory == nil)
    }

    @Test("lists with the login")
    func listing() async throws {
        let harness = try Harness([Self.ahead], memory: Self.memory)
        #expect(try await harness.arrived() == ["a"])
        #expect(await harness.connector.problem == nil)
    }

    @Test("says UTF8 and LANG where the server had them")
    func preparation() async throws {
        let trace = Self.ahead.replacing("C: USER ann", with: "C: UTF8\nC: LANG de\nC: USER ann")
            .replacing("S: PIPELINING\nS: .\n", with: "S: PIPELINING\nS: UTF8\nS: LANG\nS: .\nS: +OK\nS: -ERR no\n")
        let memory = ServerMemory("login-ahead utf8 lang")
        let harness = try Harness([trace], memory: memory, language: "de")
        #expect(try await harness.arrived() == ["a"])
        #expect(await harness.connector.problem == nil)
        #expect(await harness.backend.serverMemory == memory)
    }

    @Test("is not sent to Courier, which loses what follows PASS")
    func courier() async throws {
        let trace = Harness.login.replacing(
            "S: PIPELINING", with: "S: PIPELINING\nS: IMPLEMENTATION Courier Mail Server")
        let harness = try Harness([trace])
        try await harness.backend.connect()
        #expect(await harness.backend.serverMemory == nil)
    }

    @Test("a refused password is refused once")
    func refused() async throws {
        let capabilities = "S: +OK\nS: USER\nS: PIPELINING\nS: .\n"
        let refusal =
            "S: +OK ready\nC: CAPA\nC: USER ann\nC: PASS secret\nC: UIDL\nC: LIST\n" + capabilities
            + "S: +OK\nS: -ERR [AUTH] no\nS: -ERR\nS: -ERR\n"
        let harness = try Harness([refusal], memory: Self.memory)
        #expect(await backendError { try await harness.backend.connect() } == .authenticationFailed(serverText: "no"))
        #expect(await harness.connector.problem == nil)
    }

    @Test(
        "a server that is no longer as it was is asked again, at the cost of a connection",
        arguments: [
            "S: +OK ready\nC: CAPA\nS<<FIN", "S: +OK ready\nC: CAPA\nS: nonsense\n",
            "S: +OK ready\nC: CAPA\nC: USER ann\nC: PASS secret\nS: -ERR what?\nS: -ERR no USER\nS: -ERR no PASS\n",
        ])
    func changed(_ first: String) async throws {
        let harness = try Harness(
            [first, Harness.oldLogin + "C: UIDL\nS: +OK\nS: 1 a\nS: .\nC: LIST\nS: +OK\nS: 1 10\nS: .\n"],
            memory: Self.memory)
        #expect(try await harness.arrived() == ["a"])
        #expect(await harness.backend.serverMemory == nil)
    }
}
