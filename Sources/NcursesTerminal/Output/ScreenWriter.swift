import CNcurses
import TerminalUI

/// Hands ncurses the rows that differ from what it has.
struct ScreenWriter {
    var theme: Theme {
        didSet { forget() }
    }
    private let glyph: CellGlyph
    private var pairs: ColorPairs
    private var looks: [Style: Look] = [:]
    /// What ncurses holds; `nil` where that must be written anew.
    private var shown: CellBuffer?

    /// What this terminal makes of a style.
    private struct Look {
        var appearance: Appearance
        var rendering: ColorPairs.Rendering

        /// Whether a blank looks the same in both: neither has a line or its colours swapped.
        func hidesBlank(of other: Look) -> Bool {
            let isPlain = !appearance.isUnderlined && !appearance.isReversed
            let isOtherPlain = !other.appearance.isUnderlined && !other.appearance.isReversed
            return isPlain && isOtherPlain && appearance.background == other.appearance.background
        }
    }

    init(theme: Theme, isUnicode: Bool, colors: Int, pairs: Int) {
        self.theme = theme
        self.pairs = ColorPairs(colors: colors, limit: pairs)
        glyph = CellGlyph(isUnicode: isUnicode) { Int(postern_width(wchar_t(bitPattern: $0))) }
    }

    /// What was shown is not there any more.
    mutating func forget() {
        shown = nil
        looks = [:]
    }

    mutating func write(_ buffer: CellBuffer) {
        if shown?.size != buffer.size {
            postern_erase()
            shown = CellBuffer(size: buffer.size)
        }
        guard let before = shown else { return }
        for row in 0..<buffer.size.rows {
            let cells = buffer.row(row)
            if before.row(row) != cells { write(cells, row: row) }
        }
        shown = buffer
    }

    /// Hands over a whole row; ncurses finds what differs in it.
    ///
    /// A blank takes the look of what stands behind it where nobody can see that: every change of
    /// colour costs about as many octets as a word. So the row goes from right to left.
    private mutating func write(_ cells: ArraySlice<Cell>, row: Int) {
        var next = look(of: .plain)
        for index in cells.indices.reversed() {
            let cell = cells[index]
            if cell.isRightHalf { continue }
            let look = look(of: cell.style)
            if cell.ascii != 0x20 || !next.hidesBlank(of: look) { next = look }
            let isWide = index + 1 < cells.endIndex && cells[index + 1].isRightHalf
            put(cell, columns: isWide ? 2 : 1, column: index - cells.startIndex, row: row, next.rendering)
        }
    }

    private func put(_ cell: Cell, columns: Int, column: Int, row: Int, _ rendering: ColorPairs.Rendering) {
        if let octet = cell.ascii {
            put(CollectionOfOne(UInt32(octet)), column: column, row: row, rendering)
            return
        }
        for (offset, piece) in glyph.columns(of: cell.text, columns: columns).enumerated() {
            put(piece, column: column + offset, row: row, rendering)
        }
    }

    private func put(_ text: some Collection<UInt32>, column: Int, row: Int, _ rendering: ColorPairs.Rendering) {
        withUnsafeTemporaryAllocation(of: wchar_t.self, capacity: text.count + 1) { characters in
            for (index, value) in text.enumerated() { characters[index] = wchar_t(bitPattern: value) }
            characters[text.count] = 0
            postern_put(Int32(row), Int32(column), characters.baseAddress, rendering.attributes, rendering.pair)
        }
    }

    private mutating func look(of style: Style) -> Look {
        if let look = looks[style] { return look }
        let appearance = theme.appearance(of: style)
        let look = Look(appearance: appearance, rendering: pairs.rendering(of: appearance))
        looks[style] = look
        return look
    }
}
