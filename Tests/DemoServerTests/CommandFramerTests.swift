import Testing

@testable import DemoServer

@Suite("Commands cut out of a client's octets (RFC 9051 §2.2.1, §4.3)")
struct CommandFramerTests {
    private static let limits = CommandFramer.Limits(command: 40, append: 60, takesNonSynchronizing: true)

    private static func steps(_ text: String, piece: Int) -> [CommandFramer.Step] {
        var framer = CommandFramer()
        var steps: [CommandFramer.Step] = []
        let octets = Array(text.utf8)
        for start in stride(from: 0, to: octets.count, by: piece) {
            framer.append(Array(octets[start..<min(start + piece, octets.count)]))
            while true {
                let step = framer.next(limits)
                if step == .incomplete { break }
                steps.append(step)
                if step == .lost { return steps }
            }
        }
        return steps
    }

    private static func command(_ text: String) -> CommandFramer.Step { .command(Array(text.utf8)) }

    @Test(
        "the same, whole and octet by octet",
        arguments: [
            ("a NOOP\r\nb NOOP\n", [command("a NOOP"), command("b NOOP")]),
            ("a X {3}\r\nx\r\n y\r\n", [.needsContinuation, command("a X {3}\r\nx\r\n y")]),
            ("a X {0+}\r\n\r\nb\r\n", [command("a X {0+}\r\n"), command("b")]),
            ("a X {2+}\r\n{9 {1+}\r\n.\r\n", [command("a X {2+}\r\n{9 {1+}\r\n.")]),
            ("a X {x}\r\n", [command("a X {x}")]),
            ("a X {99}\r\nb\r\n", [.tooBig(command: Array("a X {99}".utf8)), command("b")]),
            ("a X {99+}\r\n", [.lost]),
            (
                "a append x {50+}\r\n" + String(repeating: "m", count: 50) + "\r\n",
                [
                    command("a append x {50+}\r\n" + String(repeating: "m", count: 50))
                ]
            ),
            ("a X {18446744073709551616}\r\n", [command("a X {18446744073709551616}")]),
            (String(repeating: "x", count: 50) + "\r\n", [.lost]),
        ] as [(String, [CommandFramer.Step])]
    )
    func pieces(_ text: String, _ expected: [CommandFramer.Step]) {
        #expect(Self.steps(text, piece: text.utf8.count) == expected)
        #expect(Self.steps(text, piece: 1) == expected)
    }

    @Test("any octets at all give steps or wait for more, and never trap")
    func randomOctets() {
        var random = SeededRandom(seed: 7)
        let words = [
            "a", " ", "\r\n", "{3}", "{2+}", "(", ")", "\"", "\\", "UID", "FETCH", "STORE", "SEARCH", "OR", "NOT",
            "1:*",
            "BODY[", "1.2", "HEADER.FIELDS", "]", "<0.9>", "LIST", "APPEND", "SELECT", "QRESYNC", "é", "*", "%",
            "FLAGS",
            "4294967295", "99999999999999999999", "RETURN", "STATUS", "CHARSET", "1-Jan-2020", "INBOX", "NIL", "\0",
        ]
        for _ in 0..<2000 {
            var framer = CommandFramer()
            var text = "a "
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                text += words.randomElement(using: &random) ?? ""
                if Bool.random(using: &random) { text += " " }
            }
            framer.append(Array(text.utf8))
            framer.append((0..<20).map { _ in UInt8.random(in: 0...255, using: &random) } + [0x0D, 0x0A])
            for _ in 0..<100 {
                guard case .command(let octets) = framer.next(CommandFramer.Limits()) else { break }
                var parser = CommandParser(octets)
                _ = try? parser?.parseCommand()
            }
        }
    }
}

/// Random numbers that are the same in every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
