import MailModel

/// What a command without a screen shows of its work: a bar on a terminal, nothing in a pipe.
enum ProgressLine {
    /// Draws each status over the last one, until the task is cancelled.
    static func show(_ statuses: AsyncStream<AccountStatus>, of account: AccountName) async {
        let isShown = StandardStreams.errorIsTerminal
        for await status in statuses where isShown { StandardStreams.redrawErrorLine(text(of: status, account)) }
        if isShown { StandardStreams.redrawErrorLine("") }
    }

    /// Writes what a person should read, a line each, until the task is cancelled.
    static func report(_ notes: AsyncStream<String>, of account: AccountName) async {
        for await note in notes {
            if StandardStreams.errorIsTerminal { StandardStreams.redrawErrorLine("") }
            StandardStreams.report("\(account): \(note)")
        }
    }

    /// Draws over the last line how far something has come; does nothing in a pipe.
    ///
    /// `fraction`: From 0 to 1.
    static func draw(_ doing: String, fraction: Double, _ facts: String) {
        guard StandardStreams.errorIsTerminal else { return }
        StandardStreams.redrawErrorLine("\(doing)  \(bar(fraction)) \(facts)")
    }

    /// Leaves nothing of it on the screen.
    static func clear() {
        if StandardStreams.errorIsTerminal { StandardStreams.redrawErrorLine("") }
    }

    private static func text(of status: AccountStatus, _ account: AccountName) -> String {
        switch status.connection {
        case .syncing(let doing): "\(account): \(doing)\(status.progress.map(bar) ?? "")"
        case .connecting: "\(account): connecting"
        default: ""
        }
    }

    private static func bar(_ progress: TransferProgress) -> String {
        let fraction = progress.total > 0 ? Double(progress.done) / Double(progress.total) : 0
        return "  \(bar(fraction)) \(facts(of: progress))"
    }

    /// `12 of 340, 55/s, 6 s left`.
    static func facts(of progress: TransferProgress) -> String {
        let remaining = progress.remaining.map { ", \($0.components.seconds) s left" } ?? ""
        return "\(progress.done) of \(progress.total), \(Int(progress.messagesPerSecond))/s\(remaining)"
    }

    private static func bar(_ fraction: Double) -> String {
        let width = 20
        let filled = Int(Double(width) * max(0, min(1, fraction)))
        return "[" + String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled) + "]"
    }
}
