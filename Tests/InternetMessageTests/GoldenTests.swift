import Glibc
import InternetMessage
import MailModel
import Testing

/// Every message in `Messages/` beside the text that a reader sees of it.
///
/// `UPDATE_SCREENS=1` writes the expected texts anew.
@Suite("whole messages as the pager shows them")
struct GoldenTests {
    @Test("read as the text beside them", arguments: Files.names(in: "Messages", endingWith: ".eml"))
    func golden(_ name: String) throws {
        let octets = try #require(Files.read("Messages/\(name)"))
        let text = Self.shown(ReadableText.read(ParsedMessage(octets: octets)))
        let path = "Messages/\(name.dropLast(4)).txt"
        if getenv("UPDATE_SCREENS") != nil { Files.write(text, to: path) }
        let expected = try #require(Files.read(path))
        #expect(text == String(decoding: expected, as: UTF8.self))
    }

    @Test(
        "are listed, from their beginnings, with the same words",
        arguments: Files.names(in: "Messages", endingWith: ".eml"))
    func listed(_ name: String) throws {
        let message = ParsedMessage(octets: try #require(Files.read("Messages/\(name)")))
        let (listed, whole) = (ReadableText.listed(message), ReadableText.read(message))
        #expect(listed.summary == whole.summary)
        #expect(listed.snippet == whole.snippet)
    }

    @Test(
        "begin in the list with the author's first words",
        arguments: [
            ("one\r\ntwo", "one two"), ("  one \t two\r\n\r\n\u{A0}three\r\n", "one two three"),
            ("On Friday Ada wrote:\r\n> hers\r\nmine", "mine"), ("mine:\r\nmore", "mine: more"),
            (String(repeating: "word ", count: 300), String(repeating: "word ", count: 40)),
            (String(repeating: "\u{E9}t\u{E9}\r\n", count: 200), String(repeating: "\u{E9}t\u{E9} ", count: 50)),
            (String(repeating: " ", count: 300) + "far", "far"), ("mine\r\n-- \r\nAda", "mine"),
        ] as [(String, String)])
    func snippet(_ text: String, _ expected: String) {
        let message = ParsedMessage(octets: Array("Subject: x\r\n\r\n\(text)".utf8))
        #expect(ReadableText.listed(message).snippet == expected)
    }

    @Test("there are messages to read")
    func present() {
        #expect(Files.names(in: "Messages", endingWith: ".eml").count >= 18)
    }

    @Test("end at every octet without a trap", arguments: Files.names(in: "Messages", endingWith: ".eml"))
    func truncated(_ name: String) throws {
        let octets = try #require(Files.read("Messages/\(name)"))
        for length in 0..<octets.count {
            let message = ParsedMessage(octets: Array(octets[..<length]))
            #expect(message.body.endIndex == length)
            // The whole way for some of them: it takes longer.
            if length % 7 == 0 { #expect(ReadableText.read(message).summary.structure != nil) }
        }
    }

    @Test("survive any change of their octets", arguments: Files.names(in: "Messages", endingWith: ".eml"))
    func mutated(_ name: String) throws {
        let octets = try #require(Files.read("Messages/\(name)"))
        var generator = SeededGenerator(seed: UInt64(octets.count))
        for _ in 0..<100 {
            var changed = octets
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                let place = Int.random(in: 0..<changed.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: changed[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: changed.remove(at: place)
                case 2: changed.insert(UInt8.random(in: 0...255, using: &generator), at: place)
                default:
                    let end = min(changed.count, place + Int.random(in: 1...80, using: &generator))
                    changed.insert(
                        contentsOf: changed[place..<end], at: Int.random(in: 0..<changed.count, using: &generator))
                }
            }
            let message = ParsedMessage(octets: changed)
            #expect(message.parts.allSatisfy { $0.body.upperBound <= changed.count })
            #expect(ReadableText.read(message).header.count == message.header.fields.count)
        }
    }

    @Test("are the same from parts fetched one by one", arguments: Files.names(in: "Messages", endingWith: ".eml"))
    func fetched(_ name: String) throws {
        let message = ParsedMessage(octets: try #require(Files.read("Messages/\(name)")))
        let structure = message.structure
        let parts = ReadableText.chosenParts(in: structure).map { (part: $0, octets: message.octets(of: $0.number)) }
        let header = Header(Array(message.octets[message.header.range]))
        let read = ReadableText.read(
            header: header, summary: MessageSummary(header), structure: structure, parts: parts)
        #expect(read == ReadableText.read(message))
    }

    /// Kinds by their mark: `¶` flowed, `=` fixed, `~` signature, `#` heading, `|` preformatted.
    private static func shown(_ message: ReadableMessage) -> String {
        let summary = message.summary
        var text = "Subject: \(summary.subject)\n"
        text += "From: \(summary.from.map { "\($0.name) <\($0.address)>" }.joined(separator: ", "))\n"
        text += "To: \(summary.to.map { "\($0.name) <\($0.address)>" }.joined(separator: ", "))\n"
        text += "Date: \(summary.sentDate?.rfc3339 ?? "none")\nSnippet: \(message.snippet)\n\n"
        for line in message.lines { text += shown(line) + "\n" }
        for (index, link) in message.links.enumerated() { text += "link [\(index + 1)] \(link)\n" }
        for part in message.attachments {
            let name = AttachmentName.safe(part.fileName, contentType: part.contentType)
            text += "attachment \(part.number) \(part.contentType) \(name)\n"
        }
        for seal in message.seals { text += "seal: \(seal.sentence)\n" }
        for notice in message.notices { text += "notice: \(notice)\n" }
        return String(text.unicodeScalars.map { $0.value < 0x20 && $0 != "\n" ? "·" : Character($0) })
    }

    private static func shown(_ line: ReadableLine) -> String {
        let mark =
            switch line.kind {
            case .flowed: "¶"
            case .fixed: "="
            case .signature: "~"
            case .heading: "#"
            case .preformatted: "|"
            case .edge: "—"
            }
        let hanging = line.hangingIndent > 0 ? "\(line.hangingIndent)" : ""
        return mark + hanging + String(repeating: ">", count: line.quoteDepth) + " " + line.text
    }
}
