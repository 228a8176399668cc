import GRDB
import MailModel

/// What the new messages of a transaction have in common, written once at its end.
///
/// Written once for each of thousands it would cost as much as the messages do.
final class Arrivals {
    private struct Count {
        var messages: Int64 = 0
        var unread: Int64 = 0
    }

    private var counts: [Int64: Count] = [:]
    private var withTexts: [Int64] = []

    /// A row was added that is shown in a mailbox.
    func count(in mailbox: Int64, isUnread: Bool) {
        counts[mailbox, default: Count()].messages += 1
        if isUnread { counts[mailbox, default: Count()].unread += 1 }
    }

    /// A message has a text that the index does not know; until it does, it has what it had.
    func queueForIndex(_ message: Int64) { withTexts.append(message) }

    func flush(_ transaction: StoreTransaction) throws {
        for (mailbox, count) in counts {
            try transaction.run(
                "UPDATE mailbox SET messages = messages + ?, unread = unread + ? WHERE id = ?",
                [count.messages, count.unread, mailbox])
            try noteTrashed(in: mailbox, transaction)
        }
        for range in withTexts.runs {
            try transaction.run(
                "INSERT OR IGNORE INTO unindexed (message) SELECT id FROM message WHERE id BETWEEN ? AND ?",
                [range.lowerBound, range.upperBound])
        }
        counts = [:]
        withTexts = []
    }

    /// Begins the time after which a Trash that is only here lets go of a message; see ``Migration003``.
    private func noteTrashed(in mailbox: Int64, _ transaction: StoreTransaction) throws {
        let isTrash = try transaction.exists(
            "SELECT 1 FROM mailbox WHERE id = ? AND role = 'trash' AND isLocal", [mailbox])
        guard isTrash else { return }
        try transaction.run("UPDATE message SET trashedAt = 0 WHERE mailbox = ? AND trashedAt IS NULL", [mailbox])
    }
}

extension [Int64] {
    /// The numbers, with those that follow each other without a gap as one range.
    var runs: [ClosedRange<Int64>] {
        reduce(into: []) { runs, number in
            if let last = runs.last, last.upperBound + 1 == number {
                runs[runs.count - 1] = last.lowerBound...number
            } else {
                runs.append(number...number)
            }
        }
    }
}
