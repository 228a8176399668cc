import MailModel

/// Flags that Maildir and mbox have no letter for, as keywords: spelled as on an IMAP server.
enum KeywordSpelling {
    static func word(for flag: Flag) -> String? {
        switch flag {
        case .seen, .answered, .flagged, .draft, .deleted: nil
        case .forwarded: "$Forwarded"
        case .junk: "$Junk"
        case .notJunk: "$NotJunk"
        // A keyword is an atom (RFC 9051 §9); what is none could end a line.
        case .keyword(let keyword):
            !keyword.isEmpty && keyword.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } ? keyword : nil
        }
    }

    static func flag(_ word: some StringProtocol) -> Flag {
        switch word.lowercased() {
        case "$forwarded": .forwarded
        case "$junk", "junk": .junk
        case "$notjunk", "notjunk", "nonjunk": .notJunk
        default: .keyword(String(word))
        }
    }
}
