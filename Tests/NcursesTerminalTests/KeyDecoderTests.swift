import TerminalUI
import Testing

@testable import NcursesTerminal

@Suite("Keys from octets")
struct KeyDecoderTests {
    /// Octets, and what they mean.
    static let sequences: [(String, [TerminalInput])] = [
        ("a", [key(.character("a"))]),
        ("D ", [key(.character("D")), key(.space)]),
        ("é東😀", [key(.character("é")), key(.character("東")), key(.character("😀"))]),
        ("\r\n\t\u{7F}\u{8}", [key(.enter), key(.enter), key(.tab), key(.backspace), key(.character("h"), .control)]),
        ("\0\u{1}\u{1A}", [key(.space, .control), key(.character("a"), .control), key(.character("z"), .control)]),
        ("\u{1C}\u{1F}", [key(.character("\\"), .control), key(.character("_"), .control)]),
        // Alt as ESC before.
        ("\u{1B}1", [key(.character("1"), .alt)]),
        ("\u{1B}é", [key(.character("é"), .alt)]),
        ("\u{1B}\r\u{1B}\u{7F}", [key(.enter, .alt), key(.backspace, .alt)]),
        ("\u{1B}\u{1}", [key(.character("a"), [.alt, .control])]),
        ("\u{1B}\u{1B}[A", [key(.up, .alt)]),
        ("\u{1B}\u{1B}x", [key(.escape), key(.character("x"), .alt)]),
        // xterm, normal and application cursor keys.
        ("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D", [key(.up), key(.down), key(.right), key(.left)]),
        ("\u{1B}OA\u{1B}OB\u{1B}OC\u{1B}OD", [key(.up), key(.down), key(.right), key(.left)]),
        ("\u{1B}[H\u{1B}[F\u{1B}OH\u{1B}OF", [key(.home), key(.end), key(.home), key(.end)]),
        ("\u{1B}[1;2A\u{1B}[1;3B", [key(.up, .shift), key(.down, .alt)]),
        ("\u{1B}[1;5C\u{1B}[1;8D", [key(.right, .control), key(.left, [.shift, .alt, .control])]),
        ("\u{1B}[1;9A", [key(.up, .alt)]),  // Meta
        ("\u{1B}[Z", [key(.tab, .shift)]),
        ("\u{1B}OP\u{1B}OQ\u{1B}OR\u{1B}OS", (1...4).map { key(.function($0)) }),
        ("\u{1B}[15~\u{1B}[17~\u{1B}[21~\u{1B}[24~", [5, 6, 10, 12].map { key(.function($0)) }),
        ("\u{1B}[1;5P\u{1B}[15;2~", [key(.function(1), .control), key(.function(5), .shift)]),
        // VT220, the Linux console, screen and tmux.
        ("\u{1B}[1~\u{1B}[4~", [key(.home), key(.end)]),
        ("\u{1B}[2~\u{1B}[3~\u{1B}[5~\u{1B}[6~", [key(.insert), key(.delete), key(.pageUp), key(.pageDown)]),
        ("\u{1B}[3;5~", [key(.delete, .control)]),
        ("\u{1B}[[A\u{1B}[[E", [key(.function(1)), key(.function(5))]),
        ("\u{1B}OM\u{1B}Oj\u{1B}Oy", [key(.enter), key(.character("*")), key(.character("9"))]),
        // rxvt.
        ("\u{1B}[7~\u{1B}[8~\u{1B}[11~", [key(.home), key(.end), key(.function(1))]),
        ("\u{1B}[a\u{1B}Oc", [key(.up, .shift), key(.right, .control)]),
        (
            "\u{1B}[5^\u{1B}[3$\u{1B}[6@",
            [key(.pageUp, .control), key(.delete, .shift), key(.pageDown, [.control, .shift])]
        ),
        // modifyOtherKeys and kitty.
        ("\u{1B}[27;5;13~\u{1B}[13;2u", [key(.enter, .control), key(.enter, .shift)]),
        ("\u{1B}[97;5u\u{1B}[97;2u", [key(.character("a"), .control), key(.character("A"))]),
        ("\u{1B}[97;1:3u\u{1B}[57441u", []),
        // Mouse.
        ("\u{1B}[<0;3;4M\u{1B}[<0;3;4m", [.mouse(MouseEvent(kind: .press, position: Position(column: 2, row: 3)))]),
        (
            "\u{1B}[<64;1;1M\u{1B}[<81;900;1M",
            [
                .mouse(MouseEvent(kind: .wheelUp, position: Position(column: 0, row: 0))),
                .mouse(MouseEvent(kind: .wheelDown, position: Position(column: 899, row: 0))),
            ]
        ),
        ("\u{1B}[<35;3;4M\u{1B}[<0;0;1M\u{1B}[<0;1M\u{1B}[<0;99999999;1M", []),
        ("\u{1B}[M !!q", [key(.character("q"))]),
        // Paste: text, never commands.
        (
            "\u{1B}[200~dd\u{1B}[Aq\u{1B}[201x\r\n\r\u{1B}[201~j",
            [.paste("dd\u{1B}[Aq\u{1B}[201x\n\n"), key(.character("j"))]
        ),
        ("\u{1B}[200~\u{1B}\u{1B}[201~", [.paste("\u{1B}")]),
        // What terminals answer.
        ("\u{1B}[24;80R\u{1B}[1;2R\u{1B}[?62;22c\u{1B}[>41;354;0c\u{1B}[0n\u{1B}[8;24;80t", []),
        ("\u{1B}]0;rm -rf\u{7}\u{1B}]l title\u{1B}\\x", [key(.character("x"))]),
        ("\u{1B}P1$r0m\u{1B}\\\u{1B}P>|XTerm(379)\u{1B}\\\u{1B}_Gi=1;OK\u{1B}\\\u{1B}^d\u{1B}\\\u{1B}Xd\u{1B}\\", []),
        ("\u{1B}[?2026;2$y\u{1B}[4;1$y\u{1B}[I\u{1B}[O\u{1B}[12;34;56x", []),
        ("\u{1B}]11;rgb:ffff/ffff/ffff\u{7}", [.background(luminance: 1)]),
        ("\u{1B}]11;rgb:00/00/00\u{1B}\\", [.background(luminance: 0)]),
        ("\u{1B}]11;rgba:0000/0000/0000/ffff\u{7}", [.background(luminance: 0)]),
        ("\u{1B}]11;rgb:zz/00\u{7}\u{1B}]10;rgb:ff/ff/ff\u{7}", []),
        // Given up: CAN, a new ESC, a control in the middle.
        ("\u{1B}[12\u{18}x", [key(.character("x"))]),
        ("\u{1B}[12\u{1B}[A", [key(.up)]),
        ("\u{1B}[12\rx", [key(.enter), key(.character("x"))]),
        ("\u{1B}]0;half\u{1B}[B", [key(.down)]),
        ("\u{1B}[\(String(repeating: "1;", count: 500))A!", [key(.character("!"))]),
        ("\u{1B}]52;c;\(String(repeating: "QQ", count: 500))\u{7}!", [key(.character("!"))]),
    ]

