/// One cell of the screen: a grapheme, or the right half of a wide one.
package struct Cell: Hashable, Sendable {
    /// What stands here; empty in the right half of a two-column grapheme.
    package var text: String
    package var style: Style

    package init(_ text: String = " ", style: Style = .plain) {
        self.text = text
        self.style = style
    }
}

/// A screen in memory.
///
/// Views draw into it; a terminal shows the difference.
package struct CellBuffer: Hashable, Sendable {
    package let size: Size
    /// Row by row.
    package private(set) var cells: [Cell]

    package init(size: Size) {
        self.size = Size(columns: max(0, size.columns), rows: max(0, size.rows))
        cells = Array(repeating: Cell(), count: self.size.columns * self.size.rows)
    }

    package var bounds: Rect { Rect(column: 0, row: 0, columns: size.columns, rows: size.rows) }
}
