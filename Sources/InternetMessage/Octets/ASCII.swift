/// The octets that mail's grammars are made of (RFC 5234 §B.1).
enum ASCII {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let escape: UInt8 = 0x1B
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let percent: UInt8 = 0x25
    static let apostrophe: UInt8 = 0x27
    static let openParenthesis: UInt8 = 0x28
    static let closeParenthesis: UInt8 = 0x29
    static let asterisk: UInt8 = 0x2A
    static let plus: UInt8 = 0x2B
    static let comma: UInt8 = 0x2C
    static let hyphen: UInt8 = 0x2D
    static let dot: UInt8 = 0x2E
    static let slash: UInt8 = 0x2F
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B
    static let less: UInt8 = 0x3C
    static let equals: UInt8 = 0x3D
    static let greater: UInt8 = 0x3E
    static let question: UInt8 = 0x3F
    static let at: UInt8 = 0x40
    static let openBracket: UInt8 = 0x5B
    static let backslash: UInt8 = 0x5C
    static let closeBracket: UInt8 = 0x5D
    static let underscore: UInt8 = 0x5F
}

extension UInt8 {
    /// WSP: a space or a tab.
    var isBlank: Bool { self == ASCII.space || self == ASCII.tab }

    /// A blank, or an octet of a line end: what folding is made of (RFC 5322 §3.2.2).
    var isFolding: Bool { isBlank || self == ASCII.carriageReturn || self == ASCII.lineFeed }

    var isDigit: Bool { self &- 0x30 < 10 }

    var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

    var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

    /// The value of a hexadecimal digit in either case.
    var hexValue: UInt8? {
        if isDigit { return self &- 0x30 }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter + 10 : nil
    }
}

extension Sequence<UInt8> {
    /// In lower case, as a string; what is not UTF-8 in it becomes U+FFFD.
    var lowercasedText: String { String(decoding: map(\.lowercased), as: UTF8.self) }
}

extension RandomAccessCollection<UInt8> where SubSequence: RandomAccessCollection<UInt8> {
    /// Compares with an ASCII string, letters in any case.
    func equalsIgnoringCase(_ text: String) -> Bool {
        guard count == text.utf8.count else { return false }
        return zip(self, text.utf8).allSatisfy { $0.lowercased == $1.lowercased }
    }

    /// Starts with an ASCII string, letters in any case.
    func startsIgnoringCase(with text: String) -> Bool {
        prefix(text.utf8.count).equalsIgnoringCase(text)
    }
}

extension ArraySlice<UInt8> {
    /// All of it is ASCII that can be seen, or spaces.
    var isPrintable: Bool { allSatisfy { $0 &- ASCII.space < 0x5F } }

    /// Without blanks and line ends at both ends.
    var trimmed: ArraySlice<UInt8> {
        var (low, high) = (startIndex, endIndex)
        while low < high, self[low].isFolding { low += 1 }
        while low < high, self[high - 1].isFolding { high -= 1 }
        return self[low..<high]
    }
}
