import AccountSetup
import Logging
import MailModel
import TestKit
import Testing
import Transport

@Suite("the search for settings", .timeLimit(.minutes(2)))
struct SettingsSearchTests {
    private static let authority = TestAuthority(name: "Autoconfig Test CA")
    private static let identity = authority.issue("autoconfig")
    private static let authorities = SystemAuthorities(folder: "/none", file: authority.certificate)

    private static let page = """
        <clientConfig version="1.1"><emailProvider id="example.org">
        <incomingServer type="imap"><hostname>imap.example.org</hostname><port>993</port><socketType>SSL</socketType>
        <username>%EMAILADDRESS%</username></incomingServer></emailProvider></clientConfig>
        """

    private static func places(
        _ pages: [String] = [], _ zone: [String: [DNSServer.Record]] = [:], limit: Duration = .seconds(20)
    ) -> (SearchPlaces, DNSServer) {
        let server = DNSServer(zone)
        var places = SearchPlaces(
            autoconfig: pages, directories: [], nameServer: ("127.0.0.1", server.port), authorities: authorities,
            limit: limit)
        places.guessedPorts = [:]
        return (places, server)
    }

    private static func settings(
        of text: String, _ places: SearchPlaces, connector: any Connector = ScriptedConnector([])
    ) async throws -> FoundSettings {
        let address = try #require(SetupAddress(text))
        let search = SettingsSearch(places: places, connector: connector, logger: Logger(label: "test"))
        var all = FoundSettings()
        var isOver = false
        for await news in search.search(for: address) {
            switch news {
            case .answered(_, let found): all.add(found)
            case .over: isOver = true
            }
        }
        #expect(isOver)
        return all
    }

    @Test("what the table has is there at once, and nobody is asked")
    func table() async throws {
        let (places, server) = Self.places()
        let settings = try await Self.settings(of: "ann@gmail.com", places)
        #expect(settings.best(.imap)?.place == "imap.gmail.com port 993")
        #expect(settings.provider?.signIn?.contains("app password") == true)
        #expect(server.questions == [])
    }

    @Test("the domain's own page is read over HTTPS; only the domain is told")
    func autoconfig() async throws {
        let server = HTTPSServer(Self.identity, path: "example.org/mail/config.xml", body: Self.page)
        defer { server.stop() }
        // Were more than the domain asked for, there would be no such page.
        let (places, nameServer) = Self.places(["https://localhost:\(server.port)/%DOMAIN%/mail/config.xml"])
        defer { withExtendedLifetime(nameServer) {} }
        let settings = try await Self.settings(of: "ann@example.org", places)
        #expect(settings.servers.map(\.place) == ["imap.example.org port 993"])
        #expect(settings.best(.imap)?.source == .autoconfig(host: "localhost"))
    }

    @Test("of two pages the first one counts that says something")
    func secondPage() async throws {
        let first = HTTPSServer(Self.identity, path: "a.xml", status: "404 Not Found", body: Self.page)
        let second = HTTPSServer(Self.identity, path: "a.xml", body: Self.page)
        defer { [first, second].forEach { $0.stop() } }
        let (places, nameServer) = Self.places([first, second].map { "https://localhost:\($0.port)/a.xml" })
        defer { withExtendedLifetime(nameServer) {} }
        #expect(try await Self.settings(of: "ann@example.org", places).servers.count == 1)
    }

    /// What a server does that must not be believed.
    enum Deceit: CaseIterable {
        case untrusted, otherName, expired, inClear, toClear, tooLong, html
    }

