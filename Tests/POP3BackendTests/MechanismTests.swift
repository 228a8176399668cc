import BackendAPI
import SASL
import TestKit
import Testing
import Transport

@testable import POP3Backend

@Suite("ways to log in (RFC 5034, RFC 1939 §7, RFC 6856)")
struct MechanismTests {
    private static func offering(_ lines: String...) -> String {
        "S: +OK ready <1.2@pop.test>\nC: CAPA\nS: +OK\n" + lines.map { "S: \($0)\n" }.joined() + "S: .\n"
    }

    private static func base64(_ text: String) -> String {
        String(decoding: SASLBase64.encode(Array(text.utf8)), as: UTF8.self)
    }

    /// Names, what is configured, the conversation.
    static let accepted: [(String, LoginMethod, String)] = [
        (
            "CRAM-MD5 before PLAIN (RFC 2195 §2's challenge)", .automatic,
            offering("SASL LOGIN PLAIN CRAM-MD5") + """
                C: AUTH CRAM-MD5
                S: + PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+
                C: YW5uIDczM2JhODdlNjRlZDdlNDQxZjA2MmM0YWM2ZGIwMTAz
                S: +OK

                """
        ),
        (
            "a mechanism that the server can't do for this user: PLAIN, once", .automatic,
            offering("SASL PLAIN CRAM-MD5") + """
                C: AUTH CRAM-MD5
                S: -ERR no password in clear is known here
                C: AUTH PLAIN AGFubgBzZWNyZXQ=
                S: +OK

                """
        ),
        (
            "an offer to bind, but not to what this side has: unbound, once", .automatic,
            offering("SASL PLAIN SCRAM-SHA-256-PLUS") + """
                C~ AUTH SCRAM-SHA-256-PLUS cD10bHMtZXhwb3J0ZXIsLG49YW5u*
                S: + ZT11bnN1cHBvcnRlZC1jaGFubmVsLWJpbmRpbmctdHlwZQ==
                C: *
                S: -ERR cancelled
                C: AUTH PLAIN AGFubgBzZWNyZXQ=
                S: +OK

                """
        ),
        (
            "XOAUTH2", .mechanism(.xoauth2),
            offering("SASL PLAIN XOAUTH2")
                + "C: AUTH XOAUTH2 \(base64("user=ann\u{1}auth=Bearer secret\u{1}\u{1}"))\nS: +OK\n"
        ),
        (
            "OAUTHBEARER", .mechanism(.oauthBearer),
            offering("SASL OAUTHBEARER") + "C: AUTH OAUTHBEARER "
                + base64("n,a=ann,\u{1}host=pop.test\u{1}port=995\u{1}auth=Bearer secret\u{1}\u{1}") + "\nS: +OK\n"
        ),
        ("EXTERNAL", .mechanism(.external), offering("SASL PLAIN EXTERNAL") + "C: AUTH EXTERNAL YW5u\nS: +OK\n"),
        (
            "APOP where there is nothing else", .automatic,
            offering("UIDL") + "C: APOP ann d9bea7fe6e4b3c8f9b6dbd2f95ce2e8b\nS: +OK\n"
        ),
        (
            "UTF8 ahead of the login, and no round trip for it", .automatic,
            offering("UTF8", "USER", "PIPELINING") + "C: UTF8\nC: USER ann\nC: PASS secret\n"
                + "S: +OK UTF8 it is\nS: +OK\nS: +OK\n"
        ),
        (
            "UTF8 that is refused after all", .automatic,
            offering("UTF8 USER", "SASL PLAIN", "PIPELINING")
                + "C: UTF8\nC: AUTH PLAIN AGFubgBzZWNyZXQ=\nS: -ERR not today\nS: +OK\n"
        ),
        (
            "UTF8 by itself where commands go one by one", .automatic,
            offering("UTF8", "USER") + "C: UTF8\nS: +OK\nC: USER ann\nS: +OK\nC: PASS secret\nS: +OK\n"
        ),
        (
            "LANG where it costs nothing", .automatic,
            offering("LANG", "UTF8", "SASL PLAIN", "PIPELINING")
                + "C: UTF8\nC: LANG de-AT\nC: AUTH PLAIN AGFubgBzZWNyZXQ=\nS: +OK\nS: +OK de Deutsch\nS: +OK\n"
        ),
        (
            "no LANG where it costs a round trip", .automatic,
            offering("LANG", "SASL PLAIN") + "C: AUTH PLAIN AGFubgBzZWNyZXQ=\nS: +OK\n"
        ),
    ]

    @Test("work", arguments: accepted)
    func works(_ name: String, _ method: LoginMethod, _ trace: String) async throws {
        let trace = trace.replacing(
            "d9bea7fe6e4b3c8f9b6dbd2f95ce2e8b", with: LoginTests.digest(of: "<1.2@pop.test>"))
        let harness = try Harness([trace], method: method, language: "de_AT.UTF-8")
        try await harness.backend.connect()
        #expect(await harness.connector.problem == nil, "\(name)")
    }

    /// A server that once took SCRAM, by what was remembered of it.
    private static let hiding = ServerMemory("hides-secret pop.test:995\n")

