import AccountSetup
import MailModel
import Testing

@Suite("Mozilla's clientConfig 1.1")
struct AutoconfigTests {
    private static let source = SettingsSource.autoconfig(host: "autoconfig.example.org")

    private static func read(_ text: String) throws(AutoconfigError) -> [FoundServer] {
        try Autoconfig.read(Array(text.utf8), domain: "example.org", source: source).servers
    }

    private static func whole(_ servers: String, prolog: String = #"<?xml version="1.0" encoding="UTF-8"?>"#) -> String
    {
        """
        \(prolog)
        <clientConfig version="1.1">
          <emailProvider id="example.org"><domain>example.org</domain>
            <displayName>Example</displayName>
            \(servers)
          </emailProvider>
        </clientConfig>
        """
    }

    private static func server(
        _ type: String = "imap", host: String = "imap.example.org", port: String = "993", socket: String = "SSL",
        user: String = "%EMAILADDRESS%"
    ) -> String {
        """
        <incomingServer type="\(type)"><hostname>\(host)</hostname><port>\(port)</port>
        <socketType>\(socket)</socketType><username>\(user)</username>
        <authentication>password-cleartext</authentication></incomingServer>
        """
    }

    @Test("tells where one signs in by browser, where all of it is https, and whether nothing else is taken")
    func oauth() throws {
        func read(_ token: String, way: String = "password-cleartext") throws -> FoundSettings {
            let oauth =
                "<oAuth2><scope>mail</scope><authURL>https://a.example/auth</authURL><tokenURL>\(token)</tokenURL></oAuth2>"
            let text = Self.whole(Self.server().replacing("password-cleartext", with: way))
                .replacing("</emailProvider>", with: "</emailProvider>" + oauth)
            return try Autoconfig.read(Array(text.utf8), domain: "example.org", source: Self.source)
        }
        let found = try read("https://a.example/token")
        #expect(found.provider?.oauth?.token == "https://a.example/token" && found.servers.count == 1)
        #expect(found.provider?.oauth?.authorize == "https://a.example/auth" && found.provider?.oauth?.isOnly == false)
        #expect(try read("https://a.example/token", way: "OAuth2").provider?.oauth?.isOnly == true)
        #expect(try read("http://a.example/token").provider == nil)
        #expect(try read("https://a.example/to ken").provider == nil)
    }

    @Test("reads all servers in their order")
    func all() throws {
        let text = Self.whole(
            Self.server() + Self.server(port: "143", socket: "STARTTLS")
                + Self.server("pop3", host: "pop.example.org", port: "995", user: "%EMAILLOCALPART%")
                    + """
                    <outgoingServer type="smtp"><hostname>smtp.example.org</hostname><port>465</port>
                    <socketType>SSL</socketType></outgoingServer>
                    """)
        #expect(
            try Self.read(text) == [
                FoundServer(
                    .imap, host: "imap.example.org", port: 993, protection: .implicitTLS, source: Self.source),
                FoundServer(.imap, host: "imap.example.org", port: 143, protection: .startTLS, source: Self.source),
                FoundServer(
                    .pop3, host: "pop.example.org", port: 995, protection: .implicitTLS, userName: .localPart,
                    source: Self.source),
                FoundServer(
                    .submission, host: "smtp.example.org", port: 465, protection: .implicitTLS, source: Self.source),
            ])
    }

    @Test(
        "puts up with what providers write",
        arguments: [
            // Blanks and line ends around values, as editors leave them.
            (
                server(host: "\n  IMAP.example.org\n ", port: " 993 ", socket: " ssl "), "imap.example.org",
                UserNameRule.address
            ),
            (server(host: "imap.%EMAILDOMAIN%"), "imap.example.org", .address),
            (server(user: "%EMAILLOCALPART%@%EMAILDOMAIN%"), "imap.example.org", .address),
            (server(user: "shared-box"), "imap.example.org", .fixed("shared-box")),
            ("<!-- a comment -->" + server() + "<documentation url='x'/>", "imap.example.org", .address),
            (server(host: "<![CDATA[imap.example.org]]>"), "imap.example.org", .address),
        ])
    func tolerances(_ servers: String, _ host: String, _ rule: UserNameRule) throws {
        let server = try #require(try Self.read(Self.whole(servers)).first)
        #expect((server.host, server.port, server.userName) == (host, 993, rule))
    }

    @Test(
        "passes over what can't be used",
        arguments: [
            server(socket: "plain"), server(socket: ""), server(port: "0"), server(port: "65536"), server(port: "x"),
            server(host: ""), server(host: "imap example"), server(host: "imap.example.org/x"), server("exchange"),
            server(user: "%SOMETHING%"), server(user: ""), server(host: String(repeating: "a", count: 64) + ".org"),
            server(host: "-imap.example.org"), "<incomingServer type=\"imap\"/>",
        ])
    func passesOver(_ bad: String) throws {
        let found = try Self.read(Self.whole(bad + Self.server(host: "good.example.org")))
        #expect(found.map(\.host) == ["good.example.org"])
    }

    @Test("takes at most 20 servers")
    func many() throws {
        #expect(try Self.read(Self.whole(String(repeating: Self.server(), count: 200))).count == 20)
    }

    @Test(
        "refuses what is no such text",
        arguments: [
            "", "no XML", "<clientConfig>", "<html><body>Not here</body></html>", "<clientConfig>\0</clientConfig>",
            "<a>" + String(repeating: "<b>", count: 100) + String(repeating: "</b>", count: 100) + "</a>",
            whole(String(repeating: "<domain>x</domain>", count: 3000)),
            whole(String(repeating: " ", count: 300_000)),
            whole(server(), prolog: "<!DOCTYPE clientConfig>"),
        ])
    func refuses(_ text: String) {
        #expect(throws: AutoconfigError.self) { try Self.read(text) }
    }

    @Test("has no entities of its own: nothing is read from files, nothing grows")
    func entities() {
        let hostile = [
            #"<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>"#,
            #"<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;">]>"#,
            #"<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">"#,
        ]
        for prolog in hostile {
            #expect(throws: AutoconfigError.self) {
                try Self.read(Self.whole(Self.server(host: "&x;"), prolog: prolog))
            }
        }
        // In an encoding in which a document type does not look like one.
        let utf7 = #"<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a [+ADwAIQ-ENTITY x "y"+AD4]+AD4"#
        #expect(throws: AutoconfigError.self) { try Self.read(Self.whole(Self.server(), prolog: utf7)) }
        let utf16 = Self.whole(Self.server(), prolog: hostile[1]).utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(throws: AutoconfigError.self) {
            try Autoconfig.read([0xFF, 0xFE] + utf16, domain: "example.org", source: Self.source)
        }
        // One that nobody has said what it is.
        #expect(throws: AutoconfigError.self) { try Self.read(Self.whole(Self.server(host: "&x;"))) }
    }

    @Test("every beginning of a text is refused or read, and none traps")
    func prefixes() {
        let octets = Array(Self.whole(Self.server() + Self.server("pop3")).utf8)
        for count in 0..<octets.count {
            #expect(throws: AutoconfigError.self) {
                try Autoconfig.read(Array(octets.prefix(count)), domain: "example.org", source: Self.source)
            }
        }
    }
}
