import Testing

@testable import POP3

@Suite("multi-line answers (RFC 1939 §3)")
struct MultiLineTests {
    /// What comes from the server, what it means, and what follows the answer.
    static let cases: [(String, String, String)] = [
        (".\r\n", "", ""),
        (".\r\n+OK", "", "+OK"),
        ("a\r\n.\r\n", "a\r\n", ""),
        ("..\r\n.\r\n", ".\r\n", ""),
        ("...\r\n.\r\n", "..\r\n", ""),
        (".a\r\n.\r\n", "a\r\n", ""),
        ("a.\r\n.\r\n", "a.\r\n", ""),
        ("a..b\r\n..c.d\r\n.\r\nx", "a..b\r\n.c.d\r\n", "x"),
        ("\r\n\r\n.\r\n", "\r\n\r\n", ""),
        ("a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n", ""),
        ("a\r.\r\nb\r\n.\r\n", "a\r.\r\nb\r\n", ""),
        (".\r\r\n.\r\n", "\r\r\n", ""),
        (".\ra\r\n.\r\n", "\ra\r\n", ""),
        ("\r\r\n.\r\n", "\r\r\n", ""),
        ("\n.\r\n\r\n.\r\n", "\n.\r\n\r\n", ""),
        (".\n.\r\n\r\n.\r\n", "\n.\r\n\r\n", ""),
        ("a\0\u{80}\r\n.\r\n", "a\0\u{80}\r\n", ""),
        (
            "0123456789.123456789.1234567890123456789\r\n..5\r\n.\r\n+OK",
            "0123456789.123456789.1234567890123456789\r\n.5\r\n", "+OK"
        ),
    ]

    @Test("reads, in pieces of any size", arguments: cases)
    func reads(_ wire: String, _ content: String, _ rest: String) {
        for size in 1...(wire.utf8.count) {
            let result = read(Array(wire.utf8), pieceSize: size)
            #expect(result.isEnded)
            #expect(String(decoding: result.content, as: UTF8.self) == content, "pieces of \(size)")
            #expect(result.consumed == wire.utf8.count - rest.utf8.count)
        }
    }

    @Test("no prefix is taken for the whole", arguments: cases)
    func prefixes(_ wire: String, _ content: String, _ rest: String) {
        let answer = Array(wire.utf8.dropLast(rest.utf8.count))
        for count in 0..<answer.count { #expect(!read(Array(answer.prefix(count)), pieceSize: .max).isEnded) }
    }

    @Test("gives back what was stuffed", arguments: 0..<200)
    func roundTrip(_ seed: Int) {
        // Mostly dots and line ends, where it matters.
        var generator = Generator(state: UInt64(seed))
        var content: [UInt8] = []
        for _ in 0..<Int(generator.next() % 300) {
            switch generator.next() % 5 {
            case 0, 1: content.append(UInt8(ascii: "."))
            case 2: content += [0x0D, 0x0A]
            case 3: content.append([0x0D, 0x0A, 0x00, 0xFF][Int(generator.next() % 4)])
            default: content += [UInt8](repeating: UInt8(ascii: "x"), count: Int(generator.next() % 40))
            }
        }
        content += [0x0D, 0x0A]
        var wire: [UInt8] = []
        DotStuffing.write(content, onto: &wire)
        for size in [1, 2, 3, 5, 8, 13, 64, Int.max] {
            #expect(read(wire, pieceSize: size).content == content)
        }
    }

    private func read(_ wire: [UInt8], pieceSize: Int) -> (content: [UInt8], consumed: Int, isEnded: Bool) {
        var reader = MultiLine()
        var content: [UInt8] = []
        var consumed = 0
        while consumed < wire.count, !reader.isEnded {
            let end = pieceSize > wire.count - consumed ? wire.count : consumed + pieceSize
            let piece = Array(wire[consumed..<end])
            consumed += piece.withUnsafeBytes { reader.consume($0, into: &content) }
        }
        return (content, consumed, reader.isEnded)
    }
}

@Suite("looking for an octet")
struct OctetSearchTests {
    @Test("finds the first one wherever it stands", arguments: [0, 1, 7, 8, 31, 32, 33, 63, 70])
    func finds(_ position: Int) {
        var octets = [UInt8](repeating: 0x2F, count: 71)
        octets[position] = 0x2E
        octets[70] = 0x2E
        // A borrow of the search must not find 0x2F for 0x2E.
        let found = octets.withUnsafeBytes { OctetSearch.first(0x2E, in: $0, from: 0) }
        #expect(found == position)
        let last = octets.withUnsafeBytes { OctetSearch.first(0x2E, in: $0, from: min(position + 1, 70)) }
        #expect(last == 70)
        let none = [UInt8](repeating: 0x2F, count: position)
        #expect(none.withUnsafeBytes { OctetSearch.first(0x2E, in: $0, from: 0) } == position)
    }
}

/// The same numbers in every run (SplitMix64).
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
