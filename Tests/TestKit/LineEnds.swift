/// Messages with the line ends of one place or another.
package enum LineEnds {
    /// With CRLF at the end of every line, as mail travels; a CR elsewhere stays.
    package static func network(_ octets: [UInt8]) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(octets.count + octets.count / 32)
        for octet in octets {
            if octet == 0x0A, lines.last != 0x0D { lines.append(0x0D) }
            lines.append(octet)
        }
        return lines
    }

    /// Without a CR but at the end of lines.
    package static func withoutLoneReturns(_ octets: [UInt8]) -> [UInt8] {
        octets.indices.filter { octets[$0] != 0x0D || ($0 + 1 < octets.count && octets[$0 + 1] == 0x0A) }
            .map { octets[$0] }
    }

    /// With LF alone at the end of every line, as some servers keep it.
    static func file(_ octets: [UInt8]) -> [UInt8] {
        var lines: [UInt8] = []
        lines.reserveCapacity(octets.count)
        for octet in octets {
            if octet == 0x0A, lines.last == 0x0D { lines.removeLast() }
            lines.append(octet)
        }
        return lines
    }
}
