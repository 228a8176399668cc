/// The header of a message, taken from octets that may go on with its body.
///
/// Ends before the empty line, so that TOP's answer (RFC 1939 §7) and the whole message have the same.
package struct HeaderCollector: Sendable {
    /// What of a header makes a name, in octets: whatever follows is the same for all it could be mistaken for.
    private static let limitInOctets = 65_536

    package private(set) var header: [UInt8] = []
    private var isOver = false

    package init() {}

    package mutating func take(_ octets: [UInt8]) {
        guard !isOver else { return }
        let searched = max(0, header.count - 3)
        header += octets.prefix(Self.limitInOctets - header.count)
        if let end = Self.end(of: header, from: searched) {
            header.removeSubrange(end...)
            isOver = true
        }
        isOver = isOver || header.count >= Self.limitInOctets
    }

    // Behind the line end before the first empty line.
    private static func end(of header: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + 3 < header.count {
            if header[index] == 0x0D, header[index + 1] == 0x0A, header[index + 2] == 0x0D, header[index + 3] == 0x0A {
                return index + 2
            }
            index += 1
        }
        return nil
    }
}
