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

    private static func text(of status: AccountStatus, _ account: AccountName) -> String {
        switch status.connection {
        case .syncing(let doing): "\(account): \(doing)\(status.progress.map(bar) ?? "")"
        case .connecting: "\(account): connecting"
        default: ""
        }
    }

    private static func bar(_ progress: TransferProgress) -> String {
        let width = 20
        let filled = progress.total > 0 ? width * progress.done / progress.total : 0
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: width - filled)
        let remaining = progress.remaining.map { ", \($0.components.seconds) s left" } ?? ""
        return "  [\(bar)] \(progress.done) of \(progress.total), \(Int(progress.messagesPerSecond))/s\(remaining)"
    }
}
