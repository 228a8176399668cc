/// Text that may reach a terminal: the one door between what strangers wrote and the screen.
///
/// It has no C0 or C1 controls, no DEL, no line or paragraph separators and no bidi
/// controls in it; each shows as a visible stand-in. Combining marks are bounded. A cell
/// buffer takes nothing else, and ``init(_:)`` is the only way in.
package struct DisplayText: Hashable, Sendable, CustomStringConvertible {
    package let string: String
    /// Its width on a terminal.
    package let columns: Int

    /// Makes a string drawable; what can't be drawn becomes visible.
    package init(_ string: some StringProtocol) {
        let string = String(string)
        if Self.isPlain(string) {
            self.init(cleaned: string, columns: string.utf8.count)
        } else {
            self.init(cleaned: TextCleaner.cleaned(string))
        }
    }

    /// Takes over what has been through the sanitiser.
    init(cleaned string: String, columns: Int? = nil) {
        self.string = string
        self.columns = columns ?? DisplayWidth.columns(of: string)
    }

    package static let empty = DisplayText(cleaned: "", columns: 0)
    package static let ellipsis = DisplayText(cleaned: "…", columns: 1)

    package var description: String { string }

    package var isEmpty: Bool { string.isEmpty }

    /// One octet a column: every other character has more octets than columns.
    var isASCII: Bool { columns == string.utf8.count }

    /// Printable ASCII only: most text, and nothing to do.
    private static func isPlain(_ string: String) -> Bool {
        string.withOctets { octets in octets.allSatisfy { (0x20..<0x7F).contains($0) } }
    }
}

extension DisplayText: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self.init(value) }
}

extension DisplayText {
    package static func + (left: DisplayText, right: DisplayText) -> DisplayText {
        // A flag or an emoji can grow over the seam, so the width is the sum of ASCII only.
        let isSum = left.isASCII || right.isASCII
        return DisplayText(
            cleaned: left.string + right.string, columns: isSum ? left.columns + right.columns : nil)
    }

    package static func += (left: inout DisplayText, right: DisplayText) { left = left + right }

    /// As many spaces as there are columns.
    package static func spaces(_ columns: Int) -> DisplayText {
        DisplayText(cleaned: String(repeating: " ", count: max(0, columns)), columns: max(0, columns))
    }

    /// The text several times over, as a line is drawn from one glyph.
    package static func repeating(_ text: DisplayText, count: Int) -> DisplayText {
        DisplayText(cleaned: String(repeating: text.string, count: max(0, count)))
    }

    /// The longest beginning that fits; a wide character that would be cut is left out.
    package func prefix(columns limit: Int) -> DisplayText {
        if limit >= columns { return self }
        if limit <= 0 { return .empty }
        if isASCII { return DisplayText(cleaned: String(string.utf8.prefix(limit)) ?? "", columns: limit) }
        var taken = 0
        let end = string.withOctets { octets in
            var units = DisplayUnits(octets)
            var end = 0
            while let unit = units.next(), taken + unit.columns <= limit {
                taken += unit.columns
                end = unit.range.upperBound
            }
            return end
        }
        return DisplayText(cleaned: String(string.utf8.prefix(end)) ?? "", columns: taken)
    }

    /// The text if it fits, else its beginning with `mark` at the end.
    package func truncated(to limit: Int, mark: DisplayText = .ellipsis) -> DisplayText {
        if limit >= columns { return self }
        if limit < mark.columns { return prefix(columns: limit) }
        return prefix(columns: limit - mark.columns) + mark
    }

    /// The text with spaces behind it up to `width` columns, cut to them where it is longer.
    package func padded(to width: Int) -> DisplayText {
        let text = truncated(to: width)
        return text + .spaces(width - text.columns)
    }

    /// A part of the text by offsets in UTF-8 octets, as ``LineWrap`` gives them.
    ///
    /// - Parameter range: Begins and ends where ``LineWrap`` and ``StyledText`` do: between units.
    package subscript(range: Range<Int>) -> DisplayText {
        let utf8 = string.utf8
        let bounded = range.clamped(to: 0..<utf8.count)
        let start = utf8.index(utf8.startIndex, offsetBy: bounded.lowerBound)
        let end = utf8.index(start, offsetBy: bounded.count)
        // A slice from outside a boundary would be damaged text; then nothing is better.
        guard let part = String(utf8[start..<end]) else { return .empty }
        return DisplayText(cleaned: part, columns: isASCII ? bounded.count : nil)
    }
}
