package import MailModel

/// What a person typed into the search, as words.
///
/// All words must be in a message, each as the beginning of a word of its; `from:`, `to:` and `subject:` before a
/// word look there only. Everything else is text: quotes, `*`, `%`, parentheses, `NEAR` and `OR` mean nothing.
package struct SearchQuery: Hashable, Sendable {
    struct Word: Hashable, Sendable {
        /// Column of the index; nothing for all.
        var column: String?
        var text: String
    }

    let words: [Word]
    /// Nothing was typed; a query of signs alone is not empty, but has no words and finds nothing.
    let isEmpty: Bool

    package init(_ text: String) {
        // By scalars: a sign with an accent on it is still that sign to the index. NUL would end the expression early.
        let pieces = text.unicodeScalars.split { $0.properties.isWhitespace || $0 == "\0" }.map(Self.piece)
        // `from:` alone is on its way to become `from:ann`: it narrows nothing yet.
        let complete = pieces.filter { $0.column == nil || !$0.text.isEmpty }
        isEmpty = complete.isEmpty
        words = complete.filter { word in
            word.text.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
        }
    }

    private static let columns = ["from": "sender", "to": "recipients", "subject": "subject"]

    private static func piece(_ scalars: Substring.UnicodeScalarView) -> Word {
        if let colon = scalars.firstIndex(of: ":"), let column = columns[String(scalars[..<colon]).lowercased()] {
            return Word(column: column, text: String(scalars[scalars.index(after: colon)...]))
        }
        return Word(text: String(scalars))
    }

    /// What a server is to look for: it has all of a message, and no words' beginnings and signs as the index has.
    package var terms: [SearchTerm] {
        words.map { word in
            let isSign: (Character) -> Bool = { !$0.isLetter && !$0.isNumber }
            let text = word.text.drop(while: isSign).reversed().drop(while: isSign).reversed()
            return SearchTerm(String(text), in: word.column.flatMap { Self.places[$0] } ?? .anywhere)
        }
    }

    private static let places: [String: SearchTerm.Place] = [
        "sender": .sender, "recipients": .recipients, "subject": .subject,
    ]

    /// The expression for the index (FTS5): strings in quotes, in which nothing but a quote has a meaning.
    ///
    /// A word with signs in it, as `ann@example.com`, is a phrase of its parts.
    var expression: String {
        words.map { word in
            var string = String.UnicodeScalarView()
            for scalar in word.text.unicodeScalars {
                if scalar == "\"" { string.append(scalar) }
                string.append(scalar)
            }
            let prefix = "\"\(String(string))\" *"
            return word.column.map { "\($0) : \(prefix)" } ?? prefix
        }.joined(separator: " AND ")
    }
}
