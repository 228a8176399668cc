import Glibc

/// A charset that text can be read in.
///
/// Only those of a closed list are given to iconv: its rarer converters have a history
/// of endless loops, and no name of a stranger's should choose what is loaded.
package enum Charset: Hashable, Sendable {
    case utf8
    case windows1252
    /// One of iconv's, by iconv's name for it.
    case converted(from: String)

    /// Finds a charset by the name a message gives it; nothing where the name is unknown.
    package init?(named name: String) {
        guard name.utf8.count <= 64 else { return nil }
        // "ISO_8859-1:1987" and "iso8859-1" are one: letters and digits only.
        let key = String(
            decoding: name.utf8.prefix { $0 != ASCII.colon }.filter { $0.isLetter || $0.isDigit }.map(\.lowercased),
            as: UTF8.self)
        guard let known = Self.known[key] ?? Self.known[key.hasPrefix("x") ? String(key.dropFirst()) : key] else {
            return nil
        }
        self = known
    }

    /// The text in UTF-8; what is not valid in this charset becomes U+FFFD.
    package func utf8(from octets: ArraySlice<UInt8>) -> [UInt8] {
        switch self {
        case .utf8: Self.isValidUTF8(octets) ? Array(octets) : Array(String(decoding: octets, as: UTF8.self).utf8)
        case .windows1252: Self.utf8(fromWindows1252: octets)
        case .converted(let name): Self.convert(octets, from: name)
        }
    }

    /// Octets without a charset, as ``guess(_:)`` takes them.
    package static func guessedUTF8(_ octets: ArraySlice<UInt8>) -> [UInt8] { guess(octets).utf8(from: octets) }

    /// Reads text that says which charset it is in, as far as that can be believed.
    ///
    /// - Parameters:
    ///   - octets: The text, without its transfer encoding.
    ///   - name: What the message calls the charset; empty where it says nothing.
    /// - Returns: Valid UTF-8 without a byte order mark, and a notice for the reader where the charset was guessed.
    package static func readable(
        _ octets: ArraySlice<UInt8>, named name: String
    ) -> (octets: [UInt8], notice: String?) {
        var (text, notice) = believed(octets, named: name)
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
        return (text, notice)
    }

    private static func believed(
        _ octets: ArraySlice<UInt8>, named name: String
    ) -> (octets: [UInt8], notice: String?) {
        // Liberal: a comment may follow, `us-ascii (Plain text)`.
        let name = String(name.prefix { $0 != " " && $0 != ";" && $0 != "(" })
        let key = name.lowercased()
        let isUnnamed = key.isEmpty || unknownNames.contains(key)
        guard !isUnnamed, let charset = Charset(named: name) else {
            let guessed = guess(octets)
            let shown = String(name.prefix(40))
            return (guessed.utf8(from: octets), isUnnamed ? guessed.guessNotice : "charset \(shown) is unknown")
        }
        let isUTF8 = isValidUTF8(octets)
        if charset == .utf8 { return isUTF8 ? (Array(octets), nil) : nearlyUTF8(octets) }
        // Liberal: programs that write UTF-8 and go on saying what they wrote before it.
        if isUTF8, charset.isSingleOctet, hasMultiOctetCharacter(octets) {
            return (Array(octets), "the text is in UTF-8, not in \(String(name.prefix(40))) as it says")
        }
        let text = charset.utf8(from: octets)
        if isUTF8, !charset.isSingleOctet, hasMultiOctetCharacter(octets), hasReplacement(text) {
            return (Array(octets), "the text is in UTF-8, not in \(String(name.prefix(40))) as it says")
        }
        return (text, nil)
    }

    /// Text that says UTF-8, and is it in part or not at all.
    private static func nearlyUTF8(_ octets: ArraySlice<UInt8>) -> (octets: [UInt8], notice: String?) {
        // Text that has not one character of it is not UTF-8.
        if !hasMultiOctetCharacter(octets) {
            return (guessedUTF8(octets), "the text is not in UTF-8 as it says")
        }
        return (Charset.utf8.utf8(from: octets), "some of the text is not in UTF-8 as it says")
    }

    /// Nothing where the guess is the usual one.
    private var guessNotice: String? {
        switch self {
        case .utf8, .windows1252: nil
        case .converted: "the text does not say its charset; it is read as \(shownName)"
        }
    }

    /// Each octet is a character.
    private var isSingleOctet: Bool {
        guard case .converted(let name) = self else { return self == .windows1252 }
        return ["ISO-8859", "CP125", "KOI8", "CP8", "MAC", "VISCII", "TCVN", "ARMSCII", "CP4", "CP7"].contains {
            name.hasPrefix($0)
        }
    }

    /// Names that say "I don't know", and US-ASCII, which people give to anything.
    private static let unknownNames: Set<String> = [
        "us-ascii", "ascii", "ansi_x3.4-1968", "ansi_x3.4-1986", "iso646-us", "unknown", "unknown-8bit", "x-unknown",
        "default", "default_charset", "none", "null", "x-user-defined", "binary", "7bit", "8bit", "\"\"",
    ]
}
