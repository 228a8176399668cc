import BackendAPI
import DemoServer
import IMAPBackend
import Logging
import MailModel
import POP3Backend
import SASL
import Synchronization
import TestKit
import Transport

/// A server of one test, with one user whose mail nobody else touches.
struct MailServer: Sendable {
    enum Kind: Hashable, Sendable, CaseIterable { case embedded, dovecot }

    /// How much of what is not in the base standards the server has.
    enum Features: Hashable, Sendable {
        case all
        /// IMAP4rev1 and nothing else; POP3 as it was in 1988.
        case none
        /// IMAP with mod-sequences, but nothing that tells what disappeared.
        case condStoreOnly
        /// POP3 without UIDL.
        case noUniqueIDs
    }

    private enum Machine: Sendable {
        case embedded(DemoServer, DemoServer.Ports)
        case dovecot(Dovecot)
    }

    static let password = Dovecot.password
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    private let machine: Machine
    let kind: Kind
    let user: String

    /// Starts a server of the test's own, or shares a running Dovecot, each test with a user of its own.
    ///
    /// - Parameters:
    ///   - kind: Which.
    ///   - features: What it can do.
    ///   - isOwn: The test is going to stop it.
    /// - Throws: Where it does not start.
    init(_ kind: Kind, _ features: Features = .all, isOwn: Bool = false) async throws {
        self.kind = kind
        user = "user\(Self.users.add(1, ordering: .relaxed).newValue)"
        switch kind {
        case .embedded:
            let server = DemoServer(mail: Self.mail(of: user), options: Self.options(features))
            machine = .embedded(server, try await server.start())
        case .dovecot:
            machine = .dovecot(isOwn ? try Self.dovecot(features) : try Self.shared(features))
        }
    }

    private static let users = Atomic<Int>(0)
    private static let fullDovecot = Result { try dovecot(.all) }
    private static let bareDovecot = Result { try dovecot(.none) }
    private static let condStoreDovecot = Result { try dovecot(.condStoreOnly) }

    private static func shared(_ features: Features) throws -> Dovecot {
        switch features {
        case .all, .noUniqueIDs: try fullDovecot.get()
        case .none: try bareDovecot.get()
        case .condStoreOnly: try condStoreDovecot.get()
        }
    }

    private static func dovecot(_ features: Features) throws -> Dovecot {
        let capability: String? =
            switch features {
            case .all, .noUniqueIDs: nil
            case .none: "IMAP4rev1"
            case .condStoreOnly: "IMAP4rev1 LITERAL+ ENABLE IDLE UIDPLUS CONDSTORE ESEARCH"
            }
        return try Dovecot(Dovecot.Options(imapCapability: capability))
    }

    private static func options(_ features: Features) -> DemoServer.Options {
        var options = DemoServer.Options()
        switch features {
        case .all: break
        case .none:
            options.imapExtensions = []
            options.pop3Extensions = [.user]
        case .condStoreOnly:
            options.imapExtensions = [.literalPlus, .enable, .idle, .uidPlus, .condStore, .extendedSearch]
        case .noUniqueIDs: options.pop3Extensions.remove(.uidl)
        }
        return options
    }

    /// The mailboxes that Dovecot makes too.
    private static func mail(of user: String) -> DemoMail {
        let roles: [(String, MailboxRole)] = [
            ("Drafts", .drafts), ("Sent", .sent), ("Trash", .trash), ("Junk", .junk), ("Archive", .archive),
        ]
        let mailboxes = roles.compactMap { text, role in
            MailboxName(text).map { DemoMailbox(name: $0, role: role) }
        }
        let inbox = DemoMailbox(name: .inbox, role: .inbox)
        return DemoMail(users: [DemoUser(name: user, password: password, title: user, mailboxes: [inbox] + mailboxes)])
    }

    // MARK: - The way there

    func endpoint(
        _ mailProtocol: MailProtocol, _ protection: Endpoint.Protection = .none, through proxy: LatencyProxy? = nil
    ) -> Endpoint {
        var endpoint: Endpoint
        switch machine {
        case .embedded(_, let ports):
            endpoint = Endpoint(
                host: "127.0.0.1", port: mailProtocol == .imap ? ports.imap : ports.pop3, protection: protection)
        case .dovecot(let dovecot):
            endpoint = dovecot.endpoint(mailProtocol == .imap ? .imap : .pop3, protection)
        }
        if let proxy { endpoint.port = proxy.port }
        endpoint.limits = TimeLimits(connect: .seconds(20), handshake: .seconds(20), response: .seconds(20))
        return endpoint
    }

    func backend(
        _ mailProtocol: MailProtocol, _ protection: Endpoint.Protection = .none, through proxy: LatencyProxy? = nil
    ) -> any MailBackend {
        backend(mailProtocol, at: endpoint(mailProtocol, protection, through: proxy))
    }