    private static func key(_ key: KeyEvent.Key, _ modifiers: KeyEvent.Modifiers = []) -> TerminalInput {
        .key(KeyEvent(key, modifiers))
    }

    @Test("are told", arguments: sequences)
    func decodes(_ octets: String, _ inputs: [TerminalInput]) {
        var decoder = KeyDecoder()
        #expect(decoder.decode(Array(octets.utf8)) == inputs)
        #expect(decoder.patience == nil, "nothing is pending")
    }

    @Test("are the same octet by octet", arguments: sequences)
    func octetByOctet(_ octets: String, _ inputs: [TerminalInput]) {
        var decoder = KeyDecoder()
        #expect(octets.utf8.flatMap { decoder.decode([$0]) } == inputs)
    }

    @Test("are the same however all of them are split", arguments: 0..<20)
    func randomSplits(_ seed: UInt64) {
        var random = SplitMix(seed)
        let shuffled = Self.sequences.shuffled(using: &random)
        var octets = Array(shuffled.map(\.0).joined().utf8)[...]
        var decoder = KeyDecoder()
        var inputs: [TerminalInput] = []
        while !octets.isEmpty {
            let piece = octets.prefix(Int.random(in: 1...40, using: &random))
            inputs += decoder.decode(piece)
            octets = octets.dropFirst(piece.count)
        }
        #expect(inputs == shuffled.flatMap(\.1))
    }