    @Test(
        "a server that was never shown the password is not shown it for saying that it can do nothing else",
        arguments: ["S: +OK\nS: SASL PLAIN LOGIN\nS: .", "S: +OK\nS: USER\nS: PIPELINING\nS: .", "S: -ERR"])
    func downgraded(_ offer: String) async throws {
        let harness = try Harness(["S: +OK hi\nC: CAPA\n\(offer)"], memory: Self.hiding)
        await #expect(throws: BackendError.askedForHiddenSecret) { try await harness.backend.connect() }
        for stream in await harness.connector.streams { #expect(await stream.written == Array("CAPA\r\n".utf8)) }
        #expect(await harness.backend.serverMemory == Self.hiding, "it is asked no second time, either")
    }

    @Test("a refusal of what hides the password is not answered with the password; asked for, it is")
    func refusedHiding() async throws {
        let start = "S: +OK hi\nC: CAPA\nS: +OK\nS: SASL CRAM-MD5 PLAIN\nS: .\n"
        let cram = "C: AUTH CRAM-MD5\nS: + PDFAYT4=\nC~ YW5uI*\nS: -ERR no"
        let refused = try Harness([start + cram], memory: Self.hiding)
        await #expect(throws: BackendError.authenticationFailed(serverText: "no")) {
            try await refused.backend.connect()
        }
        #expect(await refused.connector.problem == nil)
        let asked = try Harness(
            [start + "C: AUTH PLAIN AGFubgBzZWNyZXQ=\nS: +OK"], method: .mechanism(.plain), memory: Self.hiding)
        try await asked.backend.connect()
        #expect(await asked.backend.serverMemory == nil)
    }

    @Test("a time-stamp that came before TLS is forgotten: APOP needs TLS from the start")
    func protectedAPOP() async throws {
        let trace = """
            S: +OK ready <1.2@pop.test>
            C: STLS
            S: +OK
            TLS
            C: CAPA
            S: -ERR

            """
        let harness = try Harness([trace], protection: .startTLS, method: .apop)
        await #expect(
            throws: BackendError.refused(serverText: "the server offers no APOP inside TLS; use auth = \"auto\"")
        ) {
            try await harness.backend.connect()
        }
        #expect(await harness.connector.problem == nil)
    }

    @Test("a response that makes the command longer than 255 octets waits to be asked for (RFC 5034 §4)")
    func longResponse() async throws {
        let token = String(repeating: "t", count: 300)
        let response = Self.base64("user=ann\u{1}auth=Bearer \(token)\u{1}\u{1}")
        let trace = Self.offering("SASL XOAUTH2") + "C: AUTH XOAUTH2\nS: +\nC: \(response)\nS: +OK\n"
        let harness = try Harness([trace], method: .mechanism(.xoauth2), secret: token)
        try await harness.backend.connect()
        #expect(await harness.connector.problem == nil)
    }

    /// Names, what is configured, how the conversation ends, and what that means.
    static let refused: [(String, LoginMethod, String, BackendError)] = [
        (
            "a token that is refused, with an explanation in a challenge", .mechanism(.xoauth2),
            offering("SASL XOAUTH2") + "C: AUTH XOAUTH2 \(base64("user=ann\u{1}auth=Bearer secret\u{1}\u{1}"))\n"
                + "S: + eyJzdGF0dXMiOiI0MDEifQ==\nC: \nS: -ERR [AUTH] the token secret is too old\n",
            .authenticationFailed(serverText: "the token … is too old")
        ),
        (
            "a challenge that is no Base64 is answered with a cancellation", .mechanism(.cramMD5),
            offering("SASL CRAM-MD5") + "C: AUTH CRAM-MD5\nS: + what?\nC: *\n",
            .protocolViolation(reason: "the server's challenge is not Base64")
        ),
        (
            "a second challenge of PLAIN too", .mechanism(.plain),
            offering("SASL PLAIN") + "C: AUTH PLAIN AGFubgBzZWNyZXQ=\nS: + bW9yZQ==\nC: *\n",
            .protocolViolation(reason: "the server asks for more than PLAIN has")
        ),
        (
            "what is not offered is not tried", .mechanism(.scramSHA256), offering("SASL PLAIN"),
            .refused(serverText: "the configured way to log in is not offered; offered: PLAIN")
        ),
        (
            "a wrong password is sent once, in one way", .automatic,
            offering("SASL PLAIN CRAM-MD5", "AUTH-RESP-CODE") + """
                C: AUTH CRAM-MD5
                S: + PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+
                C: YW5uIDczM2JhODdlNjRlZDdlNDQxZjA2MmM0YWM2ZGIwMTAz
                S: -ERR [AUTH] wrong

                """, .authenticationFailed(serverText: "wrong")
        ),
        (
            "a configured binding that the server does not know", .mechanism(.scramSHA256Plus),
            offering("SASL PLAIN SCRAM-SHA-256-PLUS") + """
                C~ AUTH SCRAM-SHA-256-PLUS cD10bHMtZXhwb3J0ZXIsLG49YW5u*
                S: -ERR which binding?

                """, .authenticationFailed(serverText: "which binding?")
        ),
        (
            "a success that comes before the challenge is not believed", .mechanism(.cramMD5),
            offering("SASL CRAM-MD5") + "C: AUTH CRAM-MD5\nS: +OK\n",
            .insecure(reason: "the server does not know the password itself: it may be another one")
        ),
    ]

    @Test("end as they should", arguments: refused)
    func refuses(_ name: String, _ method: LoginMethod, _ trace: String, _ expected: BackendError) async throws {
        let harness = try Harness([trace], method: method)
        #expect(await backendError { try await harness.backend.connect() } == expected, "\(name)")
        #expect(await harness.connector.problem == nil, "\(name)")
    }
}
