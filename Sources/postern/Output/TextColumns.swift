import TerminalUI

/// Rows of short texts under each other, for people; scripts have `--json`.
enum TextColumns {
    private static let gap = "  "

    /// Writes the rows, each column as wide as its widest text.
    ///
    /// The last column may be of any length.
    static func write(_ rows: [[String]]) {
        let texts = rows.map { $0.map { DisplayText($0) } }
        let count = texts.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            texts.reduce(0) { max($0, column < $1.count ? $1[column].columns : 0) }
        }
        for row in texts {
            let cells = row.enumerated().map { column, text in
                column == row.count - 1 ? text.string : text.padded(to: widths[column]).string
            }
            StandardStreams.writeLine(cells.joined(separator: gap))
        }
    }
}
