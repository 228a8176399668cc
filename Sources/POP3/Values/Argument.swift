/// An argument of a command, as it can stand on the wire: without CR, LF and NUL, so it never ends a command early.
///
/// RFC 1939 §3 wants printable ASCII of at most 40 octets; passwords in use are longer and
/// hold anything (RFC 6856 §2.2 allows UTF-8), so only what would break the line is refused.
package struct Argument: Hashable, Sendable {
    package let octets: [UInt8]

    /// The longest argument, in octets; a command line's limit of 255 (RFC 2449 §4) is the server's to enforce.
    package static let limit = 4096

    package init?(_ text: String) { self.init(octets: Array(text.utf8)) }

    package init?(octets: [UInt8]) {
        let isCarriable = octets.allSatisfy { $0 != 0x00 && $0 != 0x0A && $0 != 0x0D }
        guard !octets.isEmpty, octets.count <= Self.limit, isCarriable else { return nil }
        self.octets = octets
    }
}
