import TerminalUI

/// What is really written for a cell, column by column.
///
/// ncurses and the terminal count single code points (`wcwidth`), and terminals disagree about sequences.
/// So a sequence is written as its first emoji, a flag as its two letters, and what the C library calls
/// narrower than the cell gets a blank behind it: columns stay straight everywhere.
struct CellGlyph {
    /// Whether the locale can write other than ASCII.
    let isUnicode: Bool
    /// Columns that the C library gives a code point; -1 for what it doesn't know.
    let libraryWidth: (UInt32) -> Int

    /// A base and its marks for each column that is written; a wide base covers the column after it.
    ///
    /// - Parameters:
    ///   - text: Of the cell.
    ///   - columns: That the cell has: 1 or 2.
    /// - Returns: At most `columns` pieces, each of at most five code points, as many as ncurses keeps.
    func columns(of text: String, columns: Int) -> [[UInt32]] {
        let scalars = Array(text.unicodeScalars)
        guard let base = scalars.first else { return [] }
        if !isUnicode { return AsciiStandIn.columns(of: base, count: columns).map { [$0] } }
        if scalars.count == 2, let flag = Self.flagLetters(scalars) { return flag }
        switch libraryWidth(base.value) {
        case columns: return [Self.withMarks(scalars)]
        case 1: return [Self.withMarks(scalars), [0x20]]
        default: return Array(repeating: [0xFFFD], count: columns)
        }
    }

    private static func withMarks(_ scalars: [Unicode.Scalar]) -> [UInt32] {
        let marks = scalars.dropFirst().prefix { mark in
            // The rest of an emoji sequence is another base.
            DisplayWidth.columns(of: mark) == 0 && mark.value != 0x200D
        }
        return [scalars[0].value] + marks.prefix(4).map(\.value).filter { $0 != 0xFE0F }
    }

    /// Regional indicators are drawn joined, apart, one or two columns wide: their letters are always right.
    private static func flagLetters(_ scalars: [Unicode.Scalar]) -> [[UInt32]]? {
        let letters = scalars.filter { (0x1F1E6...0x1F1FF).contains($0.value) }.map { [$0.value - 0x1F1E6 + 0x41] }
        return letters.count == 2 ? letters : nil
    }
}

/// ASCII for locales that have nothing else; `?` for what has no likeness.
enum AsciiStandIn {
    static func columns(of base: Unicode.Scalar, count: Int) -> [UInt32] {
        let standIn = character(for: base).value
        return Array(repeating: standIn, count: max(1, count))
    }

    private static func character(for scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0x20..<0x7F: return scalar
        case 0xC0..<0x100: return latin[Int(scalar.value - 0xC0)]
        default: return others[scalar] ?? "?"
        }
    }

    /// U+00C0 to U+00FF without their accents.
    private static let latin = Array("AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty".unicodeScalars)

    private static let others: [Unicode.Scalar: Unicode.Scalar] = [
        "\u{A0}": " ", "\u{2010}": "-", "\u{2011}": "-", "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "‚": ",",
        "“": "\"", "”": "\"", "„": "\"", "«": "<", "»": ">", "‹": "<", "›": ">", "…": "~", "•": "*", "·": "-", "×": "x",
        "─": "-", "│": "|", "┴": "+", "┬": "+", "┼": "+", "╰": "`", "├": "|", "█": "#", "░": ":", "✓": "+", "★": "*",
        "●": "*",
        "→": ">", "←": "<", "↑": "^", "↓": "v", "▸": ">", "▾": "v", "€": "E", "£": "L", "⏎": "$", "␛": "^",
        "\u{3000}": " ",
    ]
}
