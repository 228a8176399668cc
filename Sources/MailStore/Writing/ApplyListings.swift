import GRDB
package import MailModel

/// What applying a listing came to.
package struct AppliedListings: Hashable, Sendable {
    /// Mailboxes that somebody has given another name, by the old one.
    package var renamed: [MailboxName: MailboxName] = [:]
    /// Changes of a person's that went with a mailbox.
    package var dropped = DroppedChanges(count: 0, with: "folder")
}

extension MailDatabase {
    /// Brings the mailboxes to what the server lists.
    ///
    /// A mailbox that is listed no longer goes, with the server's messages in it, unless one that is new must be the
    /// same under another name; messages that are only here keep it alive as a local one. A listing without INBOX,
    /// which every server has (RFC 9051 §5.1), adds and removes nothing: it is a server's bad moment, not the loss of
    /// all mail.
    @discardableResult
    package func apply(_ listings: [MailboxListing]) async throws(StoreError) -> AppliedListings {
        try await write([.lists, .journal]) { try $0.apply(listings) }
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
    fileprivate func apply(_ listings: [MailboxListing]) throws -> AppliedListings {
        var applied = AppliedListings()
        guard listings.contains(where: { $0.name == .inbox }) else { return applied }
        applied.dropped.count = try removeReplaced(by: listings)
        applied.renamed = try followRenamed(to: listings)
        applied.dropped.count += try emptyLevels(in: listings)
        for listing in listings { try apply(listing) }
        let listed = Set(listings.map(\.name.text))
        for row in try rows("SELECT id, name FROM mailbox WHERE isLocal = 0") where !listed.contains(row[1]) {
            applied.dropped.count += try removeUnlisted(row[0])
        }
        return applied
    }

    /// Takes the server's messages out of mailboxes that somebody has deleted and that are still listed, as levels above
    /// others (`\NonExistent`, `\Noselect`).
    ///
    /// - Returns: Number of a person's changes that went with them.
    private func emptyLevels(in listings: [MailboxListing]) throws -> Int {
        let levels = Set(listings.lazy.filter { !$0.isSelectable && $0.name != .inbox }.map(\.name.text))
        let holding = try rows(
            """
            SELECT id, name FROM mailbox WHERE isLocal = 0
                AND EXISTS (SELECT 1 FROM message WHERE message.remoteMailbox = mailbox.id)
            """)
        return try holding.reduce(0) { dropped, row in
            try levels.contains(row[1]) ? dropped + removeUnlisted(row[0]) : dropped
        }
    }

    private func apply(_ listing: MailboxListing) throws {
        let role = listing.name == .inbox ? MailboxRole.inbox : listing.role
        try run(
            """
            INSERT INTO mailbox (name, delimiter, role, isSelectable, isSubscribed, serverTotal, serverUnseen,
                personalPrefix, objectID, validity)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET delimiter = excluded.delimiter, role = coalesce(excluded.role, role),
                isSelectable = excluded.isSelectable, isLocal = 0, personalPrefix = excluded.personalPrefix,
                objectID = coalesce(excluded.objectID, objectID),
                validity = coalesce(excluded.validity, validity),
                isSubscribed = CASE WHEN \(Self.isToldOtherwise) THEN isSubscribed ELSE excluded.isSubscribed END,
                serverTotal = coalesce(excluded.serverTotal, serverTotal),
                serverUnseen = coalesce(excluded.serverUnseen, serverUnseen)
            """,
            [
                listing.name.text, listing.delimiter.map(String.init), role?.rawValue, listing.isSelectable,
                listing.isSubscribed, listing.messages, listing.unseen, listing.personalPrefix,
                listing.objectID, listing.validity,
            ])
        guard let rights = listing.rights,
            let mailbox = try number("SELECT id FROM mailbox WHERE name = ?", [listing.name.text])
        else { return }
        try note(rights, of: mailbox)
    }

    /// Notes what a person may do with a mailbox.
    func note(_ rights: MailboxRights, of mailbox: Int64) throws {
        try run(
            "UPDATE mailbox SET rights = ?1 WHERE id = ?2 AND rights IS NOT ?1",
            [rights == .all ? nil : rights.letters, mailbox])
    }

    /// The server has still to learn that a person wants to see the mailbox, or does not.
    private static let isToldOtherwise = """
        EXISTS (SELECT 1 FROM journal WHERE journal.mailbox = mailbox.id
            AND kind = \(JournalRecord.Kind.subscribe.rawValue))
        """

    /// Takes a mailbox away that the server has no longer; what is only here keeps it alive.
    ///
    /// - Returns: Number of a person's changes that went with it.
    @discardableResult
    func removeUnlisted(_ mailbox: Int64) throws -> Int {
        // Not made on the server yet.
        let making = JournalRecord.Kind.createMailbox.rawValue
        if try exists("SELECT 1 FROM journal WHERE kind = ? AND mailbox = ?", [making, mailbox]) { return 0 }
        let held = try rows("SELECT id, isOurs FROM message WHERE remoteMailbox = ?", [mailbox])
        var dropped = 0
        for row in held {
            if row[1] {
                try detach(row[0])
            } else {
                dropped += try changesOfPerson(to: row[0])
                try remove(row[0])
            }
        }
        dropped += try dropMoves(to: mailbox)
        let isNeeded = try exists("SELECT 1 FROM message WHERE settledMailbox = ?1 OR mailbox = ?1", [mailbox])
        try run(
            isNeeded
                ? """
                UPDATE mailbox SET isLocal = 1, checkpoint = NULL, serverTotal = NULL, serverUnseen = NULL,
                    rights = NULL, objectID = NULL, validity = NULL WHERE id = ?
                """
                : "DELETE FROM mailbox WHERE id = ?", [mailbox])
        return dropped
    }

    /// Takes moves and copies to a mailbox that there won't be out of the journal; the messages are back where
    /// they were.
    ///
    /// - Returns: How many.
    @discardableResult
    func dropMoves(to mailbox: Int64) throws -> Int {
        let kinds = "(\(JournalRecord.Kind.move.rawValue), \(JournalRecord.Kind.copy.rawValue))"
        let moved = try numbers("SELECT message FROM journal WHERE mailbox = ? AND kind IN \(kinds)", [mailbox])
        try run("DELETE FROM journal WHERE mailbox = ? AND kind IN \(kinds)", [mailbox])
        for message in moved { try derive(message) }
        return moved.count
    }

    fileprivate func ensureLocalMailboxes() throws {
        for role in [MailboxRole.inbox, .drafts, .sent, .archive, .trash, .junk] {
            try run(
                "INSERT INTO mailbox (name, role, isLocal, delimiter) VALUES (?, ?, 1, '/') ON CONFLICT (name) DO NOTHING",
                [role.usualName, role.rawValue])
        }
    }
}
