/// Cuts octets that come in pieces of any size into lines, for the answers that are listings.
///
/// A listing is read as it comes: only the line under way is kept.
package struct LineCutter {
    /// The longest line, in octets, its end not counted.
    package static let limit = 65_536

    private var rest: [UInt8] = []

    package init() {}

    /// Gives each line that these octets complete to `take`, without its CRLF.
    ///
    /// Liberal: a line may end with a lone LF.
    ///
    /// - Parameters:
    ///   - octets: The next octets.
    ///   - take: What to do with a line; it is asked in their order.
    /// - Throws: What `take` throws; a ``SyntaxError`` where a line is longer than ``limit``.
    package mutating func cut(
        _ octets: [UInt8], _ take: (ArraySlice<UInt8>) throws(SyntaxError) -> Void
    ) throws(SyntaxError) {
        var start = 0
        while let end = Self.lineFeed(in: octets, from: start) {
            if rest.isEmpty {
                try take(Self.withoutCR(octets[start..<end]))
            } else {
                rest += octets[start..<end]
                try take(Self.withoutCR(rest[...]))
                rest.removeAll(keepingCapacity: true)
            }
            start = end + 1
        }
        guard rest.count + octets.count - start <= Self.limit else {
            throw SyntaxError(expected: "CRLF", offset: Self.limit)
        }
        rest += octets[start...]
    }

    static func lineFeed(in octets: [UInt8], from start: Int) -> Int? {
        let found = octets.withUnsafeBytes { OctetSearch.first(0x0A, in: $0, from: start) }
        return found < octets.count ? found : nil
    }

    static func withoutCR(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line.last == 0x0D ? line.dropLast() : line
    }
}
