import InternetMessage
import MailModel
import Testing

private func read(_ text: String, _ parameters: [String: String] = [:]) -> ReadableMessage {
    let part = MessagePart(number: "1", parameters: parameters.merging(["charset": "utf-8"]) { first, _ in first })
    return ReadableText.read(part, octets: Array(text.utf8)[...])
}

@Suite("text/plain (RFC 3676)")
struct PlainTextTests {
    @Test(
        "counts quote marks",
        arguments: [
            ("> a", 1, "a"), (">a", 1, "a"), (">> a", 2, "a"), ("> > a", 2, "a"), (">>>a", 3, "a"), (">  a", 1, " a"),
            (" > a", 0, " > a"), (">", 1, ""), ("> >", 2, ""), ("a > b", 0, "a > b"),
        ] as [(String, Int, String)]
    )
    func quotes(_ text: String, _ depth: Int, _ rest: String) {
        let line = read("first\n" + text + "\nlast").lines.dropFirst().first
        #expect(line?.quoteDepth == depth)
        #expect(line?.text == rest)
    }

    @Test(
        "finds links",
        arguments: [
            ("see https://x.org/a.", ["https://x.org/a"]), ("<https://x.org/a>", ["https://x.org/a"]),
            ("(https://x.org/a_(b))", ["https://x.org/a_(b)"]),
            ("https://x.org/a, http://y.org", ["https://x.org/a", "http://y.org"]),
            ("www.example.org!", ["http://www.example.org"]), ("HTTPS://X.ORG/", ["HTTPS://X.ORG/"]),
            ("mailto:a@x.org", ["mailto:a@x.org"]), ("xhttps://x.org", []), ("https://", []), ("no: link // here", []),
            ("https://x.org/a?b=c&d=%20#e", ["https://x.org/a?b=c&d=%20#e"]), ("東京https://x.org/の", ["https://x.org/"]),
            ("https://x.org/a https://x.org/a", ["https://x.org/a"]), ("\"https://x.org/a\"", ["https://x.org/a"]),
        ] as [(String, [String])]
    )
    func links(_ text: String, _ expected: [String]) {
        #expect(read(text).links == expected)
    }

    @Test("counts spans in unicode scalars")
    func spans() {
        let line = read("é 東 https://x.org/a and https://x.org/b").lines.first
        #expect(line?.spans == [.init(range: 4..<19, style: .link(0)), .init(range: 24..<39, style: .link(1))])
    }

    @Test("takes a removed line for a patch's, not for a signature")
    func patch() {
        let kinds = read("--- a\n+++ b\n@@ -1,2 +1 @@\n x\n-- \n-- \nme").lines.map(\.kind)
        #expect(
            kinds == [
                .preformatted, .preformatted, .preformatted, .preformatted, .preformatted, .signature, .signature,
            ])
    }

    @Test("ends a patch where no patch goes on")
    func patchEnd() {
        let kinds = read("diff --git a b\nindex 1\n@@ -1 +1 @@\n-a\n+b\nThanks").lines.map(\.kind)
        #expect(kinds == [.preformatted, .preformatted, .preformatted, .preformatted, .preformatted, .fixed])
    }

    @Test(
        "joins flowed lines",
        arguments: [
            ("a \nb\n", [("a b", .flowed)]), ("a\nb\n", [("a", .fixed), ("b", .fixed)]), (" >a", [(">a", .fixed)]),
            ("a \n> b\n", [("a", .fixed), ("b", .fixed)]), ("> a \n> b", [("a b", .flowed)]),
            ("a \n-- \nb \nc", [("a", .fixed), ("-- ", .signature), ("b", .signature), ("c", .signature)]),
            ("  \nb", [(" b", .flowed)]),
        ] as [(String, [(String, ReadableLine.Kind)])]
    )
    func flowed(_ text: String, _ expected: [(String, ReadableLine.Kind)]) {
        let lines = read(text, ["format": "Flowed"]).lines
        #expect(lines.map(\.text) == expected.map(\.0))
        #expect(lines.map(\.kind) == expected.map(\.1))
    }

    @Test(
        "bounds the depth of quotes and the length of words",
        arguments: [">", "> ", "x", "https://", "www.", "\t", "("])
    func bounded(_ piece: String) {
        let lines = read(String(repeating: piece, count: 200_000) + ".").lines
        #expect(lines.allSatisfy { $0.quoteDepth <= 50 })
        #expect(lines.count == 1)
    }
}

