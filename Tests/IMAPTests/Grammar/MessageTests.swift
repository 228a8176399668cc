import Testing

@testable import IMAP

@Suite("envelope and body (RFC 9051 §7.5.2)")
struct MessageTests {
    static let envelopes: [String] = [
        "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)",
        #"("Wed, 17 Jul 1996 02:23:25 -0700 (PDT)" "IMAP4rev2 WG mtg summary" (("Terry Gray" NIL "gray" "cac.example"))"#
            + #" (("Terry" NIL "gray" "x")) NIL ((NIL NIL "imap" "cac.example")("a\"b" NIL "m" "c")) NIL NIL NIL "<B27@c>")"#,
        #"(NIL "" ((NIL NIL "group" NIL)(NIL "@a,@b" "x" "y")(NIL NIL NIL NIL)) NIL NIL NIL NIL NIL "<a> <b>" NIL)"#,
    ]

    @Test("an envelope is read back as it was written", arguments: envelopes)
    func envelope(_ text: String) throws {
        var parser = ResponseParser(Array(text.utf8))
        let envelope = try parser.parseEnvelope()
        #expect(parser.isAtEnd)
        var writer = WireWriter(literals: .server)
        writer.write(envelope)
        #expect(String(decoding: writer.octets, as: UTF8.self) == text)
    }

    @Test("an envelope's fields come in the RFC's order")
    func envelopeFields() throws {
        var parser = ResponseParser(Array(Self.envelopes[1].utf8))
        let envelope = try parser.parseEnvelope()
        #expect(envelope.subject == Array("IMAP4rev2 WG mtg summary".utf8))
        #expect(envelope.from.map(\.mailbox) == [Array("gray".utf8)])
        #expect(envelope.to.map(\.host) == [Array("cac.example".utf8), Array("c".utf8)])
        #expect(envelope.to.last?.name == Array(#"a"b"#.utf8))
        #expect(envelope.messageID == Array("<B27@c>".utf8))
    }

