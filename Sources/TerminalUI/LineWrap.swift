/// Breaks text into rows of a given width, one at a time and in linear time.
///
/// Breaks after spaces, which it drops there, and between East Asian characters; a word that is
/// longer than a row is cut. A row never begins with closing punctuation of East Asian text.
package struct LineWrap: Sequence, IteratorProtocol {
    /// One row of the screen.
    package struct Row: Hashable, Sendable {
        /// In UTF-8 octets of the text: see ``DisplayText/subscript(_:)`` and ``StyledText/runs(in:)``.
        package var range: Range<Int>
        /// Width of the range, without the indent.
        package var columns: Int
        /// Columns to leave free at the left.
        package var indent: Int
    }

    private let string: String
    private let columns: Int
    private let hangingIndent: Int
    /// Where the next row begins, in UTF-8 octets.
    private var start = 0
    private var isFirst = true

    /// Prepares the rows of a text.
    ///
    /// - Parameters:
    ///   - text: What to break; empty text is one empty row.
    ///   - columns: Width of a row, at least 1.
    ///   - hangingIndent: Columns that rows after the first are indented by, at most half a row and two less than one.
    package init(_ text: DisplayText, columns: Int, hangingIndent: Int = 0) {
        string = text.string
        self.columns = Swift.max(1, columns)
        self.hangingIndent = Swift.max(0, Swift.min(hangingIndent, self.columns / 2, self.columns - 2))
    }

    package mutating func next() -> Row? {
        guard isFirst || start < string.utf8.count else { return nil }
        let indent = isFirst ? 0 : hangingIndent
        isFirst = false
        let cut = string.withOctets { findBreak(in: $0, limit: columns - indent) }
        defer { start = cut.next }
        return Row(range: start..<cut.end, columns: cut.columns, indent: indent)
    }

    /// Where a row ends and the next begins; what lies between is spaces.
    private struct Break {
        var end: Int
        var columns: Int
        var next: Int
    }

    private func findBreak(in octets: UnsafeBufferPointer<UInt8>, limit: Int) -> Break {
        var units = DisplayUnits(octets, from: start)
        var taken = Break(end: start, columns: 0, next: start)
        // The end of the last whole word, and the same once the word behind it is known.
        var wordEnd: Break?
        var lastBreak: Break?
        var previous: DisplayUnit?
        while let unit = units.next() {
            if unit.isSpace, let previous, !previous.isSpace { wordEnd = taken }
            if !unit.isSpace, let previous {
                if previous.isSpace {
                    lastBreak = wordEnd
                    lastBreak?.next = unit.range.lowerBound
                } else if Self.canBreak(between: previous, and: unit) {
                    lastBreak = taken
                }
            }
            if taken.columns + unit.columns > limit, taken.columns > 0 {
                return unit.isSpace ? Self.skipSpaces(after: wordEnd ?? taken, in: octets) : lastBreak ?? taken
            }
            let end = unit.range.upperBound
            taken = Break(end: end, columns: taken.columns + unit.columns, next: end)
            previous = unit
        }
        return taken
    }

    /// The next row begins with the word behind the spaces.
    private static func skipSpaces(after cut: Break, in octets: UnsafeBufferPointer<UInt8>) -> Break {
        var units = DisplayUnits(octets, from: cut.end)
        var cut = cut
        cut.next = cut.end
        while let unit = units.next(), unit.isSpace { cut.next = unit.range.upperBound }
        return cut
    }

    /// Between two East Asian characters, or one and a word, without a space.
    private static func canBreak(between left: DisplayUnit, and right: DisplayUnit) -> Bool {
        guard left.columns == 2 || right.columns == 2 else { return false }
        return !closing.contains(right.base) && !opening.contains(left.base)
    }

    /// Not at a row's beginning (JIS X 4051, the most common).
    private static let closing = Set("、。，．・：；？！゛゜ー々〉》」』】〕）］｝ぁぃぅぇぉっゃゅょァィゥェォッャュョ…,.!?:;)]}".unicodeScalars)
    /// Not at a row's end.
    private static let opening = Set("〈《「『【〔（［｛([{".unicodeScalars)
}
