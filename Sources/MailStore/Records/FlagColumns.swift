import GRDB
import MailModel

/// Flags in two columns: bits, and keywords by name with a space between (a keyword is an atom, RFC 9051 §9).
extension Flags {
    init(bits: Int64, keywordText: String) {
        let keywords = keywordText.isEmpty ? [] : Set(keywordText.split(separator: " ").map(String.init))
        self.init(bits: UInt16(truncatingIfNeeded: bits), keywords: keywords)
    }

    var keywordText: String {
        keywords.isEmpty ? "" : keywords.filter { !$0.contains(" ") }.sorted().joined(separator: " ")
    }
}

/// A flag in one column of the journal: its bit, or 0 beside its keyword.
extension Flag {
    init(bit: Int64, keyword: String) {
        let system: [Flag] = [.seen, .answered, .flagged, .draft, .deleted, .forwarded, .junk, .notJunk]
        self = system.first { Int64(Flags.bit($0)) == bit } ?? .keyword(keyword)
    }

    var keyword: String {
        if case .keyword(let keyword) = self { keyword } else { "" }
    }
}
