/// A flag or keyword as spelled on the wire (RFC 9051 §2.3.2).
///
/// Equal whatever the case of its letters.
package struct Flag: Sendable, CustomStringConvertible {
    // flag = "\Answered" / … / flag-keyword / flag-extension
    package let spelling: String

    /// Takes a spelling, or nothing where it is no flag.
    ///
    /// `\*`, which PERMANENTFLAGS may hold, is one here.
    package init?(_ spelling: String) {
        var rest = spelling.utf8[...]
        if rest.first == UInt8(ascii: "\\") { rest = rest.dropFirst() }
        guard spelling == #"\*"# || (!rest.isEmpty && rest.allSatisfy(CharacterClass.isAString)) else { return nil }
        self.spelling = spelling
    }

    /// A spelling that a parser has validated.
    init(validated spelling: String) { self.spelling = spelling }

    package static let answered = Flag(validated: #"\Answered"#)
    package static let deleted = Flag(validated: #"\Deleted"#)
    package static let draft = Flag(validated: #"\Draft"#)
    package static let flagged = Flag(validated: #"\Flagged"#)
    package static let seen = Flag(validated: #"\Seen"#)
    /// Only in RFC 3501, and only said by servers.
    package static let recent = Flag(validated: #"\Recent"#)
    /// In PERMANENTFLAGS: new keywords can be made by using them.
    package static let anyKeyword = Flag(validated: #"\*"#)

    /// True for `\Seen` and its like, false for a keyword.
    package var isSystem: Bool { spelling.utf8.first == UInt8(ascii: "\\") }

    package var description: String { spelling }
}

extension Flag: Hashable {
    package static func == (left: Flag, right: Flag) -> Bool {
        left.spelling == right.spelling
            || (left.spelling.utf8.count == right.spelling.utf8.count
                && left.spelling.utf8.elementsEqual(right.spelling.utf8) {
                    CharacterClass.uppercased($0) == CharacterClass.uppercased($1)
                })
    }

    package func hash(into hasher: inout Hasher) {
        for octet in spelling.utf8 { hasher.combine(CharacterClass.uppercased(octet)) }
    }
}
