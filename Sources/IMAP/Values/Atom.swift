/// A word that needs no quotes (RFC 9051 §9: `atom = 1*ATOM-CHAR`).
///
/// Validated at the door, so that nothing written as an atom can end a command.
package struct Atom: Hashable, Sendable, CustomStringConvertible {
    package let spelling: String

    /// Takes a spelling, or nothing where it is no atom.
    package init?(_ spelling: String) {
        guard !spelling.isEmpty, spelling.utf8.allSatisfy(CharacterClass.isAtom) else { return nil }
        self.spelling = spelling
    }

    private init(known spelling: String) { self.spelling = spelling }

    /// The field by which a message is found again.
    package static let messageID = Atom(known: "Message-ID")
    /// Fields that a search may be narrowed to.
    package static let from = Atom(known: "From")
    package static let to = Atom(known: "To")
    package static let subject = Atom(known: "Subject")

    package var description: String { spelling }
}

/// What ties a command to its completion (RFC 9051 §2.2.1).
package struct Tag: Hashable, Sendable, CustomStringConvertible {
    package let spelling: String

    /// Takes a spelling, or nothing where it is no tag: `1*<any ASTRING-CHAR except "+">`.
    package init?(_ spelling: String) {
        guard !spelling.isEmpty, spelling.utf8.allSatisfy(CharacterClass.isTag) else { return nil }
        self.spelling = spelling
    }

    /// The client's tag number `number`: `A1`, `A2` ….
    package init(number: UInt64) { spelling = "A\(number)" }

    package var description: String { spelling }
}
