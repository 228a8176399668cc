/// A line of LIST's answer: scan-listing = nz-number SP size (RFC 1939 §5).
package struct ScanLine: Hashable, Sendable {
    package let number: MessageNumber
    /// A hint: servers count line ends differently.
    package let sizeInOctets: Int

    package init(number: MessageNumber, sizeInOctets: Int) {
        self.number = number
        self.sizeInOctets = sizeInOctets
    }
}

/// A line of UIDL's answer: unique-id-listing = nz-number SP unique-id (RFC 1939 §7).
package struct UniqueIDLine: Hashable, Sendable {
    package let number: MessageNumber
    package let id: UniqueID

    package init(number: MessageNumber, id: UniqueID) {
        self.number = number
        self.id = id
    }
}

/// A unique-id: names a message across sessions (RFC 1939 §7).
///
/// Never has a space.
/// Octets outside ASCII are kept as the scalars U+0080 to U+00FF, so that different
/// octets are different texts.
package struct UniqueID: Hashable, Sendable {
    package let text: String

    init(octets: some Collection<UInt8>) {
        if octets.allSatisfy({ $0 < 0x80 }) {
            text = String(decoding: octets, as: UTF8.self)
        } else {
            text = String(String.UnicodeScalarView(octets.map { UnicodeScalar($0) }))
        }
    }
}
