import MailModel
import Synchronization

/// What an undo has come to, and what of it is left to do in other accounts.
package struct UndoneAction: Sendable {
    /// For the status line.
    package var text: String
    /// Messages to be brought back from other accounts, by the row of the mailbox where they were.
    package var arrivals: [Int64: [ArrivedTransfer]] = [:]
    /// Messages that are just on their way to another account.
    package var underWay = 0
    /// Messages that another process has brought to another account.
    package var lost = 0
}

/// What can be undone in this process: the last 50 actions, in memory.
///
/// A second Postern undoes its own; after a restart there is nothing to undo, as in an editor.
final class UndoHistory: Sendable {
    /// An action by what was there before it.
    struct Entry: Sendable {
        /// Plain words for what comes back: `"3 messages back from Trash"`.
        var text: String
        /// None for what can't be undone: then the text says so.
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
        /// From another account, where it may be by now, to the mailbox where it was.
        case callBack(to: Int64)
        /// Takes copies back; these are the journal's numbers of them.
        case takeBackCopies
        /// Takes copies back that are only here.
        case removeCopies
    }

    /// A message that an undo has found on its way to another account, or gone there.
    struct Left: Sendable {
        var message: Int64
        var origin: Int64
        var isUnderWay: Bool
    }

    /// One change that brings a group of messages back to where they were.
    struct Reversal: Sendable {
        var change: Change
        /// Rows of messages, but for ``Change/takeBackCopies``; empty for a change of a mailbox.
        var messages: [Int64] = []
    }

    private static let mostEntries = 50
    /// All entries together: 8 octets a message.
    private static let mostMessages = 500_000
    private static let mostArrivals = 100_000

    private let entries = Mutex<[Entry]>([])

    func push(_ entry: Entry) {
        entries.withLock { entries in
            entries.append(entry)
            if entries.count > Self.mostEntries { entries.removeFirst() }
            var messages = entries.reduce(0) { $0 + $1.messages }
            while messages > Self.mostMessages && entries.count > 1 { messages -= entries.removeFirst().messages }
        }
    }

    /// What has come to other accounts from here, by its number here.
    private let arrivals = Mutex<[Int64: ArrivedTransfer]>([:])

    func note(_ arrived: [ArrivedTransfer]) {
        arrivals.withLock { arrivals in
            if arrivals.count > Self.mostArrivals { arrivals = [:] }
            for arrival in arrived { arrivals[arrival.transfer.entry.id.row] = arrival }
        }
    }

    /// What an undo has come to; what is under way can be undone again when it is there.
    func undone(_ entry: Entry, _ left: [Left]) -> UndoneAction {
        var action = UndoneAction(text: entry.text)
        let underWay = left.filter(\.isUnderWay)
        if !underWay.isEmpty {
            let reversals = Dictionary(grouping: underWay, by: \.origin).map {
                Reversal(change: .callBack(to: $0), messages: $1.map(\.message))
            }
            push(Entry(text: entry.text, reversals: reversals))
        }
        action.underWay = underWay.count
        for message in left where !message.isUnderWay {
            if let arrival = arrivals.withLock({ $0.removeValue(forKey: message.message) }) {
                action.arrivals[message.origin, default: []].append(arrival)
            } else {
                action.lost += 1
            }
        }
        return action
    }

    func pop() -> Entry? { entries.withLock { $0.popLast() } }
}