    @Test("come from any octets without trapping, and no control is a character", arguments: 0..<40)
    func noise(_ seed: UInt64) {
        var random = SplitMix(seed)
        let interesting = Array("\u{1B}\u{1B}\u{1B}[[]O_P~;:<?$0123456789MRu\u{7}\\é".utf8)
        let octets = (0..<1_000).map { _ in
            Bool.random(using: &random)
                ? interesting.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
        }
        var whole = KeyDecoder()
        var pieces = KeyDecoder()
        let inputs = whole.decode(octets)
        #expect(octets.flatMap { pieces.decode([$0]) } == inputs)
        #expect(pieces.timeOut() == whole.timeOut())
        #expect(whole.patience == nil)
        for case .key(let key) in inputs {
            guard case .character(let character) = key.key else { continue }
            #expect(character.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        }
    }

    @Test(
        "are settled by time",
        arguments: [
            ("\u{1B}", .brief, [key(.escape)]),
            ("\u{1B}\u{1B}", .brief, [key(.escape), key(.escape)]),
            ("\u{1B}O", .brief, [key(.character("O"), .alt)]),
            ("\u{1B}[", .long, []),
            ("\u{1B}[12;", .long, []),
            ("\u{1B}]0;x", .long, []),
            ("\u{1B}[200~half", .long, [.paste("half")]),
            ("\u{C3}", .long, []),
            ("", nil, []),
        ] as [(String, KeyDecoder.Patience?, [TerminalInput])]
    )
    func timeOut(_ octets: String, _ patience: KeyDecoder.Patience?, _ inputs: [TerminalInput]) {
        var decoder = KeyDecoder()
        #expect(decoder.decode(octets == "\u{C3}" ? [0xC3] : Array(octets.utf8)) == [])
        #expect(decoder.patience == patience)
        #expect(decoder.timeOut() == inputs)
        #expect(decoder.patience == nil)
        #expect(decoder.decode(Array("x".utf8)) == [Self.key(.character("x"))], "it goes on from the ground")
    }

    @Test(
        "of a broken character are none",
        arguments: [[0xC3, 0x28], [0xFF], [0x80], [0xED, 0xA0, 0x80], [0xC2, 0x9B], [0xC0, 0x80], [0xF8]])
    func brokenCharacters(_ octets: [UInt8]) {
        var decoder = KeyDecoder()
        #expect(decoder.decode(octets) == (octets == [0xC3, 0x28] ? [Self.key(.character("("))] : []))
    }

    @Test("a paste is bounded")
    func hugePaste() {
        var decoder = KeyDecoder()
        let octets =
            Array("\u{1B}[200~".utf8) + [UInt8](repeating: 0x61, count: (1 << 20) + 9) + Array("\u{1B}[201~".utf8)
        guard case .paste(let text)? = decoder.decode(octets).first else {
            Issue.record("no paste")
            return
        }
        #expect(text.utf8.count == PasteCollector.limit)
    }

    @Test("terminfo's names come first, but no two-octet string takes Alt's place")
    func terminfo() {
        var decoder = KeyDecoder(
            names: KeyNames(capabilities: [
                "kbs": [0x08], "khome": Array("\u{1B}[214z".utf8), "kf1": Array("\u{1B}[R".utf8),
                "kcuu1": Array("\u{1B}A".utf8),
            ]))
        let octets = Array("\u{8}\u{1B}[214z\u{1B}[R\u{1B}A".utf8)
        #expect(
            decoder.decode(octets) == [
                Self.key(.backspace), Self.key(.home), Self.key(.function(1)), Self.key(.character("A"), .alt),
            ])
    }
}

/// A generator that gives the same numbers each time (Steele, Lea and Flood 2014).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
