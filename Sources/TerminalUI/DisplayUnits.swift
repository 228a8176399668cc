/// What stands in one cell, or in two when it is wide.
struct DisplayUnit {
    /// Where it stands in the text, in UTF-8 octets.
    var range: Range<Int>
    /// 1 or 2; 0 only for a mark without a base, which ``DisplayText`` doesn't have.
    var columns: Int
    /// Its first code point.
    var base: Unicode.Scalar

    var isSpace: Bool {
        // NO-BREAK SPACE, FIGURE SPACE and NARROW NO-BREAK SPACE are letters here.
        switch base.value {
        case 0x20, 0x3000, 0x2000...0x2006, 0x2008...0x200A, 0x205F: true
        default: false
        }
    }
}

/// Cuts text into what terminals put into cells: a base with its marks, or an emoji sequence.
///
/// Not grapheme clusters: those join what terminals and `wcwidth` keep apart, as in the
/// conjuncts of Indic scripts (UAX #29 GB9c).
struct DisplayUnits: IteratorProtocol {
    /// Valid UTF-8: only ``Swift/String``'s own octets get here.
    let octets: UnsafeBufferPointer<UInt8>
    private var offset: Int

    init(_ octets: UnsafeBufferPointer<UInt8>, from offset: Int = 0) {
        self.octets = octets
        self.offset = offset
    }

    mutating func next() -> DisplayUnit? {
        guard offset < octets.count else { return nil }
        let start = offset
        let base = take()
        // Nothing below U+0300 joins what stands before it; its UTF-8 begins with less than 0xCC.
        guard offset < octets.count, octets[offset] >= 0xCC else {
            return DisplayUnit(range: start..<offset, columns: DisplayWidth.columns(of: base), base: base)
        }
        var columns = DisplayWidth.columns(of: base)
        if DisplayWidth.isRegionalIndicator(base), let (next, end) = peek(), DisplayWidth.isRegionalIndicator(next) {
            offset = end
            columns = 2
        }
        takeRest(after: base, columns: &columns)
        return DisplayUnit(range: start..<offset, columns: columns, base: base)
    }

    /// The next unit, where there is one before an offset.
    mutating func next(before end: Int) -> DisplayUnit? { offset < end ? next() : nil }

    /// The next unit where it is one octet, as most are.
    mutating func nextASCII(before end: Int) -> UInt8? {
        guard offset < end, octets[offset] < 0x80 else { return nil }
        guard offset + 1 == octets.count || octets[offset + 1] < 0xCC else { return nil }
        defer { offset += 1 }
        return octets[offset]
    }

    /// Takes the marks after a base, and what joins it to an emoji sequence.
    private mutating func takeRest(after base: Unicode.Scalar, columns: inout Int) {
        var isJoining = false
        while let (scalar, end) = peek(), scalar.value >= 0x300 {
            if isJoining, DisplayWidth.isPictographic(scalar), DisplayWidth.isPictographic(base) {
                columns = 2
            } else if DisplayWidth.isSkinTone(scalar), DisplayWidth.isPictographic(base) {
                columns = 2
            } else if DisplayWidth.columns(of: scalar) != 0 {
                return
            } else if scalar.value == 0xFE0F, base.properties.isEmoji {
                columns = 2
            }
            isJoining = scalar.value == 0x200D
            offset = end
        }
    }

    private func peek() -> (Unicode.Scalar, end: Int)? {
        guard offset < octets.count else { return nil }
        var copy = self
        return (copy.take(), copy.offset)
    }

    /// Decodes one code point (RFC 3629 §3); the octets are known to be right.
    private mutating func take() -> Unicode.Scalar {
        let lead = UInt32(octets[offset])
        let count = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
        var value = count == 1 ? lead : lead & (0x7F >> UInt32(count))
        for index in offset + 1..<min(octets.count, offset + count) {
            value = value << 6 | UInt32(octets[index] & 0x3F)
        }
        offset = min(octets.count, offset + count)
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}

extension String {
    /// Calls with the string's octets in place.
    func withOctets<Value>(_ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        if let value = utf8.withContiguousStorageIfAvailable(body) { return value }
        // Only strings that another language lends are not contiguous.
        return Array(utf8).withUnsafeBufferPointer(body)
    }
}
