import BackendAPI
import DemoServer
import Glibc
import IMAPBackend
import Logging
import MailModel
import POP3Backend
import SASL
import Secrets
import Synchronization
import TestKit
import Transport

/// A server of one test, with one user whose mail nobody else touches.
struct MailServer: Sendable {
    enum Kind: Hashable, Sendable, CaseIterable {
        case embedded, dovecot, courier, cyrus

        /// Those that can be started: Courier and Cyrus run where only root can put them.
        static let allCases = withFewFeatures + unpacked

        /// Those whose extensions can be taken away.
        static let withFewFeatures = [Kind.embedded, .dovecot].filter(\.isWanted)

        /// Those of `Scripts/server-roots`.
        static let unpacked = Courier.isPossible ? [Kind.courier, .cyrus].filter(\.isWanted) : []

        /// All at once they are too much for a small machine, so that Scripts/test has them one after the other.
        private var isWanted: Bool {
            guard let names = getenv("POSTERN_TEST_SERVERS") else { return true }
            return String(cString: names).split(separator: " ").contains { $0 == "\(self)" }
        }

        /// What IMAP can be told to do.
        var features: [Features] {
            Self.withFewFeatures.contains(self) ? [.all, .condStoreOnly, .none] : [.all]
        }
    }

    /// How much of what is not in the base standards the server has.
    enum Features: Hashable, Sendable {
        case all
        /// IMAP4rev1 and nothing else; POP3 as it was in 1988.
        case none
        /// IMAP with mod-sequences, but nothing that tells what disappeared.
        case condStoreOnly
        /// All, but no COMPRESS.
        case noCompression
        /// POP3 without UIDL.
        case noUniqueIDs
        /// All, and what little room and rights bring (Dovecot).
        case limited
    }

