import BackendAPI
import TestKit
import Testing
import Transport

@testable import IMAPBackend

@Suite("Logging in (RFC 9051 §6.2)")
struct LoginTests {
    static let plain = "AGFkYQBzZWNyZXQ="

    @Test("sends all that is safe behind the greeting in one go", arguments: ScriptedStream.Pieces.allCases)
    func pipelined(_ pieces: ScriptedStream.Pieces) async throws {
        let play = try Play(
            [
                """
                S: * OK [CAPABILITY IMAP4rev1 SASL-IR ENABLE AUTH=PLAIN] ready
                C: A1 AUTHENTICATE PLAIN \(Self.plain)
                C: A2 ENABLE CONDSTORE QRESYNC
                S: A1 OK [CAPABILITY IMAP4rev1 ENABLE IDLE CONDSTORE QRESYNC] in
                S: * ENABLED CONDSTORE QRESYNC
                S: A2 OK enabled
                """
            ], pieces: pieces)
        try await play.backend.connect()
        #expect(await play.backend.capabilities.canPush)
        #expect(await play.backend.link?.hasQResync == true)
        #expect(await play.connector.problem == nil)
    }

    @Test("asks for capabilities that the server did not tell, before and after login")
    func asksForCapabilities() async throws {
        let play = try Play([
            """
            S: * OK ready
            C: A1 CAPABILITY
            S: * CAPABILITY IMAP4rev1 AUTH=PLAIN
            S: A1 OK told
            C: A2 AUTHENTICATE PLAIN
            S: +
            C: \(Self.plain)
            S: A2 OK in
            C: A3 CAPABILITY
            S: * CAPABILITY IMAP4rev1
            S: A3 OK told
            """
        ])
        try await play.backend.connect()
        #expect(await !play.backend.capabilities.canPush)
        #expect(await play.connector.problem == nil)
    }

    @Test("begins anew where a server lied about SASL-IR, and remembers it")
    func lie() async throws {
        let lie = """
            S: * OK [CAPABILITY IMAP4rev1 SASL-IR ENABLE AUTH=PLAIN] ready
            C: A1 AUTHENTICATE PLAIN \(Self.plain)
            C: A2 ENABLE CONDSTORE QRESYNC
            S: +
            """
        let honest = """
            S: * OK [CAPABILITY IMAP4rev1 SASL-IR ENABLE AUTH=PLAIN] ready
            C: A1 AUTHENTICATE PLAIN
            S: +
            C: \(Self.plain)
            S: A1 OK [CAPABILITY IMAP4rev1] in
            """
        let play = try Play([lie, honest])
        try await play.backend.connect()
        #expect(await play.connector.problem == nil)
    }

    @Test("uses the LOGIN command where no mechanism is offered, and literals where the words need them")
    func loginCommand() async throws {
        let play = try Play([
            """
            S: * OK [CAPABILITY IMAP4rev1] ready
            C: A1 LOGIN ada secret
            S: A1 OK [CAPABILITY IMAP4rev1] in
            """
        ])
        try await play.backend.connect()
        #expect(await play.connector.problem == nil)
    }

