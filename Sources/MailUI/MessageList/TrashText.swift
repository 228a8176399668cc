import MailModel

/// When a message in a Trash that is only here goes for good, in words.
struct TrashText {
    private let end: MailDate
    /// In seconds.
    private let longest: Int64

    /// Nothing where it does not go by itself.
    init?(_ row: MessageRow, account: Account?) {
        guard let trashedAt = row.trashedAt, let keep = account?.keepTrash else { return nil }
        end = trashedAt.adding(keep)
        longest = keep.components.seconds
    }

    /// `gone in 9 d`.
    func short(now: MailDate) -> String {
        // The screen's clock ticks now and then: what has just come would have more time than there is.
        let wait = min(longest, end.secondsSince1970 - now.secondsSince1970)
        return wait > 0 ? "gone in \(NumberText.span(seconds: wait))" : "gone soon"
    }

    /// `deleted for good Thu 3 May 2023, 14:02, gone in 9 d`.
    func long(_ dates: DateText) -> String { "deleted for good \(dates.long(end)), \(short(now: dates.now))" }
}
