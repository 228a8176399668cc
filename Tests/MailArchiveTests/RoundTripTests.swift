import Glibc
import MailModel
import TestKit
import Testing

@testable import MailArchive

@Suite("What is written into an archive is read again", .timeLimit(.minutes(1)))
struct RoundTripTests {
    private let folder = TemporaryFolder("archive")
    private var root: String { folder.path + "/archive" }

    @Test("octet for octet, one by one", arguments: Form.allCases, oddTexts)
    func octetForOctet(_ form: Form, _ text: String) throws {
        var writer = try form.writer(root)
        #expect(try writer.write([Item(octets: octets(text))], to: ["INBOX"]) == 1)
        #expect(try read(root).values.first == [Item(octets: octets(text))])
    }

    @Test("octet for octet, all together", arguments: Form.allCases)
    func together(_ form: Form) throws {
        let items = oddTexts.enumerated().map {
            Item(octets: octets($1), date: MailDate(secondsSince1970: 1_700_000_000 + Int64($0)))
        }
        var writer = try form.writer(root)
        #expect(try writer.write(items, to: ["INBOX"]) == items.count)
        #expect(try read(root).values.first == items)
    }

    static let flagSets: [Flags] = [
        [], [.seen], [.answered], [.flagged], [.draft], [.deleted], [.forwarded], [.junk], [.notJunk],
        [.keyword("later")], [.seen, .answered, .flagged, .draft, .deleted, .forwarded, .junk, .keyword("$a/b")],
    ]

    @Test("with its flags", arguments: Form.allCases, flagSets)
    func flags(_ form: Form, _ flags: Flags) throws {
        let item = Item(octets: octets("Subject: x\r\n\r\nx\r\n"), flags: flags)
        var writer = try form.writer(root)
        _ = try writer.write([item], to: ["INBOX"])
        #expect(try read(root).values.first == [item])
    }

    @Test("with its date", arguments: Form.allCases, [-86_400, 0, 1, 951_782_400, 1_700_000_000, 4_102_444_800])
    func dates(_ form: Form, _ seconds: Int64) throws {
        let item = Item(octets: octets("Subject: x\r\n\r\nx\r\n"), date: MailDate(secondsSince1970: seconds))
        var writer = try form.writer(root)
        _ = try writer.write([item], to: ["INBOX"])
        #expect(try read(root).values.first == [item])
    }

    static let folderNames: [[String]] = [
        ["Sent"], ["Lists", "swift"], ["Entwürfe"], ["a.b"], ["..", ".."], ["../../etc"], ["x%2Fy"], ["A&B"], ["."],
        [".hidden"], ["日本語", "下書き"], ["line\u{1}"], ["tab\there"],
    ]

    @Test("in its folder, which never leaves the archive's", arguments: Form.allCases, folderNames)
    func folders(_ form: Form, _ levels: [String]) throws {
        let item = Item(octets: octets("Subject: x\r\n\r\nx\r\n"))
        var writer = try form.writer(root)
        _ = try writer.write([], to: ["INBOX"])
        _ = try writer.write([item], to: levels)
        #expect(try read(root)[levels] == [item])
        #expect(TestFiles.names(in: folder.path).filter { !$0.hasPrefix(".") } == ["archive"])
    }

    @Test("as often as it was there", arguments: Form.allCases)
    func twins(_ form: Form) throws {
        let item = Item(octets: octets("Subject: x\r\n\r\nx\r\n"))
        var writer = try form.writer(root)
        #expect(try writer.write([item, item, item], to: ["INBOX"]) == 3)
        #expect(try read(root).values.first == [item, item, item])
    }

    @Test("and once, however often it is written", arguments: Form.allCases)
    func again(_ form: Form) throws {
        let items = oddTexts.map { Item(octets: octets($0)) } + [Item(octets: octets("a"))]
        for count in [items.count, 0, 0] {
            var writer = try form.writer(root)
            #expect(try writer.write(items, to: ["INBOX"]) == count)
        }
        #expect(try read(root).values.first?.count == items.count)
    }

    @Test("whole or not at all: what was begun and not ended is seen by nobody", arguments: Form.allCases)
    func interrupted(_ form: Form) throws {
        let item = Item(octets: octets("Subject: x\r\n\r\nx\r\n"))
        do {
            var writer = try form.writer(root)
            try writer.openFolder(["INBOX"])
            #expect(
                try writer.begin(ArchiveEntry(flags: [], date: item.date, sender: "", shape: .of(item.octets))))
            try writer.write(item.octets)
        }
        #expect(try read(root).values.allSatisfy(\.isEmpty))
        var writer = try form.writer(root)
        #expect(try writer.write([item], to: ["INBOX"]) == 1)
        #expect(try read(root).values.first == [item])
    }

    @Test("while nobody else writes there", arguments: Form.allCases)
    func busy(_ form: Form) throws {
        let first = try form.writer(root)
        #expect { _ = try form.writer(root) } throws: { ($0 as? ArchiveError)?.kind == .busy }
        withExtendedLifetime(first) {}
    }

    @Test("and is the owner's alone, whatever the umask", arguments: Form.allCases)
    func modes(_ form: Form) throws {
        let old = umask(0)
        defer { umask(old) }
        var writer = try form.writer(root)
        _ = try writer.write([Item(octets: octets("a"))], to: ["Lists", "x"])
        let found = ChildProcess.run(["find", root, "-perm", "/077"]).output
        #expect(found == "")
    }
}
