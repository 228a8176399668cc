package import MailModel

/// A message as it came, octet for octet, for those who want to know.
package enum MessageSource {
    /// No more of it is shown: other programs can be given all of it.
    static let mostOctets = 64 << 20

    /// The source as the pager shows it: lines in UTF-8 where they are, or else in ISO 8859-1, so that each octet is seen.
    ///
    /// In a task that is cancelled it ends early.
    package static func read(_ octets: [UInt8]) -> ReadableMessage {
        var lines: [ReadableLine] = []
        lines.reserveCapacity(min(octets.count, mostOctets) / 60)
        var rest = octets.prefix(mostOctets)
        if rest.last == ASCII.lineFeed { rest = rest.dropLast() }
        for line in rest.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false) {
            if Task.isCancelled { break }
            lines.append(ReadableLine(text: text(line.last == ASCII.carriageReturn ? line.dropLast() : line)))
        }
        let isCut = octets.count > mostOctets
        return ReadableMessage(
            header: [], summary: MessageSummary(), lines: lines,
            notices: isCut ? ["only the first \(mostOctets >> 20) MB; | gives all of it to a program"] : [])
    }

    private static func text(_ line: ArraySlice<UInt8>) -> String {
        if let text = String(validating: line, as: UTF8.self) { return text }
        return String(String.UnicodeScalarView(line.lazy.map { Unicode.Scalar($0) }))
    }
}
