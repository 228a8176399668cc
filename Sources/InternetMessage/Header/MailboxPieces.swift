import MailModel

/// What has been read of one mailbox before its comma: `name <local@domain> (comment)`.
struct MailboxPieces {
    /// The phrase, quoted strings without their quotes.
    var words: [UInt8] = []
    /// The same with the quotes, for `"local part"@domain` without brackets.
    private var rawWords: [UInt8] = []
    /// Between the brackets; nothing where there are none.
    private(set) var angle: [UInt8]?
    var comment: [UInt8] = []
    /// A ">" without a "<".
    var hasStrayBracket = false
    /// An "@" outside quotes and brackets.
    private var hasAt = false

    var isEmpty: Bool { words.isEmpty && angle == nil && comment.isEmpty }

    var hasAddress: Bool { angle != nil || hasAt }

    /// Words before a ":" are a group's name, unless an address has begun.
    var isGroupName: Bool { !words.isEmpty && !hasAddress }

    mutating func appendWord(_ word: ArraySlice<UInt8>) {
        hasAt = hasAt || word.contains(ASCII.at)
        words += word
        rawWords += word
    }

    mutating func appendQuoted(_ text: [UInt8], raw: ArraySlice<UInt8>) {
        words += text
        rawWords += raw
    }

    mutating func setAngle(_ content: ArraySlice<UInt8>) {
        // Liberal: of two, as in `John <john> <john@x>`, the one with an "@".
        if let angle, angle.contains(ASCII.at) || !content.contains(ASCII.at) { return }
        angle = Array(content)
    }

    func address() -> Address {
        if let angle {
            let name = words.allSatisfy(\.isFolding) ? comment : words
            return Address(name: displayName(name[...]), address: Self.addressText(angle[...]))
        }
        guard hasAt else {
            // One word is a local user's name, several are a person's.
            let text = EncodedWord.decode(words)
            if !text.contains(" "), comment.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
                return Address(address: text)
            }
            return Address(name: displayName(words.isEmpty ? comment[...] : words[...]), address: "")
        }
        return bareAddress()
    }

    // addr-spec without brackets
    //
    // Liberal: `John Doe john@x` and `John john@x>` have a name before the last word.
    private func bareAddress() -> Address {
        let text = rawWords[...].trimmed
        guard let at = text.lastIndex(of: ASCII.at) else { return Address(address: "") }
        var start = at
        // Obsolete syntax has blanks around "@" and "."; a name has none of these before its blank.
        while start > text.startIndex {
            let previous = text[start - 1]
            if previous == ASCII.quote {
                start = text[..<(start - 1)].lastIndex(of: ASCII.quote) ?? text.startIndex
            } else if previous.isFolding {
                let before = text[..<(start - 1)].trimmed.last ?? 0
                guard text[start] == ASCII.at || text[start] == ASCII.dot || before == ASCII.dot else { break }
                start -= 1
            } else {
                start -= 1
            }
        }
        let name = text[..<start].trimmed
        let shown = name.isEmpty ? comment[...] : name.filter { $0 != ASCII.quote }[...]
        return Address(name: displayName(shown), address: Self.addressText(text[start...]))
    }

    private func displayName(_ raw: ArraySlice<UInt8>) -> String { AddressParser.displayName(raw) }

    /// Without a route (`@a,@b:`), comments, a `mailto:` and blanks outside quotes.
    private static func addressText(_ raw: ArraySlice<UInt8>) -> String {
        var text = raw.trimmed
        if text.first == ASCII.at, let colon = text.firstIndex(of: ASCII.colon) { text = text[(colon + 1)...] }
        if text.startsIgnoringCase(with: "mailto:") { text = text.dropFirst(7) }
        var (isQuoted, depth) = (false, 0)
        var kept: [UInt8] = []
        for octet in text {
            if octet == ASCII.quote, depth == 0 { isQuoted.toggle() }
            if !isQuoted, octet == ASCII.openParenthesis { depth += 1 }
            if depth == 0, isQuoted || !octet.isFolding { kept.append(octet) }
            if !isQuoted, depth > 0, octet == ASCII.closeParenthesis { depth -= 1 }
        }
        return EncodedWord.decode(kept)
    }
}
