import MailModel
import Testing

@testable import InternetMessage

@Suite("A message's source")
struct MessageSourceTests {
    private func lines(_ octets: [UInt8]) -> [String] { MessageSource.read(octets).lines.map(\.text) }

    @Test(
        "every octet is seen, whatever the line ends and the charset",
        arguments: [
            ("", [""]), ("a\r\nb\n\nc", ["a", "b", "", "c"]), ("a\r\n", ["a"]),
            ("a\r\r\nb\u{0}\u{1B}", ["a\r", "b\u{0}\u{1B}"]),
            ("grüße", ["grüße"]),
        ] as [(String, [String])])
    func text(_ source: String, _ lines: [String]) {
        #expect(self.lines(Array(source.utf8)) == lines)
    }

    @Test("a line that is no UTF-8 is ISO 8859-1")
    func latin1() {
        #expect(lines([0x67, 0xFC, 0x0A, 0xC3, 0xBC, 0x0A, 0x80]) == ["gü", "ü", "\u{80}"])
    }

    @Test("only the beginning of a very large one is read, and that is said")
    func large() {
        let line = [UInt8](repeating: 0x61, count: 1 << 20)
        let octets = Array(repeatElement(line + [0x0A], count: MessageSource.mostOctets >> 20).joined())
        let source = MessageSource.read(octets)
        #expect(source.notices.count == 1)
        #expect(source.lines.count == MessageSource.mostOctets >> 20)
        #expect(MessageSource.read(Array(octets.prefix(MessageSource.mostOctets))).notices.isEmpty)
    }
}
