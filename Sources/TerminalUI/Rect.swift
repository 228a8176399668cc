/// A rectangle of cells; the screen's upper left cell is column 0, row 0.
///
/// Never of negative size.
package struct Rect: Hashable, Sendable {
    package var column: Int
    package var row: Int
    package var columns: Int
    package var rows: Int

    package init(column: Int, row: Int, columns: Int, rows: Int) {
        self.column = column
        self.row = row
        self.columns = max(0, columns)
        self.rows = max(0, rows)
    }

    package var isEmpty: Bool { columns == 0 || rows == 0 }
    package var endColumn: Int { column + columns }
    package var endRow: Int { row + rows }

    package func contains(column: Int, row: Int) -> Bool {
        (self.column..<endColumn).contains(column) && (self.row..<endRow).contains(row)
    }

    /// The part of it that lies in `other`; empty where they don't meet.
    package func intersection(_ other: Rect) -> Rect {
        let left = max(column, other.column)
        let top = max(row, other.row)
        return Rect(
            column: left, row: top, columns: min(endColumn, other.endColumn) - left,
            rows: min(endRow, other.endRow) - top)
    }

    /// Cuts off the `count` upper rows: (those, the rest).
    package func splitTop(_ count: Int) -> (Rect, Rect) {
        let cut = max(0, min(count, rows))
        return (
            Rect(column: column, row: row, columns: columns, rows: cut),
            Rect(column: column, row: row + cut, columns: columns, rows: rows - cut)
        )
    }

    /// Cuts off the `count` left columns: (those, the rest).
    package func splitLeft(_ count: Int) -> (Rect, Rect) {
        let cut = max(0, min(count, columns))
        return (
            Rect(column: column, row: row, columns: cut, rows: rows),
            Rect(column: column + cut, row: row, columns: columns - cut, rows: rows)
        )
    }
}
