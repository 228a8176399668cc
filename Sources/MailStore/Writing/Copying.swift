import GRDB
import MailModel

/// A copy as it was made: what takes it back.
enum MadeCopy {
    /// The journal's number; the server makes it.
    case queued(Int64)
    /// The new message's row.
    case here(Int64)
}

extension StoreTransaction {
    /// Copies that are remembered: more than can be undone at once.
    private static let mostCopies: Int64 = 500_000

    /// - Returns: Nothing where the message is gone.
    func copy(_ message: Int64, to destination: Int64) throws -> MadeCopy? {
        guard let isOurs = try row("SELECT isOurs FROM message WHERE id = ? AND mailbox IS NOT NULL", [message]) else {
            return nil
        }
        guard isOurs[0] else {
            // Shown there once the server has it.
            try run(
                "INSERT INTO journal (kind, message, mailbox) VALUES (?, ?, ?)",
                [JournalRecord.Kind.copy.rawValue, message, destination])
            let number = db.lastInsertedRowID
            try derive(message)
            return .queued(number)
        }
        try run(Self.duplication, [destination, destination, message])
        let copy = db.lastInsertedRowID
        let isUnread = try exists("SELECT 1 FROM message WHERE id = ? AND flags & 1 = 0", [copy])
        arrivals.count(in: destination, isUnread: isUnread)
        // Both rows name the same octets.
        try run("INSERT INTO part SELECT ?, section, blob, size FROM part WHERE message = ?", [copy, message])
        arrivals.queueForIndex(copy)
        return .here(copy)
    }

    private static let duplication = """
        INSERT INTO message (mailbox, settledMailbox, isOurs, date, flags, keywords, settledFlags, settledKeywords,
            size, attachmentCount, isWhole, keptAt, sentDate, subject, sender, recipients, cc, replyTo, messageID,
            "references", snippet, structure)
        SELECT ?, ?, 1, date, flags, keywords, settledFlags, settledKeywords,
            size, attachmentCount, isWhole, keptAt, sentDate, subject, sender, recipients, cc, replyTo, messageID,
            "references", snippet, structure
        FROM message WHERE id = ?
        """

    /// Takes back a copy that was queued under that number, however far it has come by now.
    func takeBackCopy(_ number: Int64) throws {
        if let row = try row("SELECT \(JournalRecord.columns) FROM journal WHERE id = ?", [number]),
            let record = JournalRecord(row)
        {
            // One that is under way goes as soon as it is known what it is called.
            if record.isUntaken {
                try run("DELETE FROM journal WHERE id = ?", [number])
            } else {
                try run("UPDATE journal SET payload = ? WHERE id = ?", [JournalRecord.unwanted, number])
            }
            if let message = record.message { try derive(message) }
            return
        }
        guard let made = try row("SELECT mailbox, uid, validity FROM copied WHERE copy = ?", [number]),
            let name = RemoteID(uid: made[1], validity: made[2], uidl: nil)
        else { throw StoreError.copyUnknown }
        try removeCopy(name, from: made[0])
        try run("DELETE FROM copied WHERE copy = ?", [number])
    }

    private func removeCopy(_ name: RemoteID, from mailbox: Int64) throws {
        if let known = try stored(name, in: mailbox) {
            _ = try delete(known.row)
        } else {
            // Not listed yet, and never to be shown.
            try removeCopy(name, in: mailbox, nil)
        }
    }

    /// The server has made a copy; `name` is what it calls it, where it told.
    ///
    /// - Returns: What a person should read: one that was taken back meanwhile has to stay.
    func settleCopy(_ record: JournalRecord, as name: RemoteID?) throws -> String? {
        if let message = record.message { try derive(message) }
        guard let mailbox = record.mailbox else { return nil }
        guard case .uid(let uid, let validity)? = name else {
            return record.isUnwanted ? StoreError.copyUnknown.description : nil
        }
        if record.isUnwanted {
            try removeCopy(.uid(uid, validity: validity), from: mailbox)
        } else {
            try run(
                "INSERT OR REPLACE INTO copied (copy, mailbox, uid, validity) VALUES (?, ?, ?, ?)",
                [record.id, mailbox, Int64(uid), Int64(validity)])
            try run("DELETE FROM copied WHERE copy <= ?", [record.id - Self.mostCopies])
        }
        return nil
    }
}
