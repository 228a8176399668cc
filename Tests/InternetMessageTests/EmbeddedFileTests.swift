import InternetMessage
import MailModel
import Testing

private func parse(_ text: String) -> ParsedMessage { ParsedMessage(octets: Array(text.utf8)) }

@Suite("files in a text (uuencode, yEnc)")
struct TextFileTests {
    /// Text, what is shown, and `number name content` of each file.
    @Test(
        "are listed and taken out",
        arguments: [
            (
                "hello\n\nbegin 644 a b.txt\n#0V%T\n`\nend\n\nbye", "hello\n\n[a b.txt]\n\nbye", ["1/1 a b.txt Cat"]
            ),
            ("begin 0755 x\n#0V%T\n \nend", "[x]", ["1/1 x Cat"]),
            // Without its end, with a check character, with its blanks lost.
            ("begin 644 x\n#0V%T", "[x]", ["1/1 x Cat"]), ("begin 644 x\n#0V%TZ\n`\nend", "[x]", ["1/1 x Cat"]),
            ("begin 644 x\n\"0V$\n\nend", "[x]", ["1/1 x Ca"]), ("begin 644 x\n`\nend\nmore", "[x]\nmore", ["1/1 x "]),
            ("begin 644 x\n#0V%T\nThen a sentence.", "[x]\nThen a sentence.", ["1/1 x Cat"]),
            // Two of them.
            (
                "begin 644 x\n#0V%T\nend\nand\nbegin 644 y\n#0V%T\nend", "[x]\nand\n[y]", ["1/1 x Cat", "1/2 y Cat"]
            ),
            ("begin-base64 644 x\nQ2F0\n====\nbye", "[x]\nbye", ["1/1 x Cat"]),
            // Sentences.
            ("begin 644 of them\nwith a sentence", "begin 644 of them\nwith a sentence", []),
            ("begin by\n#0V%T", "begin by\n#0V%T", []), ("begin\nend", "begin\nend", []), ("begin", "begin", []),
            ("we begin 644 x\n#0V%T", "we begin 644 x\n#0V%T", []), ("begin 999 x\n#0V%T", "begin 999 x\n#0V%T", []),
            // yEnc: each octet is 42 more; "=" escapes.
            (
                "a\n=ybegin line=128 size=3 name=my file.bin\nm\u{0B}\u{1E}\n=yend size=3\nb", "a\n[my file.bin]\nb",
                ["1/1 my file.bin C\u{E1}\u{F4}"]
            ),
            (
                "=ybegin part=1 total=2 line=128 size=9 name=x\n=ypart begin=1 end=3\n=}kk\n=yend size=3", "[x]",
                ["1/1 x \u{13}AA"]
            ),
            ("=ybegin line=128 size=3 name=x", "=ybegin line=128 size=3 name=x", []),
            ("=ybegin yes\nm", "=ybegin yes\nm", []),
        ] as [(String, String, [String])])
    func finds(_ text: String, _ shown: String, _ files: [String]) {
        let message = parse("Content-Type: text/plain\n\n\(text)")
        let readable = ReadableText.read(message)
        #expect(readable.plainText == shown)
        let listed = readable.attachments.map { part in
            let content = message.decoded(number: part.number) ?? []
            return "\(part.number) \(part.fileName) \(String(content.map { Character(Unicode.Scalar($0)) }))"
        }
        #expect(listed == files)
    }

    @Test("have a size, and are decoded where the whole part is one", arguments: ["x-uuencode", "uuencode", "x-uue"])
    func transferEncoding(_ name: String) {
        let line = "begin 644 x\n" + "M" + String(repeating: "0V%T", count: 15) + "\n#0V%T\n`\nend\n"
        let message = parse("Content-Type: application/x; name=x\nContent-Transfer-Encoding: \(name)\n\n\(line)")
        #expect(message.decoded(message.structure) == Array(String(repeating: "Cat", count: 16).utf8))
        let inText = ReadableText.read(parse("\n\(line)"))
        #expect(inText.attachments.map(\.sizeInOctets) == [48])
    }

    @Test("have numbers that only they have", arguments: ["1/0", "1/2", "1/-1", "1/x", "2/1", "/1", "1/", "", "1/1/1"])
    func numbers(_ number: String) {
        #expect(parse("\nbegin 644 x\n#0V%T\nend").decoded(number: number) == nil)
    }

    @Test(
        "are bounded and found in time",
        arguments: [
            "begin 644 x\n", "begin 644 x\n#0V%T\n", "=ybegin line=1 size=1 name=x\n", "b", "=y\n", "begin 644 x\n\n",
            "=ybegin line=1 size=1 name=x\nx\n",
        ])
    func bounded(_ piece: String) {
        let message = ReadableText.read(parse("\n" + String(repeating: piece, count: 20_000)))
        #expect(message.attachments.count <= 200)
    }
}

/// Builds a winmail.dat.
private struct TNEFWriter {
    var octets: [UInt8] = [0x78, 0x9F, 0x3E, 0x22, 1, 0]

