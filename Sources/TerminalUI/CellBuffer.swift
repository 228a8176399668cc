/// One cell of the screen: a grapheme, or the right half of a wide one.
package struct Cell: Hashable, Sendable {
    fileprivate(set) var content: CellText
    package var style: Style

    fileprivate init(_ content: CellText = .blank, style: Style = .plain) {
        self.content = content
        self.style = style
    }

    /// What stands here; empty in the right half of a two-column grapheme.
    package var text: String { content.string }

    package var isRightHalf: Bool { content.isEmpty }

    /// The character where it is ASCII, as most are: faster than ``text``.
    package var ascii: UInt8? { content.ascii }
}

/// A screen in memory.
///
/// Views draw into it; a terminal shows the difference. Whatever lies outside is cut off,
/// so a view need not know how small the screen is.
package struct CellBuffer: Hashable, Sendable {
    /// Where text stands in an area that is wider.
    package enum Alignment: Hashable, Sendable { case left, center, right }

    /// What becomes of text that is wider than its area.
    package enum Truncation: Hashable, Sendable { case ellipsis, clip }

    package let size: Size
    /// Row by row.
    package private(set) var cells: [Cell]

    package init(size: Size) {
        self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
        cells = Array(repeating: Cell(), count: self.size.columns * self.size.rows)
    }

    package var bounds: Rect { Rect(column: 0, row: 0, columns: size.columns, rows: size.rows) }

    /// A cell of the screen; a plain blank outside it.
    package subscript(column: Int, row: Int) -> Cell {
        bounds.contains(column: column, row: row) ? cells[row * size.columns + column] : Cell()
    }

    /// The cells of one row.
    package func row(_ row: Int) -> ArraySlice<Cell> {
        (0..<size.rows).contains(row) ? cells[row * size.columns..<(row + 1) * size.columns] : []
    }

    /// Blanks an area.
    package mutating func fill(_ area: Rect, with style: Style) {
        let blank = Cell(style: style)
        forEachSpan(of: area) { buffer, span in
            buffer.freeEdges(of: span)
            buffer.cells.withUnsafeMutableBufferPointer { $0[span].update(repeating: blank) }
        }
    }

    /// Changes how an area looks and leaves what stands there.
    package mutating func restyle(_ area: Rect, _ change: (Style) -> Style) {
        forEachSpan(of: area) { buffer, span in
            for index in span { buffer.cells[index].style = change(buffer.cells[index].style) }
        }
    }

    /// Writes into the first row of an area.
    ///
    /// A wide character that would be cut in two leaves a blank.
    ///
    /// - Parameters:
    ///   - text: What to write.
    ///   - area: Where; only its first row is used.
    ///   - style: How it looks.
    ///   - alignment: Where it stands if there is room.
    ///   - truncation: What shows that there was no room.
    /// - Returns: How many columns of the area were written, from the text's own beginning.
    @discardableResult
    package mutating func write(
        _ text: DisplayText, in area: Rect, style: Style = .plain, alignment: Alignment = .left,
        truncation: Truncation = .ellipsis
    ) -> Int {
        guard !area.isEmpty else { return 0 }
        if text.columns > area.columns {
            writeCut(text, in: area, style: style, truncation: truncation)
            return area.columns
        }
        let room = area.columns - text.columns
        let indent =
            switch alignment {
            case .left: 0
            case .center: room / 2
            case .right: room
            }
        put(text, column: area.column + indent, row: area.row, endColumn: area.endColumn, style: style)
        return text.columns
    }

    /// Writes the beginning of a text that is wider than its area, and blanks what half a wide character leaves.
    private mutating func writeCut(_ text: DisplayText, in area: Rect, style: Style, truncation: Truncation) {
        let mark: DisplayText = truncation == .ellipsis ? Self.ellipsis : .empty
        let shown = text.prefix(columns: area.columns - mark.columns)
        let markColumn = area.column + shown.columns
        put(shown, column: area.column, row: area.row, endColumn: area.endColumn, style: style)
        put(mark, column: markColumn, row: area.row, endColumn: area.endColumn, style: style)
        let end = markColumn + mark.columns
        fill(Rect(column: end, row: area.row, columns: area.endColumn - end, rows: 1), with: style)
    }

    private static let ellipsis: DisplayText = "…"

    /// Writes styled text into the first row of an area, from its left.
    @discardableResult
    package mutating func write(_ runs: [(DisplayText, Style)], in area: Rect, truncation: Truncation = .ellipsis)
        -> Int
    {
        var rest = area
        for (index, run) in runs.enumerated() where !rest.isEmpty {
            let isLast = runs[(index + 1)...].allSatisfy { $0.0.isEmpty }
            if truncation == .ellipsis, !isLast, run.0.columns >= rest.columns {
                // It may just fit, but there is more behind it.
                write(run.0.prefix(columns: rest.columns - 1) + "…", in: rest, style: run.1)
                return area.columns
            }
            rest = rest.splitLeft(write(run.0, in: rest, style: run.1, truncation: truncation)).1
        }
        return area.columns - rest.columns
    }

    /// Fills the first row of an area with a glyph of one column.
    package mutating func horizontalLine(_ glyph: DisplayText, in area: Rect, style: Style = .plain) {
        write(.repeating(glyph, count: area.columns), in: area, style: style, truncation: .clip)
    }

    /// Fills the first column of an area with a glyph of one column.
    package mutating func verticalLine(_ glyph: DisplayText, in area: Rect, style: Style = .plain) {
        let visible = area.intersection(bounds)
        for row in visible.row..<max(visible.row, visible.endRow) {
            put(glyph, column: area.column, row: row, endColumn: min(area.endColumn, area.column + 1), style: style)
        }
    }
}

