import FoundationEssentials
import Glibc
import MailArchive
import MailModel
import TestKit
import Testing

@Suite("Export and import", .enabled(if: Postern.canBeTested))
struct ArchiveTests {
    private let home = Home()
    private let folder = TemporaryFolder("archives")

    /// A message as it must be everywhere.
    private struct Item: Hashable {
        var octets: [UInt8]
        var flags: [String]
        var date: String
    }

    /// Octets that are easily changed on the way.
    private static let texts = [
        "Subject: plain\r\n\r\nbody\r\n", "Subject: lone LFs\n\nbody\n", "Subject: no end\r\n\r\nno end",
        "Subject: mixed\r\n\r\na\nb\rc\r\n", "Subject: from\r\n\r\nFrom a Mon Jan  1 00:00:00 2024\r\n>From b\r\n",
        "From a Mon Jan  1 00:00:00 2024\r\nSubject: envelope\r\n\r\nx\r\n",
        "Subject: status\r\nStatus: RO\r\n\r\nx\r\n",
        "Subject: nul\r\n\r\n\u{0}\r\n", "", "\r\n\r\n",
    ]
    private static let flags: [Flags] = [
        [], [.seen], [.seen, .answered], [.flagged], [.draft], [.forwarded, .seen], [.deleted],
        [.keyword("later"), .junk],
    ]

    /// Two accounts without a server: nothing here needs one.
    init() {
        home.configure(
            ["old", "new"].map {
                """
                [[account]]
                name = "\($0)"
                protocol = "pop3"
                host = "127.0.0.1"
                port = 1
                tls = "none"
                username = "ann"
                password_env = "POSTERN_PASSWORD"

                """
            }.joined())
        // Nothing but what the tests bring in.
        folder.makeFolder("out")
    }

    /// Writes a Maildir with odd messages; `large` adds one of so many octets.
    private func writeMaildir(large: Int = 0) throws -> String {
        var writer: any ArchiveWriter = try MaildirWriter(root: folder.path + "/maildir")
        var texts = Self.texts.map { Array($0.utf8) }
        if large > 0 {
            texts.append(Array("Subject: large\r\n\r\n".utf8) + [UInt8](repeating: 0x78, count: large) + [13, 10])
        }
        for levels in [["INBOX"], ["Sent"], ["Lists", "Häfen & Küsten"]] {
            try writer.openFolder(levels)
            for (index, octets) in texts.enumerated() {
                // Twice the same octets are two messages.
                for twin in 0...(index == 0 ? 1 : 0) {
                    let entry = ArchiveEntry(
                        flags: Self.flags[(index + twin) % Self.flags.count],
                        date: MailDate(secondsSince1970: 1_600_000_000 + Int64(index) * 86_400),
                        sender: "ann@example.org",
                        shape: .of(octets))
                    #expect(try writer.begin(entry))
                    try writer.write(octets)
                    try writer.end()
                }
            }
            _ = try writer.closeFolder()
        }
        return folder.path + "/maildir"
    }

    private func items(of account: String, _ mailbox: String) throws -> [Item] {
        try home.run("list", "--account", account, "--folder", mailbox, "--json").lines.map { line in
            let record = try JSONDecoder().decode(ListedRecord.self, from: Data(line.utf8))
            return Item(
                octets: home.run("show", record.id, "--raw").output, flags: record.flags.sorted(), date: record.date)
        }.sorted { ($0.date, $0.flags.joined()) < ($1.date, $1.flags.joined()) }
    }

    @Test("gives back every octet, flag, date and folder", arguments: ["maildir", "mbox"])
    func roundTrip(_ format: String) throws {
        let maildir = try writeMaildir(large: 3_000_000)
        let first = home.run("import", "--account", "old", maildir)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.lines.contains("old  INBOX                 12 brought in"))
        #expect(first.lines.contains("old  Lists/Häfen & Küsten  12 brought in"))

        let out = folder.path + "/out/\(format)"
        let export = home.run("export", "--account", "old", "--format", format, "--to", out)
        #expect(export.status == 0, "\(export.errors)")
        #expect(export.lines.contains("old  Sent                  12 written"))
        let second = home.run("import", "--account", "new", out)
        #expect(second.status == 0, "\(second.errors)")
        for mailbox in ["INBOX", "Sent", "Lists/Häfen & Küsten"] {
            let old = try items(of: "old", mailbox)
            #expect(old.count == 12)
            #expect(try items(of: "new", mailbox) == old)
        }
        #expect(home.run("search", "subject:large").lines.count == 6, "what was brought in is found")

