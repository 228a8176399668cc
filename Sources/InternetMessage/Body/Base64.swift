/// Base64 (RFC 2045 §6.8).
///
/// Octets outside the alphabet are passed over, as the RFC asks. Padding ends a group, and
/// what follows it is decoded too: some senders glue encoded pieces together. A
/// truncated end gives the octets that are whole. The lines that a mailing list puts below are no
/// Base64.
package struct Base64: Sendable {
    /// Bits of characters that are not yet a whole group, and how many characters they are.
    private var bits: UInt32 = 0
    private var characters = 0

    /// Begins a decoder that takes its input in pieces of any size.
    package init() {}

    /// Decodes all of it.
    package static func decode(_ encoded: ArraySlice<UInt8>) -> [UInt8] {
        var decoder = Base64()
        var output = decoder.append(withoutTrailer(encoded))
        output += decoder.finish()
        return output
    }

    /// Up to a line with other characters, or with words, that padding or an empty line stands before.
    private static func withoutTrailer(_ encoded: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        encoded.withUnsafeBufferPointer { buffer in
            var position = 0
            var (hasData, isOver) = (false, false)
            while position < buffer.count {
                let (line, next) = buffer.line(at: position, before: buffer.count, end: ASCII.lineFeed)
                if isOver, !line.isEmpty {
                    let text = encoded[(encoded.startIndex + line.lowerBound)..<(encoded.startIndex + line.upperBound)]
                    if text.trimmed.contains(where: { values[Int($0)] > 63 && $0 != ASCII.equals }) {
                        return encoded[..<(encoded.startIndex + line.lowerBound)]
                    }
                }
                hasData = hasData || !line.isEmpty
                isOver = isOver || (hasData && (line.isEmpty || buffer[line.upperBound - 1] == ASCII.equals))
                position = next
            }
            return encoded
        }
    }

    /// The octets that this piece completes.
    package mutating func append(_ encoded: ArraySlice<UInt8>) -> [UInt8] {
        // Four characters give three octets; up to three characters are left from before.
        [UInt8](unsafeUninitializedCapacity: (encoded.count + 3) / 4 * 3 + 3) { output, count in
            encoded.withUnsafeBufferPointer { input in
                Self.values.withUnsafeBufferPointer { values in
                    count = decode(input, values, into: output)
                }
            }
        }
    }

    /// The octets of a last group that is not whole.
    package mutating func finish() -> [UInt8] {
        defer { (bits, characters) = (0, 0) }
        switch characters {
        case 2: return [UInt8(truncatingIfNeeded: bits >> 4)]
        case 3: return [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
        default: return []
        }
    }

    private mutating func decode(
        _ input: UnsafeBufferPointer<UInt8>, _ values: UnsafeBufferPointer<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) -> Int {
        var (position, written) = (0, 0)
        while position < input.count {
            if characters == 0 {
                // Whole groups, as long as nothing but the alphabet comes.
                while position + 4 <= input.count {
                    let a = values[Int(input[position])], b = values[Int(input[position + 1])]
                    let c = values[Int(input[position + 2])], d = values[Int(input[position + 3])]
                    if a | b | c | d > 63 { break }
                    let group = UInt32(a) << 18 | UInt32(b) << 12 | UInt32(c) << 6 | UInt32(d)
                    output[written] = UInt8(truncatingIfNeeded: group >> 16)
                    output[written + 1] = UInt8(truncatingIfNeeded: group >> 8)
                    output[written + 2] = UInt8(truncatingIfNeeded: group)
                    written += 3
                    position += 4
                }
                if position == input.count { break }
            }
            let octet = input[position]
            position += 1
            if values[Int(octet)] < 64 {
                bits = bits << 6 | UInt32(values[Int(octet)])
                characters += 1
                guard characters == 4 else { continue }
                output[written] = UInt8(truncatingIfNeeded: bits >> 16)
                output[written + 1] = UInt8(truncatingIfNeeded: bits >> 8)
                output[written + 2] = UInt8(truncatingIfNeeded: bits)
                written += 3
                (bits, characters) = (0, 0)
            } else if octet == ASCII.equals {
                for last in finish() {
                    output[written] = last
                    written += 1
                }
            }
        }
        return written
    }

    /// The six bits of each character; 255 for what is not in the alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Encodes in lines of 76 characters that end in CR LF; in one piece where `lines` is false.
    package static func encode(_ octets: some Sequence<UInt8>, lines: Bool = true) -> [UInt8] {
        let input = Array(octets)
        var output: [UInt8] = []
        output.reserveCapacity(input.count / 3 * 4 + input.count / 28 + 8)
        for start in stride(from: 0, to: input.count, by: 3) {
            let group = input[start..<min(start + 3, input.count)]
            let bits = (0..<3).reduce(UInt32(0)) { $0 << 8 | ($1 < group.count ? UInt32(group[start + $1]) : 0) }
            for character in 0..<4 {
                let value = bits >> (18 - 6 * UInt32(character)) & 63
                output.append(character <= group.count ? alphabet[Int(value)] : ASCII.equals)
            }
            if lines, start % 57 == 54 || start + 3 >= input.count { output += [0x0D, 0x0A] }
        }
        return output
    }
}
