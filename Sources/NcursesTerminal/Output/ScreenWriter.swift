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
        /// A blank that looks so.
        var blank: cchar_t

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

    /// Hands over what differs.
    ///
    /// - Parameter buffer: Every cell of the screen.
    /// - Returns: Whether rows have moved, so that the terminal may be told to scroll.
    mutating func write(_ buffer: CellBuffer) -> Bool {
        if shown?.size != buffer.size {
            postern_erase()
            shown = CellBuffer(size: buffer.size)
        }
        guard let before = shown else { return false }
        let changed = (0..<buffer.size.rows).filter { !buffer.hasSame(row: $0, as: before, at: $0) }
        for row in changed { write(buffer.row(row), row: row) }
        shown = buffer
        return Self.hasMoved(changed, from: before, to: buffer)
    }

    /// Whether one of the rows stood elsewhere.
    private static func hasMoved(_ rows: [Int], from before: CellBuffer, to buffer: CellBuffer) -> Bool {
        rows.contains { row in
            !buffer.isBlank(row: row) && rows.contains { $0 != row && buffer.hasSame(row: row, as: before, at: $0) }
        }
    }

    /// Hands over a whole row; ncurses finds what differs in it.
    ///
    /// A blank takes the look of what stands behind it where nobody can see that: every change of
    /// colour costs about as many octets as a word. So the row goes from right to left.
    private mutating func write(_ cells: ArraySlice<Cell>, row: Int) {
        var next = look(of: .plain)
        // Most cells look like the one beside them.
        var latest = (style: Style.plain, look: next)
        withUnsafeTemporaryAllocation(of: cchar_t.self, capacity: 2 * cells.count + 1) { line in
            var start = line.count
            for index in cells.indices.reversed() {
                let cell = cells[index]
                if cell.isRightHalf { continue }
                if cell.style != latest.style { latest = (cell.style, look(of: cell.style)) }
                if let letter = cell.letter, glyph.isUnicode || letter < 0x80 {
                    if letter != 0x20 || !next.hidesBlank(of: latest.look) { next = latest.look }
                    start -= 1
                    line[start] = next.blank
                    line[start].chars.0 = wchar_t(letter)
                    continue
                }
                next = latest.look
                let isWide = index + 1 < cells.endIndex && cells[index + 1].isRightHalf
                for piece in glyph.columns(of: cell.text, columns: isWide ? 2 : 1).reversed() {
                    start -= 1
                    line[start] = Self.cell(piece, next.rendering)
                }
            }
            let filled = line[start...]
            postern_put(Int32(row), UnsafeBufferPointer(rebasing: filled).baseAddress, Int32(filled.count))
        }
    }

    private static func cell(_ text: [UInt32], _ rendering: ColorPairs.Rendering) -> cchar_t {
        postern_cell(text.map { wchar_t(bitPattern: $0) } + [0], rendering.attributes, rendering.pair)
    }

    private mutating func look(of style: Style) -> Look {
        if let look = looks[style] { return look }
        let appearance = theme.appearance(of: style)
        let rendering = pairs.rendering(of: appearance)
        let look = Look(appearance: appearance, rendering: rendering, blank: Self.cell([0x20], rendering))
        looks[style] = look
        return look
    }
}
