import MailModel
import MailStore
import TerminalUI

/// Writes a message list to standard output, window by window.
enum MessageListing {
    private static let windowSize = 500

    /// Writes at most `limit` rows, as JSON Lines or as a line of text each.
    static func write(_ source: MessageSource, from accounts: [OpenAccount], limit: Int, json: Bool) async throws {
        let stores = MailDatabases(accounts.map(\.store))
        let owners = Dictionary(accounts.map { ($0.account.name, $0.account) }) { $1 }
        let folders = Dictionary(try await stores.mailboxRows().map { ($0.id, $0.name.text) }) { $1 }
        var offset = 0
        while offset < limit {
            let count = min(windowSize, limit - offset)
            let window = try await stores.messageWindow(source, offset: offset, count: count)
            if json {
                for row in window.rows {
                    guard let message = try await stores[row.id.account]?.message(row.id) else { continue }
                    let folder = folders[row.mailbox] ?? ""
                    try JSONLines.write(MessageRecord(message, folder: folder, of: owners[row.id.account]))
                }
            } else {
                TextColumns.write(window.rows.map(cells))
            }
            offset += window.rows.count
            if window.rows.count < count { return }
        }
    }

    private static func cells(of row: MessageRow) -> [String] {
        let date = CalendarDate(row.date, secondsEastOfUTC: WallClock.secondsEastOfUTC(at: row.date))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(date.year)-\(two(date.month))-\(two(date.day)) \(two(date.hour)):\(two(date.minute))"
        let mark = row.flags.contains(.seen) ? " " : "N"
        return [row.id.description, "\(mark) \(day)", DisplayText(row.author).truncated(to: 24).string, row.subject]
    }
}
