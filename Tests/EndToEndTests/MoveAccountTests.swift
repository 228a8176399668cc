import FoundationEssentials
import Glibc
import MailArchive
import MailModel
import TestKit
import Testing

@Suite("From POP3 to IMAP", .enabled(if: Postern.canBeTested && Servers.isDovecotInstalled))
struct MoveAccountTests {
    private let home = Home()
    private let folder = TemporaryFolder("move")

    /// A message as it must be on both sides.
    private struct Item: Hashable {
        var octets: [UInt8]
        var flags: [String]
        var date: String
    }

    private func configure(_ user: String, on dovecot: Dovecot, imapPort: Int? = nil) {
        var old = AccountSpec(user + "-old", on: dovecot, .pop3)
        old.name = "old"
        var new = AccountSpec(user + "-new", on: dovecot, .imap, port: imapPort)
        new.name = "new"
        home.configure(old, new)
    }

    private func items(of account: String, _ mailbox: String) throws -> [Item] {
        try home.run("list", "--account", account, "--folder", mailbox, "--json").lines.map { line in
            let record = try JSONDecoder().decode(ListedRecord.self, from: Data(line.utf8))
            return Item(
                octets: home.run("show", record.id, "--raw").output, flags: record.flags.sorted(), date: record.date)
        }.sorted { $0.octets.lexicographicallyPrecedes($1.octets) }
    }

    /// A Maildir with mail that no server ever had, in folders, with flags and dates.
    private func maildir() throws -> String {
        var writer: any ArchiveWriter = try MaildirWriter(root: folder.path + "/maildir")
        let flags: [Flags] = [[], [.seen], [.seen, .answered], [.flagged, .draft], [.forwarded], [.keyword("later")]]
        for (levels, base) in [(["Sent"], 100), (["Lists", "Häfen"], 200)] {
            try writer.openFolder(levels)
            for (index, flags) in flags.enumerated() {
                let octets = Dovecot.shortMessage(base + index)
                let entry = ArchiveEntry(
                    flags: flags, date: MailDate(secondsSince1970: 1_500_000_000 + Int64(base + index)), sender: "",
                    shape: .of(octets))
                #expect(try writer.begin(entry))
                try writer.write(octets)
                try writer.end()
            }
            _ = try writer.closeFolder()
        }
        return folder.path + "/maildir"
    }

    @Test("the whole way: fetched over POP3, uploaded, and fetched over IMAP it is the same mail")
    func wholeWay() throws {
        let dovecot = try Servers.dovecot()
        dovecot.deliverMany(20, to: "whole-old")
        configure("whole", on: dovecot)
        #expect(home.run("sync", "--account", "old").status == 0)
        #expect(home.run("import", "--account", "old", try maildir()).status == 0)

        let preview = home.run("move-account", "old", "new", "--dry-run")
        #expect(preview.status == 0, "\(preview.errors)")
        #expect(
            preview.lines.contains { $0.hasPrefix("INBOX") && $0.contains("→ INBOX") && $0.hasSuffix("20 to upload") })
        #expect(preview.lines.contains { $0.contains("→ Lists/Häfen (new)") && $0.hasSuffix("6 to upload") })
        #expect(preview.lines.last == "32 messages would be uploaded to 127.0.0.1. Nothing was changed.")
        #expect(dovecot.messageFiles(of: "whole-new").isEmpty)

