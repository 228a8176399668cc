import FoundationEssentials
import TestKit
import Testing

@Suite("The command line", .enabled(if: Postern.canBeTested && Servers.isDovecotInstalled))
struct CommandLineTests {
    private let home = Home()

    /// A message that a reader could change in several ways, and `--raw` must not.
    private static let awkward = Array(
        """
        Received: from somewhere  by\tnowhere;\r
         Wed, 15 Nov 2023 08:00:00 +0000\r
        From: =?utf-8?q?Ren=C3=A9?= <rene@example.org>, "Doe, Jane" <jane@example.org>\r
        To: Charles <charles@example.org>\r
        Subject: Two\u{1B}[2J \u{9B}31m parts \u{202E}gpj\r
        Message-ID: <awkward@example.org>\r
        Date: Wed, 15 Nov 2023 10:00:00 +0100\r
        MIME-Version: 1.0\r
        Content-Type: multipart/mixed; boundary=b\r
        \r
        A preamble, with trailing blanks:   \r
        --b\r
        Content-Type: text/plain; charset=iso-8859-1\r
        Content-Transfer-Encoding: quoted-printable\r
        \r
        Gr=FC=DFe=20\r
        .a line with a dot, and control characters: \u{7F}\u{1B}]0;x\u{7}\r
        --b\r
        Content-Type: image/png; name="r\u{1B}.png"\r
        Content-Disposition: attachment; filename="../../red.png"\r
        Content-Transfer-Encoding: base64\r
        \r
        aGVsbG8=\r
        --b--\r
        An epilogue.\r

        """.utf8)

    @Test("fills the store and shows what is in it, over each protocol", arguments: [Dovecot.Service.imap, .pop3])
    func store(_ service: Dovecot.Service) throws {
        let dovecot = try Servers.dovecot()
        let user = "line-\(service)"
        dovecot.deliver(Self.awkward, to: user, date: 1_700_000_100)
        dovecot.deliver(Letter.octets("Hello"), to: user, date: 1_700_000_000, flags: "FS")
        home.configure(AccountSpec(user, on: dovecot, service))

        let sync = home.run("sync")
        #expect(sync.status == 0)
        #expect(sync.output.isEmpty && sync.errors.isEmpty, "quiet in a pipe: \(sync.errors)")

        let list = home.run("list")
        #expect(list.lines.count == 2)
        #expect(list.lines.first?.contains("  René") == true)
        #expect(list.lines.first?.contains("Two␛[2J") == true)
        #expect(list.lines.last?.hasSuffix("Ada Lovelace  Hello") == true)
        let folders = home.run("folders")
        #expect(folders.lines.contains("work  INBOX    2, \(service == .imap ? 1 : 2) unread"))
        #expect(folders.lines.contains { $0.hasPrefix("work  Trash") })
        let found = home.run("search", "grüße")
        #expect(found.lines.count == (service == .pop3 ? 1 : 0), "over IMAP a text is here once it has been read")
        #expect(home.run("search", "hello", "from:ada").lines.count == 1)
        #expect(home.run("search", "nothing-has-this").lines.isEmpty)
        expectNoControls(list, folders, found)
    }

    @Test("shows a message as text, as it came, and as JSON", arguments: [Dovecot.Service.imap, .pop3])
    func message(_ service: Dovecot.Service) throws {
        let dovecot = try Servers.dovecot()
        let user = "show-\(service)"
        dovecot.deliver(Self.awkward, to: user)
        home.configure(AccountSpec(user, on: dovecot, service))
        #expect(home.run("sync").status == 0)
        let id = try #require(home.run("list").lines.first?.split(separator: " ").first.map(String.init))
        #expect(home.run("show", id, "--raw").output == Self.awkward, "octet for octet")
        let text = home.run("show", id)
        #expect(text.lines.contains("Grüße"))
        #expect(text.lines.contains { $0.hasPrefix(".a line with a dot, and control characters: ") })
        let json = home.run("show", id, "--json")
        expectNoControls(text, json)
        let record = try JSONDecoder().decode(ShownRecord.self, from: Data(json.output))
        #expect(record.id == id && record.account == "work" && record.folder == "INBOX")
        #expect((record.uid != nil) == (service == .imap) && (record.uidl != nil) == (service == .pop3))
        #expect(record.messageID == "awkward@example.org")
        #expect(record.from.map(\.address) == ["rene@example.org", "jane@example.org"])
        #expect(record.from.map(\.name) == ["René", "Doe, Jane"])
        #expect(record.to.map(\.address) == ["charles@example.org"])
        #expect(record.size == Self.awkward.count)
        #expect(record.attachments == 1 && record.onServer && record.leavesServerAt == nil)
        #expect(record.parts.map(\.number) == ["1", "2"])
        #expect(record.parts.map(\.contentType) == ["text/plain", "image/png"])
        #expect(record.parts.last?.fileName != nil)
        #expect(record.text.contains("Grüße"))
        #expect(record.headers.contains { $0.name == "Received" && $0.value.hasPrefix("from somewhere") })
        #expect(json.text.contains(#""leavesServerAt":null"#), "a key that is promised is always there")

        let file = home.write(Self.awkward, to: "awkward.eml")
        let nobody = Home()
        #expect(nobody.run("show", "--file", file, "--raw").output == Self.awkward, "without any account")
        #expect(nobody.run("show", "--file", file).output == text.output)
        let shown = try JSONDecoder().decode(
            FileRecord.self, from: Data(nobody.run("show", "--file", file, "--json").output))
        #expect(shown.text == record.text)
    }