    func backend(
        _ mailProtocol: MailProtocol, at endpoint: Endpoint, password: String = MailServer.password
    ) -> any MailBackend {
        let credentials = Credentials(username: user, secret: SASLSecret(password))
        return switch mailProtocol {
        case .imap: imapBackend(at: endpoint, credentials)
        case .pop3:
            POP3Backend(
                endpoint: endpoint, connector: NIOConnector(), credentials: credentials,
                identifiesByRetrieving: true, log: Self.silent)
        }
    }

    /// What takes messages.
    func uploader(through proxy: LatencyProxy? = nil) -> some MailUploading {
        imapBackend(
            at: endpoint(.imap, through: proxy), Credentials(username: user, secret: SASLSecret(Self.password)))
    }

    private func imapBackend(at endpoint: Endpoint, _ credentials: Credentials) -> IMAPBackend {
        IMAPBackend(endpoint: endpoint, connector: NIOConnector(), credentials: credentials, logger: Self.silent)
    }

    /// A line to the server that can be slow, counted and cut.
    func proxy(
        _ mailProtocol: MailProtocol, _ protection: Endpoint.Protection = .none, delay: Duration = .zero
    ) -> LatencyProxy {
        LatencyProxy(to: endpoint(mailProtocol, protection).port, delay: delay)
    }

    // MARK: - Behind the backend's back

    /// A message as the server holds it.
    struct Held: Sendable {
        var octets: [UInt8]
        var flags: Flags
    }

    /// - Parameters:
    ///   - octets: The message.
    ///   - mailbox: Where to; it must be one of those that are there from the start, but for Dovecot.
    ///   - date: INTERNALDATE, in seconds since 1970.
    ///   - flags: Of seen, flagged and answered.
    /// - Throws: Where there is no such mailbox.
    func deliver(
        _ octets: [UInt8], to mailbox: MailboxName = .inbox, date: Int64 = 1_700_000_000, flags: Flags = []
    ) async throws {
        switch machine {
        case .embedded(let server, _):
            try await server.deliver(
                octets, to: user, mailbox: mailbox, flags: flags, date: MailDate(secondsSince1970: date))
        case .dovecot(let dovecot):
            // Maildir's letters, in their order.
            let letters: [(Flag, String)] = [(.flagged, "F"), (.answered, "R"), (.seen, "S")]
            let text = letters.filter { flags.contains($0.0) }.map(\.1).joined()
            dovecot.deliver(
                octets, to: user, mailbox: mailbox.text, date: date, flags: text.isEmpty ? nil : text)
        }
    }

    /// What is in a mailbox now, in no order; octets as the server gives them.
    func messages(in mailbox: MailboxName = .inbox) async throws -> [Held] {
        switch machine {
        case .embedded(let server, _):
            return try await server.messages(in: mailbox, of: user).map { Held(octets: $0.octets, flags: $0.flags) }
        case .dovecot(let dovecot):
            return dovecot.messageFiles(of: user, mailbox: mailbox.text).compactMap { path in
                // Gone between the listing and now.
                guard let octets = TestFiles.octets(of: path) else { return nil }
                let letters = path.split(separator: ":2,").dropFirst().last ?? ""
                var flags = Flags()
                if letters.contains("S") { flags.insert(.seen) }
                if letters.contains("F") { flags.insert(.flagged) }
                if letters.contains("R") { flags.insert(.answered) }
                if letters.contains("T") { flags.insert(.deleted) }
                return Held(octets: given(octets), flags: flags)
            }
        }
    }

    /// Another UIDVALIDITY, and other UIDs: the messages that are left are numbered from 1.
    func renumber(_ mailbox: MailboxName = .inbox) async throws {
        switch machine {
        case .embedded(let server, _): try await server.renewValidity(in: mailbox, of: user)
        case .dovecot(let dovecot):
            dovecot.renumber(mailbox.text, of: user, validity: UInt32.random(in: 1_900_000_000...2_000_000_000))
        }
    }

    /// The octets of a message as this server gives them: Dovecot ends every line with CRLF.
    func given(_ octets: [UInt8]) -> [UInt8] {
        guard kind == .dovecot else { return octets }
        var given: [UInt8] = []
        for octet in octets {
            if octet == 0x0A, given.last != 0x0D { given.append(0x0D) }
            given.append(octet)
        }
        return given
    }

    // MARK: - Its end

    /// Ends all connections, in the middle of whatever they do.
    func kill() async {
        switch machine {
        case .embedded(let server, _): await server.stop()
        case .dovecot(let dovecot): dovecot.kill()
        }
    }

    /// Starts again on the same ports, with the same mail.
    func restart() async throws {
        switch machine {
        case .embedded(let server, let ports):
            try await server.start(imapPort: ports.imap, pop3Port: ports.pop3)
        case .dovecot(let dovecot): try dovecot.start()
        }
    }

    /// Lets go of it; a shared Dovecot goes on for the others.
    func end() async {
        if case .embedded(let server, _) = machine { await server.stop() }
    }

    /// What Dovecot wrote to its log, for a test that fails.
    var log: String {
        if case .dovecot(let dovecot) = machine { dovecot.log } else { "" }
    }
}