@Suite("which parts are shown (RFC 2046 §5.1)")
struct PartChoiceTests {
    private static let plain = MessagePart(number: "1", sizeInOctets: 5_000)
    private static let short = MessagePart(number: "1", sizeInOctets: 50)
    private static let html = MessagePart(number: "2", subtype: "html", sizeInOctets: 5_000)
    private static let image = MessagePart(number: "3", type: "image", subtype: "png", contentID: "x")
    private static let calendar = MessagePart(number: "4", subtype: "calendar")
    private static let file = MessagePart(number: "5", disposition: "attachment", fileName: "a.txt")

    private static func multipart(_ subtype: String, _ children: [MessagePart]) -> MessagePart {
        MessagePart(number: "", type: "multipart", subtype: subtype, children: children)
    }

    @Test(
        "chooses",
        arguments: [
            (plain, ["1"]), (file, []), (image, []), (multipart("alternative", [plain, html]), ["1"]),
            (multipart("alternative", [html, plain]), ["1"]), (multipart("alternative", [short, html]), ["1", "2"]),
            (multipart("alternative", [html]), ["2"]), (multipart("alternative", []), []),
            (multipart("alternative", [plain, multipart("related", [html, image])]), ["1"]),
            (multipart("alternative", [image, multipart("related", [html, image])]), ["2"]),
            (multipart("alternative", [plain, html, calendar]), ["4", "1"]),
            (multipart("alternative", [plain, calendar]), ["4", "1"]), (multipart("alternative", [calendar]), ["4"]),
            (multipart("mixed", [plain, file, html]), ["1", "2"]), (multipart("mixed", []), []),
            (multipart("signed", [plain, html]), ["1"]), (multipart("encrypted", [plain, html]), []),
            (multipart("related", [html, plain]), ["2"]), (multipart("made-up", [plain, html]), ["1", "2"]),
            (multipart("mixed", [MessagePart(number: "1", type: "message", subtype: "rfc822", children: [plain])]), []),
        ] as [(MessagePart, [String])]
    )
    func chooses(_ structure: MessagePart, _ expected: [String]) {
        #expect(ReadableText.chosenParts(in: structure).map(\.number) == expected)
    }

    @Test("takes the root that multipart/related names")
    func start() {
        var related = Self.multipart(
            "related", [Self.plain, MessagePart(number: "2", subtype: "html", contentID: "root@x")])
        related.parameters = ["start": "<root@x>"]
        #expect(ReadableText.chosenParts(in: related).map(\.number) == ["2"])
    }

    @Test("shows what came where not all of it did")
    func partly() {
        let structure = Self.multipart("alternative", [Self.short, Self.html])
        let html = (part: Self.html, octets: Array("<p>html".utf8)[...])
        let read = ReadableText.read(header: nil, summary: MessageSummary(), structure: structure, parts: [html])
        #expect(read.lines.map(\.text) == ["html"])
        let none = ReadableText.read(header: nil, summary: MessageSummary(), structure: structure, parts: [])
        #expect(none.lines.isEmpty)
    }
}

@Suite("texts of links")
struct LinkTextTests {
    @Test("are found in one walk, wherever they stand and whatever their order is")
    func walk() {
        let line = ReadableLine(
            text: "é one two é",
            spans: [
                .init(range: 6..<9, style: .link(1)), .init(range: 2..<5, style: .link(0)),
                .init(range: 2..<9, style: .link(2)), .init(range: 0..<1, style: .strong),
                .init(range: 90..<99, style: .link(3)),
            ])
        #expect(
            Set(line.linkTexts { _, _ in true }.map { "\($0.link) \($0.text)" }) == ["0 one", "1 two", "2 one two"])
        #expect(line.linkTexts { _, length in length > 3 }.map(\.text) == ["one two"])
    }
}
