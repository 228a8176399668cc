import Secrets
import Testing

@testable import SASL

@Suite("other mechanisms")
struct OtherMechanismTests {
    @Test("CRAM-MD5 answers RFC 2195 §2's example")
    func cramMD5() throws {
        var cram = CramMD5(Credentials(username: "tim", secret: Secret("tanstaaftanstaaf")))
        let response = try cram.respond(to: Array("<1896.697170952@postoffice.reston.mci.net>".utf8))
        #expect(response == Array("tim b913a602c7eda7a495b4e6e7334d3890".utf8))
        #expect(cram.isComplete)
        #expect(throws: SASLError.unexpectedChallenge) { try cram.respond(to: [1]) }
    }

    @Test("CRAM-MD5 refuses an empty challenge")
    func weakChallenge() {
        var cram = CramMD5(Credentials(username: "tim", secret: Secret("x")))
        #expect(throws: SASLError.malformedChallenge(expected: "msg-id")) { try cram.respond(to: []) }
    }

    @Test("OAUTHBEARER answers RFC 7628 §4.1's example, and ends a refusal (§4.3)")
    func oauthBearer() throws {
        let token = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="
        let credentials = Credentials(username: "user@example.com", secret: Secret(token))
        var bearer = OAuthBearer(credentials, host: "server.example.com", port: 143)
        let expected =
            "n,a=user@example.com,\u{1}host=server.example.com\u{1}port=143\u{1}auth=Bearer \(token)\u{1}\u{1}"
        #expect(try bearer.respond(to: []) == Array(expected.utf8))
        #expect(try bearer.respond(to: Array(#"{"status":"invalid_token"}"#.utf8)) == [1])
    }

    @Test("XOAUTH2 sends its one message, and ends a refusal")
    func xoauth2() throws {
        var oauth = XOAuth2(
            Credentials(
                username: "someuser@example.com", secret: Secret("ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg")))
        let encoded = SASLBase64.encode(try oauth.respond(to: []))
        #expect(
            String(decoding: encoded, as: UTF8.self)
                == "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ=="
        )
        #expect(try oauth.respond(to: Array("{}".utf8)) == [])
    }

    @Test("a token cannot bring fields of its own", arguments: ["a\u{1}host=evil", "\u{1}"])
    func injection(_ token: String) {
        let credentials = Credentials(username: "u", secret: Secret(token))
        for kind in [SASLMechanismKind.oauthBearer, .xoauth2] {
            var mechanism = SASLCandidate(kind: kind, binding: .unused).begin(with: credentials, host: "h", port: 1)
            #expect(throws: SASLError.unusableCredentials) { try mechanism.respond(to: []) }
        }
    }

    @Test("EXTERNAL sends the name")
    func external() throws {
        var external = External(Credentials(username: "fred@example.com", secret: Secret("")))
        #expect(try external.respond(to: []) == Array("fred@example.com".utf8))
        #expect(external.isComplete)
    }

    @Test(
        "each kind begins the mechanism of its name, and only some speak first", arguments: SASLMechanismKind.allCases)
    func kinds(_ kind: SASLMechanismKind) {
        let binding = GS2Binding.bound(ChannelBinding(kind: "tls-exporter", octets: [1]))
        let candidate = SASLCandidate(kind: kind, binding: kind.bindsChannel ? binding : .unused)
        let mechanism = candidate.begin(
            with: Credentials(username: "a", secret: Secret("b")), host: "h", port: 1)
        #expect(mechanism.name == kind.rawValue)
        #expect(mechanism.sendsFirst == ![.login, .cramMD5].contains(kind))
        #expect(!mechanism.isComplete)
    }
}

@Suite("choosing a mechanism")
struct SASLMechanismChoiceTests {
    @Test(
        "takes the strongest that is offered and allowed",
        arguments: [
            (.automatic, ["login", "plain", "SCRAM-SHA-1"], true, [.scramSHA1, .plain, .login]),
            (.automatic, ["PLAIN", "XOAUTH2", "EXTERNAL", "GSSAPI"], true, [.plain]),
            (.automatic, ["PLAIN", "LOGIN", "CRAM-MD5"], false, [.cramMD5]),
            (.automatic, [], true, []),
            (.only(.xoauth2), ["PLAIN", "XOAUTH2"], true, [.xoauth2]),
            (.only(.xoauth2), ["PLAIN", "XOAUTH2"], false, []),
            (.only(.scramSHA256), ["PLAIN", "SCRAM-SHA-1"], true, []),
            (.only(.plain), ["PLAIN", "SCRAM-SHA-256"], true, [.plain]),
            (.only(.external), ["EXTERNAL"], false, [.external]),
        ] as [(SASLMechanismChoice, [String], Bool, [SASLMechanismKind])])
    func chooses(
        _ choice: SASLMechanismChoice, _ offered: [String], _ isProtected: Bool, _ expected: [SASLMechanismKind]
    ) {
        #expect(choice.candidates(offered: offered, isProtected: isProtected, binding: nil).map(\.kind) == expected)
    }

    private static let binding = ChannelBinding(kind: "tls-exporter", octets: [1, 2, 3])

    @Test(
        "binds the login where server and connection can, and tells a server that it does not offer to where it doesn't",
        arguments: [
            (
                .automatic, ["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "PLAIN"], binding,
                [
                    (.scramSHA256Plus, .bound(binding)), (.scramSHA1Plus, .bound(binding)), (.scramSHA256, .unused),
                    (.plain, .unused),
                ]
            ),
            (.automatic, ["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"], nil, [(.scramSHA256, .unused)]),
            (
                .automatic, ["SCRAM-SHA-1", "SCRAM-SHA-256"], binding,
                [(.scramSHA256, .unoffered), (.scramSHA1, .unoffered)]
            ),
            (.automatic, ["SCRAM-SHA-256"], nil, [(.scramSHA256, .unused)]),
            (.only(.scramSHA256), ["SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"], binding, [(.scramSHA256, .unused)]),
            (.only(.scramSHA256Plus), ["SCRAM-SHA-256-PLUS"], binding, [(.scramSHA256Plus, .bound(binding))]),
            (.only(.scramSHA256Plus), ["SCRAM-SHA-256-PLUS"], nil, []),
            (.only(.scramSHA256Plus), ["SCRAM-SHA-256"], binding, []),
        ] as [(SASLMechanismChoice, [String], ChannelBinding?, [(SASLMechanismKind, GS2Binding)])])
    func binds(
        _ choice: SASLMechanismChoice, _ offered: [String], _ binding: ChannelBinding?,
        _ expected: [(SASLMechanismKind, GS2Binding)]
    ) {
        #expect(
            choice.candidates(offered: offered, isProtected: true, binding: binding)
                == expected.map { SASLCandidate(kind: $0, binding: $1) })
    }

    @Test("a refused binding leaves the logins without, and nothing else leaves anything")
    func fallsBack() {
        let names = ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "PLAIN"]
        let all = SASLMechanismChoice.automatic.candidates(offered: names, isProtected: true, binding: Self.binding)
        #expect(
            all.map { $0.fallBack(among: all).map(\.kind) } == [
                [.scramSHA256, .plain], [.scramSHA256, .plain], [], [],
            ])
    }
}