    @Test("JSON lines have the promised keys and no control characters")
    func jsonLines() throws {
        let dovecot = try Servers.dovecot()
        dovecot.deliver(Self.awkward, to: "json", flags: "FS")
        dovecot.deliver(Letter.octets("Hello"), to: "json")
        var account = AccountSpec("json", on: dovecot, .pop3)
        account.more = #"remove_after = "14d""#
        home.configure(account)
        #expect(home.run("sync").status == 0)
        let list = home.run("list", "--json", "--limit", "5")
        let search = home.run("search", "--json", "parts")
        let folders = home.run("folders", "--json")
        expectNoControls(list, search, folders)
        let records = try list.lines.map { try JSONDecoder().decode(ListedRecord.self, from: Data($0.utf8)) }
        #expect(records.count == 2)
        #expect(records.allSatisfy { $0.leavesServerAt?.hasSuffix("Z") == true && $0.date.hasSuffix("Z") })
        #expect(search.lines.count == 1 && list.lines.contains(search.lines[0]))
        let mailboxes = try folders.lines.map { try JSONDecoder().decode(FolderRecord.self, from: Data($0.utf8)) }
        #expect(mailboxes.first { $0.name == "INBOX" }?.messages == 2)
        #expect(mailboxes.contains { $0.role == "trash" })
        #expect(home.run("list", "--limit", "1").lines.count == 1)
    }

    // MARK: - What goes wrong

    @Test("a store that can't be read leaves its account out, and the others open")
    func damagedStore() throws {
        let dovecot = try Servers.dovecot()
        dovecot.deliver(Letter.octets("Still here"), to: "whole")
        var damaged = AccountSpec("damaged", on: dovecot)
        damaged.name = "damaged"
        home.configure(AccountSpec("whole", on: dovecot), damaged)
        #expect(home.run("sync").status == 0)
        home.write(Array("this is not a store\n".utf8), to: ".local/share/postern/damaged/mail.sqlite")
        let both = home.run("list")
        #expect(both.status == 0)
        #expect(both.text.contains("Still here"))
        #expect(both.errors.contains("damaged"), "\(both.errors)")
        #expect(home.run("list", "--account", "damaged").status == 65)
    }

    @Test("check tells each step, and what is wrong by its status")
    func check() throws {
        let dovecot = try Servers.dovecot()
        dovecot.deliver(Letter.octets("Hello"), to: "check")
        let good = AccountSpec("check", on: dovecot)
        home.configure(good)
        let result = home.run("check")
        #expect(result.status == 0)
        for step in ["name", "connection", "greeting", "encryption", "certificate", "login", "mailboxes", "news"] {
            #expect(result.lines.contains { $0.hasPrefix("  ok  \(step) ") }, "\(step) in \(result.text)")
        }
        #expect(result.text.contains("1 message in the inbox"))

        var refused = good
        refused.more = #"password_command = "echo wrong""#
        home.configure(refused.text.replacing("password_env = \"POSTERN_PASSWORD\"\n", with: ""))
        expectFailure(home.run("check"), 77, "refused the login")
        expectFailure(home.run("sync"), 77, "refused the login")

        var distrusted = good
        distrusted.authorities = TestAuthority(name: "Another CA").certificate
        home.configure(distrusted)
        expectFailure(home.run("check"), 69, "certificate")

        let closed = LoopbackSocket.listening()
        let port = closed.port
        closed.close()
        home.configure(AccountSpec("check", on: dovecot, port: port))
        expectFailure(home.run("check"), 69, "is port \(port) right?")
        expectFailure(home.run("sync"), 69, "postern check --account work")

        home.configure(AccountSpec("check", on: dovecot, .pop3, port: dovecot.port(.imap, isTLS: true)))
        expectFailure(home.run("check"), 69, "IMAP answers there: protocol = \"imap\"")
    }

    @Test("all errors of a configuration are told at once, with their lines")
    func configurationErrors() throws {
        home.configure(
            """
            themme = "dark"
            [[account]]
            name = "one"
            protocol = "imapp"
            host = "127.0.0.1"
            username = "x"
            [[account]]
            name = "two"
            protocol = "pop3"
            hots = "127.0.0.1"
            port = "995"
            username = "x"
            tls = "none"
            """)
        let result = home.run("list")
        #expect(result.status == 78)
        #expect(result.output.isEmpty)
        for (line, words) in [(1, "did you mean \"theme\""), (4, "imap"), (10, "did you mean \"host\""), (11, "port")] {
            #expect(
                result.errors.split(separator: "\n").contains {
                    $0.contains("config.toml:\(line): ") && $0.contains(words)
                },
                "line \(line): \(result.errors)")
        }
        #expect(result.errors.split(separator: "\n").allSatisfy { $0.hasPrefix("postern: ") })

