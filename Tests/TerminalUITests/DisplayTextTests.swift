import Testing

@testable import TerminalUI

@Suite("Text that may reach a terminal")
struct DisplayTextTests {
    @Test(
        "shows what a terminal would obey",
        arguments: [
            ("plain", "plain"),
            ("tab\there", "tab here"),
            ("a\r\nb\nc\rd", "a⏎b⏎c⏎d"),
            ("\u{1B}]52;c;aGk=\u{7}", "␛]52;c;aGk=␇"),
            ("\u{1B}[31mred\u{1B}[0m", "␛[31mred␛[0m"),
            ("\u{9B}31m\u{9D}0;title\u{9C}", "\u{FFFD}31m\u{FFFD}0;title\u{FFFD}"),
            ("nul\0del\u{7F}", "nul␀del␡"),
            ("line\u{2028}par\u{2029}nel\u{85}", "line⏎par⏎nel⏎"),
            ("evil\u{202E}gpj.exe\u{202C}", "evil⇄gpj.exe⇄"),
            ("a\u{200E}b\u{200F}c\u{61C}d\u{2066}e\u{2069}", "a⇄b⇄c⇄d⇄e⇄"),
            ("\u{E000}\u{FFFF}\u{10FFFF}\u{378}\u{F8FF}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("in\u{AD}vi\u{200B}si\u{FEFF}b\u{2060}l\u{34F}e\u{200C}\u{200D}\u{3164}\u{115F}", "invisible"),
            ("\u{FFF9}a\u{FFFA}b\u{FFFB}", "\u{FFFD}a\u{FFFD}b\u{FFFD}"),
            ("naïve 東京 😀", "naïve 東京 😀"),
            ("\u{301}first", "\u{25CC}\u{301}first"),
            (" \u{301}", " \u{25CC}\u{301}"),
            ("👨‍👩‍👧‍👦 👩🏽‍💻 ❤️‍🔥 🏳️‍🌈 🇩🇪", "👨‍👩‍👧‍👦 👩🏽‍💻 ❤️‍🔥 🏳️‍🌈 🇩🇪"),
            ("a\u{200D}b\u{FE0F}c", "abc"),
            ("😀\u{200D}x\u{200D}\u{200D}\u{200D}", "😀x"),
            ("1\u{FE0F}\u{20E3}", "1\u{20E3}"),
            ("🏴\u{E0067}\u{E0062}\u{E007F}", "🏴"),
        ] as [(String, String)]
    )
    func cleans(_ string: String, _ shown: String) {
        // By code points: String equality would take canonical equivalents for the same.
        #expect(Array(DisplayText(string).string.unicodeScalars) == Array(shown.unicodeScalars))
    }

    /// The first plane, emoji, tags, and the edges of private use.
    private static let codePoints: [Range<UInt32>] = [
        0..<0x1_0000, 0x1_F000..<0x1_FC00, 0xE_0000..<0xE_0200, 0xF_0000..<0xF_0010, 0x10_FFF0..<0x11_0000,
    ]

    @Test("no code point gets through that a terminal would not draw", arguments: codePoints)
    func everyCodePoint(_ range: Range<UInt32>) {
        for value in range {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for shown in DisplayText("x" + String(scalar)).string.unicodeScalars {
                let isControl = shown.value < 0x20 || (0x7F..<0xA0).contains(shown.value)
                let isReordering = shown.properties.isBidiControl || [0x2028, 0x2029].contains(shown.value)
                let isUndrawable = [.unassigned, .privateUse, .control].contains(shown.properties.generalCategory)
                if isControl || isReordering || isUndrawable {
                    Issue.record("U+\(String(value, radix: 16)) lets U+\(String(shown.value, radix: 16)) through")
                }
            }
        }
    }

    @Test("every control has a stand-in of one column", arguments: Array(UInt32(0)..<0x20) + Array(0x7F..<0xA0))
    func controls(_ value: UInt32) throws {
        let text = DisplayText(String(try #require(Unicode.Scalar(value))))
        #expect(text.columns == 1)
    }

    @Test("marks don't pile up", arguments: ["\u{301}", "\u{489}", "\u{20DD}", "\u{1161}"])
    func marks(_ mark: String) {
        let text = DisplayText("z" + String(repeating: mark, count: 10_000))
        #expect(text.string.unicodeScalars.count == 5)
        #expect(text.columns == 1)
    }

    @Test("an emoji sequence ends")
    func joinerFlood() {
        let text = DisplayText(String(repeating: "👩\u{200D}", count: 10_000))
        text.string.withOctets { octets in
            var units = DisplayUnits(octets)
            while let unit = units.next() {
                #expect(String(decoding: octets[unit.range], as: UTF8.self).unicodeScalars.count <= 11)
            }
        }
    }

    @Test("a cell keeps an emoji sequence as far as it has room, and never half of one")
    func longSequence() {
        var buffer = CellBuffer(size: Size(columns: 4, rows: 1))
        buffer.write("👨‍👩‍👧‍👦", in: buffer.bounds)
        #expect(buffer[0, 0].text == "👨‍👩‍👧")
        buffer.write("👩🏽‍❤️‍💋‍👨🏽", in: buffer.bounds)
        #expect(buffer[0, 0].text == "👩🏽‍❤️")
        #expect(buffer[1, 0].isRightHalf && buffer[2, 0].letter == 0x20)
    }

    @Test(
        "is cut to columns",
        arguments: [
            ("hello", 5, "hello"), ("hello", 4, "hel…"), ("hello", 1, "…"), ("hello", 0, ""), ("hello", -3, ""),
            ("東京の会議", 10, "東京の会議"), ("東京の会議", 9, "東京の会…"), ("東京の会議", 8, "東京の…"), ("東京", 1, "…"),
            ("e\u{301}a\u{301}o\u{301}", 2, "e\u{301}…"), ("👨‍👩‍👧x", 2, "…"), ("👨‍👩‍👧xy", 3, "👨‍👩‍👧…"), ("", 3, ""),
        ] as [(String, Int, String)]
    )
    func truncates(_ string: String, _ columns: Int, _ shown: String) {
        let text = DisplayText(string).truncated(to: columns)
        #expect(text.string == shown)
        #expect(text.columns <= max(0, columns))
        #expect(text.columns == DisplayText(text.string).columns, "the kept width is right")
    }

    @Test("is put together and padded")
    func concatenation() {
        let name: DisplayText = "東"
        #expect((name + " " + "é").columns == 4)
        #expect("\(name)!" as DisplayText == DisplayText("東!"))
        #expect(name.padded(to: 4).string == "東  ")
        #expect(DisplayText("too long").padded(to: 4).string == "too…")
        #expect((DisplayText("\u{1F1E9}") + DisplayText("\u{1F1EA}")).columns == 2)
        #expect((DisplayText("👍") + DisplayText("\u{1F3FD}")).columns == 2)
    }
}
