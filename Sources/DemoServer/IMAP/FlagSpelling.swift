import IMAP
import MailModel

/// Flags as IMAP spells them (RFC 9051 §2.3.2) and as the program means them.
enum FlagSpelling {
    static let system: [(MailModel.Flag, String)] = [
        (.answered, #"\Answered"#), (.flagged, #"\Flagged"#), (.deleted, #"\Deleted"#), (.seen, #"\Seen"#),
        (.draft, #"\Draft"#), (.forwarded, "$Forwarded"), (.junk, "$Junk"), (.notJunk, "$NotJunk"),
    ]

    /// All spellings of a message's flags.
    static func spellings(_ flags: Flags) -> [String] {
        system.filter { flags.contains($0.0) }.map(\.1) + flags.keywords.sorted()
    }

    /// The flag of that spelling; nothing for one that a client can't set.
    static func flag(_ spelling: String) -> MailModel.Flag? {
        let folded = spelling.lowercased()
        if let known = system.first(where: { $0.1.lowercased() == folded }) { return known.0 }
        guard IMAP.Flag(spelling) != nil, !spelling.hasPrefix(#"\"#), spelling.utf8.count <= 100 else { return nil }
        return .keyword(spelling)
    }
}
