import IMAP

/// What the server tells, without being asked each time, of mailboxes that are not selected (NOTIFY, RFC 5465).
///
/// Names are as the server spells them.
struct MailboxNews {
    /// Mailboxes that are told of between two looks at them; of more, the next listing tells.
    private static let limit = 10_000

    /// NOTIFY was sent.
    var isWanted = false
    /// What STATUS has told last, asked for or not.
    private var statuses: [[UInt8]: [MailboxStatus.Item: UInt64]] = [:]
    /// Mailboxes with news that nobody has taken.
    private(set) var mailboxes: Set<[UInt8]> = []

    /// Notes a STATUS response; true where it was not asked for and has news.
    ///
    /// What is as it was, HIGHESTMODSEQ and all, is none: a server also tells of what a listing has made it count.
    mutating func note(_ status: MailboxStatus, isAnswer: Bool) -> Bool {
        if isAnswer, !isWanted { return false }
        let known = statuses[status.mailbox]
        let told = (known ?? [:]).merging(status.items) { $1 }
        if known != nil || statuses.count < Self.limit { statuses[status.mailbox] = told }
        let isKnown = told == known && status.items[.highestModSeq] != nil
        if isAnswer || isKnown || mailboxes.count >= Self.limit { return false }
        mailboxes.insert(status.mailbox)
        return true
    }

    /// The mailboxes with news, which are none then.
    mutating func take() -> Set<[UInt8]> {
        defer { mailboxes = [] }
        return mailboxes
    }

    /// A mailbox is compared now: what was told of it shows.
    mutating func forget(_ mailbox: [UInt8]) { mailboxes.remove(mailbox) }
}
