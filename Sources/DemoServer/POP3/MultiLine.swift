/// Multi-line responses (RFC 1939 §3).
enum MultiLine {
    private static let dot = UInt8(ascii: ".")

    /// Writes a message with its leading dots doubled and the line that ends it.
    ///
    /// - Parameters:
    ///   - octets: The message.
    ///   - bodyLines: How many lines of the body, for TOP; all where not given.
    ///   - output: Where it is written.
    static func write(_ octets: [UInt8], bodyLines: Int? = nil, onto output: inout [UInt8]) {
        var linesLeft = bodyLines ?? .max
        var isHeader = true
        var start = octets.startIndex
        while start < octets.endIndex, isHeader || linesLeft > 0 {
            let end = octets[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? octets.endIndex
            let line = octets[start..<end]
            if line.first == dot { output.append(dot) }
            output.append(contentsOf: line)
            if line.last != 0x0A { output.append(contentsOf: [0x0D, 0x0A]) }
            if isHeader {
                isHeader = line != [0x0A] && line != [0x0D, 0x0A]
            } else {
                linesLeft -= 1
            }
            start = end
        }
        output.append(contentsOf: [dot, 0x0D, 0x0A])
    }
}
