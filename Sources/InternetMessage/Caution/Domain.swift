/// The name of a host, as far as a person judges by it.
struct Domain: Hashable {
    /// Small letters, in Unicode.
    let labels: [String]

    /// A host's name; nothing where it is none, such as a number or a single word.
    init?(_ text: some StringProtocol) {
        let parts = text.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        let named = parts.last == "" ? parts.dropLast() : parts[...]
        let isName = named.count > 1 && named.count < 128 && named.allSatisfy(Self.isLabel)
        guard isName, let last = named.last, last.contains(where: \.isLetter) else { return nil }
        labels = named.map { Punycode.decoded(String($0)) }
    }

    /// The domain of a mail address.
    init?(ofAddress address: String) {
        guard let at = address.lastIndex(of: "@") else { return nil }
        self.init(address[address.index(after: at)...])
    }

    /// The host that a link leads to, or that a text looks as if it led to.
    init?(ofLink link: some StringProtocol) {
        var rest = link.drop { $0 == " " || $0 == "<" }
        let lower = rest.lowercased()
        if lower.hasPrefix("mailto:") {
            self.init(ofAddress: String(rest.dropFirst(7).prefix { $0 != "?" }))
            return
        }
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        var authority = rest.prefix { !"/?#\\".contains($0) }
        // What stands before @ is a user's name, however much it looks like a host's.
        if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
        if let colon = authority.firstIndex(of: ":") { authority = authority[..<colon] }
        self.init(authority)
    }

    /// Who owns it: `example.org` of `mail.example.org`, `example.co.uk` of `www.example.co.uk`.
    ///
    /// Without the list of all public suffixes: below a country's two letters a short name is taken for one.
    var owner: [String] {
        let isShared =
            labels.count > 2 && labels[labels.count - 1].count == 2 && labels[labels.count - 2].count <= 3
        return Array(labels.suffix(isShared ? 3 : 2))
    }

    /// As it travels: nothing in it can look like something else.
    var ascii: String { labels.map(Punycode.encoded).joined(separator: ".") }

    /// It has a label in letters of several alphabets, or in one that is written to be taken for Latin.
    var isDeceptive: Bool { labels.contains(where: Alphabet.isDeceptive) }

    private static func isLabel(_ label: Substring) -> Bool {
        !label.isEmpty && label.utf8.count <= 255
            && label.unicodeScalars.allSatisfy {
                $0.properties.isAlphabetic || "-_0123456789".unicodeScalars.contains($0)
                    || $0.properties.numericType == .decimal || $0.properties.generalCategory == .nonspacingMark
            }
    }
}

/// Alphabets whose letters are taken for each other's.
private enum Alphabet: Hashable {
    case latin, cyrillic, greek, armenian, cherokee

    static func isDeceptive(_ label: String) -> Bool {
        guard label.utf8.contains(where: { $0 >= 0x80 }) else { return false }
        let alphabets = Set(label.unicodeScalars.compactMap(of))
        if alphabets.count > 1 { return true }
        // Letters that all have a Latin twin: hardly a word of their own language.
        return alphabets == [.cyrillic] && label.unicodeScalars.allSatisfy { twins.contains($0) || $0.isASCII }
    }

    private static let twins = Set("асеорхуіјѕһԁԛԝӏвкмнтгпь".unicodeScalars)

    private static func of(_ scalar: Unicode.Scalar) -> Alphabet? {
        switch scalar.value {
        case 0x61...0x7A, 0xC0...0x24F, 0x1E00...0x1EFF: .latin
        case 0x370...0x3FF, 0x1F00...0x1FFF: .greek
        case 0x400...0x52F: .cyrillic
        case 0x530...0x58F: .armenian
        case 0x13A0...0x13FF, 0xAB70...0xABBF: .cherokee
        default: nil
        }
    }
}
