/// Which targets of HTML's links a reader may be offered.
enum HTMLLink {
    /// A target to show and open: pages and mail addresses only, never files or scripts.
    static func target(_ reference: String) -> String? {
        guard reference.utf8.count <= 16_384 else { return nil }
        // Blanks at the ends and line ends inside are no part of it (WHATWG URL §4.4).
        let target = String(
            decoding: Array(reference.utf8)[...].trimmed.filter { $0 > ASCII.space && $0 != 0x7F }, as: UTF8.self)
        let schemes = ["http://", "https://", "mailto:", "ftp://", "tel:"]
        let octets = Array(target.utf8.prefix(10))
        guard schemes.contains(where: { octets[...].startsIgnoringCase(with: $0) }) else { return nil }
        return target
    }
}
