import GRDB
package import MailModel

/// What applying a delta came to.
package struct AppliedDelta: Hashable, Sendable {
    /// Arrivals without a summary that the store does not have: to be fetched whole, then kept.
    package var wanted: [WantedMessage] = []
    /// What a person should read: changes of theirs that could not be carried out.
    package var notes: [String] = []
}

extension MailDatabase {
    /// Writes what a comparison has found, in one transaction with the checkpoint.
    ///
    /// - What arrived with a summary becomes a row, or is recognised: as a message moved here whose new UID was
    ///   not known, or after a reset by Message-ID, size and date.
    /// - What vanished goes, unless it is ours: then it is only here from now on.
    package func apply(_ delta: MailboxDelta, to mailbox: MailboxID) async throws(StoreError) -> AppliedDelta {
        try await write([.lists, .journal]) { transaction in
            guard try transaction.exists("SELECT 1 FROM mailbox WHERE id = ?", [mailbox.row]) else {
                throw StoreError.noSuchMailbox(mailbox)
            }
            return try DeltaApplication(transaction, mailbox: mailbox.row).apply(delta)
        }
    }

    /// Says that a comparison has been seen to its end without a reset on the way.
    ///
    /// Messages that were expected under a new UID and did not come are gone; unique-ids that were removed and are
    /// still listed are removed again.
    ///
    /// - Parameters:
    ///   - mailbox: Which.
    ///   - fingerprint: What the server said of its state before the comparison (``MailboxListing/fingerprint``).
    /// - Returns: Changes of a person's that went with a message that is gone.
    /// - Throws: What the disk said.
    @discardableResult
    package func finishComparison(
        of mailbox: MailboxID, fingerprint: String? = nil
    ) async throws(StoreError) -> DroppedChanges {
        try await write([.lists, .journal]) { transaction in
            let dropped = try transaction.sweepAwaiting(in: mailbox.row)
            // Who is still awaited needs another comparison, whether anything changes there or not.
            let isSettled = try !transaction.exists(
                "SELECT 1 FROM message WHERE remoteMailbox = ? AND awaits > 0", [mailbox.row])
            try transaction.run(
                "UPDATE mailbox SET fingerprint = ? WHERE id = ?", [isSettled ? fingerprint : nil, mailbox.row])
            try transaction.removeListedAgain()
            return DroppedChanges(count: dropped, with: "message")
        }
    }
}

private struct DeltaApplication {
    let transaction: StoreTransaction
    let mailbox: Int64
    /// Almost always false, and then nothing is looked for in it.
    let hasLedger: Bool
    /// False before the first message that a POP3 server has a name for.
    let hasUniqueIDs: Bool

    init(_ transaction: StoreTransaction, mailbox: Int64) throws {
        self.transaction = transaction
        self.mailbox = mailbox
        hasLedger = try transaction.exists("SELECT 1 FROM ledger")
        hasUniqueIDs = try transaction.exists("SELECT 1 FROM message WHERE uidl IS NOT NULL")
    }

    func apply(_ delta: MailboxDelta) throws -> AppliedDelta {
        var applied = AppliedDelta()
        if delta.isReset { try transaction.forgetNames(in: mailbox) }
        var dropped = 0
        for remote in delta.vanished { dropped += try vanish(remote) }
        if let note = DroppedChanges(count: dropped, with: "message").note { applied.notes.append(note) }
        for (remote, flags) in delta.flags { try setFlags(flags, of: remote) }
        let adoption = try Adoption(transaction: transaction, mailbox: mailbox)
        for message in delta.arrived {
            if try arrive(message, adoption) { continue }
            applied.wanted.append(
                WantedMessage(
                    id: message.id, sizeInOctets: message.sizeInOctets, flags: message.flags,
                    internalDate: message.internalDate, emailID: message.emailID))
        }
        if let rights = delta.rights { try transaction.note(rights, of: mailbox) }
        if let checkpoint = delta.checkpoint {
            try transaction.run("UPDATE mailbox SET checkpoint = ? WHERE id = ?", [checkpoint.text, mailbox])
        }
        return applied
    }

    /// - Returns: False where the message must be fetched whole first.
    private func arrive(_ message: RemoteMessage, _ adoption: Adoption) throws -> Bool {
        // Most are new: where nothing but its name can tell that one is not, inserting it looks for that.
        if !hasLedger, !adoption.isPossible, let summary = message.summary, try insertIfNew(message, summary) {
            return true
        }
        if let known = try stored(message.id) {
            try transaction.run("UPDATE message SET awaits = 0 WHERE id = ? AND awaits > 0", [known.row])
            if !known.isOurs { try settle(message.flags, of: known) }
            // The name may have been given to another message.
            return !known.isResized(to: message.sizeInOctets)
        }
        if hasLedger, try transaction.isInLedger(message.id, in: mailbox) { return true }
        guard let summary = message.summary else { return false }
        if try adoption.adopt(message, summary) { return true }
        _ = try insertIfNew(message, summary)
        return true
    }