    @Test("addresses above the limit are stepped over")
    func manyAddresses() throws {
        let many = String(repeating: #"(NIL NIL "a" "b") "#, count: 5000)
        var parser = ResponseParser(Array("(NIL NIL NIL NIL NIL (\(many)) () NIL NIL \"<x>\")".utf8))
        let envelope = try parser.parseEnvelope()
        #expect(envelope.to.count == ResponseParser.itemLimit)
        #expect(envelope.messageID == Array("<x>".utf8))
    }

    static let text = #"("TEXT" "PLAIN" ("CHARSET" "US-ASCII") NIL NIL "7BIT" 2279 48)"#
    static let bodies: [String] = [
        text,
        #"("APPLICATION" "OCTET-STREAM" NIL "<id>" "desc" "BASE64" 4554)"#,
        #"("TEXT" "HTML" ("a" "b" "c" {2}"# + "\r\n\r\n"
            + #") NIL NIL "8bit" 1 2 NIL ("attachment" ("filename" "x")) ("en" "de") "loc")"#,
        "(\(text)\(text) \"MIXED\")",
        #"(\#(text)("image" "png" NIL NIL NIL "base64" 9 "md5" NIL NIL NIL) "MIXED" ("BOUNDARY" "=") ("inline" NIL) NIL NIL)"#,
        "((\(text)\(text) \"ALTERNATIVE\")\(text) \"MIXED\")",
        #"("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 99 \#(envelopes[0]) \#(text) 12)"#,
        "(\(text)(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 99 \(envelopes[1]) (\(text)\(text) \"MIXED\") 12 NIL NIL NIL NIL) \"DIGEST\")",
    ]

    @Test("a body is read back as it was written", arguments: bodies)
    func body(_ text: String) throws {
        var parser = ResponseParser(Array(text.utf8))
        let body = try parser.parseBody()
        #expect(parser.isAtEnd)
        var writer = WireWriter(literals: .server)
        writer.write(body)
        #expect(String(decoding: writer.octets, as: UTF8.self) == text)
    }

    @Test("every prefix of a body or an envelope is refused", arguments: bodies + envelopes)
    func prefixes(_ text: String) {
        let octets = Array(text.utf8)
        for count in 0..<octets.count {
            var parser = ResponseParser(Array(octets.prefix(count)))
            #expect(throws: SyntaxError.self) { try parser.parseBody() }
            var other = ResponseParser(Array(octets.prefix(count)))
            #expect(throws: SyntaxError.self) { try other.parseEnvelope() }
        }
    }

    @Test(
        "tolerates what servers write",
        arguments: [
            // Blanks between parts.
            "(\(text) \(text) \"MIXED\")",
            // NIL for a type, a size and lines.
            #"(NIL NIL NIL NIL NIL NIL NIL NIL)"#,
            #"("TEXT" "PLAIN" () NIL NIL "7BIT" -1 NIL)"#,
            // A message/rfc822 shown like any other part.
            #"("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 99)"#,
            #"("MESSAGE" "RFC822" NIL NIL NIL "7BIT" 99 NIL ("attachment" NIL) NIL)"#,
            // Extension data of a later day.
            #"("IMAGE" "GIF" NIL NIL NIL "7BIT" 9 NIL NIL NIL NIL (1 (2)) "x" NIL)"#,
            // A parameter without a value.
            #"("IMAGE" "GIF" ("name" NIL) NIL NIL "7BIT" 9)"#,
        ]
    )
    func liberal(_ text: String) throws {
        var parser = ResponseParser(Array(text.utf8))
        _ = try parser.parseBody()
        #expect(parser.isAtEnd)
    }

    @Test("100 levels are read, 5,000 are refused, and both without recursion", arguments: [(90, true), (5000, false)])
    func depth(_ levels: Int, _ isRead: Bool) {
        let text =
            String(repeating: "(", count: levels) + Self.text + String(repeating: " \"MIXED\")", count: levels)
        var parser = ResponseParser(Array(text.utf8))
        #expect(((try? parser.parseBody()) != nil) == isRead)
    }

    @Test("too many parts are refused")
    func manyParts() {
        var parser = ResponseParser(Array("(\(String(repeating: Self.text, count: 3000)) \"MIXED\")".utf8))
        #expect(throws: SyntaxError.self) { try parser.parseBody() }
    }

    @Test(
        "date-time",
        arguments: [
            (
                DateTime(year: 1996, month: 7, day: 17, hour: 2, minute: 44, second: 25, minutesEastOfUTC: -420),
                "\"17-Jul-1996 02:44:25 -0700\""
            ),
            (DateTime(year: 2024, month: 12, day: 1, minutesEastOfUTC: 345), "\" 1-Dec-2024 00:00:00 +0545\""),
        ])
    func dateTime(_ moment: DateTime, _ text: String) throws {
        var writer = WireWriter(literals: .server)
        writer.write(moment)
        #expect(String(decoding: writer.octets, as: UTF8.self) == text)
        var parser = ResponseParser(writer.octets)
        #expect(try parser.parseDateTime() == moment)
    }

    @Test(
        "no date-time",
        arguments: [
            "\"32-Jul-1996 02:44:25 -0700\"", "\"1-Xyz-1996 02:44:25 -0700\"", "\"1-Jul-1996 25:44:25 +0000\"", "NIL",
        ])
    func noDateTime(_ text: String) {
        var parser = ResponseParser(Array(text.utf8))
        #expect(throws: SyntaxError.self) { try parser.parseDateTime() }
    }

    @Test(
        "section",
        arguments: [
            "[]", "[HEADER]", "[1.2.3]", "[1.HEADER]", "[4.1.MIME]", "[TEXT]", "[HEADER.FIELDS (DATE FROM)]",
            "[2.HEADER.FIELDS.NOT (TO)]",
        ])
    func section(_ text: String) throws {
        var parser = ResponseParser(Array(text.utf8))
        var writer = WireWriter(literals: .server)
        writer.write(try parser.parseSection())
        #expect(String(decoding: writer.octets, as: UTF8.self) == text)
    }
}
