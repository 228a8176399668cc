/// A mailbox's name as a person types it: levels with `/` between them, whatever the server has there.
///
/// Never empty; every level without blanks at its ends, without control characters, none of them `.` or `..`.
package struct MailboxPath: Hashable, Sendable, CustomStringConvertible {
    /// The longest level; many servers keep a mailbox in a folder of that name.
    private static let mostOctets = 200
    private static let mostLevels = 20

    package let levels: [String]

    /// Takes what was typed.
    ///
    /// - Throws: What is wrong with it.
    package init(_ text: String) throws(MailboxRefusal) {
        let levels = text.split(separator: "/", omittingEmptySubsequences: false).map(Self.trimmed)
        for level in levels { try Self.examine(level) }
        guard levels.count <= Self.mostLevels else { throw .tooLong }
        // The folder list has no such level: what servers put below INBOX is shown at the top.
        guard levels.count == 1 || levels[0].lowercased() != "inbox" else { throw .belowInbox }
        self.levels = levels
    }

    package var description: String { levels.joined(separator: "/") }

    private static func examine(_ level: String) throws(MailboxRefusal) {
        guard !level.isEmpty else { throw .empty }
        guard level.utf8.count <= mostOctets else { throw .tooLong }
        guard level != ".", level != ".." else { throw .dots(level) }
        let isPlain = level.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
            default: true
            }
        }
        guard isPlain else { throw .controlCharacters }
    }

    private static func trimmed(_ level: Substring) -> String {
        var text = level
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

/// Why a folder can't be made, renamed or deleted.
package enum MailboxRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case empty, tooLong, controlCharacters, belowInbox
    case dots(String)
    /// Another one is called so, perhaps in other letters.
    case exists(String)
    /// Inbox, Trash and the others that have a role.
    case fixed(String)
    /// One with a role is in it.
    case holdsFixed(String, inner: String)
    case insideItself
    /// The server has no levels.
    case flat
    /// The server takes this for the end of a level.
    case delimiter(Character)
    case notEmpty(String)
    /// No server has it, so none can have it subscribed.
    case onlyHere(String)
    /// The server does not let us: what is in it, it itself.
    case notAllowed(String)
    case noneInside(String)
    case gone
    /// Nothing is known of the account's folders yet.
    case unknown

    /// A sentence without a full stop, fit for the status line.
    package var description: String {
        switch self {
        case .empty: "A folder's name can't be empty"
        case .tooLong: "That is too long for a folder's name"
        case .controlCharacters: "A folder's name can't have control characters"
        case .belowInbox: "Inbox can't have folders in it"
        case .dots(let name): "A folder can't be called “\(name)”"
        case .exists(let name): "There is “\(name)” already"
        case .fixed(let name): "\(name) is always there: it can't be renamed or deleted"
        case .holdsFixed(let name, let inner): "“\(name)” can't be renamed or deleted: \(inner) is in it"
        case .insideItself: "A folder can't be moved into itself"
        case .flat: "This server has no folders in folders"
        case .delimiter(let character): "A folder's name can't have “\(character)” on this server"
        case .notEmpty(let name): "“\(name)” is not empty, so it stays"
        case .onlyHere(let name): "“\(name)” is only here: there is no server to subscribe to it on"
        case .notAllowed(let name): "\(name) can't be renamed or deleted: the server does not permit it"
        case .noneInside(let name): "No folder can be made in \(name): the server does not permit it"
        case .gone: "The folder is no longer there"
        case .unknown: "The account's folders are not known yet"
        }
    }
}
