import Digests
import SASL

/// Names for messages that the server does not name by itself, or not only them.
///
/// A name has the unique-id, where there is one, a space, which no unique-id has, and a digest
/// of the message's header. Where even that is the same, the messages are copies, and are counted.
enum DerivedID {
    /// The longest unique-id that is kept as it is; RFC 1939 §7 allows 70 octets.
    private static let limitInOctets = 512

    static func make(uniqueID: String, header: [UInt8]) -> String {
        "\(shortened(uniqueID)) \(MessageDigest.sha256.hexadecimal(header).prefix(32))"
    }

    static func shortened(_ uniqueID: String) -> String {
        guard uniqueID.utf8.count > limitInOctets else { return uniqueID }
        return "\(uniqueID.prefix(64)) \(MessageDigest.sha256.hexadecimal(Array(uniqueID.utf8)))"
    }
}

/// The header of a message, taken from octets that may go on with its body.
struct HeaderCollector {
    /// What of a header makes a name, in octets: whatever follows is the same for all it could be mistaken for.
    private static let limitInOctets = 65_536

    private(set) var header: [UInt8] = []
    private var isOver = false

    mutating func take(_ octets: [UInt8]) {
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
