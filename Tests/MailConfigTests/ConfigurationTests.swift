import Testing

@testable import MailConfig

@Suite("reading config.toml")
struct ConfigurationTests {
    /// The shortest account, in lines 1 to 5.
    static let minimal = """
        [[account]]
        name = "work"
        protocol = "imap"
        host = "imap.example.com"
        username = "ann"

        """

    @Test("an account needs four keys, and the others have defaults")
    func defaults() throws {
        let reading = Configuration.read(Self.minimal, file: "c")
        #expect(reading.errors.isEmpty)
        #expect(reading.configuration.theme == .auto)
        let account = try #require(reading.configuration.accounts.first)
        #expect(
            account
                == AccountConfiguration(
                    name: "work", mailProtocol: .imap,
                    server: ServerConfiguration(host: "imap.example.com", port: 993, protection: .implicit),
                    login: LoginConfiguration(username: "ann", authentication: .auto, secret: .prompt),
                    mode: .leaveOnServer(removeAfter: nil), checkEvery: .seconds(300)))
    }

    @Test("every key is read")
    func everyKey() throws {
        let reading = Configuration.read(
            """
            theme = "16"
            [[account]]
            name = "home"
            protocol = "pop3"
            host = "[::1]"
            tls = "starttls"
            port = 1110
            username = "bob"
            auth = "apop"
            password_env = "BOB"
            ca_file = "/ca.pem"
            certificate_sha256 = "\(String(repeating: "AB:", count: 31))AB"
            remove_after = "2w"
            check_every = "1h30m"
            trusted_authserv = "mx.example.com"
            """, file: "c")
        #expect(reading.errors.isEmpty)
        #expect(reading.configuration.theme == .sixteenColors)
        let account = try #require(reading.configuration.accounts.first)
        #expect(account.server.host == "::1" && account.server.port == 1110 && account.server.protection == .starttls)
        #expect(account.server.certificateSHA256 == String(repeating: "ab", count: 32))
        #expect(account.server.authoritiesFile == "/ca.pem")
        #expect(account.login.authentication == .apop && account.login.secret == .environment("BOB"))
        #expect(account.mode == .leaveOnServer(removeAfter: .seconds(14 * 86_400)))
        #expect(account.checkEvery == .seconds(5400))
        #expect(account.trustedServer == "mx.example.com")
    }

    @Test(
        "the port follows from protocol and tls",
        arguments: [
            ("imap", "implicit", 993), ("imap", "starttls", 143), ("imap", "none", 143), ("pop3", "implicit", 995),
            ("pop3", "starttls", 110), ("pop3", "none", 110),
        ])
    func ports(_ mailProtocol: String, _ tls: String, _ port: Int) {
        let text = """
            [[account]]
            name = "a"
            protocol = "\(mailProtocol)"
            host = "localhost"
            tls = "\(tls)"
            username = "b"
            """
        #expect(Configuration.read(text, file: "c").configuration.accounts.first?.server.port == port)
    }

    /// Lines added to the minimal account from line 6 on, and the one error that they make.
    static let mistakes: [(String, String)] = [
        ("prot = 1", #"c:6: unknown key "prot"; did you mean "port"?"#),
        ("chekc_every = \"5m\"", #"c:6: unknown key "chekc_every"; did you mean "check_every"?"#),
        ("zzzzzz = 1", #"c:6: unknown key "zzzzzz""#),
        ("theme = \"dark\"", #"c:6: unknown key "theme"; it belongs above the first [[account]]"#),
        ("ssl = true", #"c:6: unknown key "ssl"; did you mean "tls"?"#),
        (
            "password = \"x\"",
            #"c:6: unknown key "password"; the configuration holds no passwords: use password_command, password_stored, or password_file with mode 0600"#
        ),
        ("\nport = \"993\"", "c:7: port is a text; it must be a number without quotes"),
        ("port = 0", "c:6: port can't be 0; it is between 1 and 65535"),
        ("port = 65536", "c:6: port can't be 65536; it is between 1 and 65535"),
        ("port = 99.5", "c:6: port is a float; it must be a number without quotes"),
        ("tls = true", "c:6: tls is true or false; it must be a text in quotes"),
        ("tls = \"starttl\"", #"c:6: tls can't be "starttl"; did you mean "starttls"?"#),
        ("tls = \"ssl\"", #"c:6: tls can't be "ssl"; it is one of "implicit", "starttls", "none""#),
        (
            "tls = \"none\"",
            #"c:6: tls = "none" would send the password to imap.example.com in clear; use "implicit" or "starttls"; "none" is for this machine only"#
        ),
        ("auth = \"plian\"", #"c:6: auth can't be "plian"; did you mean "plain"?"#),
        ("auth = \"apop\"", #"c:6: auth = "apop" is for POP3 only; use "auto""#),
        ("mode = \"\"", "c:6: mode is empty; leave the line out"),
        ("mode = \"leave\"", #"c:6: mode can't be "leave"; it is one of "leave-on-server", "download-and-remove""#),
        (
            "remove_after = \"14d\"",
            "c:6: remove_after is for POP3 only: an IMAP account shows what the server has; leave the line out"
        ),
        (
            "check_every = \"5\"",
            #"c:6: check_every can't be "5"; it is a length of time like "5m", with w, d, h, m or s"#
        ),
        ("check_every = 5", "c:6: check_every is a number; it must be a text in quotes"),
        ("check_every = [\"5m\"]", "c:6: check_every is a list; it must be a text in quotes"),
        (
            "password_env = \"A\"\npassword_file = \"b\"",
            "c:7: the password has more than one source: password_file and password_env; keep one of them"
        ),
        (
            "certificate_sha256 = \"ab\"",
            "c:6: certificate_sha256 is not a fingerprint; it has 64 hexadecimal digits; postern check shows the server's"
        ),
        ("ca_file = \"\"", "c:6: ca_file is empty; leave the line out"),
        ("password_command = \"a\\nb\"", "c:6: password_command has control characters; leave the line out"),
        ("ca_file.x = 1", "c:6: ca_file is a table; it must be a text in quotes"),
        ("[themes]\na = 1", #"c:6: unknown key "themes"; did you mean "theme"?"#),
    ]

    @Test("says what is wrong and what would be right", arguments: mistakes)
    func explains(_ lines: String, _ error: String) {
        let reading = Configuration.read(Self.minimal + lines, file: "c")
        #expect(reading.errors.map(\.description) == [error])
        // Something wrong outside the accounts is no reason to leave one out.
        #expect(reading.configuration.accounts.isEmpty == !lines.hasPrefix("[themes]"))
    }

    /// Values of one of the minimal keys, and the error.
    static let badValues: [(String, String, String)] = [
        (
            "work", "a/b",
            #"c:2: name can't be "a/b"; it is also a folder's name: without / and at most 128 octets long"#
        ),
        ("work", "..", #"c:2: name can't be ".."; it is also a folder's name: without / and at most 128 octets long"#),
        ("work", "", "c:2: name is empty"),
        ("imap\"", "imp\"", #"c:3: protocol can't be "imp"; did you mean "imap"?"#),
        (
            "imap.example.com", "imaps://x",
            #"c:4: host can't be "imaps://x"; it is a name or an address, as in "mail.example.com""#
        ),
        ("imap.example.com", "x:993", #"c:4: host can't be "x:993"; the port has a key of its own: port"#),
    ]

    @Test("refuses values that can't be", arguments: badValues)
    func refuses(_ old: String, _ new: String, _ error: String) throws {
        let range = try #require(Self.minimal.firstRange(of: "\"" + old))
        let text = Self.minimal.replacingCharacters(in: range, with: "\"" + new)
        let reading = Configuration.read(text, file: "c")
        #expect(reading.errors.map(\.description) == [error])
        #expect(reading.configuration.accounts.isEmpty)
    }

    @Test("all errors are reported at once, by line, and the good accounts open")
    func together() {
        let reading = Configuration.read(
            """
            thmee = "dark"
            [[account]]
            name = "a"
            protocol = "pop3"
            host = "127.0.0.1"
            tls = "none"
            username = "x"
            mode = "download-and-remove"
            remove_after = "3d"

            [[account]]
            name = "b"
            protocol = "pop3"
            host = "localhost"
            tls = "none"
            username = "x"
            mode = "download-and-remove"
            note = \"\"\"
            port = "not a key"
            \"\"\"
            [[account]]
            name = "c"
            [[account]]
            name = "d"
            protocol = "pop3"
            host = "h"
            username = "x"
            [[account]]
            name = "d"
            protocol = "imap"
            host = "h"
            username = "x"
            """, file: "c")
        #expect(
            reading.errors.map { "\($0.line ?? 0): \($0.what)" } == [
                #"1: unknown key "thmee""#,
                #"9: remove_after has no use with mode = "download-and-remove""#,
                #"18: unknown key "note""#,
                "21: the account has no protocol", "21: the account has no host", "21: the account has no username",
                #"29: two accounts are called "d""#,
            ])
        #expect(reading.configuration.accounts.map(\.name) == ["d"])
    }

    @Test("a syntax error has its line, and nothing opens")
    func syntax() {
        let reading = Configuration.read(Self.minimal + "port = = 3\n", file: "c")
        #expect(reading.errors.count == 1 && reading.errors.first?.line == 6)
        #expect(reading.configuration.accounts.isEmpty)
    }

    @Test("an account in single brackets is explained")
    func brackets() {
        let reading = Configuration.read("[account]\nname = \"a\"\n", file: "c")
        #expect(reading.errors.map(\.description) == ["c:1: account is a table; each account begins with [[account]]"])
    }

    @Test("nesting costs no stack")
    func nesting() {
        let deep = "a = " + String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        #expect(!Configuration.read(deep, file: "c").errors.isEmpty)
    }

    @Test(
        "trash_days is a number of days, or never, and a POP3 account's",
        arguments: [
            ("pop3", "", 30), ("pop3", "trash_days = 7", 7), ("pop3", "trash_days = 0", nil),
            ("pop3", #"trash_days = "never""#, nil), ("imap", "", nil),
        ] as [(String, String, Int?)])
    func trashDays(_ mailProtocol: String, _ line: String, _ days: Int?) throws {
        let reading = Configuration.read(Self.account(mailProtocol, line), file: "c")
        #expect(reading.errors.isEmpty)
        let account = try #require(reading.configuration.accounts.first)
        #expect(account.keepTrash == days.map { .seconds($0 * 86_400) })
    }

    @Test(
        "trash_days that make no sense are errors",
        arguments: [
            ("pop3", "-1", "can't be -1"), ("pop3", "4000", "can't be 4000"), ("pop3", "\"30d\"", "can't be \"30d\""),
            ("pop3", "true", "is true or false"), ("imap", "30", "for POP3 only"),
        ])
    func wrongTrashDays(_ mailProtocol: String, _ value: String, _ text: String) {
        let errors = Configuration.read(Self.account(mailProtocol, "trash_days = \(value)"), file: "c").errors
        #expect(errors.map(\.line) == [6])
        #expect(errors.first?.description.contains(text) == true, "\(errors)")
    }

    private static func account(_ mailProtocol: String, _ line: String) -> String {
        """
        [[account]]
        name = "a"
        protocol = "\(mailProtocol)"
        host = "h"
        username = "u"
        \(line)
        """
    }

    @Test(
        "knows this machine",
        arguments: [
            ("localhost", true), ("LOCALHOST", true), ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true),
            ("127.0.0.1.example.com", false), ("127.0.0", false), ("10.0.0.1", false), ("localhost.example.com", false),
            ("127.0.0.256", false), ("127.0.0.", false),
        ])
    func loopback(_ host: String, _ isLoopback: Bool) { #expect(ConfigReader.isLoopback(host) == isLoopback) }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}
