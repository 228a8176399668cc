/// Octets as text on one line (RFC 4648).
package enum Base64Text {
    case standard
    /// For addresses: with `-` and `_`, and without padding (RFC 4648 §5).
    case url

    private static let first = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let standardDigits = Array((first + "+/").utf8)
    private static let urlDigits = Array((first + "-_").utf8)

    package func encode(_ octets: [UInt8]) -> [UInt8] {
        let digits = self == .standard ? Self.standardDigits : Self.urlDigits
        var text: [UInt8] = []
        text.reserveCapacity((octets.count + 2) / 3 * 4)
        for start in stride(from: 0, to: octets.count, by: 3) {
            let group = octets[start..<min(start + 3, octets.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for digit in 0...group.count { text.append(digits[bits >> (18 - 6 * digit) & 0x3F]) }
            if self == .standard { text += repeatElement(UInt8(ascii: "="), count: 3 - group.count) }
        }
        return text
    }
}
