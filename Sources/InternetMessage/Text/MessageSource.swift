package import MailModel

/// A message as it came, octet for octet, for those who want to know.
package enum MessageSource {
    /// No more of it is shown: other programs can be given all of it.
    static let mostOctets = 64 << 20

    /// The source as the pager shows it: lines in UTF-8 where they are, or else in ISO 8859-1, so that each octet is seen.
    ///
    /// In a task that is cancelled it ends early.
    package static func read(_ octets: [UInt8]) -> ReadableMessage {
        let lines = octets.prefix(mostOctets).withUnsafeBufferPointer(lines)
        let isCut = octets.count > mostOctets
        return ReadableMessage(
            header: [], summary: MessageSummary(), lines: lines,
            notices: isCut ? ["only the first \(mostOctets >> 20) MB; | gives all of it to a program"] : [])
    }

    private static func lines(_ octets: UnsafeBufferPointer<UInt8>) -> [ReadableLine] {
        var lines: [ReadableLine] = []
        lines.reserveCapacity(octets.count / 60)
        let count = octets.last == ASCII.lineFeed ? octets.count - 1 : octets.count
        var position = 0
        while position <= count, !Task.isCancelled {
            let end = octets.position(of: ASCII.lineFeed, in: position..<count) ?? count
            let isEnded = end > position && octets[end - 1] == ASCII.carriageReturn
            lines.append(
                ReadableLine(text: text(UnsafeBufferPointer(rebasing: octets[position..<end - (isEnded ? 1 : 0)]))))
            position = end + 1
        }
        return lines
    }

    private static func text(_ line: UnsafeBufferPointer<UInt8>) -> String {
        if let text = String(validating: line, as: UTF8.self) { return text }
        return String(String.UnicodeScalarView(line.lazy.map { Unicode.Scalar($0) }))
    }
}
