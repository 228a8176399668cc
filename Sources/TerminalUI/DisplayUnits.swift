/// What stands in one cell, or in two when it is wide.
struct DisplayUnit {
    /// Where it stands in the text.
    var range: Range<String.Index>
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
struct DisplayUnits<Scalars: BidirectionalCollection>: IteratorProtocol
where Scalars.Element == Unicode.Scalar, Scalars.Index == String.Index {
    private let scalars: Scalars
    private var index: String.Index

    init(_ scalars: Scalars) {
        self.scalars = scalars
        index = scalars.startIndex
    }

    init(_ scalars: Scalars, from index: String.Index) {
        self.scalars = scalars
        self.index = index
    }

    mutating func next() -> DisplayUnit? {
        guard index < scalars.endIndex else { return nil }
        let start = index
        let base = scalars[index]
        scalars.formIndex(after: &index)
        var columns = DisplayWidth.columns(of: base)
        guard index < scalars.endIndex, scalars[index].value >= 0x300 else {
            return DisplayUnit(range: start..<index, columns: columns, base: base)
        }
        if DisplayWidth.isRegionalIndicator(base), DisplayWidth.isRegionalIndicator(scalars[index]) {
            scalars.formIndex(after: &index)
            columns = 2
        }
        takeRest(after: base, columns: &columns)
        return DisplayUnit(range: start..<index, columns: columns, base: base)
    }

    /// Takes the marks after a base, and what joins it to an emoji sequence.
    private mutating func takeRest(after base: Unicode.Scalar, columns: inout Int) {
        var isJoining = false
        while index < scalars.endIndex {
            let scalar = scalars[index]
            if scalar.value < 0x300 { return }
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
            scalars.formIndex(after: &index)
        }
    }
}
