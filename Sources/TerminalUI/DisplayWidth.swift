/// How many columns characters take on a terminal, whatever the locale.
///
/// As `wcwidth` counts, so that ncurses and the terminal agree with the cells: East Asian wide
/// and fullwidth are 2 and ambiguous is 1 (UAX #11), marks and format characters are 0. What
/// several code points draw together is 2: emoji in ZWJ sequences, with a skin tone or with
/// VARIATION SELECTOR-16, and flags (UTS #51).
package enum DisplayWidth {
    /// Columns of one code point by itself; 0 for marks, format characters and controls.
    package static func columns(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value < 0x300 { return value < 0x20 || (0x7F..<0xA0).contains(value) ? 0 : 1 }
        if value < 0x1100 { return contains(value, DisplayWidthTables.zero) ? 0 : 1 }
        // Most of what is not ASCII in mail: han, hangul.
        if (0x4E00...0x9FFF).contains(value) || (0xAC00...0xD7A3).contains(value) { return 2 }
        if contains(value, DisplayWidthTables.wide) { return 2 }
        return contains(value, DisplayWidthTables.zero) ? 0 : 1
    }

    /// Columns of one grapheme; a cluster that terminals draw as several cells counts them all.
    package static func columns(of character: Character) -> Int {
        columns(of: String(character))
    }

    /// Columns of a text that has been cleaned.
    static func columns(of string: String) -> Int {
        string.withOctets { octets in
            var units = DisplayUnits(octets)
            var sum = 0
            while let unit = units.next() { sum += unit.columns }
            return sum
        }
    }

    /// Whether a code point can be a part of an emoji sequence (near enough to Extended_Pictographic).
    static func isPictographic(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x203C && scalar.properties.isEmoji
    }

    /// One half of a flag.
    static func isRegionalIndicator(_ scalar: Unicode.Scalar) -> Bool {
        (0x1F1E6...0x1F1FF).contains(scalar.value)
    }

    /// FITZPATRICK modifiers, which colour the emoji before them.
    static func isSkinTone(_ scalar: Unicode.Scalar) -> Bool { (0x1F3FB...0x1F3FF).contains(scalar.value) }

    private static func contains(_ value: UInt32, _ ranges: [ClosedRange<UInt32>]) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= value
    }
}
