/// Content-Transfer-Encoding (RFC 2045 §6).
enum TransferEncoding: Hashable, Sendable {
    case identity
    case base64
    case quotedPrintable
    case uuencode

    /// Any other name counts as none, so that its text can at least be looked at.
    ///
    /// Liberal: old senders write `base-64`, `quoted printable`, `x-base64`.
    init(named name: String) {
        switch name.utf8.filter(\.isLetter).lowercasedText {
        case "base", "xbase": self = .base64
        case "quotedprintable", "xquotedprintable": self = .quotedPrintable
        case "uuencode", "xuuencode", "uue", "xuue": self = .uuencode
        default: self = .identity
        }
    }

    func decode(_ octets: ArraySlice<UInt8>) -> [UInt8] {
        switch self {
        case .identity: Array(octets)
        case .base64: Base64.decode(octets)
        case .quotedPrintable: QuotedPrintable.decode(octets)
        case .uuencode: UUEncoding.decode(octets)
        }
    }
}
