/// What shows that a name on the server still means the message that we have.
///
/// POP3's unique-ids are the server's promise alone (RFC 1939 §7), and some servers break it.
package struct MessageProof: Hashable, Sendable {
    /// SHA-256 of all octets.
    package var digest: [UInt8]
    /// SHA-256 of the header without the empty line behind it; nothing where it was not kept.
    package var headerDigest: [UInt8]?

    package init(digest: [UInt8], headerDigest: [UInt8]? = nil) {
        self.digest = digest
        self.headerDigest = headerDigest
    }
}
