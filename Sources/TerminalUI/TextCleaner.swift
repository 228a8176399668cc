/// Makes drawable text out of any, one code point after the other.
///
/// - C0 controls and DEL show as their pictures (U+2400…), a tab as a space, a line end as `⏎`.
/// - C1 controls, private use, unassigned and noncharacters show as U+FFFD.
/// - Bidi controls show as `⇄`, so that nothing reorders what stands around them (UAX #9).
/// - Marks have a base, a dotted circle if need be, and at most four stand on one.
/// - Invisible characters go, except where they join an emoji sequence (UTS #51).
struct TextCleaner {
    /// Marks beyond these on one base are left out: a pile would run over the lines above.
    private static let marksOnABase = 4
    /// Code points of an emoji sequence: a family of four has seven, with skin tones eleven.
    private static let scalarsInASequence = 11

    /// UTF-8.
    private(set) var output: [UInt8] = []

    /// What the next mark stands on.
    private var base: Unicode.Scalar?
    private var marks = 0
    private var scalarsInUnit = 0
    /// A ZWJ that counts only if an emoji follows.
    private var hasPendingJoiner = false
    private var isAfterCarriageReturn = false

    /// The sanitiser: what a terminal would obey, hide or pile up becomes one visible cell or nothing.
    static func cleaned(_ string: String) -> String {
        var cleaner = TextCleaner()
        cleaner.output.reserveCapacity(string.utf8.count)
        for scalar in string.unicodeScalars { cleaner.append(scalar) }
        return cleaner.text
    }

    var text: String { String(decoding: output, as: UTF8.self) }

    mutating func append(_ scalar: Unicode.Scalar) {
        let isLineFeedOfPair = isAfterCarriageReturn && scalar == "\n"
        isAfterCarriageReturn = scalar == "\r"
        if isLineFeedOfPair { return }
        if (0x20..<0x7F).contains(scalar.value) || Self.isPlain(scalar) {
            put(scalar)
        } else if let standIn = Self.standIn(for: scalar) {
            put(standIn)
        } else if scalar.properties.isDefaultIgnorableCodePoint {
            appendInvisible(scalar)
        } else if DisplayWidth.columns(of: scalar) == 0 {
            appendMark(scalar)
        } else {
            appendSpacing(scalar)
        }
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        write(scalar)
        base = scalar
        marks = 0
        scalarsInUnit = 1
        hasPendingJoiner = false
    }

    private mutating func appendSpacing(_ scalar: Unicode.Scalar) {
        let isSequence = base.map(DisplayWidth.isPictographic) == true && DisplayWidth.isPictographic(scalar)
        let joins = hasPendingJoiner || DisplayWidth.isSkinTone(scalar)
        guard isSequence, joins, scalarsInUnit + 2 <= Self.scalarsInASequence else {
            put(scalar)
            return
        }
        if hasPendingJoiner {
            write("\u{200D}")
            hasPendingJoiner = false
            scalarsInUnit += 1
        }
        write(scalar)
        scalarsInUnit += 1
        marks = 0
    }

    /// Joiners and selectors of emoji; soft hyphens, fillers and what newsletters pad their previews with go.
    private mutating func appendInvisible(_ scalar: Unicode.Scalar) {
        guard let base, DisplayWidth.isPictographic(base) else { return }
        switch scalar.value {
        case 0x200D: hasPendingJoiner = true
        case 0xFE0F where marks == 0: putMark(scalar)
        default: return
        }
    }

    private mutating func appendMark(_ scalar: Unicode.Scalar) {
        guard Self.isMark(scalar) else { return }
        if base == nil || base == " " || base == "\u{A0}" { put("\u{25CC}") }
        if marks < Self.marksOnABase { putMark(scalar) }
    }

    private mutating func putMark(_ scalar: Unicode.Scalar) {
        write(scalar)
        marks += 1
        hasPendingJoiner = false
    }

    private mutating func write(_ scalar: Unicode.Scalar) {
        if scalar.isASCII {
            output.append(UInt8(scalar.value))
        } else if let octets = UTF8.encode(scalar) {
            output += octets
        }
    }

    /// Letters that there is no need to ask Unicode about: Latin, kana, han, hangul.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xA0..<0x300: scalar.value != 0xAD
        case 0x3041...0x3096, 0x30A1...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7A3: true
        default: false
        }
    }

    /// Draws on the base before it; the vowels and finals of conjoining hangul count as such.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: true
        case .otherLetter: true
        default: false
        }
    }

    /// What shows instead of a code point that must not be drawn; `nil` for those that may.
    private static func standIn(for scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x09: " "
        case 0x0A, 0x0D, 0x2028, 0x2029, 0x85: "\u{23CE}"
        case 0x00..<0x20: Unicode.Scalar(0x2400 + scalar.value)
        case 0x7F: "\u{2421}"
        case 0x80..<0xA0: "\u{FFFD}"
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x206F: "\u{21C4}"
        // Interlinear annotation: hides text from some readers.
        case 0xFFF9...0xFFFB: "\u{FFFD}"
        default: isUndrawable(scalar) ? "\u{FFFD}" : nil
        }
    }

    private static func isUndrawable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .unassigned, .privateUse, .surrogate, .control: true
        default: false
        }
    }
}
