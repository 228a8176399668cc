import GRDB
import MailModel

/// The columns that a line of a list needs, and how a row becomes one.
enum MessageRecord {
    static let rowColumns = """
        id, mailbox, flags, keywords, subject, sender, recipients, date, size, attachmentCount, isPending, snippet, \
        leavesServerAt, uid, uidl, remoteMailbox, trashedAt, copyWish, \
        EXISTS (SELECT 1 FROM journal WHERE journal.message = message.id AND journal.kind = 5), \
        (SELECT account FROM transfer WHERE transfer.message = message.id ORDER BY transfer.id DESC LIMIT 1)
        """

    /// Number of ``rowColumns``: where a query's other columns begin.
    static let rowColumnCount = 20

    static func messageRow(_ row: Row, account: AccountName) -> MessageRow {
        MessageRow(
            id: StoredID(account: account, row: row[0]),
            mailbox: MailboxID(account: account, row: row[1] ?? 0),
            flags: Flags(bits: row[2], keywordText: row[3]),
            subject: row[4], from: AddressText.read(row[5]), to: AddressText.read(row[6]),
            date: MailDate(secondsSince1970: row[7]), sizeInOctets: row[8], attachmentCount: row[9],
            location: location(row), isPending: row[10], snippet: row[11], trashedAt: trashedAt(row[16]),
            goesTo: (row[19] as String?).flatMap { AccountName($0) })
    }

    /// 0 stands for a moment that is not noted yet.
    private static func trashedAt(_ seconds: Int64?) -> MailDate? {
        seconds.flatMap { $0 > 0 ? MailDate(secondsSince1970: $0) : nil }
    }

    private static func location(_ row: Row) -> MessageLocation {
        guard !row.hasNull(atIndex: 14) || !row.hasNull(atIndex: 15) else { return .onlyHere }
        if row[18] || row[17] == CopyWish.goes { return .leaving }
        if row[17] == CopyWish.stays { return .kept }
        guard let leavesServerAt = row[12] as Int64? else { return .onServer }
        return .leavesServer(at: MailDate(secondsSince1970: leavesServerAt))
    }

    static let summaryColumns =
        "subject, sender, replyTo, recipients, cc, sentDate, messageID, \"references\", structure"

    /// `first`: Index of the first of ``summaryColumns``.
    static func summary(_ row: Row, from first: Int) -> MessageSummary {
        let references: String = row[first + 7]
        let sentDate: Int64? = row[first + 5]
        let structure: [UInt8]? = row.octets(first + 8)
        return MessageSummary(
            subject: row[first], from: AddressText.read(row[first + 1]), replyTo: AddressText.read(row[first + 2]),
            to: AddressText.read(row[first + 3]), cc: AddressText.read(row[first + 4]),
            sentDate: sentDate.map { MailDate(secondsSince1970: $0) }, messageID: row[first + 6],
            references: references.isEmpty ? [] : references.split(separator: "\u{1E}").map(String.init),
            structure: structure.flatMap(StructureCoding.read))
    }
}
