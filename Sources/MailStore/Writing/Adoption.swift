import GRDB
import MailModel

/// Recognises messages that arrive under a name we have not been told.
///
/// A move whose new UID the server did not tell (no UIDPLUS, RFC 4315), and all of a mailbox that got a new UIDVALIDITY
/// or another name: such a message is known by its Message-ID and size, after a reset also by its date; or by its
/// EMAILID, wherever others have moved it (RFC 8474). It keeps its row with the octets, the snippet and what waits in
/// the journal.
///
/// What is like the message of a move whose answer was lost may be no more than a copy, with the original still to be
/// taken away: it becomes a message of its own until that is known, and is noted in the journal. So is what is like that
/// of a copy: who makes it again is to find it.
struct Adoption {
    let transaction: StoreTransaction
    let mailbox: Int64
    /// All are almost always false, and then nothing is looked for.
    private let isAwaited: Bool
    private let isSentTo: Bool
    private let hasLost: Bool

    init(transaction: StoreTransaction, mailbox: Int64) throws {
        self.transaction = transaction
        self.mailbox = mailbox
        isAwaited = try transaction.exists(
            "SELECT 1 FROM message WHERE remoteMailbox = ? AND awaits > 0 AND uid IS NULL", [mailbox])
        isSentTo = try transaction.exists(
            "SELECT 1 FROM journal WHERE kind IN (2, 3) AND state = 1 AND mailbox = ?", [mailbox])
        hasLost = try transaction.exists("SELECT 1 WHERE \(StoreTransaction.hasLost)")
    }

    /// Whether any message that arrives may be one of ours.
    var isPossible: Bool { isAwaited || isSentTo || hasLost }

    /// - Returns: Whether the message was one of ours, and is that row now.
    func adopt(_ message: RemoteMessage, _ summary: MessageSummary) throws -> Bool {
        guard case .uid(let uid, let validity) = message.id else { return false }
        guard let row = try same(message) ?? awaited(message, summary) else {
            try noteCopy(message, summary)
            return false
        }
        try transaction.run(
            """
            UPDATE message SET settledFlags = ?, settledKeywords = ? WHERE id = ? AND isOurs = 0
            """, [Int64(message.flags.bits), message.flags.keywordText, row])
        if let emailID = message.emailID {
            try transaction.run("UPDATE message SET emailID = ?1 WHERE id = ?2 AND emailID IS NULL", [emailID, row])
        }
        try transaction.moved(row, to: mailbox, as: .uid(uid, validity: validity), isSeenThere: true)
        return true
    }

    /// Of several any: they have the same octets.
    private func same(_ message: RemoteMessage) throws -> Int64? {
        guard isAwaited || hasLost, let emailID = message.emailID else { return nil }
        return try transaction.number(
            """
            SELECT id FROM message
            WHERE emailID = ?1 AND awaits > 0 AND uid IS NULL AND (remoteMailbox = ?2 OR remoteMailbox IS NULL)
            ORDER BY remoteMailbox = ?2 DESC, id LIMIT 1
            """, [emailID, mailbox])
    }

    private func awaited(_ message: RemoteMessage, _ summary: MessageSummary) throws -> Int64? {
        guard isAwaited else { return nil }
        // The date says it where the Message-ID does not: one is missing, or was used twice.
        let date = message.internalDate?.secondsSince1970
        return try transaction.number(
            """
            SELECT id FROM message
            WHERE remoteMailbox = ?1 AND messageID = ?2 AND awaits > 0 AND uid IS NULL AND size = ?3
                AND (date IS ?4 OR (awaits <> 2 AND messageID <> ''))
                AND (messageID <> '' OR subject = ?5) AND (emailID IS NULL OR ?6 IS NULL)
            ORDER BY date IS ?4 DESC, id LIMIT 1
            """, [mailbox, summary.messageID, message.sizeInOctets, date, summary.subject, message.emailID])
    }

    private func noteCopy(_ message: RemoteMessage, _ summary: MessageSummary) throws {
        guard isSentTo, !summary.messageID.isEmpty, case .uid(let uid, let validity) = message.id else { return }
        try transaction.run(
            """
            UPDATE journal SET copyUID = ?1, copyValidity = ?2 WHERE id = (
                SELECT journal.id FROM journal JOIN message ON message.id = journal.message
                WHERE journal.kind IN (2, 3) AND journal.state = 1 AND journal.mailbox = ?3 AND copyValidity IS NOT ?2
                    AND message.messageID = ?4 AND message.size = ?5 ORDER BY journal.id LIMIT 1)
            """, [Int64(uid), Int64(validity), mailbox, summary.messageID, message.sizeInOctets])
    }
}
