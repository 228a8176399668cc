/// Writes a multi-line answer (RFC 1939 §3): what ``MultiLine`` reads.
package enum DotStuffing {
    /// Appends `content` with its dots stuffed, and the line that ends it.
    ///
    /// - Parameters:
    ///   - content: Lines ended by CRLF; a last line without one gets it.
    ///   - output: Where to.
    package static func write(_ content: some Sequence<UInt8>, onto output: inout [UInt8]) {
        var isLineStart = true
        var previous: UInt8 = 0
        for octet in content {
            if isLineStart && octet == UInt8(ascii: ".") { output.append(octet) }
            output.append(octet)
            isLineStart = previous == 0x0D && octet == 0x0A
            previous = octet
        }
        if !isLineStart { output += [0x0D, 0x0A] }
        output += [UInt8(ascii: "."), 0x0D, 0x0A]
    }
}