        let move = home.run("move-account", "old", "new")
        #expect(move.status == 0 && move.errors.isEmpty, "\(move.errors)")
        #expect(move.lines.last?.hasPrefix("All of it is on 127.0.0.1: 32 messages. Nothing was removed, ") == true)
        #expect(dovecot.messageFiles(of: "whole-old").count == 20, "nothing is removed")
        #expect(home.run("sync", "--account", "new", "--bodies").status == 0)
        for mailbox in ["INBOX", "Sent", "Lists/Häfen"] {
            let old = try items(of: "old", mailbox)
            #expect(!old.isEmpty)
            #expect(try items(of: "new", mailbox) == old)
        }
        // What comes later goes later; what is there stays as it is.
        dovecot.deliver(Dovecot.shortMessage(500), to: "whole-old")
        #expect(home.run("sync", "--account", "old").status == 0)
        let later = home.run("move-account", "old", "new")
        #expect(later.lines.contains { $0.hasPrefix("INBOX") && $0.hasSuffix("1 uploaded, 20 there already") })
        #expect(dovecot.messageFiles(of: "whole-new").count == 21)
    }

    @Test("killed again and again, over lines that break: each message is there once", arguments: 0..<3)
    func killed(_ seed: UInt64) throws {
        let dovecot = try Servers.dovecot()
        let (user, count) = ("killed\(seed)", 1500)
        dovecot.deliverMany(count, to: user + "-old")
        configure(user, on: dovecot)
        #expect(home.run("sync", "--account", "old").status == 0)
        let proxy = LatencyProxy(to: dovecot.port(.imap, isTLS: true), octetsPerSecond: 400_000)
        configure(user, on: dovecot, imapPort: proxy.port)
        for round in 0..<4 {
            // A whole move is some 700,000 octets long.
            let moment = 20_000 + Int((seed * 7919 + UInt64(round) * 104_729) % 150_000)
            proxy.resetTraffic()
            if round == 2 { proxy.cut(afterOctetsToClient: 5_000) }
            let move = home.start("move-account", "old", "new")
            let end = ContinuousClock.now + .seconds(20)
            while proxy.traffic.octetsToServer < moment, ContinuousClock.now < end { usleep(1_000) }
            move.kill()
        }
        configure(user, on: dovecot)
        let last = home.run("move-account", "old", "new")
        #expect(last.status == 0, "\(last.errors)")
        let files = dovecot.messageFiles(of: user + "-new")
        #expect(files.count == count)
        let numbers = files.compactMap { path in
            String(decoding: TestFiles.octets(of: path) ?? [], as: UTF8.self).split(separator: "\n")
                .first { $0.hasPrefix("Message-ID: <") }
        }
        #expect(Set(numbers).count == count)
        #expect(home.run("move-account", "old", "new").lines.first?.hasSuffix("0 uploaded, 1500 there already") == true)
    }

    @Test("a message above the server's limit is named, and stays here")
    func limit() throws {
        let dovecot = try Dovecot(
            Dovecot.Options(imapCapability: "IMAP4rev1 LITERAL+ UIDPLUS MULTIAPPEND APPENDLIMIT=5000"))
        dovecot.deliverMany(3, to: "limit-old")
        dovecot.deliver(Letter.octets("Large", String(repeating: "many words\r\n", count: 900)), to: "limit-old")
        configure("limit", on: dovecot)
        #expect(home.run("sync", "--account", "old").status == 0)
        for words in [["--dry-run"], []] {
            let result = home.run(["move-account", "old", "new"] + words)
            #expect(result.status == 65)
            #expect(result.lines.first?.contains("1 too large") == true)
            #expect(result.errors.contains("is larger than 127.0.0.1 takes"))
        }
        #expect(dovecot.messageFiles(of: "limit-new").count == 3)
        #expect(home.run("list", "--account", "old").lines.count == 4)
    }

    @Test("an archive can be imported into an IMAP account: it is uploaded, once, also after a kill")
    func importing() throws {
        let dovecot = try Servers.dovecot()
        configure("importing", on: dovecot)
        let proxy = LatencyProxy(to: dovecot.port(.imap, isTLS: true), octetsPerSecond: 4_000)
        configure("importing", on: dovecot, imapPort: proxy.port)
        let path = try maildir()
        let first = home.start("import", "--account", "new", path)
        let end = ContinuousClock.now + .seconds(20)
        while proxy.traffic.octetsToServer < 4_000, ContinuousClock.now < end { usleep(1_000) }
        first.kill()
        configure("importing", on: dovecot)
        let rest = home.run("import", "--account", "new", path)
        #expect(rest.status == 0 && rest.lines.count == 2, "\(rest.errors)")
        let again = home.run("import", "--account", "new", path)
        #expect(again.lines.allSatisfy { $0.hasSuffix("0 uploaded, 6 there already") }, "\(again.lines)")
        #expect(TestFiles.names(in: home.path + "/.local/share/postern/new").allSatisfy { !$0.hasPrefix("import") })
        #expect(dovecot.messageFiles(of: "importing-new", mailbox: "Sent").count == 6)
        #expect(home.run("sync", "--account", "new", "--bodies").status == 0)
        #expect(home.run("import", "--account", "old", path).status == 0)
        for mailbox in ["Sent", "Lists/Häfen"] {
            #expect(try items(of: "new", mailbox) == items(of: "old", mailbox))
        }
    }

    @Test("says which accounts it is for")
    func accounts() throws {
        let dovecot = try Servers.dovecot()
        configure("which", on: dovecot)
        let backwards = home.run("move-account", "new", "old")
        #expect(backwards.status == 64 && backwards.errors.contains("name a POP3 account as OLD"))
        #expect(home.run("move-account", "old", "old").errors.contains("name an IMAP account as NEW"))
        #expect(home.run("move-account", "old", "nobody").status == 78)
        #expect(home.run("move-account", "old").status == 64)
        let nothing = home.run("move-account", "old", "new")
        #expect(nothing.status == 0 && nothing.lines.last?.hasPrefix("There is no mail in old") == true)
    }
}