    private enum Machine: Sendable {
        case embedded(DemoServer, DemoServer.Ports)
        case real(any RealServer)
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
        case .dovecot, .courier, .cyrus:
            let user = user
            machine = .real(
                try await inBackground {
                    let server = isOwn ? try Self.newServer(kind, features) : try Self.shared(kind, features)
                    try server.add(user: user)
                    return server
                })
        }
    }

    private static let users = Atomic<Int>(0)
    private static let fullDovecot = Result { try dovecot(.all) }
    private static let bareDovecot = Result { try dovecot(.none) }
    private static let plainDovecot = Result { try dovecot(.noCompression) }
    private static let limitedDovecot = Result { try dovecot(.limited) }
    private static let condStoreDovecot = Result { try dovecot(.condStoreOnly) }
    private static let courier = Result { try Courier() }
    private static let cyrus = Result { try Cyrus() }

    private static func shared(_ kind: Kind, _ features: Features) throws -> any RealServer {
        switch (kind, features) {
        case (.courier, _): try courier.get()
        case (.cyrus, _): try cyrus.get()
        case (_, .all), (_, .noUniqueIDs): try fullDovecot.get()
        case (_, .noCompression): try plainDovecot.get()
        case (_, .none): try bareDovecot.get()
        case (_, .limited): try limitedDovecot.get()
        case (_, .condStoreOnly): try condStoreDovecot.get()
        }
    }

    private static func newServer(_ kind: Kind, _ features: Features) throws -> any RealServer {
        switch kind {
        case .courier: try Courier()
        case .cyrus: try Cyrus()
        case .embedded, .dovecot: try dovecot(features)
        }
    }

    private static func dovecot(_ features: Features) throws -> Dovecot {
        let capability: String? =
            switch features {
            case .all, .noUniqueIDs, .noCompression, .limited: nil
            case .none: "IMAP4rev1"
            case .condStoreOnly: "IMAP4rev1 LITERAL+ ENABLE IDLE UIDPLUS CONDSTORE ESEARCH THREAD=REFERENCES"
            }
        var options = Dovecot.Options(imapCapability: capability, compresses: features != .noCompression)
        options.isLimited = features == .limited
        return try Dovecot(options)
    }

    private static func options(_ features: Features) -> DemoServer.Options {
        var options = DemoServer.Options()
        switch features {
        case .all, .noCompression, .limited: break
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

    // MARK: - Its mailboxes

    /// Mailboxes that every server has from the start, by the server's names for them.
    var archive: MailboxName { mailbox("Archive") }
    var trash: MailboxName { mailbox("Trash") }

    /// Between the levels of a mailbox's name.
    var delimiter: Character { kind == .courier ? "." : "/" }

    /// The server's name for a mailbox; Courier has all but INBOX below INBOX.
    func mailbox(_ name: String) -> MailboxName {
        MailboxName(kind == .courier ? Courier.name(of: name) : name) ?? .inbox
    }

    // MARK: - The way there

    func endpoint(
        _ mailProtocol: MailProtocol, _ protection: Endpoint.Protection = .none,
        through proxy: (any LoopbackLine)? = nil
    ) -> Endpoint {
        var endpoint: Endpoint
        switch machine {
        case .embedded(_, let ports):
            endpoint = Endpoint(
                host: "127.0.0.1", port: mailProtocol == .imap ? ports.imap : ports.pop3, protection: protection)
        case .real(let server):
            endpoint = server.endpoint(mailProtocol == .imap ? .imap : .pop3, protection)
        }
        if let proxy { endpoint.port = proxy.port }
        endpoint.limits = TimeLimits(
            connect: .seconds(20), handshake: .seconds(20), response: .seconds(20), probe: .seconds(1))
        return endpoint
    }

    func backend(
        _ mailProtocol: MailProtocol, _ protection: Endpoint.Protection = .none,
        through proxy: (any LoopbackLine)? = nil,
        memory: ServerMemory? = nil
    ) -> any MailBackend {
        backend(mailProtocol, at: endpoint(mailProtocol, protection, through: proxy), memory: memory)
    }

    func backend(
        _ mailProtocol: MailProtocol, at endpoint: Endpoint, password: String = MailServer.password,
        memory: ServerMemory? = nil
    ) -> any MailBackend {
        let credentials = Credentials(username: user, secret: Secret(password))
        return switch mailProtocol {
        case .imap: imapBackend(at: endpoint, credentials, memory: memory)
        case .pop3:
            POP3Backend(
                endpoint: endpoint, connector: NIOConnector(), credentials: credentials,
                identifiesByRetrieving: true, memory: memory, log: Self.silent)
        }
    }

    /// What takes messages.
    func uploader(through proxy: (any LoopbackLine)? = nil) -> some MailUploading {
        imapBackend(
            at: endpoint(.imap, through: proxy), Credentials(username: user, secret: Secret(Self.password)))
    }

    private func imapBackend(
        at endpoint: Endpoint, _ credentials: Credentials, memory: ServerMemory? = nil
    ) -> IMAPBackend {
        IMAPBackend(
            endpoint: endpoint, connector: NIOConnector(), credentials: credentials, memory: memory,
            logger: Self.silent)
    }

    /// A line to the server that can be slow, counted and cut.
    func proxy(
        _ mailProtocol: MailProtocol, _ protection: Endpoint.Protection = .none, delay: Duration = .zero,
        octetsPerSecond: Int? = nil
    ) -> LatencyProxy {
        LatencyProxy(to: endpoint(mailProtocol, protection).port, delay: delay, octetsPerSecond: octetsPerSecond)
    }

    // MARK: - Behind the backend's back

    /// A connection of somebody else's, in clear.
    func wire() throws(ServerFailure) -> IMAPWire {
        try IMAPWire(port: endpoint(.imap).port, user: user, password: Self.password)
    }

    /// A message as the server holds it.
    struct Held: Sendable {
        var octets: [UInt8]
        var flags: Flags
    }

    /// - Parameters:
    ///   - octets: The message.
    ///   - mailbox: Where to; it must be one of those that are there from the start.
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
        case .real(let server):
            let text = Self.letters.filter { flags.contains($0.flag) }.map(\.letter)
            try await inBackground {
                try server.deliver(
                    octets, to: user, mailbox: mailbox.text, date: date, flags: text.isEmpty ? nil : String(text))
            }
        }
    }

    // Maildir's, in their order.
    private static let letters: [(letter: Character, flag: Flag)] = [
        ("F", .flagged), ("R", .answered), ("S", .seen), ("T", .deleted),
    ]

    /// What is in a mailbox now, in no order; octets as the server gives them.
    func messages(in mailbox: MailboxName = .inbox) async throws -> [Held] {
        switch machine {
        case .embedded(let server, _):
            return try await server.messages(in: mailbox, of: user).map { Held(octets: $0.octets, flags: $0.flags) }
        case .real(let server):
            return try await inBackground { try server.messages(of: user, mailbox: mailbox.text) }.map { message in
                var flags = Flags()
                for (letter, flag) in Self.letters where message.letters.contains(letter) { flags.insert(flag) }
                return Held(octets: given(message.octets), flags: flags)
            }
        }
    }

    /// Returns when nobody is connected any more.
    ///
    /// Nobody tells when Dovecot ends a session; the other servers' renumbering can be at any time.
    func waitUntilAlone() async throws {
        guard case .real(let server) = machine, let dovecot = server as? Dovecot else { return }
        let user = user
        try await inBackground { dovecot.waitForEnd(ofSessionsOf: user, .imap) }
    }

    /// Lets the sessions that there are do nothing, or go on; Dovecot only.
    func suspendSessions(_ isSuspended: Bool) {
        guard case .real(let server) = machine, let dovecot = server as? Dovecot else { return }
        dovecot.suspendSessions(isSuspended, of: user, .imap)
    }

    /// Returns when there is anything in the mailbox, after 5 seconds at the latest; real servers only.
    func waitForMessage(in mailbox: MailboxName) {
        guard case .real(let server) = machine else { return }
        for _ in 0..<500 where (try? server.messages(of: user, mailbox: mailbox.text))?.isEmpty != false {
            usleep(10_000)
        }
    }

    /// Another UIDVALIDITY, and other UIDs: the messages that are left are numbered from 1.
    func renumber(_ mailbox: MailboxName = .inbox) async throws {
        switch machine {
        case .embedded(let server, _): try await server.renewValidity(in: mailbox, of: user)
        case .real(let server): try await inBackground { try server.renumber(mailbox.text, of: user) }
        }
    }

    // MARK: - Its end

    /// Ends all connections, in the middle of whatever they do.
    func kill() async {
        switch machine {
        case .embedded(let server, _): await server.stop()
        case .real(let server): server.kill()
        }
    }

    /// Starts again on the same ports, with the same mail.
    func restart() async throws {
        switch machine {
        case .embedded(let server, let ports):
            try await server.start(imapPort: ports.imap, pop3Port: ports.pop3)
        case .real(let server): try await inBackground { try server.start() }
        }
    }

    /// Lets go of it; a shared one goes on for the others.
    func end() async {
        if case .embedded(let server, _) = machine { await server.stop() }
    }

    /// What a real one wrote to its log, for a test that fails.
    var log: String {
        if case .real(let server) = machine { server.log } else { "" }
    }
}
