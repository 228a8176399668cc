import MailModel

/// Where a message lives and what is known of it, in labelled lines.
struct InfoState: Hashable, Sendable {
    struct Line: Hashable, Sendable {
        var label: String
        /// May be a stranger's text.
        var value: String
    }

    let lines: [Line]
    /// A key leads to what can be done with the server's copy.
    let offersCopy: Bool

    init(
        _ row: MessageRow, message: ReadableMessage?, mailbox: MailboxRow?, account: Account?, server: AccountStatus,
        dates: DateText
    ) {
        offersCopy = account?.letsDecideCopies == true && row.location != .onlyHere
        let expiry = row.location == .onlyHere ? nil : server.expiryInDays.map { ServerExpiry(days: $0).predicate }
        let sent = message?.summary.sentDate.map(dates.long)
        let lines: [(String, String?)] = [
            ("Subject", row.subject),
            ("Lives", Self.location(row, account: account, dates: dates)),
            ("Server", expiry),
            ("Quota", server.quota.map { QuotaText($0).sentence }),
            ("Folder", mailbox.map { "\(account?.name.text ?? row.id.account.text) / \($0.shownName)" }),
            ("Rights", mailbox.flatMap { RightsText($0).summary }),
            ("Trash", TrashText(row, account: account)?.long(dates)),
            ("Size", NumberText.size(row.sizeInOctets)),
            ("Sent", sent),
            ("Arrived", dates.long(row.date)),
            ("Flags", Self.flags(row)),
            ("Checked", message?.authentication),
            ("Message-ID", message.map(\.summary.messageID)),
            ("Here as", row.id.description),
        ]
        self.lines = lines.compactMap { label, value in
            value.flatMap { $0.isEmpty ? nil : Line(label: label, value: $0) }
        }
    }

    private static func location(_ row: MessageRow, account: Account?, dates: DateText) -> String {
        let place = LocationText(row, account: account, dates: dates).sentence
        if let other = row.goesTo { return "\(place); on its way to \(other)" }
        return row.isPending ? "\(place); a change is waiting to be sent" : place
    }

    private static func flags(_ row: MessageRow) -> String {
        let words: [(Flag, String)] = [
            (.flagged, "star"), (.answered, "answered"), (.forwarded, "forwarded"), (.draft, "draft"),
            (.deleted, "deleted"), (.junk, "junk"),
        ]
        let keywords = row.flags.keywords.sorted()
        let seen = row.flags.contains(.seen) ? "read" : "unread"
        return ([seen] + words.filter { row.flags.contains($0.0) }.map(\.1) + keywords).joined(separator: ", ")
    }
}
