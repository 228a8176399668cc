import MailModel

/// A text that is an OpenPGP block, without any MIME (RFC 9580 §6.2, §7), as lists and old mailers have it.
struct InlineArmor {
    let isEncrypted: Bool
    /// The block with its first and last line.
    let block: ArraySlice<UInt8>
    /// What follows it, such as a list's footer: nothing protects that.
    let rest: ArraySlice<UInt8>

    private static let signed = Array("-----BEGIN PGP SIGNED MESSAGE-----".utf8)
    private static let encrypted = Array("-----BEGIN PGP MESSAGE-----".utf8)
    private static let signedEnd = Array("-----END PGP SIGNATURE-----".utf8)
    private static let encryptedEnd = Array("-----END PGP MESSAGE-----".utf8)

    /// Nothing where the part is no plain text, or does not begin with a whole block.
    init?(_ part: MessagePart, _ octets: ArraySlice<UInt8>) {
        guard part.contentType == "text/plain" else { return nil }
        // A large text is not decoded for its first line.
        let start = part.decode(octets.prefix(200))[...].trimmed
        isEncrypted = start.starts(with: Self.encrypted)
        guard isEncrypted || start.starts(with: Self.signed) else { return nil }
        let content = part.decode(octets)
        guard let end = Self.end(in: content, line: isEncrypted ? Self.encryptedEnd : Self.signedEnd) else {
            return nil
        }
        (block, rest) = (content[..<end], content[end...].trimmed)
    }

    /// Where the line ends that ends the block.
    private static func end(in content: [UInt8], line: [UInt8]) -> Int? {
        var start = 0
        while start < content.count {
            let end = content[start...].firstIndex(of: ASCII.lineFeed).map { $0 + 1 } ?? content.count
            if content[start..<end].trimmed.elementsEqual(line) { return end }
            start = end
        }
        return nil
    }
}
