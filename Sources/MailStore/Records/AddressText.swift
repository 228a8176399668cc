import MailModel

/// Addresses in one column: name, U+001F, address; U+001E between two.
///
/// Both separators end a word for the full-text index, so that the column is indexed as it stands.
enum AddressText {
    static func write(_ addresses: [Address]) -> String {
        var text = ""
        for (index, address) in addresses.enumerated() {
            if index > 0 { text.unicodeScalars.append("\u{1E}") }
            text += plain(address.name)
            text.unicodeScalars.append("\u{1F}")
            text += plain(address.address)
        }
        return text
    }

    static func read(_ text: String) -> [Address] {
        guard !text.isEmpty else { return [] }
        return text.utf8.split(separator: 0x1E).map { entry in
            let fields = entry.split(separator: 0x1F, maxSplits: 1, omittingEmptySubsequences: false)
            let (name, address) = (fields.first ?? entry, fields.last ?? entry)
            return Address(name: String(Substring(name)), address: String(Substring(address)))
        }
    }

    /// The text without the separators, which no honest address has.
    private static func plain(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x1E || $0 == 0x1F }) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\u{1E}" && $0 != "\u{1F}" }))
    }
}
