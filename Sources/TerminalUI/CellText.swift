/// What stands in one cell, in place: a screen of cells is copied and compared as plain memory.
///
/// Holds 31 octets of UTF-8. Only an emoji sequence can be longer; it is cut before the emoji that
/// does not fit, and terminals are given no more than its first one anyway.
struct CellText: Hashable, Sendable {
    private static let capacity = 31

    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    /// The highest octet counts the octets.
    private var fourth: UInt64 = 0

    /// Nothing: the right half of a wide character.
    static let none = CellText()
    static let blank = CellText(ascii: 0x20)

    private init() {}

    init(ascii octet: UInt8) {
        first = UInt64(octet)
        fourth = 1 << 56
    }

    init(_ octets: Slice<UnsafeBufferPointer<UInt8>>) {
        let count = Self.fitting(octets)
        withUnsafeMutableBytes(of: &self) { bytes in
            for (index, octet) in octets.prefix(count).enumerated() { bytes[index] = octet }
        }
        fourth |= UInt64(count) << 56
    }

    var isEmpty: Bool { fourth == 0 }

    /// The octet of a text that is only one.
    var ascii: UInt8? { fourth == 1 << 56 ? UInt8(truncatingIfNeeded: first) : nil }

    var string: String {
        withUnsafeBytes(of: self) { String(decoding: $0.prefix(Int(fourth >> 56)), as: UTF8.self) }
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
