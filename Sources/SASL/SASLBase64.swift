import Digests

/// Base64 (RFC 4648 §4) as SASL profiles use it: padded, on one line, nothing else allowed.
package enum SASLBase64 {
    private static let padding = UInt8(ascii: "=")

    package static func encode(_ octets: [UInt8]) -> [UInt8] { Base64Text.standard.encode(octets) }

    /// Reads what ``encode(_:)`` wrote; nothing where it is not Base64.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        let digits = text.prefix { $0 != padding }
        let paddingCount = text.count - digits.count
        guard paddingCount <= 2, text.suffix(paddingCount).allSatisfy({ $0 == padding }) else { return nil }
        var octets: [UInt8] = []
        octets.reserveCapacity(text.count / 4 * 3)
        var group = 0
        var bits = 0
        for digit in digits {
            guard let sextet = value(of: digit) else { return nil }
            group = (group << 6 | sextet) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                octets.append(UInt8(truncatingIfNeeded: group >> bits))
            }
        }
        return octets
    }

    private static func value(of digit: UInt8) -> Int? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(digit) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(digit) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