        let nobody = Home()
        expectFailure(nobody.run("list"), 78, "there is no configuration")
        expectFailure(nobody.run("sync", "--config", "/nowhere/x.toml"), 78, "/nowhere/x.toml")
    }

    @Test("an account with an error is left out, and the others work")
    func partialConfiguration() throws {
        let dovecot = try Servers.dovecot()
        dovecot.deliver(Letter.octets("Hello"), to: "partial")
        home.configure("[[account]]\nname = \"bad\"\nprotocol = \"imap\"\n" + AccountSpec("partial", on: dovecot).text)
        let sync = home.run("sync")
        #expect(sync.status == 0)
        #expect(sync.errors.contains("config.toml:"))
        #expect(home.run("list").lines.count == 1)
    }

    @Test(
        "says what is wrong with its own use",
        arguments: [
            (["frobnicate"], 64, "there is no command “frobnicate”"), (["lst"], 64, "did you mean “list”?"),
            (["list", "--limit", "many"], 64, "--limit"), (["list", "--nonsense"], 64, "--nonsense"),
            (["show"], 64, "give either an id or --file"), (["show", "x"], 65, "no message id"),
            (["show", "work/99"], 65, "there is no message work/99"),
            (["show", "--file", "/nowhere/x.eml"], 65, "/nowhere/x.eml"),
            (["show", "--file", "/"], 65, "the file can't be read"),
            (["list", "--folder", "Nope"], 78, "Nope"),
            (["sync", "--account", "nobody"], 78, "the accounts are: work"),
        ] as [([String], Int, String)])
    func misuse(_ arguments: [String], _ status: Int, _ words: String) throws {
        home.configure(AccountSpec("misuse", on: try Servers.dovecot()))
        expectFailure(home.run(arguments), status, words)
    }

    @Test("sync says so where no account has the mailbox")
    func unknownMailbox() throws {
        home.configure(AccountSpec("mailbox", on: try Servers.dovecot()))
        expectFailure(home.run("sync", "--folder", "Nope"), 78, "no account has a mailbox “Nope”")
        #expect(home.run("sync", "--folder", "Archive").status == 0)
    }

    @Test("sync leaves the server to a Postern that talks to it already")
    func secondInstance() throws {
        let dovecot = try Servers.dovecot()
        dovecot.deliver(Letter.octets("Hello"), to: "second")
        home.configure(AccountSpec("second", on: dovecot))
        let first = try home.open()
        try first.waitUntil(contains: "live")
        expectFailure(home.run("sync"), 75, "another Postern")
        #expect(home.run("list").lines.count == 1)
        // A second reader shows what the first one fetches, and what it does goes out through it.
        let second = try home.open()
        try second.waitUntil(contains: "another Postern")
        try second.press("F", until: "★")
        try first.waitUntil(contains: "★")
        try second.waitUntil("the star on the server") { _ in
            dovecot.messageFiles(of: "second").contains { $0.hasSuffix(":2,F") }
        }
        dovecot.deliver(Letter.octets("Later"), to: "second")
        try second.waitUntil(contains: "Later")
        // And takes over when it goes.
        #expect(try first.quit() == 0)
        try second.waitUntil(contains: "live")
    }

    @Test("draws a bar on a terminal, and leaves a clean line")
    func progress() throws {
        let dovecot = try Servers.dovecot()
        dovecot.deliverMany(1500, to: "bar")
        let proxy = LatencyProxy(to: dovecot.port(.imap, isTLS: true), octetsPerSecond: 400_000)
        home.configure(AccountSpec("bar", on: dovecot, port: proxy.port))
        let terminal = try home.open("sync")
        try terminal.waitUntil("a bar") { screen in
            screen.contains { $0.hasPrefix("work: INBOX  [#") && $0.contains(" of 1500, ") }
        }
        #expect(try terminal.waitForExit() == 0)
        #expect(terminal.screen().allSatisfy { $0.isEmpty || $0.hasPrefix("Pane is dead") })
    }

    private func expectFailure(
        _ result: CommandResult, _ status: Int, _ words: String, _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(result.status == status, "\(result.text)\(result.errors)", sourceLocation: location)
        #expect(
            (result.text + result.errors).contains(words), "\(result.text)\(result.errors)", sourceLocation: location)
        #expect(
            result.errors.isEmpty || result.errors.hasPrefix("postern: "), "\(result.errors)", sourceLocation: location)
        #expect(!result.errors.contains("Fatal") && !result.errors.contains("0x"), sourceLocation: location)
    }

    private func expectNoControls(_ results: CommandResult..., location: SourceLocation = #_sourceLocation) {
        for result in results {
            let controls = result.text.unicodeScalars.filter { scalar in
                (scalar.value < 0x20 && scalar != "\n") || (0x7F...0x9F).contains(scalar.value)
                    || scalar == "\u{202E}"
            }
            #expect(controls.isEmpty, "\(result.text)", sourceLocation: location)
        }
    }
}
