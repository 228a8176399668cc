/// What a person typed into the search, as words.
///
/// All words must be in a message, each as the beginning of a word of its; `from:`, `to:` and `subject:` before a
/// word look there only. Everything else is text: quotes, `*`, `%`, parentheses, `NEAR` and `OR` mean nothing.
struct SearchQuery: Hashable, Sendable {
    struct Word: Hashable, Sendable {
        /// Column of the index; nothing for all.
        var column: String?
        var text: String
    }

    let words: [Word]
    /// Nothing was typed; a query of signs alone is not empty, but has no words and finds nothing.
    let isEmpty: Bool

    init(_ text: String) {
        // NUL would end the expression early.
        let pieces = text.split { $0.isWhitespace || $0 == "\0" }
        isEmpty = pieces.isEmpty
        words = pieces.compactMap { Self.word(String($0)) }
    }

    private static let columns = ["from": "sender", "to": "recipients", "subject": "subject"]

    private static func word(_ piece: String) -> Word? {
        var column: String?
        var text = piece
        if let colon = piece.firstIndex(of: ":"), let named = columns[piece[..<colon].lowercased()] {
            // `from:` alone is on its way to become `from:ann`: it narrows nothing yet.
            (column, text) = (named, String(piece[piece.index(after: colon)...]))
        }
        let hasWord = text.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
        return hasWord ? Word(column: column, text: text) : nil
    }

    /// The expression for the index (FTS5): strings in quotes, in which nothing but a quote has a meaning.
    ///
    /// A word with signs in it, as `ann@example.com`, is a phrase of its parts.
    var expression: String {
        words.map { word in
            let string =
                "\"" + word.text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
                + "\" *"
            return word.column.map { "\($0) : \(string)" } ?? string
        }.joined(separator: " AND ")
    }
}