        // Again: nothing is doubled, neither there nor here.
        let again = home.run("export", "--account", "old", "--format", format, "--to", out)
        #expect(again.status == 0 && again.lines.contains("old  INBOX                 0 written, 12 there already"))
        let back = home.run("import", "--account", "old", out)
        #expect(back.status == 0 && back.lines.contains("old  INBOX                 0 brought in, 12 there already"))
    }

    @Test("every account has its own folder where none is named")
    func accounts() throws {
        #expect(home.run("import", "--account", "old", try writeMaildir()).status == 0)
        let out = folder.path + "/out/all"
        #expect(home.run("export", "--format", "mbox", "--to", out).status == 0)
        #expect(TestFiles.octets(of: out + "/old/INBOX.mbox")?.isEmpty == false)
        #expect(home.run("import", "--account", "new", folder.path + "/maildir/.Sent").status == 0)
        #expect(home.run("export", "--format", "maildir", "--to", out).status == 0)
        #expect(TestFiles.names(in: out + "/new/cur").filter { !$0.hasPrefix(".") }.count == 9)
    }

    @Test("an mbox with other mail stays, unless it is to be replaced")
    func existing() throws {
        #expect(home.run("import", "--account", "old", try writeMaildir()).status == 0)
        let path = folder.write("mine\n", to: "out/sent.mbox")
        let words = ["export", "--account", "old", "--folder", "Sent", "--format", "mbox", "--to", path]
        let refused = home.run(words)
        #expect(refused.status == 73 && refused.errors.contains("(\(path)): --overwrite replaces it"))
        #expect(TestFiles.octets(of: path) == Array("mine\n".utf8))
        #expect(home.run(words + ["--overwrite"]).status == 0)
        #expect(TestFiles.octets(of: path)?.starts(with: "From MAILER-DAEMON Sun Sep 13 12:26:40 2020\n".utf8) == true)
        #expect(home.run("export", "--format", "maildir", "--to", path, "--overwrite").status == 64)
    }

    @Test("an import names what it can't read, and takes the rest")
    func unreadable() throws {
        let path = folder.path + "/out"
        folder.write("Subject: a\n\nx\n", to: "out/a.eml")
        folder.write("", to: "out/empty.eml")
        folder.write("\u{1}", to: "out/picture.png")
        let result = home.run("import", "--account", "new", "--folder", "Old", path, path + "/nothing")
        #expect(result.status == 65)
        #expect(result.lines == ["new  Old  1 brought in"])
        #expect(result.errors.contains("the file is empty (\(path)/empty.eml)"))
        #expect(result.errors.contains("this is no mail, and left out (\(path)/picture.png)"))
        #expect(result.errors.contains("No such file or directory (\(path)/nothing)"))
        #expect(home.run("import", "--account", "nobody", path).status == 78)
    }

    @Test("a killed export is completed by the next one, a killed import too")
    func killed() throws {
        var writer = try MaildirWriter(root: folder.path + "/many")
        try writer.openFolder(["INBOX"])
        for number in 1...1500 {
            let octets = Dovecot.shortMessage(number)
            let entry = ArchiveEntry(
                flags: [], date: MailDate(secondsSince1970: Int64(number)), sender: "", shape: .of(octets))
            #expect(try writer.begin(entry))
            try writer.write(octets)
            try writer.end()
        }
        _ = try writer.closeFolder()
        kill("import", "--account", "old", folder.path + "/many") { self.countOfOld > 100 }
        let rest = home.run("import", "--account", "old", folder.path + "/many")
        #expect(rest.status == 0 && countOfOld == 1500, "\(rest.text)")
        let out = folder.path + "/out/maildir"
        kill("export", "--account", "old", "--format", "maildir", "--to", out) {
            TestFiles.names(in: out + "/new").count > 100
        }
        #expect(home.run("export", "--account", "old", "--format", "maildir", "--to", out).status == 0)
        #expect(TestFiles.names(in: out + "/new").filter { !$0.hasPrefix(".") }.count == 1500)
        #expect(TestFiles.names(in: out + "/tmp").filter { !$0.hasPrefix(".") }.isEmpty)
    }

    private var countOfOld: Int {
        let line = home.run("folders", "--account", "old", "--json").lines.first { $0.contains("INBOX") } ?? ""
        return (try? JSONDecoder().decode(FolderRecord.self, from: Data(line.utf8)))?.messages ?? 0
    }

    /// Kills a command in its middle.
    private func kill(_ words: String..., when isHalfDone: () -> Bool) {
        let process = home.start(words)
        let end = ContinuousClock.now + .seconds(20)
        while !isHalfDone(), ContinuousClock.now < end { usleep(2_000) }
        process.kill()
    }

    @Test(
        "neomutt reads the result: messages, subjects and flags", .enabled(if: ServerProcess.isInstalled("neomutt")),
        arguments: ["maildir", "mbox"])
    func neomutt(_ format: String) throws {
        #expect(home.run("import", "--account", "old", try writeMaildir()).status == 0)
        let out = folder.path + "/out/\(format)"
        #expect(home.run("export", "--account", "old", "--format", format, "--to", out).status == 0)
        let settings = folder.write(
            "set index_format=\"%C <%Z> %s.\"\nset sort=date-received\nset mark_old=no\nset quit=yes\nset folder=\"\(folder.path)\"\n",
            to: "neomuttrc"
        )
        let mailbox = format == "mbox" ? out + "/Sent.mbox" : out + "/.Sent"
        let terminal = try home.shell(["neomutt", "-n", "-F", settings, "-f", mailbox])
        let screen = try terminal.waitUntil(contains: "10 <")
        let expected = [
            "1 <N  > plain.", "2 <   > plain.", "3 <   > lone LFs.", "4 <r  > no end.", "5 <N !> mixed.",
        ]
        for line in expected { #expect(screen.contains { $0.contains(line) }, "\(line) in \(screen)") }
        #expect(screen.contains { $0.contains("status.") })
        // Of a Maildir it leaves out the file of a message without any octet.
        #expect(screen.contains { $0.contains("Msgs:\(format == "mbox" ? 11 : 10) New:5 Del:1 Flag:1") })
        try terminal.send("q")
    }
}