    private func stored(_ remote: RemoteID) throws -> StoreTransaction.Known? {
        if case .uidl = remote, !hasUniqueIDs { return nil }
        return try transaction.stored(remote, in: mailbox)
    }

    /// - Returns: False where the server's name for it is here.
    private func insertIfNew(_ message: RemoteMessage, _ summary: MessageSummary) throws -> Bool {
        let new = NewMessage(
            remote: message.id, remoteMailbox: mailbox, mailbox: mailbox, flags: message.flags,
            date: message.internalDate ?? summary.sentDate ?? MailDate(secondsSince1970: 0),
            sizeInOctets: message.sizeInOctets, summary: summary, preview: message.preview, emailID: message.emailID)
        guard let row = try transaction.insertIfNew(new) else { return false }
        if let emailID = message.emailID { try transaction.shareOctets(of: emailID, with: row) }
        transaction.addToIndex(row, summary)
        return true
    }

    private func setFlags(_ flags: Flags, of remote: RemoteID) throws {
        guard let known = try transaction.stored(remote, in: mailbox), !known.isOurs else { return }
        try settle(flags, of: known)
    }

    private func settle(_ flags: Flags, of known: StoreTransaction.Known) throws {
        guard flags != known.settledFlags else { return }
        try transaction.run(
            "UPDATE message SET settledFlags = ?, settledKeywords = ? WHERE id = ?",
            [Int64(flags.bits), flags.keywordText, known.row])
        try transaction.derive(known.row)
    }

    /// - Returns: Number of a person's changes that are lost with the message.
    private func vanish(_ remote: RemoteID) throws -> Int {
        try transaction.forget(remote, in: mailbox)
        guard let known = try transaction.stored(remote, in: mailbox) else { return 0 }
        // What a person kept there in spite of download-and-remove is no less ours when it goes there.
        if known.isOurs || (known.isKept && known.isWhole) {
            try transaction.detach(known.row)
            return 0
        }
        return try transaction.letGo(known.row)
    }
}

extension StoreTransaction {
    /// Values of the column `awaits`.
    enum Awaiting {
        /// Moved there by us.
        static let afterMove: Int64 = 1
        /// The mailbox has a new UIDVALIDITY, or was given another name by somebody else.
        static let afterReset: Int64 = 2
        /// Moved there by us, and not seen by one comparison since.
        static let missedOnce: Int64 = 3
        /// Moved there by us under a UID that the server told, and not seen there yet: another reader may be faster,
        /// and nobody tells that a message is gone which no comparison knew.
        static let named: Int64 = 4
        /// The same, and not seen by one comparison since.
        static let namedMissedOnce: Int64 = 5
        /// Vanished, and perhaps moved elsewhere by somebody else; in no mailbox now.
        static let lost: Int64 = 6
        /// The same, and all mailboxes have been compared since.
        static let lostForARound: Int64 = 7
    }

    /// Forgets the server's names for all messages of a mailbox, and nothing else about them.
    ///
    /// Changes that wait for the server wait on, until their message is recognised.
    func forgetNames(in mailbox: Int64) throws {
        try run(
            "UPDATE message SET uid = NULL, validity = NULL, awaits = ? WHERE remoteMailbox = ? AND uid IS NOT NULL",
            [Awaiting.afterReset, mailbox])
        try run("UPDATE mailbox SET checkpoint = NULL, fingerprint = NULL WHERE id = ?", [mailbox])
        // The old UIDs mean nothing any more: a removal by them could hit another message.
        try run("DELETE FROM ledger WHERE remoteMailbox = ?", [mailbox])
        try run("DELETE FROM journal WHERE mailbox = ? AND uid IS NOT NULL", [mailbox])
    }

