import GRDB
package import MailModel

extension MailDatabase {
    /// Brings the mailboxes to what the server lists.
    ///
    /// A mailbox that is listed no longer goes, with the server's messages in it; messages that are only here keep
    /// it alive as a local one. A listing without INBOX, which every server has (RFC 9051 §5.1), adds and removes
    /// nothing: it is a server's bad moment, not the loss of all mail.
    package func apply(_ listings: [MailboxListing]) async throws(StoreError) {
        try await write(.lists) { try $0.apply(listings) }
    }

    /// Makes the mailboxes that a POP3 account has here.
    package func ensureLocalMailboxes() async throws(StoreError) {
        try await write(.lists) { try $0.ensureLocalMailboxes() }
    }
}

extension MailboxRole {
    /// What a mailbox for it is called where there is none yet.
    var usualName: String {
        switch self {
        case .inbox: "INBOX"
        case .drafts: "Drafts"
        case .sent: "Sent"
        case .archive, .all: "Archive"
        case .trash: "Trash"
        case .junk: "Junk"
        case .flagged: "Flagged"
        }
    }
}

extension StoreTransaction {
    fileprivate func apply(_ listings: [MailboxListing]) throws {
        guard listings.contains(where: { $0.name == .inbox }) else { return }
        for listing in listings { try apply(listing) }
        let listed = Set(listings.map(\.name.text))
        for row in try rows("SELECT id, name FROM mailbox WHERE isLocal = 0") where !listed.contains(row[1]) {
            try removeUnlisted(row[0])
        }
    }

    private func apply(_ listing: MailboxListing) throws {
        let role = listing.name == .inbox ? MailboxRole.inbox : listing.role
        try run(
            """
            INSERT INTO mailbox (name, delimiter, role, isSelectable, isSubscribed, serverTotal, serverUnseen)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET delimiter = excluded.delimiter, role = coalesce(excluded.role, role),
                isSelectable = excluded.isSelectable, isLocal = 0,
                isSubscribed = CASE WHEN \(Self.isToldOtherwise) THEN isSubscribed ELSE excluded.isSubscribed END,
                serverTotal = coalesce(excluded.serverTotal, serverTotal),
                serverUnseen = coalesce(excluded.serverUnseen, serverUnseen)
            """,
            [
                listing.name.text, listing.delimiter.map(String.init), role?.rawValue, listing.isSelectable,
                listing.isSubscribed, listing.messages, listing.unseen,
            ])
    }

    /// The server has still to learn that a person wants to see the mailbox, or does not.
    private static let isToldOtherwise = """
        EXISTS (SELECT 1 FROM journal WHERE journal.mailbox = mailbox.id
            AND kind = \(JournalRecord.Kind.subscribe.rawValue))
        """

    /// Takes a mailbox away that the server has no longer; what is only here keeps it alive.
    func removeUnlisted(_ mailbox: Int64) throws {
        // Not made on the server yet.
        let making = JournalRecord.Kind.createMailbox.rawValue
        if try exists("SELECT 1 FROM journal WHERE kind = ? AND mailbox = ?", [making, mailbox]) { return }
        let held = try rows("SELECT id, isOurs FROM message WHERE remoteMailbox = ?", [mailbox])
        for row in held { if row[1] { try detach(row[0]) } else { try remove(row[0]) } }
        try dropMoves(to: mailbox)
        let isNeeded = try exists("SELECT 1 FROM message WHERE settledMailbox = ?1 OR mailbox = ?1", [mailbox])
        try run(
            isNeeded
                ? "UPDATE mailbox SET isLocal = 1, checkpoint = NULL, serverTotal = NULL, serverUnseen = NULL WHERE id = ?"
                : "DELETE FROM mailbox WHERE id = ?", [mailbox])
    }

    /// Takes moves and copies to a mailbox that there won't be out of the journal; the messages are back where
    /// they were.
    func dropMoves(to mailbox: Int64) throws {
        let kinds = "(\(JournalRecord.Kind.move.rawValue), \(JournalRecord.Kind.copy.rawValue))"
        let moved = try numbers("SELECT message FROM journal WHERE mailbox = ? AND kind IN \(kinds)", [mailbox])
        try run("DELETE FROM journal WHERE mailbox = ? AND kind IN \(kinds)", [mailbox])
        for message in moved { try derive(message) }
    }

    fileprivate func ensureLocalMailboxes() throws {
        for role in [MailboxRole.inbox, .drafts, .sent, .archive, .trash, .junk] {
            try run(
                "INSERT INTO mailbox (name, role, isLocal, delimiter) VALUES (?, ?, 1, '/') ON CONFLICT (name) DO NOTHING",
                [role.usualName, role.rawValue])
        }
    }
}
