/// Mailbox names in IMAP4rev1's seven bits (RFC 3501 §5.1.3, RFC 9051 §A.1).
package enum ModifiedUTF7 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,".utf8)

    /// Encodes a name: printable ASCII as it is, `&` as `&-`, the rest as UTF-16 in base64.
    package static func encode(_ name: String) -> [UInt8] {
        var octets: [UInt8] = []
        var waiting: [UInt16] = []
        for scalar in name.unicodeScalars {
            guard (0x20...0x7E).contains(scalar.value) else {
                waiting.append(contentsOf: UTF16.encode(scalar).map(Array.init) ?? [])
                continue
            }
            writeShifted(&waiting, onto: &octets)
            octets.append(UInt8(scalar.value))
            if scalar == "&" { octets.append(UInt8(ascii: "-")) }
        }
        writeShifted(&waiting, onto: &octets)
        return octets
    }

    /// Decodes a name, or gives nothing where the octets are no modified UTF-7.
    ///
    /// Takes spellings that no encoder should write, such as `&AGE-` for `a`; so what
    /// is decoded need not encode to the same octets again.
    package static func decode(_ octets: some Collection<UInt8>) -> String? {
        var units: [UInt16] = []
        var index = octets.startIndex
        while index < octets.endIndex {
            let octet = octets[index]
            octets.formIndex(after: &index)
            guard octet == UInt8(ascii: "&") else {
                guard octet >= 0x20, octet < 0x7F else { return nil }
                units.append(UInt16(octet))
                continue
            }
            guard let end = octets[index...].firstIndex(of: UInt8(ascii: "-")) else { return nil }
            if end == index {
                units.append(UInt16(UInt8(ascii: "&")))
            } else {
                guard let shifted = readShifted(octets[index..<end]) else { return nil }
                units.append(contentsOf: shifted)
            }
            index = octets.index(after: end)
        }
        return String(validating: units, as: UTF16.self)
    }

    private static func writeShifted(_ units: inout [UInt16], onto octets: inout [UInt8]) {
        guard !units.isEmpty else { return }
        octets.append(UInt8(ascii: "&"))
        var bits: UInt32 = 0
        var count = 0
        for unit in units {
            bits = bits << 16 | UInt32(unit)
            count += 16
            while count >= 6 {
                count -= 6
                octets.append(alphabet[Int(bits >> UInt32(count)) & 63])
            }
            bits &= 63
        }
        if count > 0 { octets.append(alphabet[Int(bits << UInt32(6 - count)) & 63]) }
        octets.append(UInt8(ascii: "-"))
        units.removeAll()
    }

    private static func readShifted(_ base64: some Collection<UInt8>) -> [UInt16]? {
        var units: [UInt16] = []
        var bits: UInt32 = 0
        var count = 0
        for octet in base64 {
            guard let value = value(of: octet) else { return nil }
            bits = (bits << 6 | value) & 0x3F_FFFF
            count += 6
            guard count >= 16 else { continue }
            count -= 16
            units.append(UInt16(truncatingIfNeeded: bits >> UInt32(count)))
        }
        // At most five bits of padding, all zero.
        guard count < 6, bits & ((1 << UInt32(count)) - 1) == 0 else { return nil }
        return units
    }

    private static func value(of octet: UInt8) -> UInt32? {
        switch octet {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(octet - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(octet - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(octet - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: ","): 63
        default: nil
        }
    }
}