    @Test("a page from whom it may not come is none", arguments: Deceit.allCases)
    func deceit(_ deceit: Deceit) async throws {
        var identity = Self.identity
        var (status, fields, body) = ("200 OK", [String](), Self.page)
        var scheme = "https"
        switch deceit {
        case .untrusted: identity = TestAuthority(name: "Another CA").issue("other")
        case .otherName: identity = Self.authority.issue("elsewhere", .init(names: ["DNS:elsewhere.example"]))
        case .expired: identity = Self.authority.issue("expired", .init(notAfter: "20210101000000Z"))
        case .inClear: scheme = "http"
        case .toClear: (status, fields) = ("302 Found", ["Location: http://127.0.0.1:9/a.xml"])
        case .tooLong: body = Self.page + String(repeating: " ", count: 400_000)
        case .html: body = "<html><body>Please sign in to this network.</body></html>"
        }
        let server = HTTPSServer(identity, path: "a.xml", status: status, fields: fields, body: body)
        defer { server.stop() }
        let (places, nameServer) = Self.places(["\(scheme)://localhost:\(server.port)/a.xml"])
        defer { withExtendedLifetime(nameServer) {} }
        #expect(try await Self.settings(of: "ann@example.org", places).servers == [])
    }

    @Test("the provider is known by its mail exchanger; the page of the domain counts more")
    func exchanger() async throws {
        let zone: [String: [DNSServer.Record]] = [
            "example.org": [
                .mailExchanger(preference: 20, host: "backup.example.net"),
                .mailExchanger(preference: 5, host: "aspmx.l.google.com"),
            ]
        ]
        let (places, nameServer) = Self.places([], zone)
        defer { withExtendedLifetime(nameServer) {} }
        let settings = try await Self.settings(of: "ann@example.org", places)
        #expect(settings.provider?.name == "Gmail")
        #expect(settings.best(.pop3)?.place == "pop.gmail.com port 995")
        #expect(
            settings.best(.imap)?.source == .mailExchanger(host: "aspmx.l.google.com", provider: "Gmail"))

        let server = HTTPSServer(Self.identity, path: "a.xml", body: Self.page)
        defer { server.stop() }
        let (both, another) = Self.places(["https://localhost:\(server.port)/a.xml"], zone)
        defer { withExtendedLifetime(another) {} }
        #expect(try await Self.settings(of: "ann@example.org", both).best(.imap)?.host == "imap.example.org")
    }

    @Test("SRV is believed inside the domain; what points elsewhere is for a person to decide")
    func services() async throws {
        let (places, nameServer) = Self.places(
            [],
            [
                "_imaps._tcp.example.org": [.service(priority: 0, weight: 1, port: 993, host: "mail.example.org")],
                "_pop3s._tcp.example.org": [.service(priority: 0, weight: 1, port: 995, host: "mail.evil.example")],
                "_imap._tcp.example.org": [.service(priority: 0, weight: 0, port: 0, host: "")],
            ])
        defer { withExtendedLifetime(nameServer) {} }
        let settings = try await Self.settings(of: "ann@example.org", places)
        #expect(settings.best(.imap)?.place == "mail.example.org port 993")
        #expect(settings.best(.pop3) == nil)
        #expect(settings.servers.map(\.host) == ["mail.example.org", "mail.evil.example"])
    }

    @Test("answers that can't be read are as good as none")
    func hostileAnswers() async throws {
        let (places, nameServer) = Self.places(
            [],
            [
                "example.org": [.raw([0, 0, 0x81, 0x80, 0, 1, 0xFF, 0xFF, 0, 0, 0, 0])],
                "_imaps._tcp.example.org": [.raw([0, 0, 0x81, 0x80, 0, 0, 0, 9, 0, 0, 0, 0, 0xC0, 0x0C])],
            ])
        defer { withExtendedLifetime(nameServer) {} }
        #expect(try await Self.settings(of: "ann@example.org", places).servers == [])
    }

    @Test("usual names count where a server of the right kind answers")
    func guesses() async throws {
        var (places, nameServer) = Self.places()
        defer { withExtendedLifetime(nameServer) {} }
        places.guessedPorts = [.imap: [(993, .implicitTLS)], .pop3: [(995, .implicitTLS)]]
        let connector = NamedConnector([
            "mail.example.org 993": "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\nC<<FIN",
            "imap.example.org 993": "S: 220 mail.example.org ESMTP\nC<<FIN",
            "pop3.example.org 995": "S: +OK ready\nC: CAPA\nS: +OK\nS: USER\nS: UIDL\nS: .\nC: QUIT\nS: +OK\nC<<FIN",
        ])
        let settings = try await Self.settings(of: "ann@example.org", places, connector: connector)
        #expect(settings.best(.imap)?.place == "mail.example.org port 993")
        #expect(settings.best(.pop3)?.place == "pop3.example.org port 995")
        #expect(settings.servers.allSatisfy { $0.source == .guess })
    }

    @Test("whoever does not answer is not waited for")
    func patience() async throws {
        var (places, nameServer) = Self.places(limit: .milliseconds(300))
        defer { withExtendedLifetime(nameServer) {} }
        places.guessedPorts = [.imap: [(993, .implicitTLS)]]
        let gate = Gate()
        // It ends although nobody has answered: otherwise the time limit of the suite does.
        let settings = try await Self.settings(of: "ann@example.org", places, connector: SilentConnector(gate: gate))
        #expect(settings.servers == [])
        await gate.open()
    }

    @Test("the environment may say where to look")
    func environment() {
        let standard = SearchPlaces.standard { _ in nil }
        #expect(standard.autoconfig.count == 2 && standard.directories.count == 1 && standard.nameServer == nil)
        #expect((standard.autoconfig + standard.directories).allSatisfy { $0.hasPrefix("https://") })
        let own = SearchPlaces.standard {
            ["POSTERN_AUTOCONFIG": "https://a.example/ https://b.example/", "POSTERN_NAME_SERVER": "127.0.0.1:53"][$0]
        }
        #expect(own.autoconfig == ["https://a.example/", "https://b.example/"] && own.directories == [])
        #expect(own.nameServer?.port == 53)
    }
}

