/// Takes numbers and pieces out of octets, least significant octet first; nothing where they end before it.
struct LittleEndianReader {
    private let octets: [UInt8]
    private(set) var position: Int
    let end: Int

    init(_ octets: [UInt8], in range: Range<Int>) {
        self.octets = octets
        (position, end) = (range.lowerBound, range.upperBound)
    }

    /// As many octets, and what fills them up to a multiple of `alignment`.
    mutating func take(_ count: Int, alignment: Int = 1) -> Range<Int>? {
        guard count >= 0, count <= end - position else { return nil }
        let range = position..<(position + count)
        position = min(end, position + (count + alignment - 1) / alignment * alignment)
        return range
    }

    /// An unsigned number of up to four octets.
    mutating func number(octets count: Int) -> Int? {
        take(count).map { octets[$0].reversed().reduce(0) { $0 << 8 | Int($1) } }
    }
}
