import BackendAPI
import MailModel
import POP3Backend
import SASL
import Secrets
import TestKit
import Testing
import Transport

/// A way to log in to POP3, on a server that has it.
struct LoginCase: Hashable, Sendable, CustomTestStringConvertible {
    var server: MailServer.Kind
    var method: LoginMethod
    var protection: Endpoint.Protection

    private static let methods: [MailServer.Kind: [LoginMethod]] = [
        .dovecot: [
            .automatic, .apop, .mechanism(.plain), .mechanism(.login), .mechanism(.cramMD5), .mechanism(.scramSHA1),
            .mechanism(.scramSHA256), .mechanism(.xoauth2), .mechanism(.oauthBearer),
        ],
        .courier: [.automatic, .mechanism(.plain), .mechanism(.login), .mechanism(.cramMD5)],
        .cyrus: [
            .automatic, .apop, .mechanism(.plain), .mechanism(.login), .mechanism(.cramMD5), .mechanism(.scramSHA1),
            .mechanism(.scramSHA256),
        ],
    ]

    static let all: [LoginCase] = MailServer.Kind.allCases.flatMap { server -> [LoginCase] in
        methods[server, default: []].flatMap { method -> [LoginCase] in
            let protections: [Endpoint.Protection] = [.none, .startTLS, .implicitTLS]
            return protections.map { LoginCase(server: server, method: method, protection: $0) }
        }
    }
    .filter { !($0.server == .courier && $0.method == .mechanism(.cramMD5) && $0.protection == .none) }
    // What a greeting says before STLS is not believed.
    .filter { !($0.method == .apop && $0.protection == .startTLS) }

    var testDescription: String { "\(server) \(method) \(protection)" }
}

@Suite("logging in to real POP3 servers (RFC 5034, RFC 1939 §7)", .timeLimit(.minutes(1)))
struct RealLoginTests {
    // The password is known in clear, so that it is a shared secret and a token too.
    private static let dovecot = Result {
        try Dovecot(
            .init(
                extraConfiguration: """
                    auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256 apop xoauth2 oauthbearer
                    """))
    }

    private func backend(_ place: LoginCase, password: String) async throws -> POP3Backend {
        var endpoint: Endpoint
        let user: String
        switch place.server {
        case .dovecot:
            endpoint = try Self.dovecot.get().endpoint(.pop3, place.protection)
            user = "ann"
        case .embedded, .courier, .cyrus:
            let server = try await MailServer(place.server)
            endpoint = server.endpoint(.pop3, place.protection)
            user = server.user
        }
        endpoint.limits = TimeLimits(connect: .seconds(20), handshake: .seconds(20), response: .seconds(20))
        return POP3Backend(
            endpoint: endpoint, connector: NIOConnector(),
            credentials: Credentials(username: user, secret: Secret(password)), method: place.method,
            language: "de_DE.UTF-8", log: MailServer.silent)
    }

    @Test("every way that a server has opens the maildrop", arguments: LoginCase.all)
    func works(_ place: LoginCase) async throws {
        let backend = try await backend(place, password: MailServer.password)
        // The second time with what was learned from the first.
        for _ in 0..<2 {
            try await backend.connect()
            #expect(try await backend.knowledge().messages.isEmpty)
            await backend.disconnect()
        }
    }

    @Test("a wrong secret is refused and not told", arguments: LoginCase.all)
    func refuses(_ place: LoginCase) async throws {
        let backend = try await backend(place, password: "not-the-secret")
        let error = await #expect(throws: BackendError.self) { try await backend.connect() }
        guard case .authenticationFailed(_, let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!text.contains("not-the-secret"))
    }
}
