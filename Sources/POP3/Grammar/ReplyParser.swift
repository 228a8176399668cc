/// Reads status lines (RFC 1939 §3, RFC 2449 §8, RFC 5034 §4).
package enum ReplyParser {
    // response  = ("+OK" / "-ERR") [SP [resp-code SP] text] CRLF
    // resp-code = "[" resp-level *("/" resp-level) "]"
    // challenge = "+" SP [base64] CRLF
    //
    // Liberal: some servers answer `+ok`, and some send a bare `+` as an empty challenge.
    package static func parse(_ line: ArraySlice<UInt8>) throws(SyntaxError) -> Reply {
        if let rest = skip("+OK", in: line) { return parseText(rest, status: .ok) }
        if let rest = skip("-ERR", in: line) { return parseText(rest, status: .err) }
        if line.first == UInt8(ascii: "+"), line.count == 1 || line[line.startIndex + 1] == 0x20 {
            return Reply(.challenge, text: String(decoding: line.dropFirst(2), as: UTF8.self))
        }
        throw SyntaxError(expected: "status indicator", offset: 0)
    }

    private static func parseText(_ text: ArraySlice<UInt8>, status: Reply.Status) -> Reply {
        let trimmed = text.drop { $0 == 0x20 }
        guard trimmed.first == UInt8(ascii: "["), let end = trimmed.firstIndex(of: UInt8(ascii: "]")) else {
            return Reply(status, text: String(decoding: trimmed, as: UTF8.self))
        }
        let code = trimmed[(trimmed.startIndex + 1)..<end]
        // A text in square brackets, not a code: it is shown as it is.
        guard !code.isEmpty, code.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return Reply(status, text: String(decoding: trimmed, as: UTF8.self))
        }
        let rest = trimmed[(end + 1)...].drop { $0 == 0x20 }
        return Reply(
            status, code: ResponseCode(String(decoding: code, as: UTF8.self)),
            text: String(decoding: rest, as: UTF8.self))
    }

    // The rest of the line behind a status indicator, which ends the line or stands before a space.
    private static func skip(_ indicator: StaticString, in line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let count = indicator.utf8CodeUnitCount
        guard line.count >= count else { return nil }
        let isEqual = indicator.withUTF8Buffer { letters in
            letters.elementsEqual(line.prefix(count)) { $0 == $1 || ($0 >= 0x41 && $0 + 0x20 == $1) }
        }
        let rest = line.dropFirst(count)
        return isEqual && (rest.isEmpty || rest.first == 0x20) ? rest : nil
    }
}
