import BackendAPI
import MailModel
import Testing
import Transport

/// Where a test of a backend runs: which server, what it can do, which protocol, and how it is protected.
struct Setting: Hashable, Sendable, CustomTestStringConvertible {
    var server: MailServer.Kind
    var mailProtocol: MailProtocol
    var protection = Endpoint.Protection.none
    var features = MailServer.Features.all

    /// IMAP on the embedded server and on Dovecot, with all extensions and with none.
    static let imap: [Setting] =
        [.all, .condStoreOnly, .none].flatMap { features in
            MailServer.Kind.withFewFeatures.map { Setting(server: $0, mailProtocol: .imap, features: features) }
        } + protected(.imap) + elsewhere(.imap)

    /// POP3 likewise; Dovecot always has all of it.
    static let pop3: [Setting] =
        [
            Setting(server: .embedded, mailProtocol: .pop3),
            Setting(server: .embedded, mailProtocol: .pop3, features: .none),
            Setting(server: .embedded, mailProtocol: .pop3, features: .noUniqueIDs),
            Setting(server: .dovecot, mailProtocol: .pop3),
        ].filter { MailServer.Kind.allCases.contains($0.server) } + protected(.pop3) + elsewhere(.pop3)

    /// Those that have THREAD (RFC 5256).
    static let threading = imap.filter {
        $0.server != .embedded && $0.features != .none && $0.protection == .none
    }

    static let all = imap + pop3

    /// One of each server and protocol.
    static let plain = MailServer.Kind.allCases.flatMap { server in
        [MailProtocol.imap, .pop3].map { Setting(server: server, mailProtocol: $0) }
    }

    private static func protected(_ mailProtocol: MailProtocol) -> [Setting] {
        let protections: [Endpoint.Protection] =
            MailServer.Kind.allCases.contains(.dovecot) ? [.startTLS, .implicitTLS] : []
        return protections.map { Setting(server: .dovecot, mailProtocol: mailProtocol, protection: $0) }
    }

    /// The server tells of changed flags by mod-sequences (RFC 7162).
    var hasModSequences: Bool { features != .none && server.hasModSequences }

    /// Servers that only root can start.
    private static func elsewhere(_ mailProtocol: MailProtocol) -> [Setting] {
        MailServer.Kind.unpacked.map { Setting(server: $0, mailProtocol: mailProtocol) }
    }

    /// All, and those servers with each kind of protection too.
    static let connecting =
        all
        + MailServer.Kind.unpacked.flatMap { server in
            [MailProtocol.imap, .pop3].flatMap { mailProtocol in
                [Endpoint.Protection.startTLS, .implicitTLS].map {
                    Setting(server: server, mailProtocol: mailProtocol, protection: $0)
                }
            }
        }

    var testDescription: String { "\(server) \(mailProtocol) \(protection), extensions: \(features)" }

    /// Runs a test on a server of this kind, which ends with it.
    ///
    /// - Parameters:
    ///   - isOwn: The test stops the server itself.
    ///   - body: The test.
    /// - Throws: What the test throws.
    func withServer(isOwn: Bool = false, _ body: (MailServer) async throws -> Void) async throws {
        let server = try await MailServer(self.server, features, isOwn: isOwn)
        do {
            try await body(server)
        } catch {
            await server.end()
            throw error
        }
        await server.end()
    }

    /// Runs a test on a server of this kind, over a connection of this kind.
    func withBackend(_ body: (MailServer, any MailBackend) async throws -> Void) async throws {
        try await withServer { server in
            let backend = server.backend(mailProtocol, protection)
            // A POP3 session sees the maildrop as it is when it begins (RFC 1939 §8): it begins when it is needed.
            if mailProtocol == .imap { try await backend.connect() }
            do {
                try await body(server, backend)
            } catch {
                await backend.disconnect()
                throw error
            }
            await backend.disconnect()
        }
    }
}
