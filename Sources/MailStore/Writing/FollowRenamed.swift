import GRDB
import MailModel

extension StoreTransaction {
    /// Gives mailboxes that another client has renamed their new names, before they are taken for gone and new.
    ///
    /// UIDVALIDITY tells (RFC 9051 §6.3.6), where no other mailbox that is gone or new has the same, but for those whose
    /// UIDNEXT is too low. It is no proof, so the messages are matched again as after a reset; their rows, their octets and what waits for the server stay.
    ///
    /// - Returns: New names by old ones.
    func followRenamed(to listings: [MailboxListing]) throws -> [MailboxName: MailboxName] {
        let listed = Set(listings.map(\.name.text))
        var gone: [UInt32: [(mailbox: Int64, name: MailboxName)]] = [:]
        for row in try rows("SELECT id, name FROM mailbox WHERE isLocal = 0") where !listed.contains(row[1]) {
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
            let last = try lastUID(in: mailbox)
            let listings = new[validity, default: []].filter { $0.uidNext.map { Int64($0) > last } ?? true }
            guard listings.count == 1, let name = listings.first?.name else { continue }
            // What it was for, the listing says anew.
            try run("UPDATE mailbox SET name = ?, role = NULL WHERE id = ?", [name.text, mailbox])
            try forgetNames(in: mailbox)
            renamed[old] = name
        }
        return renamed
    }

    private func lastUID(in mailbox: Int64) throws -> Int64 {
        try number("SELECT max(uid) FROM message WHERE remoteMailbox = ? AND uid IS NOT NULL", [mailbox]) ?? 0
    }

    /// Nothing where no message of it is known.
    private func validity(of mailbox: Int64) throws -> UInt32? {
        try number("SELECT validity FROM message WHERE remoteMailbox = ? AND uid IS NOT NULL LIMIT 1", [mailbox])
            .map { UInt32(truncatingIfNeeded: $0) }
    }
}
