import MailModel

/// Where a message lives, and until when, in a sentence.
struct LocationText {
    let row: MessageRow
    let host: String
    /// Over POP3 every message is whole here; over IMAP it need not be.
    private let isHere: Bool
    let dates: DateText

    init(_ row: MessageRow, account: Account?, dates: DateText) {
        self.row = row
        host = account?.host ?? "the server"
        isHere = account?.mailProtocol == .pop3
        self.dates = dates
    }

    /// Without a full stop.
    var sentence: String {
        switch row.location {
        case .onServer: (isHere ? "here and " : "") + "on \(host)"
        case .onlyHere: "only here, no longer on a server"
        case .leavesServer(let date): here + "leaves \(host) \(moment(date))"
        case .kept: (isHere ? "here, and " : "") + "kept on \(host)"
        case .leaving: here + "leaves \(host) with the next check"
        }
    }

    private var here: String { isHere ? "here; " : "" }

    // `in 9 days (12 May, 14:31)`
    private func moment(_ date: MailDate) -> String {
        let wait = date.secondsSince1970.subtractingReportingOverflow(dates.now.secondsSince1970)
        guard !wait.overflow, wait.partialValue > 0 else { return "with one of the next checks" }
        return "in \(NumberText.words(seconds: wait.partialValue)) (\(dates.day(date)), \(dates.clock(date)))"
    }
}
