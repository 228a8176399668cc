import MailModel

/// Accounts, folders and mail to draw: small, but with everything that lists and pager know to show.
enum Sample {
    /// Wednesday 3 May 2023, 14:30 UTC.
    static let now = CalendarDate(year: 2023, month: 5, day: 3, hour: 14, minute: 30).date()

    static let work = account("Work", .imap)
    static let home = account("Home", .imap)
    static let isp = account("Old ISP", .pop3, .leaveOnServer(removeAfter: .seconds(14 * 86_400)))

    static func account(
        _ name: String, _ mailProtocol: MailProtocol, _ mode: StorageMode = .leaveOnServer(removeAfter: nil)
    ) -> Account {
        Account(
            name: self.name(name), mailProtocol: mailProtocol, mode: mode,
            host: "\(mailProtocol == .imap ? "imap" : "pop").example.com",
            keepTrash: mailProtocol == .imap ? nil : .seconds(30 * 86_400))
    }

    static func name(_ text: String) -> AccountName {
        guard let name = AccountName(text) else { preconditionFailure("\(text) is no account's name") }
        return name
    }

    static func mailboxName(_ text: String) -> MailboxName { MailboxName(text) ?? .inbox }

    static func id(_ account: Account, _ row: Int64) -> StoredID { StoredID(account: account.name, row: row) }

    static func mailboxID(_ account: Account, _ row: Int64) -> MailboxID { MailboxID(account: account.name, row: row) }

    /// An account's folders: those with a role, and a small tree.
    static func mailboxes(of account: Account) -> [MailboxRow] {
        let roles: [(String, MailboxRole?)] = [
            ("Trash", .trash), ("Sent", .sent), ("INBOX", .inbox), ("Lists/swift", nil), ("Drafts", .drafts),
            ("Archive", .archive), ("Junk", .junk), ("Lists/debian/security", nil), ("Reisen", nil), ("東京", nil),
        ]
        let count = account == work ? roles.count : 6
        return roles.prefix(count).enumerated().map { index, entry in
            MailboxRow(
                id: mailboxID(account, Int64(index + 1)), name: mailboxName(entry.0), delimiter: "/", role: entry.1,
                isSelectable: true, isLocal: account.mailProtocol == .pop3, messages: 0, unread: 0)
        }
    }

    static func inbox(of account: Account) -> MailboxID { mailboxID(account, 3) }

    /// A message `ago` seconds old.
    static func row(
        _ account: Account, _ number: Int64, in mailbox: Int64 = 3, from: String = "Ann Lee", subject: String,
        ago: Int64 = 3600, flags: Flags = [.seen], attachments: Int = 0, location: MessageLocation = .onServer,
        snippet: String = ""
    ) -> MessageRow {
        MessageRow(
            id: id(account, number), mailbox: mailboxID(account, mailbox), flags: flags, subject: subject,
            from: [Address(name: from, address: "someone@example.org")],
            to: [Address(name: "Me", address: "me@example.com")],
            date: MailDate(secondsSince1970: now.secondsSince1970 - ago), sizeInOctets: 4200,
            attachmentCount: attachments, location: location, isPending: false, snippet: snippet)
    }

    /// Three threads, as the store gives them: one long and deep, one of two, one alone.
    static let threads: [MessageRow] = {
        let rows: [(row: MessageRow, branches: [Bool], thread: Int64)] = [
            (row(work, 50, subject: "Trip to the coast", ago: 300_000), [], 1),
            (row(work, 51, from: "Tom Ray", subject: "Re: Trip to the coast", ago: 250_000), [true], 1),
            (row(work, 53, subject: "Re: Trip to the coast", ago: 100_000), [true, true], 1),
            (row(work, 56, from: "Eve O.", subject: "Re: Trip to the coast", ago: 2000, flags: []), [true, false], 1),
            (row(work, 54, from: "Zoë Müller", subject: "Trains, not cars", ago: 90_000, flags: []), [false], 1),
            (row(work, 52, from: "build bot", subject: "nightly: 2 failures", ago: 200_000), [], 2),
            (row(work, 55, subject: "Re: nightly: 2 failures", ago: 80_000, flags: [.flagged]), [false], 2),
            (row(work, 49, from: "Eve O.", subject: "Lunch?", ago: 400_000), [], 3),
        ]
        let counts = Dictionary(rows.map { ($0.thread, 1) }, uniquingKeysWith: +)
        return rows.map { row, branches, thread in
            var row = row
            row.thread = ThreadPlace(
                id: ThreadID(account: work.name, number: thread), branches: branches, messages: counts[thread] ?? 1)
            return row
        }
    }()