extension CellBuffer {
    /// Puts text into a row; what lies left of the screen or right of `endColumn` is cut off.
    private mutating func put(_ text: DisplayText, column: Int, row: Int, endColumn: Int, style: Style) {
        let end = min(endColumn, size.columns)
        guard (0..<size.rows).contains(row), column < end, !text.isEmpty else { return }
        let first = row * size.columns
        let visible = max(0, column)..<max(0, min(end, column + text.columns))
        freeEdges(of: first + visible.lowerBound..<first + visible.upperBound)
        if text.isASCII {
            putASCII(
                text, skipping: visible.lowerBound - column, at: first + visible.lowerBound, count: visible.count, style
            )
            return
        }
        text.string.withOctets { octets in
            var units = DisplayUnits(octets)
            var next = column
            while next < visible.upperBound, let unit = units.next() {
                let content = CellText(octets[unit.range])
                putUnit(content, columns: unit.columns, at: next, in: visible, rowStart: first, style)
                next += unit.columns
            }
        }
    }

    /// One octet a cell: most of every screen.
    private mutating func putASCII(_ text: DisplayText, skipping: Int, at index: Int, count: Int, _ style: Style) {
        text.string.withOctets { octets in
            cells.withUnsafeMutableBufferPointer { cells in
                for offset in 0..<count {
                    cells[index + offset] = Cell(CellText(ascii: octets[skipping + offset]), style: style)
                }
            }
        }
    }

    /// A wide unit that is not visible as a whole leaves blanks in its style.
    private mutating func putUnit(
        _ content: CellText, columns: Int, at column: Int, in visible: Range<Int>, rowStart: Int, _ style: Style
    ) {
        let isWhole = column >= visible.lowerBound && column + columns <= visible.upperBound
        for offset in 0..<columns where visible.contains(column + offset) {
            let half = offset == 0 ? content : .none
            cells[rowStart + column + offset] = Cell(isWhole ? half : .blank, style: style)
        }
    }

    /// Blanks the other half of wide characters that a new content of `span` would cut in two.
    private mutating func freeEdges(of span: Range<Int>) {
        guard !span.isEmpty else { return }
        let start = span.lowerBound
        if cells[start].isRightHalf, start % size.columns > 0 { cells[start - 1].content = .blank }
        let end = span.upperBound
        if end % size.columns != 0, cells[end].isRightHalf { cells[end].content = .blank }
    }

    /// Calls for each row of the visible part of an area, with the range of its cells.
    private mutating func forEachSpan(of area: Rect, _ body: (inout CellBuffer, Range<Int>) -> Void) {
        let visible = area.intersection(bounds)
        guard !visible.isEmpty else { return }
        for row in visible.row..<visible.endRow {
            let start = row * size.columns + visible.column
            body(&self, start..<start + visible.columns)
        }
    }
}
