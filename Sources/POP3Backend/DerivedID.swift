import Digests

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