@Suite("what a server offers before the login")
struct ServerOfferTests {
    private static func offer(_ service: FoundServer.Service, _ trace: String) async throws -> (
        [String], Bool, Bool, Int?
    ) {
        let connector = try ScriptedConnector(traces: trace)
        let probe = ServerProbe(connector: connector, limit: .seconds(5), logger: Logger(label: "test"))
        let offer = try await probe.offer(
            of: FoundServer(service, host: "mail.example.org", port: 1, protection: .startTLS, source: .guess))
        #expect(await connector.problem == nil)
        return (offer.mechanisms, offer.takesPassword, offer.hasUniqueIDs, offer.expiryInDays)
    }

    @Test("is asked after STARTTLS; nothing said before is believed")
    func imap() async throws {
        let trace = """
            S: * OK [CAPABILITY IMAP4rev1 STARTTLS AUTH=LIES] ready
            C: A1 STARTTLS
            S: A1 OK go on
            TLS
            C: A2 CAPABILITY
            S: * CAPABILITY IMAP4rev1 AUTH=SCRAM-SHA-256 AUTH=PLAIN LOGINDISABLED
            S: A2 OK done
            C<<FIN
            """
        let found = try await Self.offer(.imap, trace)
        #expect(found.0 == ["PLAIN", "SCRAM-SHA-256"] && !found.1)
    }

    @Test("tells over POP3 what the choice depends on")
    func pop3() async throws {
        let trace = """
            S: +OK ready
            C: STLS
            S: +OK go on
            TLS
            C: CAPA
            S: +OK
            S: SASL PLAIN
            S: EXPIRE 30
            S: .
            C: QUIT
            S: +OK
            C<<FIN
            """
        let found = try await Self.offer(.pop3, trace)
        #expect(found.0 == ["PLAIN"] && !found.1 && !found.2 && found.3 == 30)
    }
}

/// A connection by the host's name and port; to all others there is none.
private struct NamedConnector: Connector {
    private let traces: [String: String]

    init(_ traces: [String: String]) { self.traces = traces }

    func connect(to endpoint: Endpoint) async throws(TransportError) -> any ByteStream {
        guard let text = traces["\(endpoint.host) \(endpoint.port)"], let trace = try? Trace(text) else {
            throw .hostNotFound(host: endpoint.host, reason: "not in the script")
        }
        return ScriptedStream(trace, isSecure: true)
    }
}

/// Never answers, whatever anybody does about it, before the gate is opened.
private struct SilentConnector: Connector {
    let gate: Gate

    func connect(to endpoint: Endpoint) async throws(TransportError) -> any ByteStream {
        await gate.wait()
        throw .timedOut(.connect)
    }
}

private actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func wait() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}
