import MailModel
import TestKit
import Testing

@testable import MailArchive

@Suite("mbox, as others know it")
struct MboxTests {
    private let folder = TemporaryFolder("mbox")

    /// The texts of an mbox's messages, LF for CRLF.
    private func texts(_ mbox: String) throws -> [String] {
        try items(mbox).map { String(decoding: $0.octets.filter { $0 != 13 }, as: UTF8.self) }
    }

    private func items(_ mbox: String) throws -> [Item] {
        let path = folder.write(mbox, to: "a.mbox")
        return try read(ArchivePlace(form: .mbox, path: path, folder: []))
    }

    static let mboxes: [(String, [String])] = [
        ("", []),
        ("From a Mon Jan  1 00:00:00 2024\nS: x\n\nb\n", ["S: x\n\nb\n"]),
        (
            "From a Mon Jan  1 00:00:00 2024\nS: x\n\nb\n\nFrom b Tue Jan  2 00:00:00 2024\nc\n\n",
            ["S: x\n\nb\n", "c\n"]
        ),
        // mboxo and mboxrd
        ("From a Mon Jan  1 00:00:00 2024\n\n>From x\n>>From y\n", ["\nFrom x\n>From y\n"]),
        // A line that only looks like one, in the middle of a text.
        (
            "From a Mon Jan  1 00:00:00 2024\n\nx\nFrom b Tue Jan  2 00:00:00 2024\n",
            ["\nx\nFrom b Tue Jan  2 00:00:00 2024\n"]
        ),
        ("From a Mon Jan  1 00:00:00 2024\n\nx\n\nFrom here on\n", ["\nx\n\nFrom here on\n"]),
        // Others' spellings of the line.
        (
            "From - Mon Jan 01 00:00:00 2024\n1\n\nFrom ???@??? Mon Jan 01 00:00:00 2024\n2\n\nFrom a b@c Mon, 1 Jan 2024 00:00:00 +0100\n3\n",
            ["1\n", "2\n", "3\n"]
        ),
        // mboxcl2
        (
            "From a Mon Jan  1 00:00:00 2024\nContent-Length: 43\n\nx\n\nFrom b Tue Jan  2 00:00:00 2024\n>From y\n\nFrom b Tue Jan  2 00:00:00 2024\n2\n",
            ["\nx\n\nFrom b Tue Jan  2 00:00:00 2024\n>From y\n", "2\n"]
        ),
        // A length that leads nowhere, beyond the end, or is none.
        (
            "From a Mon Jan  1 00:00:00 2024\nContent-Length: 3\n\nabcdef\n\nFrom b Tue Jan  2 00:00:00 2024\n2\n",
            ["\nabcdef\n", "2\n"]
        ),
        (
            "From a Mon Jan  1 00:00:00 2024\nContent-Length: 99999999999\n\nabcdef\n\nFrom b Tue Jan  2 00:00:00 2024\n2\n",
            ["\nabcdef\n", "2\n"]
        ),
        (
            "From a Mon Jan  1 00:00:00 2024\nContent-Length: -1\n\na\n\nFrom b Tue Jan  2 00:00:00 2024\n2\n",
            ["\na\n", "2\n"]
        ),
        // Windows
        (
            "From a Mon Jan  1 00:00:00 2024\r\nS: x\r\n\r\nb\r\n\r\nFrom b Tue Jan  2 00:00:00 2024\r\nc\r\n",
            ["S: x\n\nb\n", "c\n"]
        ),
        // What programs keep in it.
        (
            "From a Mon Jan  1 00:00:00 2024\nStatus: RO\nS: x\nX-UID: 4\nX-IMAPbase: 1\n 2\nX-Status: A\nT: y\n\nb\n",
            ["S: x\nT: y\n\nb\n"]
        ),
        (
            "From M Mon Jan  1 00:00:00 2024\nDate: x\nSubject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA\nX-IMAP: 1 2\n\nb\n\nFrom a Mon Jan  1 00:00:00 2024\n2\n",
            ["2\n"]
        ),
    ]

    @Test("is read", arguments: mboxes)
    func reads(_ mbox: String, _ texts: [String]) throws { #expect(try self.texts(mbox) == texts) }

    @Test(
        "flags are where mutt, Dovecot and others have them",
        arguments: [
            ("Status: R", [.seen]), ("Status: RO\nX-Status: AF", [.seen, .answered, .flagged]),
            ("X-Status: TD", [.draft, .deleted]),
            ("X-Keywords: $Forwarded NonJunk later", [.forwarded, .notJunk, .keyword("later")]), ("Status: O", []),
        ] as [(String, Flags)])
    func flags(_ fields: String, _ flags: Flags) throws {
        #expect(try items("From a Mon Jan  1 00:00:00 2024\nS: x\n\(fields)\n\nb\n").map(\.flags) == [flags])
    }

    @Test("what is none is refused")
    func none() throws {
        for text in ["Subject: x\n\nb\n", "From here on\n", "\nFrom a Mon Jan  1 00:00:00 2024\n"] {
            let path = folder.write(text, to: "x.mbox")
            #expect(throws: ArchiveError.self) { try ArchiveReader(ArchivePlace(form: .mbox, path: path, folder: [])) }
        }
    }

    @Test("a mail reader that puts the flags elsewhere changes no octet of a message")
    func rewritten() throws {
        let item = Item(octets: octets("Subject: x\r\nLines: 3\r\n\r\nFrom a\r\n"), flags: [.flagged])
        var writer = try MboxWriter(.file(folder.path + "/a.mbox"), replaces: false)
        _ = try writer.write([item], to: ["INBOX"])
        let text = String(decoding: TestFiles.octets(of: folder.path + "/a.mbox") ?? [], as: UTF8.self)
        #expect(
            text.hasPrefix("From ann@example.org Tue Nov 14 22:13:20 2023\nX-Status: F\nX-Postern-Message: size=32; "))
        #expect(text.hasSuffix("Subject: x\nLines: 3\n\n>From a\n\n"))
        // As neomutt writes it back.
        let rewritten = text.replacing("X-Status: F\n", with: "").replacing(
            "3\n\n", with: "3\nStatus: RO\nX-Status: A\n\n")
        #expect(try items(rewritten) == [Item(octets: item.octets, flags: [.seen, .answered], date: item.date)])
    }

