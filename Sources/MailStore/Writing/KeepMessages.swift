import GRDB
package import MailModel

extension MailDatabase {
    /// Keeps whole messages: octets, header and snippet, all of a group in one transaction; the index follows.
    ///
    /// When this returns, the group is on the disk and its copies on the server may go. Keeping a message twice
    /// keeps it once: it is known by the server's name for it, or, where the server has renamed everything, by its
    /// digest among the messages that have no copy there. So apply a comparison's `vanished` before what arrived.
    /// A message that no server has a name for is always another one: who brings it knows whether it is wanted,
    /// or has given it a token.
    ///
    /// - Parameters:
    ///   - messages: About 200 at a time, for one disk sync a group.
    ///   - mailbox: Where new ones are shown; those that the store has stay where they are.
    ///   - now: From when `removeAfter` counts.
    ///   - removeAfter: When the server's copies go by themselves (`remove_after`).
    /// - Returns: What became of each, in the order given.
    /// - Throws: What the disk said; nothing of the group is kept then.
    package func keepMessages(
        _ messages: [WholeMessage], in mailbox: MailboxID, now: MailDate, removeAfter: Duration? = nil
    ) async throws(StoreError) -> [KeptMessage] {
        // Digests are taken here, outside the transaction that all writers wait for.
        let digests = messages.map(\.digest)
        return try await write([.lists, .texts]) { transaction in
            var keeping = MessageKeeping(
                transaction: transaction, mailbox: mailbox.row, now: now, removeAfter: removeAfter,
                mayBeKnown: try transaction.hasNameless())
            return try messages.indices.map { try keeping.keep(messages[$0], digest: digests[$0]) }
        }
    }
}

/// One group of whole messages on its way into the store.
private struct MessageKeeping {
    let transaction: StoreTransaction
    let mailbox: Int64
    let now: MailDate
    let removeAfter: Duration?
    /// What comes may be here without a name, or was: it has to be looked for.
    ///
    /// In a first download it has not.
    var mayBeKnown: Bool

    mutating func keep(_ message: WholeMessage, digest: [UInt8]) throws -> KeptMessage {
        guard let remote = message.remote else { return try keepNameless(message, digest: digest) }
        if !mayBeKnown, let new = try insertIfNew(message, digest: digest) { return new }
        // One name is here, and what is done about it may leave messages without one.
        mayBeKnown = true
        if let known = try transaction.stored(remote, in: mailbox) {
            return try keepAgain(message, digest: digest, known)
        }
        if try transaction.isInLedger(remote, in: mailbox) {
            try discard(message)
            return KeptMessage(remote: remote, id: nil, isNew: false)
        }
        return try keepUnderNewName(message, digest: digest)
    }

    private func keepNameless(_ message: WholeMessage, digest: [UInt8]) throws -> KeptMessage {
        guard let token = message.token else { return try insert(message, digest: digest) }
        if let row = try transaction.received(token) {
            try discard(message)
            let id = row.map { StoredID(account: transaction.account, row: $0) }
            return KeptMessage(remote: nil, id: id, isNew: false)
        }
        let new = try insert(message, digest: digest)
        if let id = new.id { try transaction.noteReceived(token, id.row) }
        return new
    }

    private func keepUnderNewName(_ message: WholeMessage, digest: [UInt8]) throws -> KeptMessage {
        guard let row = try unattached(digest: digest) else { return try insert(message, digest: digest) }
        try attach(message, to: row)
        try discard(message)
        return kept(message, row, isNew: false)
    }

    /// The message is in the store by the server's name for it.
    private func keepAgain(
        _ message: WholeMessage, digest: [UInt8], _ known: StoreTransaction.Known
    ) throws -> KeptMessage {
        if known.isWhole && known.digest == digest {
            try confirm(message, known)
            try discard(message)
            return kept(message, known.row, isNew: false)
        }
        if known.isWhole, case .uidl = message.remote {
            guard known.isDoubtful, known.announcedSize == message.announcedSize else {
                // The server has given a used unique-id to other octets: ours is all there is left of the old message.
                // Where all names have moved on by one, the others are here under their old ones.
                try transaction.detach(known.row)
                return try keepUnderNewName(message, digest: digest)
            }
            // The server had ended it early.
            try transaction.replaceSummary(of: known.row, with: message)
        }
        try transaction.run(
            """
            UPDATE message SET isWhole = 1, digest = ?, snippet = ?, keptAt = ?,
                structure = coalesce(?, structure), attachmentCount = ? WHERE id = ?
            """
        ) { row in
            row.add(digest)
            row.add(message.snippet)
            row.add(now.secondsSince1970)
            row.add(message.summary.structure.map(StructureCoding.write))
            row.add(message.summary.structure?.attachments.count ?? 0)
            row.add(known.row)
        }
        try store(message, row: known.row)
        return kept(message, known.row, isNew: true)
    }

