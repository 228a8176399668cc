import InternetMessage
import MailModel
import Testing

@Suite("writing messages")
struct MessageWriterTests {
    @Test("reads what it wrote")
    func roundTrip() {
        let to = [
            Address(name: "Ada", address: "a@x.org"), Address(name: "Doe, John", address: "j@x.org"),
            Address(name: "Jörg 東京 👩‍👩‍👧 with a name of more than one encoded word", address: "g@x.org"),
            Address(address: "b@x.org"),
        ]
        let inner = MessageWriter.write([("Subject", "inner")], .text("inside\n"))
        let octets = MessageWriter.write(
            [
                ("To", MessageWriter.addresses(to)), ("Subject", "Grüße\r\nBcc: x@x.org"),
                ("Date", MessageWriter.date(MailDate(secondsSince1970: 1_683_122_520), secondsEastOfUTC: -5_400)),
            ],
            .multipart(
                "mixed",
                [
                    .multipart("alternative", [.text("Plain = süß.\n"), .text("<p>x", subtype: "html")], seed: 2),
                    .file([0, 1, 255], contentType: "image/png", name: "Bild 1.png"), .message(inner),
                ]))
        let message = ParsedMessage(octets: octets)
        let read = ReadableText.read(message)
        #expect(read.summary.to == to)
        #expect(read.summary.subject == "GrüßeBcc: x@x.org")
        #expect(message.header["Bcc"] == nil)
        #expect(read.summary.sentDate == MailDate(secondsSince1970: 1_683_122_520))
        #expect(read.lines.map(\.text) == ["Plain = süß."])
        #expect(read.attachments.map(\.fileName) == ["Bild 1.png", ""])
        #expect(
            message.part("2").map { message.decoded(message.structure.children[1]) + [UInt8($0.children.count)] } == [
                0, 1, 255, 0,
            ])
        #expect(message.octets(of: "3") == inner[...])
        #expect(octets.split(separator: 0x0A).allSatisfy { $0.count <= 998 && $0.last == 0x0D })
    }
}

@Suite("charsets")
struct CharsetTests {
    @Test(
        "are found by the names that people give them",
        arguments: [
            ("UTF-8", .utf8), ("utf8", .utf8), ("ISO-8859-1", .windows1252), ("iso_8859-1:1987", .windows1252),
            ("Latin1", .windows1252), ("windows-1252", .windows1252), ("x-cp1252", .windows1252),
            ("ISO-8859-15", .converted(from: "ISO-8859-15")), ("gb2312", .converted(from: "GB18030")),
            ("x-sjis", .converted(from: "CP932")), ("ks_c_5601-1987", .converted(from: "CP949")),
            ("KOI8-R", .converted(from: "KOI8-R")), ("cp-850", .converted(from: "CP850")), ("x-nothing", nil),
            ("", nil),
            (String(repeating: "utf8", count: 1_250), nil),
        ] as [(String, Charset?)]
    )
    func names(_ name: String, _ charset: Charset?) {
        #expect(Charset(named: name) == charset)
    }

    @Test(
        "are all known to this system",
        arguments: [
            "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7", "iso-8859-8",
            "iso-8859-9",
            "iso-8859-10", "iso-8859-11", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16", "windows-1250",
            "windows-1251", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257",
            "windows-1258",
            "cp437", "cp737", "cp775", "cp850", "cp852", "cp855", "cp857", "cp858", "cp860", "cp861", "cp862", "cp863",
            "cp864", "cp865", "cp866", "cp869", "utf-7", "koi8-r", "koi8-u", "gbk", "gb18030", "big5", "euc-tw",
            "euc-jp",
            "shift_jis", "iso-2022-jp", "euc-kr", "iso-2022-kr", "johab", "tis-620", "viscii", "tcvn", "armscii-8",
            "macintosh", "x-mac-ce", "x-mac-cyrillic", "iso-8859-8-i",
        ])
    func known(_ name: String) throws {
        let charset = try #require(Charset(named: name))
        #expect(charset.utf8(from: Array("plain".utf8)[...]) == Array("plain".utf8))
    }

    @Test(
        "put U+FFFD for what is not valid",
        arguments: [
            ("utf-8", [0x61, 0xC3, 0xA9, 0xFF, 0x62], "aé\u{FFFD}b"), ("euc-jp", [0x61, 0xFF, 0x62], "a\u{FFFD}b"),
            ("euc-jp", [0x61, 0xC6], "a\u{FFFD}"), ("windows-1252", [0x81, 0x61], "\u{FFFD}a"),
            ("utf-16le", [0x61, 0x00, 0x00, 0xD8], "a\u{FFFD}\u{FFFD}"), ("windows-1255", [0xFF, 0x61], "\u{FFFD}a"),
        ] as [(String, [UInt8], String)]
    )
    func invalid(_ name: String, _ octets: [UInt8], _ text: String) {
        #expect(String(decoding: Charset.readable(octets[...], named: name).octets, as: UTF8.self) == text)
    }

    @Test("convert more than one piece of 4 kB, whatever it is")
    func long() throws {
        let charset = try #require(Charset(named: "koi8-r"))
        #expect(charset.utf8(from: [UInt8](repeating: 0xC1, count: 20_000)[...]).count == 40_000)
        let broken = try #require(Charset(named: "euc-kr"))
        #expect(broken.utf8(from: [UInt8](repeating: 0xFF, count: 20_000)[...]).count == 60_000)
    }

    @Test("are guessed where a message names none")
    func guessed() {
        func guess(_ octets: [UInt8]) -> String { String(decoding: Charset.guessedUTF8(octets[...]), as: UTF8.self) }
        #expect(guess(Array("Grüße".utf8)) == "Grüße")
        #expect(guess([0x93, 0xE4, 0x94]) == "“ä”")
        #expect(guess([0x1B, 0x24, 0x42, 0x45, 0x6C, 0x35, 0x7E, 0x1B, 0x28, 0x42]) == "東京")
        #expect(guess([0x1B, 0x5B, 0x32, 0x4A]) == "\u{1B}[2J")
    }
}

@Suite("text/calendar (RFC 5545)")
struct CalendarTests {
    private func read(_ text: String) -> [String] {
        let part = MessagePart(number: "1", subtype: "calendar")
        return ReadableText.read(part, octets: Array(text.utf8)[...]).lines.map(\.text)
    }

    @Test("shows an event as a card")
    func card() {
        #expect(
            read(
                "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:A\\, b\n  c\nDTSTART;VALUE=DATE:20230503\nEND:VEVENT\n"
            )
                == ["Cancelled: A, b c", "When:  2023-05-03"])
    }

    @Test("shows what is no event as it stands")
    func other() {
        #expect(read("BEGIN:VCALENDAR\nEND:VCALENDAR") == ["BEGIN:VCALENDAR", "END:VCALENDAR"])
    }
}
