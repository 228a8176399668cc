import Glibc

extension Charset {
    static func isValidUTF8(_ octets: ArraySlice<UInt8>) -> Bool {
        (try? UTF8Span(validating: octets.span)) != nil
    }

    /// Whether any character of more than one octet in it is valid UTF-8.
    static func hasMultiOctetCharacter(_ octets: ArraySlice<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for octet in octets {
            // A first octet, 110xxxxx to 11110xxx, and a continuation, 10xxxxxx. In windows-1252 text a
            // capital with an accent before a symbol of that range is rare.
            if octet & 0xC0 == 0x80, (0xC2...0xF4).contains(previous) { return true }
            previous = octet
        }
        return false
    }

    /// Whether U+FFFD stands for something that could not be converted.
    static func hasReplacement(_ text: [UInt8]) -> Bool { text.firstRange(of: [0xEF, 0xBF, 0xBD]) != nil }

    /// ESC "$" or ESC "(" begins a change of character set (RFC 1468).
    static func isISO2022JP(_ octets: ArraySlice<UInt8>) -> Bool {
        guard let escape = octets.firstIndex(of: ASCII.escape), escape + 2 < octets.endIndex else { return false }
        return octets[escape + 1] == 0x24 && (octets[escape + 2] == 0x42 || octets[escape + 2] == 0x40)
    }

    static func utf8(fromWindows1252 octets: ArraySlice<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(octets.count + octets.count / 8)
        for octet in octets {
            switch octet {
            case 0..<0x80: output.append(octet)
            case 0x80..<0xA0: output += Self.windows1252Symbols[Int(octet) - 0x80]
            default:
                output.append(0xC0 | octet >> 6)
                output.append(0x80 | octet & 0x3F)
            }
        }
        return output
    }

    /// What windows-1252 has at 0x80 to 0x9F, in UTF-8; five places are empty.
    static let windows1252Symbols: [[UInt8]] = "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ"
        .unicodeScalars.map { Array(String($0).utf8) }

    /// Converts by iconv; an octet that it can't convert becomes U+FFFD, as does an unfinished end.
    static func convert(_ octets: ArraySlice<UInt8>, from name: String) -> [UInt8] {
        guard let converter = iconv_open("UTF-8", name), converter != iconv_t(bitPattern: -1) else {
            // The system lacks this converter: installed in part only.
            return utf8(fromWindows1252: octets)
        }
        defer { iconv_close(converter) }
        var input = Array(octets)
        var output: [UInt8] = []
        output.reserveCapacity(octets.count * 3 / 2)
        input.withUnsafeMutableBytes { buffer in
            var position = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            var left = buffer.count
            while left > 0 {
                let before = left
                if convertPiece(converter, &position, &left, into: &output) != 0 {
                    output += [0xEF, 0xBF, 0xBD]
                    position = position?.advanced(by: 1)
                    left -= 1
                }
                // Never twice the same: a converter that takes and gives nothing would loop.
                if left == before { break }
            }
            // Converters that compose characters hold the last one back until they are told that it was.
            (position, left) = (nil, 0)
            _ = convertPiece(converter, &position, &left, into: &output)
        }
        return output
    }

    /// Converts up to 4 kB of output; gives 0, or the error at the octet it stopped at.
    private static func convertPiece(
        _ converter: iconv_t, _ position: inout UnsafeMutablePointer<CChar>?, _ left: inout Int,
        into output: inout [UInt8]
    ) -> Int32 {
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { piece in
            var target = piece.baseAddress?.assumingMemoryBound(to: CChar.self)
            var room = piece.count
            let result = iconv(converter, &position, &left, &target, &room)
            let error = result == -1 ? errno : 0
            output.append(contentsOf: piece[..<(piece.count - room)])
            return error == E2BIG ? 0 : error
        }
    }
}
