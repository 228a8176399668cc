import GRDB
import MailModel

/// A message that the store does not have yet.
struct NewMessage {
    /// What there is besides where the octets are here.
    struct Whole {
        var digest: [UInt8]
        var snippet: String
        var keptAt: MailDate
        var leavesServerAt: MailDate?
        var announcedSize: Int?
        var isDoubtful = false
    }

    var remote: RemoteID?
    /// Where the server has it; nothing over POP3.
    var remoteMailbox: Int64?
    var mailbox: Int64
    var flags: Flags
    var date: MailDate
    var sizeInOctets: Int
    var summary: MessageSummary
    /// What holds is what is settled here, whatever the server says of its copy.
    var isOurs = false
    var whole: Whole?
    /// First words of a text that is not here.
    var preview = ""
    /// What the server calls its octets, wherever they are (RFC 8474).
    var emailID: String?
}

extension StoreTransaction {
    /// Adds a row, shown as it is settled: nothing in the journal can be about it yet.
    ///
    /// - Returns: Its number; nothing where the server's name for it is here.
    func insertIfNew(_ message: NewMessage) throws -> Int64? {
        var (uid, validity, uidl): (Int64?, Int64?, String?) = (nil, nil, nil)
        switch message.remote {
        case .uid(let number, let epoch): (uid, validity) = (Int64(number), Int64(epoch))
        case .uidl(let text): uidl = text
        case nil: break
        }
        let (bits, keywords) = (Int64(message.flags.bits), message.flags.keywordText)
        try run(Self.insertion) { row in
            row.add(message.mailbox)
            row.add(message.date.secondsSince1970)
            row.add(bits)
            row.add(keywords)
            row.add(message.isOurs)
            row.add(message.remoteMailbox)
            row.add(uid)
            row.add(validity)
            row.add(uidl)
            row.add(message.mailbox)
            row.add(bits)
            row.add(keywords)
            row.add(message.sizeInOctets)
            row.add(message.whole, message.summary, preview: message.preview)
            row.add(message.emailID)
        }
        guard changedRows == 1 else { return nil }
        arrivals.count(in: message.mailbox, isUnread: !message.flags.contains(.seen))
        return db.lastInsertedRowID
    }

    /// Gives a row the header of other octets, which are the same message's.
    ///
    /// The index is told first, since it must hear the words that it has.
    func replaceSummary(of message: Int64, with whole: WholeMessage) throws {
        try removeFromIndex(message)
        let summary = whole.summary
        try run(
            """
            UPDATE message SET date = ?, size = ?, sentDate = ?, subject = ?, sender = ?, recipients = ?, cc = ?,
                replyTo = ?, messageID = ?, "references" = ?, announcedSize = ?, isDoubtful = ? WHERE id = ?
            """,
            [
                whole.date.secondsSince1970, whole.sizeInOctets, summary.sentDate?.secondsSince1970, summary.subject,
                AddressText.write(summary.from), AddressText.write(summary.to), AddressText.write(summary.cc),
                AddressText.write(summary.replyTo), summary.messageID, summary.references.joined(separator: "\u{1E}"),
                whole.announcedSize, whole.isDoubtful, message,
            ])
        try threadAgain(message)
    }

    private static let insertion = """
        INSERT INTO message (
            mailbox, date, flags, keywords, isOurs, remoteMailbox, uid, validity, uidl,
            settledMailbox, settledFlags, settledKeywords, size,
            isWhole, leavesServerAt, keptAt, snippet, digest, indexed, announcedSize, isDoubtful,
            attachmentCount, sentDate, subject, sender, recipients, cc, replyTo, messageID, "references", structure, emailID
        ) VALUES (\(repeatElement("?", count: 32).joined(separator: ", "))) ON CONFLICT DO NOTHING
        """
}

extension Binding {
    /// The columns of ``StoreTransaction/insertion`` that tell what is in it.
    fileprivate mutating func add(_ whole: NewMessage.Whole?, _ summary: MessageSummary, preview: String) {
        add(whole != nil)
        add(whole?.leavesServerAt?.secondsSince1970)
        add(whole?.keptAt.secondsSince1970)
        add(whole?.snippet ?? preview)
        add(whole?.digest)
        add(whole == nil ? Indexed.header : Indexed.nothing)
        add(whole?.announcedSize)
        add(whole?.isDoubtful ?? false)
        add(summary.structure?.attachments.count ?? 0)
        add(summary.sentDate?.secondsSince1970)
        add(summary.subject)
        for addresses in [summary.from, summary.to, summary.cc, summary.replyTo] { add(AddressText.write(addresses)) }
        add(summary.messageID)
        add(summary.references.joined(separator: "\u{1E}"))
        add(summary.structure.map(StructureCoding.write))
    }
}

