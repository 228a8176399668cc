import Testing

@testable import IMAP

@Suite("Strings on the wire (RFC 9051 §4.3)")
struct StringFormTests {
    @Test(
        "take the shortest form that carries them",
        arguments: [
            ("INBOX", "INBOX"), ("", #""""#), ("a b", #""a b""#), (#"a"b\c"#, #""a\"b\\c""#), ("NIL", #""NIL""#),
            ("x]", "x]"), ("a\r\nA2 LOGOUT", "{12+}\r\na\r\nA2 LOGOUT"), ("é", "{2+}\r\né"), ("a\0b", "~{3+}\r\na\0b"),
        ] as [(String, String)]
    )
    func forms(_ text: String, _ wire: String) {
        var writer = WireWriter(literals: .literalPlus)
        writer.writeAString(Array(text.utf8))
        #expect(String(decoding: writer.octets, as: UTF8.self) == wire)
        #expect(writer.pauses.isEmpty)
    }

    @Test(
        "are read back as they were written",
        arguments: ["", "x", #"\"#, #"""#, "\r\n", "é", "{3}", "a)b(", "%", "NIL"])
    func roundTrip(_ text: String) throws {
        for style in [WireWriter.LiteralStyle.server, .literalPlus] {
            var writer = WireWriter(literals: style)
            writer.writeAString(Array(text.utf8))
            var parser = ResponseParser(writer.octets)
            #expect(try parser.parseAString() == Array(text.utf8))
            #expect(parser.isAtEnd)
        }
    }

    @Test("8-bit octets are quoted once UTF-8 is enabled")
    func utf8() {
        var writer = WireWriter(literals: .synchronizing, permitsUTF8: true)
        writer.writeAString(Array("Entwürfe".utf8))
        #expect(String(decoding: writer.octets, as: UTF8.self) == "\"Entwürfe\"")
    }

    @Test("a synchronizing literal is where the client waits")
    func pauses() {
        var writer = WireWriter(literals: .synchronizing)
        writer.writeAString(Array("\n".utf8))
        #expect(String(decoding: writer.octets, as: UTF8.self) == "{1}\r\n\n")
        #expect(writer.pauses == [5])
    }

    @Test("LITERAL- waits only above 4096 octets")
    func literalMinus() {
        var writer = WireWriter(literals: .literalMinus)
        writer.writeString([UInt8](repeating: 10, count: 4096))
        #expect(writer.pauses.isEmpty)
        writer.writeString([UInt8](repeating: 10, count: 4097))
        #expect(writer.pauses.count == 1)
    }
}
