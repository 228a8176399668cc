import AccountSetup
import MailModel
import Testing

@Suite("the table of providers")
struct ProviderTableTests {
    private let table = ProviderTable.known

    @Test("has everybody once")
    func once() {
        let domains = table.providers.flatMap(\.domains)
        let exchangers = table.providers.flatMap(\.mailExchangers)
        #expect(table.providers.count > 20)
        #expect(Set(domains).count == domains.count)
        #expect(Set(exchangers).count == exchangers.count)
        #expect(Set(table.providers.map(\.facts.name)).count == table.providers.count)
    }

    @Test(
        "knows an address by its domain",
        arguments: [
            ("ann@gmail.com", "imap.gmail.com port 993", "ann@gmail.com"),
            ("ann@web.de", "imap.web.de port 993", "ann"),
            ("ann@me.com", "imap.mail.me.com port 993", "ann"),
            ("Ann@GMX.net", "imap.gmx.net port 993", "Ann@gmx.net"),
        ])
    func byDomain(_ text: String, _ place: String, _ userName: String) throws {
        let address = try #require(SetupAddress(text))
        let settings = try #require(table.settings(forDomain: address.domain))
        let server = try #require(settings.best(.imap))
        #expect(server.place == place)
        #expect(server.userName.name(for: address) == userName)
        #expect(server.source == .table(provider: settings.provider?.name ?? ""))
        #expect(table.settings(forDomain: "x" + address.domain) == nil)
    }

    @Test(
        "knows a customer's domain by who takes its mail",
        arguments: [
            ("aspmx.l.google.com", "Gmail"), ("example-com.mail.protection.outlook.com", "Microsoft 365"),
            ("outlook-com.olc.protection.outlook.com", "Outlook.com"), ("in1-smtp.messagingengine.com", "Fastmail"),
            ("evilgoogle.com", nil), ("google.com.evil.example", nil),
        ] as [(String, String?)])
    func byExchanger(_ host: String, _ provider: String?) {
        #expect(table.settings(forMailExchanger: host)?.provider?.name == provider)
    }

    @Test(
        "knows whose server it is",
        arguments: [
            ("imap.gmail.com", 993, "Gmail"), ("POP.gmail.com", 1995, "Gmail"), ("127.0.0.1", 1143, "Proton Bridge"),
            ("127.0.0.1", 993, nil), ("gmail.com", 993, nil),
        ] as [(String, Int, String?)])
    func byServer(_ host: String, _ port: Int, _ provider: String?) {
        #expect(table.facts(ofServer: host, port: port)?.name == provider)
    }

    @Test(
        "a row that is not in order is refused",
        arguments: [
            "", "[[provider]]\nname = \"A\"",
            "[[provider]]\nname = \"A\"\ndomains = [\"a.example\"]\nimap = \"a.example:0\"\npop3 = \"a.example:995\"",
            "[[provider]]\nname = \"A\"\ndomains = [\"a b\"]\nimap = \"a.example:993\"\npop3 = \"a.example:995\"",
            "[[provider]]\nname = \"A\"\ndomains = [\"a.example\"]\nimap = \"a:993\"\npop3 = \"a:995\"\npop = \"a:1\"",
            "[[provider]]\nname = \"A\"\ndomains = [\"a.example\"]\nimap = \"a:993\"\npop3 = \"a:995\"\nuser = \"b\"",
        ])
    func refusals(_ text: String) {
        #expect(throws: ProviderTable.Mistake.self) { try ProviderTable(text) }
    }
}

@Suite("addresses to set up")
struct SetupAddressTests {
    @Test(
        "are taken",
        arguments: [
            ("ann@example.org", "ann", "example.org", "example"),
            (" a.b+c@Mail.Example.ORG ", "a.b+c", "mail.example.org", "example"),
            ("jörg@xn--bcher-kva.example", "jörg", "xn--bcher-kva.example", "xn--bcher-kva"),
        ])
    func taken(_ text: String, _ localPart: String, _ domain: String, _ name: String) throws {
        let address = try #require(SetupAddress(text))
        #expect((address.localPart, address.domain) == (localPart, domain))
        #expect(address.suggestedName == name)
    }

    @Test(
        "are refused where nobody could be asked",
        arguments: [
            "", "ann", "ann@", "@example.org", "ann@localhost", "ann@exa mple.org", "ann@example..org", "ann@-a.org",
            "ann@bücher.example", "ann@example.org/x", "a\u{7}nn@example.org", "ann@a@b.org",
            "ann@" + String(repeating: "a.", count: 130) + "org",
        ])
    func refused(_ text: String) { #expect(SetupAddress(text) == nil) }
}
