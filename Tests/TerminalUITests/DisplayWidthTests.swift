import Testing

@testable import TerminalUI

@Suite("Display width (UAX #11, UTS #51)")
struct DisplayWidthTests {
    @Test(
        "counts columns of a grapheme",
        arguments: [
            ("a", 1), ("é", 1), ("e\u{301}", 1), ("東", 2), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("Ａ", 2),
            ("ｱ", 1),
            ("●", 1), ("★", 1), ("±", 1), ("—", 1), ("…", 1),  // ambiguous: one column
            ("😀", 2), ("👍🏽", 2), ("👨‍👩‍👧‍👦", 2), ("❤", 1), ("❤️", 2), ("❤️‍🔥", 2), ("🇩🇪", 2), ("🇩", 1), ("🏳️‍🌈", 2), ("👁️‍🗨️", 2),
            ("🫨", 2), ("⌚", 2), ("☎", 1), ("☎️", 2), ("\u{200D}", 0), ("\u{FE0F}", 0), ("क्ष", 2), ("นี่", 1), ("　", 2),
        ] as [(String, Int)]
    )
    func columns(_ text: String, _ columns: Int) {
        #expect(text.reduce(0) { $0 + DisplayWidth.columns(of: $1) } == columns)
    }

    @Test("the tables ascend and don't meet")
    func tablesAreSorted() {
        for table in [DisplayWidthTables.wide, DisplayWidthTables.zero] {
            for (range, next) in zip(table, table.dropFirst()) { #expect(range.upperBound < next.lowerBound) }
        }
        for range in DisplayWidthTables.wide {
            #expect(!DisplayWidthTables.zero.contains { $0.overlaps(range) }, "\(range) is wide and zero")
        }
    }

    @Test("flags pair from the left, an odd one stands alone")
    func regionalIndicators() {
        #expect(DisplayText("🇩🇪🇫🇷").columns == 4)
        #expect(DisplayText("\u{1F1E9}\u{1F1EA}\u{1F1EB}").columns == 3)
    }

    @Test(
        "twenty thousand characters of each kind are counted at once", arguments: ["a", "é", "東", "👨‍👩‍👧", "e\u{301}"])
    func longText(_ part: String) {
        let text = DisplayText(String(repeating: part, count: 20_000))
        #expect(text.columns == 20_000 * DisplayText(part).columns)
    }
}
