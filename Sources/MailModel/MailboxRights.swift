/// What a server lets a person do with a mailbox, beside reading it (RFC 4314 §2.1).
package struct MailboxRights: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// `s`: to mark messages read, or unread.
    package static let markRead = MailboxRights(rawValue: 1)
    /// `w`: to set other flags.
    package static let setFlags = MailboxRights(rawValue: 2)
    /// `i`: to put messages in.
    package static let putIn = MailboxRights(rawValue: 4)
    /// `k`: to make mailboxes in it.
    package static let makeInside = MailboxRights(rawValue: 8)
    /// `x`: to delete it, or give it another name.
    package static let deleteMailbox = MailboxRights(rawValue: 16)
    /// `t` and `e`: to mark messages deleted, and to take them away then.
    package static let takeOut: MailboxRights = [.markDeleted, .expunge]
    package static let markDeleted = MailboxRights(rawValue: 32)
    package static let expunge = MailboxRights(rawValue: 64)

    package static let all: MailboxRights = [.markRead, .setFlags, .putIn, .makeInside, .deleteMailbox, .takeOut]

    /// All that is done to messages.
    private static let messages: MailboxRights = [.markRead, .setFlags, .putIn, .takeOut]

    /// Nothing may be done to messages.
    package var isReadOnly: Bool { isDisjoint(with: .messages) }

    private static let letters: [(letter: Character, right: MailboxRights)] = [
        ("s", .markRead), ("w", .setFlags), ("i", .putIn), ("k", .makeInside), ("x", .deleteMailbox),
        ("t", .markDeleted), ("e", .expunge),
    ]

    /// Reads what MYRIGHTS tells; letters that mean nothing here are passed over.
    ///
    /// `c` and `d` stand for several where none of those is there: the server is one of RFC 2086 (RFC 4314 §2.1.1).
    package init(letters: String) {
        self = []
        for (letter, right) in Self.letters where letters.contains(letter) { insert(right) }
        let isOld = isDisjoint(with: [.makeInside, .deleteMailbox, .takeOut])
        // Liberal: Courier has all the new letters but `k`.
        if letters.contains("c") { formUnion(isOld ? [.makeInside, .deleteMailbox] : .makeInside) }
        if isOld, letters.contains("d") { formUnion([.deleteMailbox, .takeOut]) }
    }

    /// In the order of the alphabet of ``init(letters:)``.
    package var letters: String { String(Self.letters.filter { contains($0.right) }.map(\.letter)) }
}
