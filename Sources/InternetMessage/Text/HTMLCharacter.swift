/// A character of an HTML text that is not visible ASCII.
struct HTMLCharacter {
    enum Kind {
        /// Any kind of space; all of them collapse.
        case blank
        /// Invisible: what newsletters pad their preview with.
        case nothing
        /// Shapes the letters around it, and is padding where there are none.
        case joiner
        /// What is meant by a C1 control, which old mailers write for windows-1252's symbols.
        case symbol([UInt8])
        case text
    }

    let kind: Kind
    /// In octets.
    let length: Int

    init(_ text: UnsafeBufferPointer<UInt8>, at position: Int) {
        let first = text[position]
        let second = position + 1 < text.count ? text[position + 1] : 0
        let third = position + 2 < text.count ? text[position + 2] : 0
        switch (first, second, third) {
        case (0...ASCII.space, _, _), (0x7F, _, _): (kind, length) = (.blank, 1)
        // U+0080 to U+009F, U+00A0, U+00AD
        case (0xC2, 0x80...0x9F, _): (kind, length) = (.symbol(Charset.windows1252Symbols[Int(second) - 0x80]), 2)
        case (0xC2, 0xA0, _): (kind, length) = (.blank, 2)
        case (0xC2, 0xAD, _): (kind, length) = (.nothing, 2)
        // U+034F
        case (0xCD, 0x8F, _): (kind, length) = (.nothing, 2)
        // U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F
        case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F):
            (kind, length) = (.blank, 3)
        // U+200B, U+2060, U+FEFF
        case (0xE2, 0x80, 0x8B), (0xE2, 0x81, 0xA0), (0xEF, 0xBB, 0xBF): (kind, length) = (.nothing, 3)
        // U+200C to U+200F
        case (0xE2, 0x80, 0x8C...0x8F): (kind, length) = (.joiner, 3)
        default: (kind, length) = (.text, Self.length(of: first, in: text.count - position))
        }
    }

    /// Octets of the character that begins with `first` (RFC 3629 §3).
    private static func length(of first: UInt8, in rest: Int) -> Int {
        let length =
            switch first {
            case 0xF0...: 4
            case 0xE0...: 3
            case 0xC0...: 2
            default: 1
            }
        return min(length, rest)
    }
}