    /// The inbox of the first account: every mark, several scripts, all forms of dates.
    static let workInbox: [MessageRow] = [
        row(
            work, 20, subject: "Budget for May", ago: 1680, flags: [.flagged],
            snippet: "Here are the numbers we talked about on Monday"),
        row(work, 19, from: "build bot", subject: "nightly: 2 failures", ago: 90_000, flags: []),
        row(work, 18, from: "Tom Ray", subject: "Re: Budget for May", ago: 100_000, flags: [.seen, .answered]),
        row(work, 17, from: "林 美香", subject: "東京の会議について", ago: 2 * 86_400 + 60, flags: [], attachments: 1),
        row(
            work, 16, from: "Ольга Петрова", subject: "Фотографии с поездки", ago: 3 * 86_400, attachments: 3,
            location: .onlyHere),
        row(work, 15, from: "Zoë Müller 👩‍🚀", subject: "Grüße aus Köln 🎉 e\u{301}té", ago: 8 * 86_400),
        row(work, 14, from: "", subject: "", ago: 40 * 86_400, flags: [.seen, .forwarded]),
        row(
            work, 13, from: "A name so long that it can't be shown in any column of a list",
            subject: "A subject that goes on and on, well past the end of any line that it could be given",
            ago: 400 * 86_400),
        row(work, 12, from: "Clock", subject: "From the future", ago: -40 * 86_400),
        row(
            work, 11, from: "Evil\u{1B}[31m\u{202E}gpj", subject: "bold\u{1B}[2J\u{7}\nand two lines",
            ago: 4000 * 86_400),
    ]

    static let homeInbox: [MessageRow] = [
        row(home, 3, from: "Mum", subject: "Sunday lunch?", ago: 600, flags: []),
        row(home, 2, from: "Library", subject: "Two books are due", ago: 5 * 86_400, flags: [.seen, .flagged]),
    ]

    static let ispInbox: [MessageRow] = [
        row(
            isp, 2, from: "Newsletter", subject: "Spring offers", ago: 5 * 86_400, flags: [],
            location: .leavesServer(at: MailDate(secondsSince1970: now.secondsSince1970 + 9 * 86_400 + 100))),
        row(isp, 1, from: "Old friend", subject: "Long time no see", ago: 100 * 86_400, location: .onlyHere),
    ]

    /// A message's text with everything the pager knows to show.
    static func readable(_ row: MessageRow) -> ReadableMessage {
        let summary = MessageSummary(
            subject: row.subject, from: row.from, to: row.to,
            cc: [Address(name: "Tom Ray", address: "tom@example.org"), Address(address: "list@example.net")],
            sentDate: row.date, messageID: "\(row.id.row)@example.org")
        let header = [
            ("Received", "from a by b; Wed, 3 May 2023"), ("From", "Ann Lee <someone@example.org>"),
            ("Subject", row.subject), ("X-Mailer", "Pigeon 1.0"),
        ]
        return ReadableMessage(
            header: header.map { ReadableMessage.HeaderField(name: $0.0, value: $0.1) }, summary: summary,
            lines: lines, links: ["https://example.org/budget", "https://example.org/very/long/path?with=parameters"],
            attachments: [
                MessagePart(
                    number: "2", type: "application", subtype: "pdf", fileName: "budget.pdf", sizeInOctets: 312_400),
                MessagePart(
                    number: "3", type: "image", subtype: "png", fileName: "../../etc/グラフ.png", sizeInOctets: 4200),
            ],
            notices: ["blocked: 3 remote images"])
    }

    private static let lines: [ReadableLine] = [
        ReadableLine(text: "The numbers", kind: .heading),
        ReadableLine(
            text: "Here are the numbers we talked about on Monday; the details are in the attached file, "
                + "and the page at https://example.org/budget has the same.", kind: .flowed,
            spans: [
                .init(range: 9..<16, style: .strong), .init(range: 106..<132, style: .link(0)),
            ]),
        ReadableLine(text: "", kind: .flowed),
        ReadableLine(
            text: "- a point in a list which is long enough to need a second row on most screens, more or less",
            kind: .flowed, hangingIndent: 2, spans: [.init(range: 2..<9, style: .link(1))]),
        ReadableLine(text: "", kind: .fixed),
        ReadableLine(text: "What about the trip?", quoteDepth: 1),
        ReadableLine(text: "And who asked first?", quoteDepth: 2),
        ReadableLine(text: "全角文字の引用も正しく折り返されます。", quoteDepth: 1),
        ReadableLine(text: "Next week.", kind: .fixed),
        ReadableLine(text: "+let answer = 42", kind: .preformatted),
        ReadableLine(text: "-let answer = 41", kind: .preformatted),
        ReadableLine(text: "-- ", kind: .signature),
        ReadableLine(text: "Ann", kind: .signature),
    ]
}
