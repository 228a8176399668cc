import MailModel
import Synchronization

/// What can be undone in this process: the last 50 actions, in memory.
///
/// A second Postern undoes its own; after a restart there is nothing to undo, as in an editor.
final class UndoHistory: Sendable {
    /// An action by what was there before it.
    struct Entry: Sendable {
        /// Plain words for what comes back: `"3 messages back from Trash"`.
        var text: String
        var reversals: [Reversal]

        var messages: Int { reversals.reduce(0) { $0 + $1.messages.count } }
    }

    enum Change: Hashable, Sendable {
        case setFlag(bit: Int64, keyword: String, isSet: Bool)
        case move(to: Int64)
        case renameMailbox(MailboxID, to: MailboxName)
        case subscribe(Bool, to: MailboxID)
        /// Takes away what the action has made.
        case removeMailbox(MailboxID)
        /// Makes again what the action has deleted.
        case restoreMailbox(MailboxRow)
        case wish(CopyWish)
    }

    /// One change that brings a group of messages back to where they were.
    struct Reversal: Sendable {
        var change: Change
        /// Empty for a change of a mailbox.
        var messages: [Int64] = []
    }

    private static let mostEntries = 50
    /// All entries together: 8 octets a message.
    private static let mostMessages = 500_000

    private let entries = Mutex<[Entry]>([])

    func push(_ entry: Entry) {
        entries.withLock { entries in
            entries.append(entry)
            if entries.count > Self.mostEntries { entries.removeFirst() }
            var messages = entries.reduce(0) { $0 + $1.messages }
            while messages > Self.mostMessages && entries.count > 1 { messages -= entries.removeFirst().messages }
        }
    }

    func pop() -> Entry? { entries.withLock { $0.popLast() } }
}
