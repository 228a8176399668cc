import Testing

@testable import TerminalUI

@Suite("Cells")
struct CellBufferTests {
    private func screen(_ columns: Int, _ rows: Int = 1) -> CellBuffer {
        CellBuffer(size: Size(columns: columns, rows: rows))
    }

    private func text(_ buffer: CellBuffer, row: Int = 0) -> String { buffer.row(row).map(\.text).joined() }

    @Test(
        "writes, aligns and cuts",
        arguments: [
            ("abc", 5, .left, "abc  ", 3), ("abc", 5, .right, "  abc", 3), ("abc", 5, .center, " abc ", 3),
            ("abcdef", 5, .left, "abcd…", 5), ("東京", 5, .right, " 東京", 4), ("東京の", 5, .left, "東京…", 5),
            ("東京の", 4, .left, "東… ", 4), ("", 3, .center, "   ", 0),
        ] as [(String, Int, CellBuffer.Alignment, String, Int)]
    )
    func writes(_ string: String, _ columns: Int, _ alignment: CellBuffer.Alignment, _ shown: String, _ count: Int) {
        var buffer = screen(columns)
        #expect(buffer.write(DisplayText(string), in: buffer.bounds, alignment: alignment) == count)
        #expect(text(buffer) == shown)
    }

    @Test("a wide character is never half on the screen")
    func wideAtTheEdges() {
        var buffer = screen(3)
        buffer.write("東京", in: buffer.bounds, truncation: .clip)
        #expect(text(buffer) == "東 ")
        buffer.write("東京", in: Rect(column: -1, row: 0, columns: 4, rows: 1), truncation: .clip)
        #expect(text(buffer) == " 京")
        #expect(buffer[2, 0].text.isEmpty)
    }

    @Test("what is written over half of a wide character blanks the other half")
    func overwriting() {
        var buffer = screen(6)
        buffer.write("東京議", in: buffer.bounds)
        buffer.write("x", in: Rect(column: 1, row: 0, columns: 1, rows: 1))
        #expect(text(buffer) == " x京議")
        buffer.write("yz", in: Rect(column: 3, row: 0, columns: 2, rows: 1))
        #expect(text(buffer) == " x yz ")
        buffer.write("東京議", in: buffer.bounds)
        buffer.fill(Rect(column: 1, row: 0, columns: 2, rows: 1), with: .plain)
        #expect(text(buffer) == "    議")
    }

    @Test("nothing outside is touched and nothing traps")
    func clipping() {
        for size in [
            Size(columns: 0, rows: 0), Size(columns: -1, rows: 5), Size(columns: 1, rows: 1),
            Size(columns: 20, rows: 5),
        ] {
            var buffer = CellBuffer(size: size)
            for area in [
                Rect(column: -5, row: -5, columns: 100, rows: 100), Rect(column: 18, row: 4, columns: 9, rows: 9),
                Rect(column: 50, row: 50, columns: 1, rows: 1), Rect(column: 3, row: 3, columns: 0, rows: 7),
            ] {
                buffer.fill(area, with: Style(.error))
                buffer.write("a 東京 👨‍👩‍👧 text", in: area, alignment: .center)
                buffer.write([("one", .plain), ("東京", Style(.link))], in: area)
                buffer.horizontalLine("─", in: area)
                buffer.verticalLine("│", in: area)
                buffer.restyle(area) { $0.on(.selected) }
            }
            #expect(buffer.cells.count == max(0, buffer.size.columns) * max(0, buffer.size.rows))
        }
        #expect(screen(2)[7, 7] == screen(1)[0, 0], "outside is blank")
    }

