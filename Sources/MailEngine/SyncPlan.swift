import MailModel

/// Which mailboxes to compare with the server, and in which order: what a person looks at first.
enum SyncPlan {
    /// Orders the mailboxes that need a comparison.
    ///
    /// - Parameters:
    ///   - mailboxes: What the store has.
    ///   - listings: What the server says now.
    ///   - known: Fingerprints as of each mailbox's last finished comparison.
    ///   - focus: The mailbox on the screen.
    ///   - only: Names to restrict it to; nothing for all.
    ///   - departures: Where messages are on their way from, without word whether they have left. Who looks where they go
    ///     first takes a copy there for the whole move, and the original stays.
    /// - Returns: Selectable mailboxes of the server that have changed, or may have: where something is on its way
    ///   from, the one on the screen, INBOX, those with a role, the others by name.
    static func order(
        _ mailboxes: [MailboxRow], listings: [MailboxListing], known: [MailboxName: String],
        focus: MailboxName, only: Set<MailboxName>?, departures: Set<MailboxName> = []
    ) -> [MailboxRow] {
        let fingerprints = Dictionary(listings.map { ($0.name, $0.fingerprint) }) { $1 }
        let due = mailboxes.filter { mailbox in
            guard mailbox.isSelectable, let listed = fingerprints[mailbox.name] else { return false }
            if let only, !only.contains(mailbox.name), !departures.contains(mailbox.name) { return false }
            return listed == nil || listed != known[mailbox.name]
        }
        let rank = { (mailbox: MailboxRow) in
            departures.contains(mailbox.name) ? -1 : Self.rank(mailbox, focus: focus)
        }
        return due.sorted { left, right in
            let (leftRank, rightRank) = (rank(left), rank(right))
            return leftRank == rightRank ? left.name < right.name : leftRank < rightRank
        }
    }

    private static func rank(_ mailbox: MailboxRow, focus: MailboxName) -> Int {
        if mailbox.name == focus { return 0 }
        if mailbox.name == .inbox { return 1 }
        switch mailbox.role {
        case nil: return 3
        // Gmail's "All Mail" has every message again: last.
        case .all, .flagged: return 4
        default: return 2
        }
    }

    /// Whether download-and-remove takes messages from it; views of other mailboxes are left alone.
    static func isDrained(_ mailbox: MailboxRow) -> Bool {
        mailbox.role != .all && mailbox.role != .flagged
    }
}
