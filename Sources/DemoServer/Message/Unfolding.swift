/// Header fields on one line (RFC 5322 §2.2.3).
enum Unfolding {
    /// A field's value without line ends and without blanks at its ends.
    static func text(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        var text = raw.filter { $0 != 0x0D && $0 != 0x0A && $0 != 0 }[...]
        while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return Array(text)
    }
}