    @Test("an area ends where it ends")
    func area() {
        var buffer = screen(8, 3)
        buffer.fill(buffer.bounds, with: Style(.muted))
        buffer.write("abcdefgh", in: Rect(column: 2, row: 1, columns: 3, rows: 1), style: Style(.error))
        #expect(text(buffer, row: 1) == "  ab…   ")
        #expect(buffer.row(1).map(\.style.role) == [.muted, .muted, .error, .error, .error, .muted, .muted, .muted])
        buffer.verticalLine("│", in: Rect(column: 7, row: 0, columns: 1, rows: 3))
        buffer.horizontalLine("─", in: Rect(column: 0, row: 2, columns: 7, rows: 1))
        #expect(text(buffer, row: 2) == "───────│")
        buffer.restyle(Rect(column: 0, row: 1, columns: 3, rows: 1)) { $0.on(.selected) }
        #expect(buffer.row(1).filter { $0.style.background == .selected }.count == 3)
    }

    @Test(
        "styled runs follow each other",
        arguments: [
            (9, "one東京x ", 8), (8, "one東京x", 8), (7, "one東… ", 7), (6, "one東…", 6), (5, "one… ", 5), (3, "on…", 3),
            (0, "", 0),
        ] as [(Int, String, Int)]
    )
    func runs(_ columns: Int, _ shown: String, _ count: Int) {
        var buffer = screen(columns)
        #expect(buffer.write([("one", .plain), ("東京", Style(.link)), ("x", .plain)], in: buffer.bounds) == count)
        #expect(text(buffer) == shown)
    }

    @Test("a very wide screen is filled")
    func wideScreen() {
        var buffer = screen(10_000, 2)
        #expect(buffer.write(.repeating("東", count: 6_000), in: buffer.bounds, truncation: .clip) == 10_000)
        #expect(buffer[9_998, 0].text == "東")
    }

    @Test("a row of wrapped text is drawn as its pieces are", arguments: [40, 12, 7, 2], [0, 3, -2])
    func wrappedRow(_ columns: Int, _ column: Int) {
        let string = "Fünf 東京の👩🏽‍🚀 e\u{301}t\u{E9} and on"
        let text = StyledText(string, style: .plain, spans: [.init(scalars: 2..<8, style: Style(.link))])
        for line in LineWrap(text.text, columns: columns) {
            let area = Rect(column: column, row: 0, columns: columns, rows: 1)
            var (pieces, whole) = (screen(14), screen(14))
            // Half of what stood there is drawn over.
            for start in [0, 1] {
                pieces.write("東東東東東東東", in: Rect(column: start, row: 0, columns: 13, rows: 1), truncation: .clip)
                whole = pieces
                pieces.write(text.runs(in: line.range), in: area)
                whole.write(text, line, in: area)
                #expect(whole == pieces)
            }
        }
    }

    @Test("a style that ends within an emoji leaves it whole")
    func wholeEmoji() {
        var buffer = screen(4)
        let text = StyledText("👩🏽‍🚀b", style: .plain, spans: [.init(scalars: 0..<2, style: Style(.link))])
        for line in LineWrap(text.text, columns: 4) { buffer.write(text, line, in: buffer.bounds) }
        #expect(self.text(buffer) == "👩🏽‍🚀b " && buffer[0, 0].style.role == .link && buffer[2, 0].style.role == .text)
    }

    @Test("a row is found elsewhere on another screen, and a blank one is told from it")
    func sameRows() {
        var (before, after) = (screen(9, 3), screen(9, 3))
        before.write("Ünicode", in: Rect(column: 1, row: 2, columns: 8, rows: 1))
        after.write("Ünicode", in: Rect(column: 1, row: 1, columns: 8, rows: 1))
        #expect(after.hasSame(row: 1, as: before, at: 2) && !after.hasSame(row: 1, as: before, at: 1))
        #expect(after.isBlank(row: 0) && !after.isBlank(row: 1))
        after.restyle(after.bounds) { $0.on(.selected) }
        #expect(!after.hasSame(row: 1, as: before, at: 2) && !after.isBlank(row: 0))
        #expect(after[1, 1].letter == 0xDC && after[2, 1].letter == 0x6E)
    }
}