    static func number(_ value: Int, octets count: Int = 4) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    mutating func add(_ level: UInt8, _ id: Int, _ data: [UInt8]) {
        octets += [level] + Self.number(id) + Self.number(data.count) + data
        octets += Self.number(data.reduce(0) { $0 + Int($1) }, octets: 2)
    }

    /// A property of variable length.
    static func property(_ id: Int, _ type: Int, _ data: [UInt8]) -> [UInt8] {
        let padding = [UInt8](repeating: 0, count: (4 - data.count % 4) % 4)
        return number(type, octets: 2) + number(id, octets: 2) + number(1) + number(data.count) + data + padding
    }

    static func unicode(_ text: String) -> [UInt8] { (text + "\0").utf16.flatMap { number(Int($0), octets: 2) } }
}

@Suite("winmail.dat (MS-OXTNEF)")
struct TNEFTests {
    private static let rtf: [UInt8] = [
        0x2D, 0, 0, 0, 0x2B, 0, 0, 0, 0x4C, 0x5A, 0x46, 0x75, 0xF1, 0xC5, 0xC7, 0xA7, 0x03, 0, 0x0A, 0, 0x72, 0x63,
        0x70,
        0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0A, 0xF3, 0x20, 0x68, 0x65, 0x6C, 0x09, 0, 0x20, 0x62, 0x77, 0x05, 0xB0,
        0x6C, 0x64, 0x7D, 0x0A, 0x80, 0x0F, 0xA0,
    ]

    private static func container(body: Bool = true) -> [UInt8] {
        var writer = TNEFWriter()
        writer.add(1, 0x0006_9007, TNEFWriter.number(1252) + TNEFWriter.number(0))
        if body { writer.add(1, 0x0002_800C, Array("Gr".utf8) + [0xFC] + Array("sse\0".utf8)) }
        // A number, a named property, and the text in RTF.
        let fixed = TNEFWriter.number(0x03, octets: 2) + TNEFWriter.number(0x17, octets: 2) + TNEFWriter.number(1)
        var named = TNEFWriter.number(0x0B, octets: 2) + TNEFWriter.number(0x8001, octets: 2)
        named += [UInt8](repeating: 7, count: 16) + TNEFWriter.number(1) + TNEFWriter.number(4)
        named += TNEFWriter.unicode("k") + [1, 0, 0, 0]
        writer.add(
            1, 0x0006_9003, TNEFWriter.number(3) + fixed + named + TNEFWriter.property(0x1009, 0x102, Self.rtf))
        writer.add(2, 0x0006_9002, [UInt8](repeating: 0, count: 14))
        writer.add(2, 0x0001_8010, Array("REPORT~1.TXT\0".utf8))
        writer.add(2, 0x0006_800F, Array("first".utf8))
        writer.add(
            2, 0x0006_9005,
            TNEFWriter.number(1) + TNEFWriter.property(0x3707, 0x1F, TNEFWriter.unicode("Übersicht.txt")))
        writer.add(2, 0x0006_9002, [UInt8](repeating: 0, count: 14))
        writer.add(2, 0x0001_8010, Array("b.txt\0".utf8))
        writer.add(2, 0x0006_800F, Array("second".utf8))
        return writer.octets
    }

    private static func message(_ container: [UInt8], text: String? = nil) -> ParsedMessage {
        var parts = text.map { [MessageWriter.Part.text($0)] } ?? []
        parts.append(.file(container, contentType: "application/ms-tnef", name: "winmail.dat"))
        return ParsedMessage(octets: MessageWriter.write([(name: "Subject", value: "x")], .multipart("mixed", parts)))
    }

    @Test("shows its text where there is no other, and lists its files")
    func reads() {
        let message = Self.message(Self.container())
        let readable = ReadableText.read(message)
        #expect(readable.plainText == "Grüsse")
        #expect(readable.attachments.map(\.number) == ["1/1", "1/2"])
        #expect(readable.attachments.map(\.fileName) == ["Übersicht.txt", "b.txt"])
        #expect(readable.attachments.map(\.sizeInOctets) == [5, 6])
        #expect(message.decoded(number: "1/2") == Array("second".utf8))
        #expect(message.decoded(number: "1") == Self.container())
        #expect(ReadableText.read(Self.message(Self.container(), text: "mine")).plainText == "mine")
    }

    @Test("shows the text of compressed RTF")
    func compressed() {
        #expect(ReadableText.read(Self.message(Self.container(body: false))).plainText == "hello world")
    }

    @Test("is left alone where it is none")
    func none() {
        let readable = ReadableText.read(Self.message(Array("no container".utf8)))
        #expect(readable.attachments.map(\.fileName) == ["winmail.dat"])
    }

    @Test("ends anywhere, and survives any change of them")
    func damaged() {
        let whole = Self.container()
        for length in stride(from: 0, to: whole.count, by: 3) {
            #expect(ReadableText.read(Self.message(Array(whole[..<length]))).attachments.count <= 2)
        }
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            var changed = whole
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                changed[Int.random(in: 0..<changed.count, using: &generator)] = UInt8.random(
                    in: 0...255, using: &generator)
            }
            #expect(ReadableText.read(Self.message(changed)).attachments.count <= 200)
        }
    }
}
