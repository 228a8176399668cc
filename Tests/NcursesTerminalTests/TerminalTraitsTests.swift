import Dispatch
import TerminalUI
import Testing

@testable import NcursesTerminal

@Suite("What a terminal can show")
struct TerminalTraitsTests {
    @Test(
        "colour depth",
        arguments: [
            ("xterm-256color", "", .auto, 256, .colors256),
            ("xterm-256color", "1", .auto, 256, .mono),  // no-color.org
            ("xterm-256color", "1", .dark, 256, .colors256),
            ("xterm-256color", "", .sixteen, 256, .colors16),
            ("xterm-256color", "", .mono, 256, .mono),
            ("linux", "", .auto, 8, .colors16),
            ("screen", "", .auto, 8, .colors16),
            ("vt100", "", .auto, 0, .mono),
            ("vt100", "", .dark, 0, .mono),
            ("xterm-direct", "", .auto, 16_777_216, .colors256),
        ] as [(String, String, ThemeChoice, Int, TerminalFeatures.ColorDepth)]
    )
    func depth(
        _ term: String, _ noColor: String, _ choice: ThemeChoice, _ colors: Int, _ depth: TerminalFeatures.ColorDepth
    ) {
        let traits = TerminalTraits(
            environment: .init(term: term, noColor: noColor), choice: choice, colors: colors, codeset: "UTF-8")
        #expect(traits.colorDepth == depth)
    }

    @Test(
        "background, and whether to ask for it",
        arguments: [
            ("xterm-256color", "", .auto, .dark, true),
            ("xterm-256color", "15;0", .auto, .dark, false),
            ("xterm-256color", "0;15", .auto, .light, false),
            ("rxvt", "0;default;7", .auto, .light, false),
            ("xterm-256color", "", .light, .light, false),
            ("xterm-256color", "0;15", .dark, .dark, false),
            ("linux", "", .auto, .dark, false),
            ("screen-256color", "", .auto, .dark, false),
            ("tmux-256color", "", .auto, .dark, false),
            ("vt100", "", .auto, .dark, false),
            ("xterm-256color", "nonsense", .auto, .dark, true),
        ] as [(String, String, ThemeChoice, Theme.Background, Bool)]
    )
    func background(_ term: String, _ hint: String, _ choice: ThemeChoice, _ found: Theme.Background, _ asks: Bool) {
        let traits = TerminalTraits(
            environment: .init(term: term, colorFGBG: hint), choice: choice, colors: 256, codeset: "UTF-8")
        #expect(traits.background == found)
        #expect(traits.asksBackground == asks)
    }

    @Test(
        "glyphs",
        arguments: [
            ("xterm-256color", "UTF-8", .unicode, true), ("tmux-256color", "UTF-8", .unicode, true),
            ("screen", "ANSI_X3.4-1968", .ascii, false), ("linux", "UTF-8", .ascii, true),
            ("vt100", "UTF-8", .ascii, true), ("xterm", "ISO-8859-1", .ascii, false),
        ] as [(String, String, GlyphSet, Bool)]
    )
    func glyphs(_ term: String, _ codeset: String, _ glyphs: GlyphSet, _ isUnicode: Bool) {
        let traits = TerminalTraits(environment: .init(term: term), choice: .auto, colors: 8, codeset: codeset)
        #expect(traits.glyphs == glyphs)
        #expect(traits.isUnicode == isUnicode)
    }

    @Test("eight colours make bright ones bold, and grey dim")
    func eightColors() {
        let bright = ColorPairs.reduced(Appearance(foreground: 12, background: 8), to: 8)
        #expect(bright.foreground == 4 && bright.isBold && bright.background == 0)
        let grey = ColorPairs.reduced(Appearance(foreground: 8), to: 8)
        #expect(grey.foreground == nil && grey.isDim && !grey.isBold)
        #expect(ColorPairs.reduced(Appearance(foreground: 12), to: 16).foreground == 12)
    }

    @Test("two presses in one place within 400 ms are a double press, a third is a first")
    func doublePress() {
        let start = DispatchTime(uptimeNanoseconds: 1_000_000_000)
        let here = MouseEvent(kind: .press, position: Position(column: 1, row: 1))
        let there = MouseEvent(kind: .press, position: Position(column: 2, row: 1))
        var presses = PressTimes()
        #expect(presses.counted(here, at: start).kind == .press)
        #expect(presses.counted(here, at: start + .milliseconds(300)).kind == .doublePress)
        #expect(presses.counted(here, at: start + .milliseconds(400)).kind == .press)
        #expect(presses.counted(there, at: start + .milliseconds(500)).kind == .press)
        #expect(presses.counted(there, at: start + .milliseconds(1_000)).kind == .press)
    }
}

@Suite("What is written for a cell")
struct CellGlyphTests {
    /// As glibc says for these.
    private static func width(_ value: UInt32) -> Int {
        switch value {
        case 0x1F468, 0x1F44D, 0x6771: 2
        case 0x1FAE8: -1
        default: 1
        }
    }

    @Test(
        "keeps columns straight",
        arguments: [
            ("é", 1, [[0xE9]]), ("e\u{301}", 1, [[0x65, 0x301]]), ("東", 2, [[0x6771]]),
            ("👨‍👩‍👧", 2, [[0x1F468]]), ("👍🏽", 2, [[0x1F44D]]), ("🇩🇪", 2, [[0x44], [0x45]]), ("❤️", 2, [[0x2764], [0x20]]),
            ("🫨", 2, [[0xFFFD], [0xFFFD]]),
            ("z\u{301}\u{302}\u{303}\u{304}\u{305}", 1, [[0x7A, 0x301, 0x302, 0x303, 0x304]]),
        ] as [(String, Int, [[UInt32]])]
    )
    func unicode(_ text: String, _ columns: Int, _ written: [[UInt32]]) {
        #expect(CellGlyph(isUnicode: true, libraryWidth: Self.width).columns(of: text, columns: columns) == written)
    }

    @Test(
        "is ASCII where nothing else can be written",
        arguments: [
            ("é", 1, "e"), ("ß", 1, "s"), ("東", 2, "??"), ("…", 1, "~"), ("“", 1, "\""), ("│", 1, "|"), ("👍🏽", 2, "??"),
            ("ж", 1, "?"),
        ]
            as [(String, Int, String)]
    )
    func ascii(_ text: String, _ columns: Int, _ written: String) {
        let glyph = CellGlyph(isUnicode: false) { _ in -1 }
        #expect(glyph.columns(of: text, columns: columns) == written.unicodeScalars.map { [$0.value] })
    }

    @Test("every mark of the screens has an ASCII likeness")
    func marks() {
        let glyph = CellGlyph(isUnicode: false) { _ in -1 }
        for part in [Glyphs.unicode.lines as Any] {
            for (name, value) in Mirror(reflecting: part).children {
                guard let text = value as? DisplayText, let first = text.string.first else { continue }
                #expect(glyph.columns(of: String(first), columns: 1) != [[0x3F]], "\(name ?? "")")
            }
        }
    }
}
