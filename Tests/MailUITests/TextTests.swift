import MailModel
import TerminalUI
import Testing

@testable import MailUI

@Suite("Words, dates, names")
struct TextTests {
    @Test(
        "short dates",
        arguments: [
            (0, "14:30"), (14 * 3600, "00:30"), (15 * 3600, "yesterday"), (2 * 86_400, "Mon"), (6 * 86_400, "Thu"),
            (7 * 86_400, "26 Apr"), (130 * 86_400, "Dec 2022"), (-86_400, "4 May"), (-400 * 86_400, "Jun 2024"),
            (60 * 365 * 86_400, "no date"), (Int64.max / 2, "no date"), (Int64.min / 2, "Dec 9999"),
        ] as [(Int64, String)])
    func dates(_ ago: Int64, _ text: String) {
        let dates = DateText(now: Sample.now, timeZone: { _ in 0 })
        let date = MailDate(secondsSince1970: Sample.now.secondsSince1970 - ago)
        #expect(dates.short(date) == text)
        #expect(dates.short(date).count <= MessageColumns.dateColumns)
    }

    @Test("dates are local")
    func timeZone() {
        let dates = DateText(now: Sample.now, timeZone: { _ in 10 * 3600 })
        #expect(dates.short(Sample.now) == "00:30")
        #expect(dates.short(MailDate(secondsSince1970: Sample.now.secondsSince1970 - 3600)) == "yesterday")
    }

    @Test(
        "numbers",
        arguments: [
            (0, "0"), (7, "7"), (999, "999"), (1204, "1,204"), (1_000_000, "1,000,000"), (-1234, "-1,234"),
            (Int.min, "-9,223,372,036,854,775,808"),
        ])
    func numbers(_ number: Int, _ text: String) {
        #expect(NumberText.grouped(number) == text)
    }

    @Test(
        "sizes",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1 kB"), (4200, "4.2 kB"), (312_400, "312 kB"), (999_600, "1 MB"),
            (312_000_000, "312 MB"), (Int.max, "9.2 EB"), (-5, "0 B"),
        ])
    func sizes(_ octets: Int, _ text: String) {
        #expect(NumberText.size(octets) == text)
    }

    @Test(
        "shares",
        arguments: [
            (12_000_000, 50_000_000, "12 of 50 MB"), (900_000, 1_200_000_000, "900 kB of 1.2 GB"), (0, 17, "0 of 17 B"),
            (9, 5, "5 of 5 B"),
        ])
    func share(_ done: Int, _ total: Int, _ text: String) {
        #expect(NumberText.share(done, of: total) == text)
    }

    @Test(
        "senders",
        arguments: [
            ("Ann", "ann@example.org", "Ann"), ("", "ann@example.org", "ann@example.org"),
            ("bank@example.com", "evil@example.net", "evil@example.net"), ("  A   B ", "a@b", "A B"),
            ("ann@example.org", "Ann@Example.org", "ann@example.org"),
        ])
    func senders(_ name: String, _ address: String, _ shown: String) {
        #expect(SenderText.make([Address(name: name, address: address)]) == shown)
    }

    @Test("the pager always shows the address")
    func fullAddress() {
        let padded = Address(name: "Bank" + String(repeating: " ", count: 500), address: "evil@example.net")
        #expect(PagerHeader.full(padded) == "Bank <evil@example.net>")
    }

    @Test("folders: roles first, then the tree by name, INBOX's own level left out")
    func folderTree() {
        func row(_ number: Int64, _ name: String, _ role: MailboxRole? = nil) -> MailboxRow {
            MailboxRow(
                id: Sample.mailboxID(Sample.work, number), name: Sample.mailboxName(name), delimiter: ".", role: role,
                isSelectable: true, isLocal: false, messages: 0, unread: 0)
        }
        let items = FolderTree.items(of: [
            row(1, "zebra"), row(2, "INBOX.Trash", .trash), row(3, "INBOX.Lists.swift"), row(4, "INBOX", .inbox),
            row(5, "Äpfel"), row(6, "INBOX.Lists"), row(7, "a.b.c"), row(8, "Other Trash", .trash),
        ])
        #expect(
            items.map { "\($0.depth) \($0.title)" } == [
                "0 Inbox", "0 Trash", "0 a", "1 b", "2 c", "0 Lists", "1 swift", "0 Other Trash", "0 zebra", "0 Äpfel",
            ])
    }

    @Test(
        "a few letters find a folder",
        arguments: [
            ("swi", "Lists/swift"), ("ls", "Lists/swift"), ("arch", "Archive"), ("2023", "Archive/2023"), ("zz", nil),
        ]
            as [(String, String?)])
    func fuzzy(_ query: String, _ best: String?) {
        let names = ["Inbox", "Archive", "Archive/2023", "Lists/swift", "Newsletters"]
        #expect(FuzzyMatch.best(query, of: names, name: \.self).first == best)
    }

    @Test("letters are found small or capital", arguments: ["übung", "ÜBUNG", "EIN", "ein ü"])
    func find(_ query: String) throws {
        let find = try #require(TextFind(query))
        #expect(find.isIn("Es war Ein Übungstag"))
        #expect(find.ranges(in: "Es war Ein Übungstag").count == 1)
    }

    @Test("a line is edited in the middle, and nothing but text gets into it")
    func editing() {
        var line = LineEditor("ac")
        for key in ["Left", "b", "Home", "Delete", "End", "Ctrl-W"] {
            for event in KeySequence(key)?.keys ?? [] { _ = line.press(event) }
        }
        #expect(line.text == "")
        line.paste("a\nb\tc")
        #expect(line.text == "a b c")
        line.paste(String(repeating: "x", count: 5000))
        #expect(line.text.count == LineEditor.longest)
    }

    @Test(
        "a wait is told in one unit, days rounded up",
        arguments: [
            (-5, "0 s", "0 seconds"), (1, "1 s", "1 second"), (99, "99 s", "99 seconds"), (100, "2 min", "2 minutes"),
            (3600, "60 min", "60 minutes"), (7200, "2 h", "2 hours"), (172_799, "48 h", "48 hours"),
            (14 * 86_400, "14 d", "14 days"), (14 * 86_400 + 30, "14 d", "14 days"),
            (13 * 86_400 + 7200, "14 d", "14 days"),
        ] as [(Int64, String, String)])
    func waits(_ seconds: Int64, _ short: String, _ long: String) {
        #expect(NumberText.span(seconds: seconds) == short)
        #expect(NumberText.words(seconds: seconds) == long)
    }
}
