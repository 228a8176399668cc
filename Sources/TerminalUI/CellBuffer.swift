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

    /// The code point where it is one below U+0300, one column wide, as most are: faster than ``text``.
    package var letter: UInt32? { content.letter }
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

    /// Whether a row is the same as one on another screen of this size.
    package func hasSame(row: Int, as other: CellBuffer, at otherRow: Int) -> Bool {
        let (start, otherStart) = (row * size.columns, otherRow * size.columns)
        return cells.withUnsafeBufferPointer { cells in
            other.cells.withUnsafeBufferPointer { others in
                (0..<size.columns).allSatisfy { cells[start + $0] == others[otherStart + $0] }
            }
        }
    }

    package func isBlank(row: Int) -> Bool { self.row(row).allSatisfy { $0 == Cell() } }

    /// Blanks an area.
    package mutating func fill(_ area: Rect, with style: Style) { fill(area, with: Cell(style: style)) }

    private mutating func fill(_ area: Rect, with cell: Cell) {
        forEachSpan(of: area) { buffer, span in
            buffer.freeEdges(of: span)
            buffer.cells.withUnsafeMutableBufferPointer { $0[span].update(repeating: cell) }
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
        let mark: DisplayText = truncation == .ellipsis ? .ellipsis : .empty
        let shown = text.prefix(columns: area.columns - mark.columns)
        let markColumn = area.column + shown.columns
        put(shown, column: area.column, row: area.row, endColumn: area.endColumn, style: style)
        put(mark, column: markColumn, row: area.row, endColumn: area.endColumn, style: style)
        let end = markColumn + mark.columns
        fill(Rect(column: end, row: area.row, columns: area.endColumn - end, rows: 1), with: style)
    }

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
                write(run.0.prefix(columns: rest.columns - 1) + .ellipsis, in: rest, style: run.1)
                return area.columns
            }
            rest = rest.splitLeft(write(run.0, in: rest, style: run.1, truncation: truncation)).1
        }
        return area.columns - rest.columns
    }

    /// Fills the first row of an area with a glyph of one column.
    package mutating func horizontalLine(_ glyph: DisplayText, in area: Rect, style: Style = .plain) {
        fill(area.splitTop(1).0, with: glyph, style: style)
    }

    /// Fills the first column of an area with a glyph of one column.
    package mutating func verticalLine(_ glyph: DisplayText, in area: Rect, style: Style = .plain) {
        fill(area.splitLeft(1).0, with: glyph, style: style)
    }

    private mutating func fill(_ area: Rect, with glyph: DisplayText, style: Style) {
        fill(area, with: Cell(glyph.string.withOctets { CellText($0[...]) }, style: style))
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
        text.string.withOctets { octets in
            var units = DisplayUnits(octets)
            put(&units, to: octets.count, at: column, in: visible, rowStart: first, style)
        }
    }

    /// Writes a row of wrapped text into the first row of an area, from its left.
    package mutating func write(_ text: StyledText, _ line: LineWrap.Row, in area: Rect) {
        guard line.columns <= area.columns, area.intersection(bounds) == area, line.columns > 0 else {
            write(text.runs(in: line.range), in: area)
            return
        }
        let first = area.row * size.columns
        let visible = area.column..<area.column + line.columns
        freeEdges(of: first + visible.lowerBound..<first + visible.upperBound)
        text.text.string.withOctets { octets in
            var units = DisplayUnits(octets, from: line.range.lowerBound)
            var column = area.column
            text.forEachStretch(in: line.range) { end, style in
                column = put(&units, to: end, at: column, in: visible, rowStart: first, style)
            }
        }
    }

    /// Puts the units up to an octet into a row's cells.
    ///
    /// - Returns: The column behind them.
    @discardableResult
    private mutating func put(
        _ units: inout DisplayUnits, to end: Int, at column: Int, in visible: Range<Int>, rowStart: Int, _ style: Style
    ) -> Int {
        cells.withUnsafeMutableBufferPointer { cells in
            var column = column
            while column < visible.upperBound {
                // One octet a cell: most of every screen.
                if let octet = units.nextASCII(before: end) {
                    if column >= visible.lowerBound {
                        cells[rowStart + column] = Cell(CellText(ascii: octet), style: style)
                    }
                    column += 1
                } else if let unit = units.next(before: end) {
                    let content = CellText(units.octets[unit.range])
                    Self.put(content, columns: unit.columns, at: column, in: visible, &cells, rowStart, style)
                    column += unit.columns
                } else {
                    break
                }
            }
            return column
        }
    }

    /// A wide unit that is not visible as a whole leaves blanks in its style.
    private static func put(
        _ content: CellText, columns: Int, at column: Int, in visible: Range<Int>,
        _ cells: inout UnsafeMutableBufferPointer<Cell>, _ rowStart: Int, _ style: Style
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
