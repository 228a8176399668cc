/// Reads the lines of LIST's and UIDL's answers (RFC 1939 §5, §7).
package enum ListingParser {
    // scan-listing = nz-number SP size [SP text]
    package static func parseScanLine(_ line: ArraySlice<UInt8>) throws(SyntaxError) -> ScanLine {
        var rest = line
        let number = try parseMessageNumber(&rest, of: line)
        let size = try parseNumber(&rest, of: line, expected: "size")
        guard rest.isEmpty || rest.first == 0x20 else { throw syntaxError("size", rest, line) }
        return ScanLine(number: number, sizeInOctets: size)
    }

    // unique-id-listing = nz-number SP unique-id
    // unique-id         = 1*70(%x21-7E)
    //
    // Liberal: any length that a line has, and octets above ASCII; what follows a space is not looked at.
    package static func parseUniqueIDLine(_ line: ArraySlice<UInt8>) throws(SyntaxError) -> UniqueIDLine {
        var rest = line
        let number = try parseMessageNumber(&rest, of: line)
        let id = rest.prefix { $0 > 0x20 && $0 != 0x7F }
        guard !id.isEmpty else { throw syntaxError("unique-id", rest, line) }
        return UniqueIDLine(number: number, id: UniqueID(octets: id))
    }

    // nz-number SP
    private static func parseMessageNumber(
        _ rest: inout ArraySlice<UInt8>, of line: ArraySlice<UInt8>
    ) throws(SyntaxError) -> MessageNumber {
        // Liberal: fetchmail's notes name servers that indent the number.
        rest = rest.drop { $0 == 0x20 }
        let value = try parseNumber(&rest, of: line, expected: "nz-number")
        guard let value = UInt32(exactly: value), let number = MessageNumber(value) else {
            throw SyntaxError(expected: "nz-number", offset: 0)
        }
        guard rest.first == 0x20 else { throw syntaxError("SP", rest, line) }
        rest = rest.drop { $0 == 0x20 }
        return number
    }

    // 1*DIGIT, at most 15 of them, so that it can't overflow.
    private static func parseNumber(
        _ rest: inout ArraySlice<UInt8>, of line: ArraySlice<UInt8>, expected: String
    ) throws(SyntaxError) -> Int {
        let digits = rest.prefix { $0 >= 0x30 && $0 <= 0x39 }
        guard !digits.isEmpty, digits.count <= 15 else { throw syntaxError(expected, rest, line) }
        rest = rest[digits.endIndex...]
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func syntaxError(
        _ expected: String, _ rest: ArraySlice<UInt8>, _ line: ArraySlice<UInt8>
    ) -> SyntaxError {
        SyntaxError(expected: expected, offset: rest.startIndex - line.startIndex)
    }
}
