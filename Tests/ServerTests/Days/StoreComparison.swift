import MailModel
import MailStore
import TestKit

/// Compares a store with the server, mailbox by mailbox.
struct StoreComparison {
    let store: MailDatabase
    let end: DayEnd

    /// Where they differ, in words.
    func differences() async throws -> [String] {
        var differences: [String] = []
        let rows = try await store.mailboxRows()
        let here = Set(rows.filter { !$0.isLocal && $0.isSelectable }.map(\.name.text))
        let there = Set(end.listed)
        if here != there { differences.append("mailboxes here \(here.sorted()), there \(there.sorted())") }
        let local = rows.filter(\.isLocal).map(\.name.text)
        if !local.isEmpty { differences.append("mailboxes \(local) only here") }
        for mailbox in rows {
            guard let other = end.mailboxes[mailbox.name.text] else { continue }
            let messages = try await store.messageWindow(.mailbox(mailbox.id), offset: 0, count: 10_000).rows
            let ours = messages.map {
                Self.line($0.number, Set($0.flags.all.map(\.word)), IMAPWire.dateTime($0.date.secondsSince1970))
            }
            let theirs = other.messages.map { Self.line($0.number, $0.flags, $0.date) }
            if ours.sorted() != theirs.sorted() {
                differences.append("\(mailbox.name) here \(ours.sorted()), there \(theirs.sorted())")
            }
            if (mailbox.messages, mailbox.unread) != (other.messages.count, other.unseen) {
                differences.append(
                    "counts of \(mailbox.name) here \(mailbox.messages) \(mailbox.unread), there \(other.messages.count) \(other.unseen)"
                )
            }
            let threads = try await MailDatabases([store]).messageWindow(
                .mailbox(mailbox.id), .threads(ThreadFolding(isFolded: true)), offset: 0, count: 10_000)
            if threads.total != threads.rows.count
                || Set(threads.rows.flatMap(\.messages).map(\.id)) != Set(messages.map(\.id))
            {
                differences.append("threads of \(mailbox.name) have other messages than the list")
            }
            for row in messages {
                guard let octets = try await store.content(of: row.id) else { continue }
                if Mail.number(of: octets) != row.number { differences.append("\(row.number) has another's octets") }
            }
        }
        let pending = try await store.pendingCount()
        // What concerns a mailbox that is listed and can't be opened has to wait.
        if pending > 0, end.broken.isEmpty { differences.append("\(pending) actions wait") }
        return differences
    }

    private static func line(_ number: Int, _ flags: Set<String>, _ date: String) -> String {
        "\(number) \(flags.sorted().joined(separator: " ")) \(number == 0 ? "" : date)"
    }
}