    /// The same octets a second time: that is how many there are, whatever the server says.
    private func confirm(_ message: WholeMessage, _ known: StoreTransaction.Known) throws {
        guard known.isDoubtful || known.announcedSize != message.announcedSize else { return }
        try transaction.run(
            "UPDATE message SET isDoubtful = 0, announcedSize = ? WHERE id = ?", [message.announcedSize, known.row])
    }

    private func insert(_ message: WholeMessage, digest: [UInt8]) throws -> KeptMessage {
        guard let new = try insertIfNew(message, digest: digest) else {
            throw StoreError.failed(reason: "a message is there already")
        }
        return new
    }

    /// - Returns: Nothing where the server's name for it is here.
    private func insertIfNew(_ message: WholeMessage, digest: [UInt8]) throws -> KeptMessage? {
        var new = NewMessage(
            remote: message.remote, remoteMailbox: nil, mailbox: mailbox, flags: message.flags, date: message.date,
            sizeInOctets: message.sizeInOctets, summary: message.summary)
        new.emailID = message.emailID
        if case .uid = message.remote { new.remoteMailbox = mailbox } else { new.isOurs = true }
        new.whole = NewMessage.Whole(
            digest: digest, snippet: message.snippet, keptAt: now, leavesServerAt: leavesServerAt(message),
            announcedSize: message.announcedSize, isDoubtful: message.isDoubtful)
        guard let row = try transaction.insertIfNew(new) else { return nil }
        try store(message, row: row)
        return kept(message, row, isNew: true)
    }

    private func leavesServerAt(_ message: WholeMessage) -> MailDate? {
        guard message.remote != nil, let removeAfter else { return nil }
        return MailDate(secondsSince1970: now.secondsSince1970 + removeAfter.components.seconds)
    }

    private func store(_ message: WholeMessage, row: Int64) throws {
        switch message.content {
        case .octets(let octets):
            let blob = try transaction.addBlob(octets)
            try transaction.link(blob, sizeInOctets: octets.count, to: row, .whole)
        case .staged(let staged):
            try transaction.run("DELETE FROM staged WHERE blob = ?", [staged.blob])
            guard transaction.changedRows == 1 else { throw StoreError.failed(reason: "staged octets are gone") }
            try transaction.link(staged.blob, sizeInOctets: staged.sizeInOctets, to: row, .whole)
        }
        transaction.arrivals.queueForIndex(row)
    }

    private func discard(_ message: WholeMessage) throws {
        guard case .staged(let staged) = message.content else { return }
        try transaction.removeStaged(staged.blob)
    }

    /// A message with the same octets that the server has no copy of, as far as we know.
    private func unattached(digest: [UInt8]) throws -> Int64? {
        try transaction.number(
            """
            SELECT id FROM message
            WHERE digest = ? AND uid IS NULL AND uidl IS NULL AND digest IS NOT NULL AND settledMailbox IS NOT NULL
            LIMIT 1
            """, [Octets(digest)])
    }

    private func attach(_ message: WholeMessage, to row: Int64) throws {
        switch message.remote {
        case .uidl(let uidl):
            // What came twice is as long as it is, whatever was announced.
            try transaction.run(
                "UPDATE message SET uidl = ?, announcedSize = ?, isDoubtful = 0 WHERE id = ?",
                [uidl, message.announcedSize, row])
        case .uid(let uid, let validity):
            try transaction.run(
                "UPDATE message SET remoteMailbox = ?, uid = ?, validity = ?, awaits = 0 WHERE id = ?",
                [mailbox, Int64(uid), Int64(validity), row])
        case nil: break
        }
    }

    private func kept(_ message: WholeMessage, _ row: Int64, isNew: Bool) -> KeptMessage {
        KeptMessage(remote: message.remote, id: StoredID(account: transaction.account, row: row), isNew: isNew)
    }
}