    @Test("cuts the password out of what the server says")
    func echo() async throws {
        let play = try Play([
            """
            S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready
            C: A1 AUTHENTICATE PLAIN \(Self.plain)
            S: A1 NO [AUTHENTICATIONFAILED] wrong password: secret!
            """
        ])
        await #expect(throws: BackendError.authenticationFailed(serverText: "wrong password: …!")) {
            try await play.backend.connect()
        }
    }

    @Test(
        "stops before any credential",
        arguments: [
            ("S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready", "does not offer STARTTLS"),
            ("S: * OK ready\nC: A1 STARTTLS\nS: A1 NO not now", "refused STARTTLS"),
            ("S: * OK ready\nC: A1 STARTTLS\nS: A1 BAD what", "refused STARTTLS"),
            ("S: * PREAUTH hello", "logged us in before TLS"),
            ("S: * OK ready\nC: A1 STARTTLS\nS| A1 OK go\\r\\n* CAPABILITY AUTH=PLAIN\\r\\n", "before TLS"),
            ("S: * OK ready\nS: * LIST () NIL x\nC: A1 STARTTLS", "before TLS"),
            ("S: * OK ready\nC: A1 STARTTLS\nS: A9 OK go", "not sent"),
            ("S: * OK ready\nC: A1 STARTTLS\nS<<SILENCE", "did not answer in time"),
            ("S<<SILENCE", "did not answer in time"), ("S: garbage", "none of IMAP"), ("S: A1 OK hi", "did not greet"),
            ("S: * BYE [UNAVAILABLE] later", "later"),
            (
                "S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi\nC: A1 STARTTLS\nS: A1 OK go\nTLS\nC: A2 CAPABILITY\nS: * CAPABILITY LOGINDISABLED\nS: A2 OK",
                "no way to log in"
            ),
        ] as [(String, String)]
    )
    func stops(_ trace: String, _ reason: String) async throws {
        let play = try Play([trace], protection: .startTLS)
        do {
            try await play.backend.connect()
            Issue.record("logged in")
        } catch {
            #expect(error.text.contains(reason), "\(error)")
        }
        for stream in await play.connector.streams {
            let written = String(decoding: await stream.written, as: UTF8.self)
            #expect(!written.contains("AUTHENTICATE") && !written.contains("LOGIN"))
        }
    }

    @Test(
        "a referral leads nowhere (RFC 2221)",
        arguments: [
            "S: * BYE [REFERRAL imap://evil.example/] go there",
            "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi\nC: A1 AUTHENTICATE PLAIN \(plain)\nS: A1 NO [REFERRAL imap://ada@evil.example/] go there",
        ])
    func referral(_ trace: String) async throws {
        let play = try Play([trace])
        await #expect(throws: BackendError.self) { try await play.backend.connect() }
        #expect(await play.connector.streams.count == 1)
        #expect(await play.connector.problem == nil)
    }

    @Test("a referral with the login is passed over")
    func referralWithLogin() async throws {
        let play = try Play([
            """
            S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi
            C: A1 AUTHENTICATE PLAIN \(Self.plain)
            S: A1 OK [REFERRAL imap://evil.example/] in
            C: A2 CAPABILITY
            S: * CAPABILITY IMAP4rev1
            S: A2 OK
            """
        ])
        try await play.backend.connect()
        #expect(await play.connector.streams.count == 1)
        #expect(await play.connector.problem == nil)
    }

    /// A server that once took SCRAM, by what was remembered of it.
    private static let hiding = ServerMemory("hides-secret imap.test:993\n")

    @Test(
        "a server that was never shown the password is not shown it for saying that it can do nothing else",
        arguments: ["AUTH=PLAIN AUTH=LOGIN", "AUTH=PLAIN SASL-IR", "", "AUTH=OAUTHBEARER"])
    func downgraded(_ offer: String) async throws {
        let trace = "S: * OK [CAPABILITY IMAP4rev1 \(offer)] ready"
        let play = try Play([trace], memory: Self.hiding)
        await #expect(throws: BackendError.askedForHiddenSecret) { try await play.backend.connect() }
        for stream in await play.connector.streams { #expect(await stream.written == []) }
        #expect(await play.backend.serverMemory == Self.hiding, "it is asked no second time, either")
    }

    @Test("a refusal of what hides the password is not answered with the password")
    func refusedHiding() async throws {
        let play = try Play(
            [
                """
                S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256-PLUS AUTH=PLAIN] ready
                C~ A1 AUTHENTICATE SCRAM-SHA-256-PLUS \(Self.bound)
                S: A1 NO which binding?
                """
            ], memory: Self.hiding)
        await #expect(throws: BackendError.authenticationFailed(serverText: "which binding?")) {
            try await play.backend.connect()
        }
        #expect(await play.connector.problem == nil)
    }

    @Test("another server is another matter, and so is a login that never hid anything")
    func notDowngraded() async throws {
        let trace = Play.loggedIn("IDLE", "")
        let play = try Play([trace], memory: ServerMemory("hides-secret imap.other:993\n"))
        try await play.backend.connect()
        #expect(await play.backend.serverMemory?.text.hasPrefix("hides-secret") == false)
    }

    @Test("believes nothing from before TLS")
    func afterTLS() async throws {
        let play = try Play(
            [
                """
                S: * OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN SASL-IR] ready
                C: A1 STARTTLS
                S: A1 OK go
                TLS
                C: A2 CAPABILITY
                S: * CAPABILITY IMAP4rev1 AUTH=PLAIN
                S: A2 OK
                C: A3 AUTHENTICATE PLAIN
                S: +
                C: \(Self.plain)
                S: A3 OK [CAPABILITY IMAP4rev1] in
                """
            ], protection: .startTLS)
        try await play.backend.connect()
        #expect(await play.connector.problem == nil)
    }

    /// Base64 of what begins the client's first message, up to where only the nonce is left.
    private static let (bound, unoffered) = ("cD10bHMtZXhwb3J0ZXIsLG49YWRh*", "eSwsbj1hZGEs*")

    @Test(
        "logs in unbound, once, where a server offers to bind and does not know this side's binding",
        arguments: [
            // A refusal at once, and one that the mechanism itself explains (RFC 5802 §7).
            "S: A1 NO which binding?",
            "S: + ZT11bnN1cHBvcnRlZC1jaGFubmVsLWJpbmRpbmctdHlwZQ==\nC: *\nS: A1 BAD cancelled",
        ])
    func unknownBinding(_ refusal: String) async throws {
        let play = try Play([
            """
            S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256-PLUS AUTH=PLAIN] ready
            C~ A1 AUTHENTICATE SCRAM-SHA-256-PLUS \(Self.bound)
            \(refusal)
            C: A2 AUTHENTICATE PLAIN \(Self.plain)
            S: A2 OK [CAPABILITY IMAP4rev1] in
            """
        ])
        try await play.backend.connect()
        #expect(await play.connector.problem == nil)
    }

    @Test("a busy server, or a second refusal, is not answered with yet another way")
    func noThirdTry() async throws {
        let greeting =
            "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256-PLUS AUTH=SCRAM-SHA-256 AUTH=PLAIN] hi\n"
        let busy = try Play([
            greeting + "C~ A1 AUTHENTICATE SCRAM-SHA-256-PLUS \(Self.bound)\nS: A1 NO [UNAVAILABLE] later"
        ])
        await #expect(throws: BackendError.tryLater(serverText: "later")) { try await busy.backend.connect() }
        #expect(await busy.connector.problem == nil)
        let refused = try Play([
            greeting + """
                C~ A1 AUTHENTICATE SCRAM-SHA-256-PLUS \(Self.bound)
                S: A1 NO which binding?
                C~ A2 AUTHENTICATE SCRAM-SHA-256 biwsbj1hZGEs*
                S: A2 NO nor that
                """
        ])
        await #expect(throws: BackendError.authenticationFailed(serverText: "nor that")) {
            try await refused.backend.connect()
        }
        #expect(await refused.connector.problem == nil)
    }

    @Test("a denial of binding that rests on an old offer costs one question, not the login")
    func oldOffer() async throws {
        let memory = ServerMemory("imap1-ask\nimap.test:993\nAUTH=SCRAM-SHA-256 IMAP4rev1 SASL-IR\nIMAP4rev1\n")
        let play = try Play(
            [
                """
                S: * OK ready
                C~ A1 AUTHENTICATE SCRAM-SHA-256 \(Self.unoffered)
                S: A1 NO server does support channel binding
                C: A2 CAPABILITY
                S: * CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-256-PLUS AUTH=PLAIN
                S: A2 OK
                C~ A3 AUTHENTICATE SCRAM-SHA-256-PLUS \(Self.bound)
                S: A3 NO another binding, please
                C: A4 AUTHENTICATE PLAIN \(Self.plain)
                S: A4 OK [CAPABILITY IMAP4rev1] in
                """
            ], memory: memory)
        try await play.backend.connect()
        #expect(await play.connector.problem == nil)
    }
}
