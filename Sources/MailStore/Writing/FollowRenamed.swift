import GRDB
import MailModel

extension StoreTransaction {
    /// Takes mailboxes away in whose place the server has another one, as their marks prove (RFC 8474 §4.1).
    ///
    /// - Returns: Number of a person's changes that went with them.
    func removeReplaced(by listings: [MailboxListing]) throws -> Int {
        let marks = Set(listings.compactMap(\.objectID))
        let listed = Dictionary(listings.map { ($0.name.text, $0.objectID) }) { first, _ in first }
        var dropped = 0
        for row in try rows("SELECT id, name, objectID FROM mailbox WHERE isLocal = 0 AND objectID IS NOT NULL") {
            let (name, mark) = (row[1] as String, row[2] as String)
            guard name != MailboxName.inbox.text, !marks.contains(mark), listed[name] ?? nil != nil else { continue }
            dropped += try removeUnlisted(row[0])
        }
        return dropped
    }

    /// Gives mailboxes that another client has renamed their new names, before they are taken for gone and new.
    ///
    /// - Returns: New names by old ones.
    func followRenamed(to listings: [MailboxListing]) throws -> [MailboxName: MailboxName] {
        let marked = try followMarked(to: listings)
        return try marked.merging(followUnmarked(to: listings)) { first, _ in first }
    }

    /// MAILBOXID proves it, even where two have changed their names with each other (RFC 8474 §4.1).
    private func followMarked(to listings: [MailboxListing]) throws -> [MailboxName: MailboxName] {
        let listed = Dictionary(grouping: listings.filter { $0.objectID != nil && $0.name != .inbox }) { $0.objectID }
        var renamed: [(mailbox: Int64, old: MailboxName, new: MailboxListing)] = []
        for row in try rows("SELECT id, name, objectID FROM mailbox WHERE isLocal = 0 AND objectID IS NOT NULL") {
            guard let old = MailboxName(row[1] as String), old != .inbox, let found = listed[row[2]], found.count == 1,
                let new = found.first, new.isSelectable, new.name != old
            else { continue }
            renamed.append((row[0], old, new))
        }
        var taken = Set(try rows("SELECT name FROM mailbox").map { $0[0] as String })
        taken.subtract(renamed.map(\.old.text))
        // One that stays keeps its name, and so does who wants it, and who wants that one's.
        while let kept = renamed.firstIndex(where: { taken.contains($0.new.name.text) }) {
            taken.insert(renamed.remove(at: kept).old.text)
        }
        // Names are unique at every moment.
        for (mailbox, _, _) in renamed {
            try run("UPDATE mailbox SET name = ? WHERE id = ?", ["\u{1}\(mailbox)", mailbox])
        }
        for (mailbox, _, new) in renamed {
            let hasNames = try validity(of: mailbox).map { $0 == new.validity } ?? true
            try give(new.name, to: mailbox)
            if !hasNames { try forgetNames(in: mailbox) }
        }
        return Dictionary(uniqueKeysWithValues: renamed.map { ($0.old, $0.new.name) })
    }

    /// What it was for, the listing says anew.
    private func give(_ name: MailboxName, to mailbox: Int64) throws {
        try run("UPDATE mailbox SET name = ?, role = NULL WHERE id = ?", [name.text, mailbox])
    }

    /// UIDVALIDITY tells (RFC 9051 §6.3.6), where no other mailbox that is gone or new has the same, but for those whose
    /// UIDNEXT is too low; of an empty one, where no other mailbox at all has.
    ///
    /// It is no proof, so the messages are matched again as after a reset; their rows, their octets
    /// and what waits for the server stay.
    private func followUnmarked(to listings: [MailboxListing]) throws -> [MailboxName: MailboxName] {
        let listed = Set(listings.map(\.name.text))
        // Of a marked one it is proved that it is none of these.
        let isWithoutMarks = listings.allSatisfy { $0.objectID == nil }
        let others = try rows(
            "SELECT id, name FROM mailbox WHERE isLocal = 0 AND (objectID IS NULL OR ?)", [isWithoutMarks])
        var gone: [UInt32: [(mailbox: Int64, name: MailboxName)]] = [:]
        for row in others where !listed.contains(row[1]) {
            guard let validity = try validity(of: row[0]), let name = MailboxName(row[1] as String) else { continue }
            gone[validity, default: []].append((row[0], name))
        }
        guard !gone.isEmpty else { return [:] }
        let known = Set(try rows("SELECT name FROM mailbox").map { $0[0] as String })
        let new = Dictionary(
            grouping: listings.filter { !known.contains($0.name.text) && $0.isSelectable && $0.validity != nil },
            by: \.validity)
        var renamed: [MailboxName: MailboxName] = [:]
        for (validity, mailboxes) in gone {
            guard mailboxes.count == 1, let (mailbox, old) = mailboxes.first else { continue }
            var possible = new[validity, default: []]
            if let last = try lastUID(in: mailbox) {
                possible.removeAll { $0.uidNext.map { Int64($0) <= last } ?? false }
            } else if listings.count(where: { $0.validity == validity }) > 1 {
                continue
            }
            guard possible.count == 1, let name = possible.first?.name else { continue }
            try give(name, to: mailbox)
            try forgetNames(in: mailbox)
            renamed[old] = name
        }
        return renamed
    }

    /// Nothing where no message of it is known.
    private func lastUID(in mailbox: Int64) throws -> Int64? {
        try number("SELECT max(uid) FROM message WHERE remoteMailbox = ? AND uid IS NOT NULL", [mailbox])
    }

    /// That of its messages, which may lag behind the listing's, or the listing's where it is empty.
    private func validity(of mailbox: Int64) throws -> UInt32? {
        try number(
            """
            SELECT coalesce(
                (SELECT validity FROM message WHERE remoteMailbox = mailbox.id AND uid IS NOT NULL LIMIT 1), validity)
            FROM mailbox WHERE id = ?
            """, [mailbox]
        ).map { UInt32(truncatingIfNeeded: $0) }
    }
}
