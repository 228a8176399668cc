/// What stands in one cell, in place: a screen of cells is copied and compared as plain memory.
///
/// Holds 23 octets of UTF-8: a base with its marks. Only an emoji sequence can be longer; it is cut before the emoji that
/// does not fit, and terminals are given no more than its first one anyway.
struct CellText: Hashable, Sendable {
    private static let capacity = 23

    private var first: UInt64 = 0
    private var second: UInt64 = 0
    /// The highest octet counts the octets.
    private var third: UInt64 = 0

    /// Nothing: the right half of a wide character.
    static let none = CellText()
    static let blank = CellText(ascii: 0x20)

    private init() {}

    init(ascii octet: UInt8) {
        first = UInt64(octet)
        third = 1 << 56
    }

    init(_ octets: Slice<UnsafeBufferPointer<UInt8>>) {
        let count = Self.fitting(octets)
        withUnsafeMutableBytes(of: &self) { bytes in
            for (index, octet) in octets.prefix(count).enumerated() { bytes[index] = octet }
        }
        third |= UInt64(count) << 56
    }

    var isEmpty: Bool { third == 0 }

    /// The code point of a text that is only one, of at most two octets and below U+0300.
    var letter: UInt32? {
        if third == 1 << 56 { return UInt32(first & 0x7F) }
        // Its UTF-8 begins with less than 0xCC (RFC 3629 §3).
        guard third == 2 << 56, first & 0xFF < 0xCC else { return nil }
        return UInt32(first & 0x1F) << 6 | UInt32(first >> 8 & 0x3F)
    }

    var string: String {
        withUnsafeBytes(of: self) { String(decoding: $0.prefix(Int(third >> 56)), as: UTF8.self) }
    }

    /// How many octets fit without cutting a code point, or leaving a joiner with nothing behind it.
    private static func fitting(_ octets: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        guard octets.count > capacity else { return octets.count }
        var count = capacity
        while count > 0, octets[octets.startIndex + count] & 0xC0 == 0x80 { count -= 1 }
        let joiner: [UInt8] = [0xE2, 0x80, 0x8D]
        if octets.prefix(count).suffix(3).elementsEqual(joiner) { count -= 3 }
        return count
    }
}