extension StoreTransaction {
    /// What decides what becomes of a message that comes again.
    struct Known {
        var row: Int64
        var isOurs: Bool
        var isWhole: Bool
        var digest: [UInt8]?
        var settledFlags: Flags
        var sizeInOctets: Int
        var announcedSize: Int?
        var isDoubtful: Bool
        /// A person wants its copy to stay on the server.
        var isKept: Bool

        fileprivate static let columns = """
            id, isOurs, isWhole, digest, settledFlags, settledKeywords, size, announcedSize, isDoubtful, copyWish
            """

        fileprivate init(_ columns: Row) {
            row = columns[0]
            isOurs = columns[1]
            isWhole = columns[2]
            digest = columns.octets(3)
            settledFlags = Flags(bits: columns[4], keywordText: columns[5])
            sizeInOctets = columns[6]
            announcedSize = columns[7]
            isDoubtful = columns[8]
            isKept = columns[9] == CopyWish.stays
        }

        /// Whether a size that the server tells is another than it was, and than the message's own.
        func isResized(to size: Int) -> Bool {
            isWhole && announcedSize != nil && size != announcedSize && size != sizeInOctets
        }
    }

    /// The message that the server calls so.
    ///
    /// `mailbox`: Where the server has it; a UIDL needs none.
    func stored(_ remote: RemoteID, in mailbox: Int64) throws -> Known? {
        let columns = Known.columns
        switch remote {
        case .uidl(let uidl):
            return try first("SELECT \(columns) FROM message WHERE uidl = ?", [uidl], Known.init)
        case .uid(let uid, let validity):
            return try first(
                "SELECT \(columns) FROM message WHERE remoteMailbox = ? AND uid = ? AND validity = ?",
                [mailbox, Int64(uid), Int64(validity)], Known.init)
        }
    }

    /// Whether something that is on a server may be here under no name, or was here: see ``isInLedger(_:in:)``.
    func hasNameless() throws -> Bool {
        try exists("SELECT 1 FROM ledger")
            || exists("SELECT 1 FROM message WHERE uid IS NULL AND uidl IS NULL AND digest IS NOT NULL")
    }

    /// Whether a message that was deleted here still awaits, or has just had, its removal from the server.
    func isInLedger(_ remote: RemoteID, in mailbox: Int64) throws -> Bool {
        switch remote {
        case .uidl(let uidl): try exists("SELECT 1 FROM ledger WHERE uidl = ?", [uidl])
        case .uid(let uid, let validity):
            try exists(
                "SELECT 1 FROM ledger WHERE remoteMailbox = ? AND uid = ? AND validity = ?",
                [mailbox, Int64(uid), Int64(validity)])
        }
    }

    /// The server has no copy any more: from now on the message is here only.
    ///
    /// That a person wants its copy kept is remembered: a server that names everything anew may have it still.
    func detach(_ message: Int64) throws {
        try letGoOfCopies(of: "?", [message])
        try run(
            "DELETE FROM journal WHERE kind = \(JournalRecord.Kind.removeCopy.rawValue) AND message = ?", [message])
    }

    /// The same for all messages whose numbers the SQL gives, but for the removals that wait in the journal.
    func letGoOfCopies(of messages: String, _ arguments: StatementArguments) throws {
        try run(
            """
            UPDATE message SET remoteMailbox = NULL, uid = NULL, validity = NULL, uidl = NULL, awaits = 0,
                isOurs = 1, leavesServerAt = NULL, dueSince = NULL,
                copyWish = CASE copyWish WHEN 2 THEN 0 ELSE copyWish END WHERE id IN (\(messages))
            """, arguments)
    }

    /// Takes a message out of the store with all that hangs on it.
    func remove(_ message: Int64) throws {
        try removeFromIndex(message)
        try run("DELETE FROM message WHERE id = ?", [message])
    }
}