    @Test("a message that was changed since is taken as it is now")
    func changed() throws {
        var writer = try MboxWriter(.file(folder.path + "/a.mbox"), replaces: false)
        _ = try writer.write([Item(octets: octets("Subject: x\r\n\r\na\r\n"))], to: ["INBOX"])
        let text = String(decoding: TestFiles.octets(of: folder.path + "/a.mbox") ?? [], as: UTF8.self)
        #expect(try texts(text.replacing("Subject: x", with: "Subject: changed")) == ["Subject: changed\n\na\n"])
    }

    @Test("a file with other mail stays as it is, unless it is to be replaced")
    func exists() throws {
        let path = folder.path + "/a.mbox"
        let items = [Item(octets: octets("a\r\n"))]
        folder.write("mine", to: "a.mbox")
        var writer = try MboxWriter(.file(path), replaces: false)
        #expect { _ = try writer.write(items, to: ["INBOX"]) } throws: { ($0 as? ArchiveError)?.kind == .exists }
        #expect(TestFiles.octets(of: path) == octets("mine"))
        #expect(TestFiles.names(in: folder.path).filter { $0.hasSuffix(".unfinished") } == [])
        writer = try MboxWriter(.folder("/"), replaces: true)
        writer = try MboxWriter(.file(path), replaces: true)
        #expect(try writer.write(items, to: ["INBOX"]) == 1)
        #expect(try read(ArchivePlace(form: .mbox, path: path, folder: [])) == items)
    }

    @Test("lines longer than any window, and senders that are no address")
    func long() throws {
        let item = Item(
            octets: octets("Subject: x\r\n\r\n" + String(repeating: "x", count: 600_000) + "\r\nFrom a\r\n"))
        var writer = try MboxWriter(.file(folder.path + "/a.mbox"), replaces: false)
        _ = try writer.write([item, item], to: ["INBOX"])
        #expect(try read(ArchivePlace(form: .mbox, path: folder.path + "/a.mbox", folder: [])) == [item, item])
        for sender in ["", "a b", "a\nFrom x", "é@x", String(repeating: "a", count: 400)] {
            let line = FromLine.text(sender: sender, date: MailDate(secondsSince1970: 0))
            #expect(line == "From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n")
        }
    }
}

@Suite("What is under a path")
struct ArchivePlaceTests {
    private let folder = TemporaryFolder("places")

    @Test("a folder of mbox files, messages and Maildirs; what is no mail is named")
    func tree() throws {
        for name in ["Lists", "mails", "maildir", "maildir/cur", "Lists/.hidden", ".Old.Mail", ".Old.Mail/new"] {
            folder.makeFolder(name)
        }
        folder.write("From a Mon Jan  1 00:00:00 2024\n\n", to: "Sent.mbox")
        folder.write("", to: "Lists/swift.mbox")
        folder.write("From a Mon Jan  1 00:00:00 2024\n\n", to: "old")
        folder.write("S: x\n\n", to: "mails/a.eml")
        folder.write("S: y\n\n", to: "mails/b.EML")
        folder.write("\u{0}\u{1}", to: "picture.png")
        folder.write("x", to: ".dotfile")
        let found = try ArchivePlace.find(at: folder.path)
        #expect(
            Set(found.places.map(\.folder)) == [
                ["Sent"], ["Lists", "swift"], ["old"], ["mails"], ["maildir"], ["Old", "Mail"],
            ])
        #expect(found.others == [folder.path + "/picture.png"])
        let messages = try #require(found.places.first { $0.folder == ["mails"] })
        #expect(try read(messages).map(\.octets) == [octets("S: x\r\n\r\n"), octets("S: y\r\n\r\n")])
    }

    @Test("a file that a person names is an mbox or a message")
    func named() throws {
        let message = folder.write("S: x\n\n", to: "note.txt")
        #expect(try ArchivePlace.find(at: message).places.map(\.form) == [.messages([message])])
        let mbox = folder.write("From a Mon Jan  1 00:00:00 2024\n\n", to: "ann")
        #expect(try ArchivePlace.find(at: mbox).places.map(\.folder) == [["ann"]])
        #expect(throws: ArchiveError.self) { try ArchivePlace.find(at: folder.path + "/nothing") }
        #expect(throws: ArchiveError.self) { try ArchivePlace.find(at: "/dev/null") }
    }
}
