/// Quoted-printable (RFC 2045 §6.7).
package enum QuotedPrintable {
    /// Decodes all of it.
    ///
    /// Liberal: an `=` that no two hexadecimal digits follow stands for itself, digits
    /// may be in lower case, lines may be of any length.
    package static func decode(_ encoded: ArraySlice<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: encoded.count) { output, count in
            encoded.withUnsafeBufferPointer { input in
                var position = 0
                while position < input.count {
                    let (text, next) = input.line(at: position, before: input.count, end: ASCII.lineFeed)
                    decodeLine(input, text, lineEnd: text.upperBound..<next, into: output, &count)
                    position = next
                }
            }
        }
    }

    private static func decodeLine(
        _ input: UnsafeBufferPointer<UInt8>, _ line: Range<Int>, lineEnd: Range<Int>,
        into output: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int
    ) {
        var end = line.upperBound
        // Rule 3: blanks at the end of a line came from transport; before a line end only, since
        // a part's last line has lost its own to the delimiter after it.
        while end > line.lowerBound, input[end - 1].isBlank { end -= 1 }
        let isSoft = end > line.lowerBound && input[end - 1] == ASCII.equals
        if isSoft { end -= 1 }
        var position = line.lowerBound
        while position < end {
            let equals = input.position(of: ASCII.equals, in: position..<end) ?? end
            for index in position..<equals {
                output[count] = input[index]
                count += 1
            }
            guard equals < end else { break }
            if equals + 2 < end, let high = input[equals + 1].hexValue, let low = input[equals + 2].hexValue {
                output[count] = high << 4 | low
                position = equals + 3
            } else {
                output[count] = ASCII.equals
                position = equals + 1
            }
            count += 1
        }
        guard !isSoft else { return }
        for index in lineEnd {
            output[count] = input[index]
            count += 1
        }
    }

    /// Encodes text, in lines of at most 76 characters that end in CR LF; LF and CR LF are line ends.
    package static func encode(_ octets: some Sequence<UInt8>) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        let input = Array(octets)
        var output: [UInt8] = []
        var column = 0
        for (index, octet) in input.enumerated() {
            let next = index + 1 < input.count ? input[index + 1] : ASCII.lineFeed
            let isLineEnd = next == ASCII.lineFeed || next == ASCII.carriageReturn
            if octet == ASCII.carriageReturn, next == ASCII.lineFeed { continue }
            if octet == ASCII.lineFeed {
                output += [0x0D, 0x0A]
                column = 0
                continue
            }
            let isPlain = (octet > 0x20 && octet < 0x7F && octet != ASCII.equals) || (octet.isBlank && !isLineEnd)
            if column + (isPlain ? 1 : 3) > 75 {
                output += [ASCII.equals, 0x0D, 0x0A]
                column = 0
            }
            output += isPlain ? [octet] : [ASCII.equals, digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            column += isPlain ? 1 : 3
        }
        return output
    }
}
