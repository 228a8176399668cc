/// Pasted text between its marks (xterm's control sequences, "Bracketed Paste Mode").
struct PasteCollector {
    /// Octets of one paste; the rest is dropped.
    static let limit = 1 << 20

    private static let endMark = Array("\u{1B}[201~".utf8)

    private var octets: [UInt8] = []
    /// How much of the end mark has come.
    private var matched = 0

    /// Takes one octet.
    ///
    /// - Returns: Whether the end mark is complete.
    mutating func take(_ octet: UInt8) -> Bool {
        if octet == Self.endMark[matched] {
            matched += 1
            return matched == Self.endMark.count
        }
        // ESC is nowhere else in the mark, so a mismatch can only begin anew with this octet.
        keep(Self.endMark.prefix(matched))
        matched = octet == Self.endMark[0] ? 1 : 0
        if matched == 0 { keep(CollectionOfOne(octet)) }
        return false
    }

    /// The text so far, with LF for the CR that terminals send; then it begins anew.
    mutating func finish() -> String {
        var text = String.UnicodeScalarView()
        var isAfterCarriageReturn = false
        for scalar in String(decoding: octets, as: UTF8.self).unicodeScalars {
            if !(isAfterCarriageReturn && scalar == "\n") { text.append(scalar == "\r" ? "\n" : scalar) }
            isAfterCarriageReturn = scalar == "\r"
        }
        self = PasteCollector()
        return String(text)
    }

    private mutating func keep(_ more: some Collection<UInt8>) {
        if octets.count + more.count <= Self.limit { octets += more }
    }
}
