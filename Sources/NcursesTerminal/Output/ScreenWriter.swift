import CNcurses
import TerminalUI

/// Hands ncurses the cells that differ from what it has.
struct ScreenWriter {
    var theme: Theme {
        didSet { forget() }
    }
    private let glyph: CellGlyph
    private var pairs: ColorPairs
    private var renderings: [Style: ColorPairs.Rendering] = [:]
    /// What ncurses holds; `nil` where that must be written anew.
    private var shown: CellBuffer?

    init(theme: Theme, isUnicode: Bool, colors: Int, pairs: Int) {
        self.theme = theme
        self.pairs = ColorPairs(colors: colors, limit: pairs)
        glyph = CellGlyph(isUnicode: isUnicode) { Int(postern_width(wchar_t(bitPattern: $0))) }
    }

    /// What was shown is not there any more.
    mutating func forget() {
        shown = nil
        renderings = [:]
    }

    mutating func write(_ buffer: CellBuffer) {
        if shown?.size != buffer.size {
            postern_erase()
            shown = CellBuffer(size: buffer.size)
        }
        guard let before = shown else { return }
        for row in 0..<buffer.size.rows {
            let old = before.row(row)
            let new = buffer.row(row)
            if old != new { write(new, over: old, row: row) }
        }
        shown = buffer
    }

    private mutating func write(_ new: ArraySlice<Cell>, over old: ArraySlice<Cell>, row: Int) {
        for (column, (index, oldIndex)) in zip(new.indices, old.indices).enumerated() {
            let cell = new[index]
            if cell == old[oldIndex] || cell.text.isEmpty { continue }
            let isWide = index + 1 < new.endIndex && new[index + 1].text.isEmpty
            put(cell, columns: isWide ? 2 : 1, column: column, row: row)
        }
    }

    private mutating func put(_ cell: Cell, columns: Int, column: Int, row: Int) {
        let rendering = rendering(of: cell.style)
        if cell.text.utf8.count == 1, let octet = cell.text.utf8.first {
            put([UInt32(octet)], column: column, row: row, rendering)
            return
        }
        for (offset, text) in glyph.columns(of: cell.text, columns: columns).enumerated() {
            put(text, column: column + offset, row: row, rendering)
        }
    }

    private func put(_ text: [UInt32], column: Int, row: Int, _ rendering: ColorPairs.Rendering) {
        withUnsafeTemporaryAllocation(of: wchar_t.self, capacity: text.count + 1) { characters in
            for (index, value) in text.enumerated() { characters[index] = wchar_t(bitPattern: value) }
            characters[text.count] = 0
            postern_put(Int32(row), Int32(column), characters.baseAddress, rendering.attributes, rendering.pair)
        }
    }

    private mutating func rendering(of style: Style) -> ColorPairs.Rendering {
        if let rendering = renderings[style] { return rendering }
        let rendering = pairs.rendering(of: theme.appearance(of: style))
        renderings[style] = rendering
        return rendering
    }
}
