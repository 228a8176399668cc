import Glibc
import MailModel
import TestKit
import Testing

@testable import MailArchive

@Suite("Maildir, as others know it")
struct MaildirTests {
    private let folder = TemporaryFolder("maildir")

    init() { for name in ["new", "cur", "tmp"] { folder.makeFolder(name) } }

    private func names(_ part: String) -> [String] {
        TestFiles.names(in: folder.path + "/" + part).filter { !$0.hasPrefix(".") }.sorted()
    }

    @Test("what nobody has seen is new, all else has its flags in its name, lines end in LF")
    func layout() throws {
        var writer = try MaildirWriter(root: folder.path)
        let items: [Item] = [
            Item(octets: octets("a\r\nb\r\n")), Item(octets: octets("c\r\n"), flags: [.seen, .answered, .flagged]),
            Item(octets: octets("d\r\n"), flags: [.keyword("x"), .junk]),
        ]
        _ = try writer.write(items, to: ["INBOX"])
        let new = try #require(names("new").first)
        #expect(new.hasPrefix("1700000000.D") && new.hasSuffix(",S=4,W=6"))
        #expect(TestFiles.octets(of: folder.path + "/new/" + new) == octets("a\nb\n"))
        #expect(names("cur").contains { $0.hasSuffix(":2,FRS") })
        #expect(names("cur").contains { $0.hasSuffix(":2,ab") })
        #expect(TestFiles.octets(of: folder.path + "/dovecot-keywords") == octets("0 $Junk\n1 x\n"))
        #expect(names("tmp") == [])
        var status = stat()
        #expect(stat(folder.path + "/new/" + new, &status) == 0 && status.st_mtim.tv_sec == 1_700_000_000)
    }

    @Test("what a mail reader has renamed since is still the same message")
    func renamed() throws {
        let item = Item(octets: octets("a\r\n"))
        var writer = try MaildirWriter(root: folder.path)
        _ = try writer.write([item], to: ["INBOX"])
        let name = try #require(names("new").first)
        #expect(rename("\(folder.path)/new/\(name)", "\(folder.path)/cur/\(name):2,S") == 0)
        #expect(try writer.write([item], to: ["INBOX"]) == 0)
        #expect(try read(folder.path)[[]] == [Item(octets: item.octets, flags: [.seen])])
    }

    @Test("any other's messages: flags, keywords, time, and CRLF for every LF")
    func foreign() throws {
        folder.write("Subject: a\n\nx\ry\n", to: "cur/1.a.host:2,PRT")
        folder.write("Subject: b\r\n\r\nx\r\n", to: "new/2.b.host")
        folder.write("c\n", to: "cur/3.c.host:2,ab")
        folder.write("1 work\n0 NonJunk\n", to: "dovecot-keywords")
        for name in ["cur/1.a.host:2,PRT", "new/2.b.host", "cur/3.c.host:2,ab"] {
            var times = [timeval(tv_sec: 1_600_000_000, tv_usec: 0), timeval(tv_sec: 1_600_000_000, tv_usec: 0)]
            utimes(folder.path + "/" + name, &times)
        }
        let date = MailDate(secondsSince1970: 1_600_000_000)
        #expect(
            try read(folder.path)[[]] == [
                Item(
                    octets: octets("Subject: a\r\n\r\nx\ry\r\n"), flags: [.forwarded, .answered, .deleted], date: date),
                Item(octets: octets("Subject: b\r\n\r\nx\r\n"), date: date),
                Item(octets: octets("c\r\n"), flags: [.notJunk, .keyword("work")], date: date),
            ])
    }

    @Test("an empty or unreadable file is named, and the rest goes on")
    func unreadable() throws {
        folder.write("", to: "cur/1.empty:2,S")
        folder.makeFolder("cur/2.folder")
        folder.write("c\n", to: "cur/3.c.host:2,")
        var reader = try ArchiveReader(try #require(ArchivePlace.find(at: folder.path).places.first))
        for name in ["1.empty:2,S", "2.folder"] {
            #expect { try reader.next()?.get() } throws: {
                ($0 as? ArchiveError)?.kind == .unreadable && "\($0)".contains(name)
            }
        }
        #expect(try reader.next()?.get().shape.sizeInOctets == 3)
        if reader.next() != nil { Issue.record("there are three files") }
    }

    @Test("folders below it, under hidden and under plain names")
    func folders() throws {
        for name in [".Lists.Swift", "plain", ".Entw&APw-rfe", ".notamaildir"] {
            folder.makeFolder(name)
            if name != ".notamaildir" { folder.makeFolder(name + "/cur") }
        }
        #expect(
            Set(try ArchivePlace.find(at: folder.path).places.map(\.folder)) == [
                [], ["Lists", "Swift"], ["plain"], ["Entwürfe"],
            ])
    }

    @Test("no more keywords than there are letters")
    func keywords() throws {
        let flags = Flags((0..<30).map { Flag.keyword("k\($0)") })
        var writer = try MaildirWriter(root: folder.path)
        try writer.openFolder(["INBOX"])
        let entry = ArchiveEntry(
            flags: flags, date: MailDate(secondsSince1970: 0), sender: "", shape: .of(octets("a\r\n")))
        #expect(try writer.begin(entry))
        try writer.write(octets("a\r\n"))
        try writer.end()
        let lost = try writer.closeFolder().lostKeywords
        let kept = try #require(try read(folder.path)[[]]?.first?.flags.keywords)
        #expect(kept.count == 26 && lost.count == 4 && kept.isDisjoint(with: lost))
    }
}
