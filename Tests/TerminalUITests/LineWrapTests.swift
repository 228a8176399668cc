import Testing

@testable import TerminalUI

@Suite("Wrapping")
struct LineWrapTests {
    @Test(
        "breaks between words",
        arguments: [
            ("", 10, [""]),
            ("one", 10, ["one"]),
            ("one two three", 7, ["one two", "three"]),
            ("one two three", 8, ["one two", "three"]),
            ("one two  three", 7, ["one two", "three"]),
            ("one  two", 5, ["one", "two"]),
            ("one two", 3, ["one", "two"]),
            ("abcdefgh", 3, ["abc", "def", "gh"]),
            ("an abcdefgh", 5, ["an", "abcde", "fgh"]),
            ("  indented text", 10, ["  indented", "text"]),
            ("  indented text", 9, ["  indente", "d text"]),
            ("     ", 3, ["   "]),
            ("trailing   ", 20, ["trailing   "]),
            ("東京の会議", 4, ["東京", "の会", "議"]),
            ("東京の会議", 5, ["東京", "の会", "議"]),
            ("東京。会議", 4, ["東", "京。", "会議"]),
            ("「東京」会議", 4, ["「東", "京」", "会議"]),
            ("see 東京の会議 now", 8, ["see 東京", "の会議", "now"]),
            ("e\u{301}e\u{301}e\u{301}", 2, ["e\u{301}e\u{301}", "e\u{301}"]),
            ("👨‍👩‍👧👨‍👩‍👧", 3, ["👨‍👩‍👧", "👨‍👩‍👧"]),
            ("東", 1, ["東"]),
            ("東a京", 1, ["東", "a", "京"]),
            ("a\u{A0}b c", 3, ["a\u{A0}b", "c"]),
            ("a b", 0, ["a", "b"]),
        ] as [(String, Int, [String])]
    )
    func rows(_ string: String, _ columns: Int, _ rows: [String]) {
        let text = DisplayText(string)
        let found = Array(LineWrap(text, columns: columns))
        #expect(found.map { text[$0.range].string } == rows)
        #expect(found.map { text[$0.range].columns } == found.map(\.columns))
    }

    @Test("later rows hang back, at most half the width")
    func hangingIndent() {
        let text = DisplayText("- one two three four")
        let rows = Array(LineWrap(text, columns: 9, hangingIndent: 2))
        #expect(rows.map { text[$0.range].string } == ["- one two", "three", "four"])
        #expect(rows.map(\.indent) == [0, 2, 2])
        #expect(LineWrap(text, columns: 10, hangingIndent: 80).map(\.indent).max() == 5)
    }

    @Test("no row is wider than asked, and nothing but spaces is lost", arguments: 2...40)
    func keepsAll(_ columns: Int) {
        let text = DisplayText(
            "The 東京の会議 (10月) is at   noon, https://example.org/a/very/long/path?x=1 👨‍👩‍👧 ok. Çe\u{327}a!")
        let rows = Array(LineWrap(text, columns: columns, hangingIndent: 1))
        #expect(rows.allSatisfy { $0.columns + $0.indent <= columns })
        let kept = rows.map { text[$0.range].string }.joined().filter { $0 != " " }
        #expect(kept == text.string.filter { $0 != " " })
    }

    @Test("a huge word and a desert of spaces are cut in linear time, the first row at once")
    func hugeText() {
        let word = DisplayText(String(repeating: "x", count: 200_000))
        #expect(Array(LineWrap(word, columns: 80)).count == 2_500)
        let spaces = DisplayText("a" + String(repeating: " ", count: 200_000) + "b")
        #expect(Array(LineWrap(spaces, columns: 80)).map(\.range) == [0..<1, 200_001..<200_002])
        var lazyRows = LineWrap(word, columns: 10)
        #expect(lazyRows.next()?.range == 0..<10)
    }
}

@Suite("Styled text")
struct StyledTextTests {
    private let bold = Style(isBold: true)
    private let link = Style(.link)

    private func spelled(_ runs: [(DisplayText, Style)]) -> [String] {
        runs.map { text, style in style == bold ? "<\(text)>" : style == link ? "[\(text)]" : text.string }
    }

    @Test("spans keep their place when the text before them is cleaned")
    func spansAfterCleaning() {
        let string = "z\u{200B}\u{200B}ero\u{1B} bold link"
        let scalars = Array(string.unicodeScalars)
        let text = StyledText(
            string, style: .plain,
            spans: [
                .init(scalars: 8..<12, style: bold), .init(scalars: 13..<scalars.count + 99, style: link),
            ])
        #expect(spelled(text.runs) == ["zero␛ ", "<bold>", " ", "[link]"])
    }

    @Test("the later of two overlapping spans wins, empty ones don't count")
    func overlap() {
        let text = StyledText(
            "abcdef", style: .plain,
            spans: [
                .init(scalars: 0..<4, style: bold), .init(scalars: 2..<5, style: link),
                .init(scalars: 3..<3, style: bold),
            ])
        #expect(spelled(text.runs) == ["<ab>", "[cde]", "f"])
    }

    @Test("rows of a wrapped text keep their styles")
    func wrapped() {
        let text = StyledText("one 東京 four", style: .plain, spans: [.init(scalars: 2..<6, style: bold)])
        let rows = LineWrap(text.text, columns: 6).map { spelled(text.runs(in: $0.range)).joined() }
        #expect(rows == ["on<e 東>", "<京>", "four"])
    }
}