    /// The server's side of a message is in another mailbox now.
    ///
    /// `remote`: Its name there; nothing where the server did not tell: the next comparison will. `isSeenThere`: A
    /// comparison has found it there.
    func moved(_ message: Int64, to destination: Int64, as remote: RemoteID?, isSeenThere: Bool = false) throws {
        var (uid, validity): (Int64?, Int64?) = (nil, nil)
        var awaits = Awaiting.afterMove
        if case .uid(let number, let epoch) = remote {
            (uid, validity) = (Int64(number), Int64(epoch))
            awaits = isSeenThere ? 0 : Awaiting.named
            // A comparison was faster.
            if let other = try stored(.uid(number, validity: epoch), in: destination), other.row != message {
                try take(other, for: message)
                awaits = 0
            }
        }
        try run(
            """
            UPDATE message SET remoteMailbox = ?, uid = ?, validity = ?, awaits = ?,
                settledMailbox = CASE WHEN isOurs THEN settledMailbox ELSE ? END WHERE id = ?
            """, [destination, uid, validity, awaits, destination, message])
        // It may never have come there, and then nothing there has changed.
        if uid == nil { try run("UPDATE mailbox SET fingerprint = NULL WHERE id = ?", [destination]) }
        // One that was to bring it elsewhere, and has not, is still to be made.
        try run(
            "DELETE FROM journal WHERE message = ? AND kind = ? AND state = ? AND mailbox = ?",
            [message, JournalRecord.Kind.move.rawValue, JournalRecord.State.sent.rawValue, destination])
        try derive(message)
    }

    /// What a comparison has come across in a move's destination, where it still is there.
    func copy(of move: JournalRecord) throws -> RemoteID? {
        guard let copy = move.copy, let destination = move.mailbox, try stored(copy, in: destination) != nil
        else { return nil }
        return copy
    }

    /// Two rows turn out to be one message: what the other one is marked with, and what waits for it, is its own.
    private func take(_ other: Known, for message: Int64) throws {
        try run(
            "UPDATE message SET settledFlags = ?, settledKeywords = ? WHERE id = ? AND isOurs = 0",
            [Int64(other.settledFlags.bits), other.settledFlags.keywordText, message])
        try run("UPDATE journal SET message = ? WHERE message = ?", [message, other.row])
        try remove(other.row)
    }

    /// A removed message is no longer listed: its name may come again and mean another.
    fileprivate func forget(_ remote: RemoteID, in mailbox: Int64) throws {
        switch remote {
        case .uidl(let uidl): try run("DELETE FROM ledger WHERE uidl = ?", [uidl])
        case .uid(let uid, let validity):
            try run(
                "DELETE FROM ledger WHERE remoteMailbox = ? AND uid = ? AND validity = ?",
                [mailbox, Int64(uid), Int64(validity)])
        }
    }

    /// - Returns: Number of a person's changes that are lost with messages.
    fileprivate func sweepAwaiting(in mailbox: Int64) throws -> Int {
        var dropped = 0
        let awaiting = try rows(
            "SELECT id, isOurs, awaits FROM message WHERE remoteMailbox = ? AND awaits > 0", [mailbox])
        for row in awaiting {
            let (message, isOurs, awaits): (Int64, Bool, Int64) = (row[0], row[1], row[2])
            // The comparison may have begun before the move was made.
            if awaits == Awaiting.afterMove || awaits == Awaiting.named {
                let missed = awaits == Awaiting.named ? Awaiting.namedMissedOnce : Awaiting.missedOnce
                try run("UPDATE message SET awaits = ? WHERE id = ?", [missed, message])
            } else if isOurs {
                try detach(message)
            } else {
                dropped += try letGo(message)
            }
        }
        return dropped
    }

    /// A message is not in its mailbox on the server any more; where its move was on its way, that is what has made it
    /// vanish.
    ///
    /// - Returns: Number of a person's changes that are lost with the message.
    fileprivate func letGo(_ message: Int64) throws -> Int {
        let move = try journal(of: message).last { $0.kind == .move && $0.state == .sent }
        if let move, let destination = move.mailbox {
            try moved(message, to: destination, as: copy(of: move))
            return 0
        }
        if try lose(message) { return 0 }
        let dropped = try changesOfPerson(to: message)
        try remove(message)
        return dropped
    }

    /// Asks again for removals that were confirmed and did not happen, a few times at most.
    fileprivate func removeListedAgain() throws {
        let again = try rows(
            """
            SELECT id, uidl FROM ledger WHERE uidl IS NOT NULL AND attempts < 3
                AND NOT EXISTS (SELECT 1 FROM journal WHERE journal.uidl = ledger.uidl)
            """)
        for row in again {
            let (entry, uidl): (Int64, String) = (row[0], row[1])
            try run("UPDATE ledger SET attempts = attempts + 1 WHERE id = ?", [entry])
            try run(
                "INSERT INTO journal (kind, uidl) VALUES (?, ?)", [JournalRecord.Kind.removeCopy.rawValue, uidl])
        }
    }
}
