/// Looks for one octet among many, eight at a time: `memchr` in Swift.
enum OctetSearch {
    /// Index of the first `octet` at or after `start`, or `octets.count`.
    static func first(_ octet: UInt8, in octets: UnsafeRawBufferPointer, from start: Int) -> Int {
        let pattern = UInt64(octet) &* ones
        var index = start
        while index &+ 32 <= octets.count {
            let found =
                zeros(octets.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ pattern)
                | zeros(octets.loadUnaligned(fromByteOffset: index &+ 8, as: UInt64.self) ^ pattern)
                | zeros(octets.loadUnaligned(fromByteOffset: index &+ 16, as: UInt64.self) ^ pattern)
                | zeros(octets.loadUnaligned(fromByteOffset: index &+ 24, as: UInt64.self) ^ pattern)
            if found != 0 { break }
            index &+= 32
        }
        while index &+ 8 <= octets.count {
            let word = UInt64(littleEndian: octets.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let found = zeros(word ^ pattern)
            // The lowest mark is exact; a borrow can only make marks above it.
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < octets.count && octets[index] != octet { index &+= 1 }
        return index
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101

    // The high bit of each octet that is zero.
    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & (ones &* 0x80) }
}
