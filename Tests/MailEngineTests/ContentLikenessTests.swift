import Testing

@testable import MailEngine

@Suite("octets that a server has changed")
struct ContentLikenessTests {
    private static func likeness(_ text: String, inPiecesOf count: Int = 100) -> ContentLikeness {
        var likeness = ContentLikeness()
        let octets = Array(text.utf8)
        for start in stride(from: 0, to: octets.count, by: count) {
            likeness.take(Array(octets[start..<min(start + count, octets.count)]))
        }
        return likeness
    }

    @Test(
        "are known again by digest and size",
        arguments: [
            ("a\r\nb\r\n", "a\r\nb\r\n"),
            ("a\nb\n", "a\r\nb\r\n"),  // Dovecot, Courier
            ("a\0b\r\n", "a\u{80}b\r\n"),  // Dovecot
            ("a\rb\r\n", "ab\r\n"), ("a\r\r\n", "a\r\n"), ("abc", "abc\r\n"), ("a\rb\nc", "ab\r\nc\r\n"),
            ("a\r", "a\r\n"),
            ("", ""),
        ])
    func known(_ ours: String, _ theirs: String) {
        // 0x80 is one octet, as a server gives it.
        let octets = theirs.utf8.filter { $0 != 0xC2 }
        for count in 1...3 {
            let likeness = Self.likeness(ours, inPiecesOf: count)
            #expect(likeness.sizes.contains(octets.count))
            var other = ContentLikeness()
            other.take(Array(octets))
            #expect(other.digest() == likeness.digest())
        }
    }

    @Test("are not taken for others", arguments: [("ab\r\n", "ac\r\n"), ("a\r\nb", "ab\r\n"), ("a", "a\r\n\r\n")])
    func other(_ one: String, _ other: String) {
        #expect(Self.likeness(one).digest() != Self.likeness(other).digest())
    }
}
