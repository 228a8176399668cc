import MailModel

/// What can be done with the server's copies of some messages, by one key each.
struct CopyMenu: Hashable, Sendable {
    enum Deed: Hashable, Sendable {
        case keep
        /// What was kept follows the account's mode again.
        case release
        case remove
    }

    struct Choice: Hashable, Sendable {
        var key: Character
        var deed: Deed
        var text: String
        /// What it means; may be empty.
        var detail: String
        /// Those of the messages that it changes something for.
        var messages: [StoredID]
    }

    /// Where the messages are now.
    let title: String
    /// The server, or the servers, to be named in a sentence.
    let host: String
    var choices = Choices<Choice>()

    /// Makes the menu of the rows that have a copy to be decided about, all of accounts that let a person decide.
    ///
    /// `all` counts the messages that were chosen, with those left out.
    init(_ rows: [MessageRow], of all: [MessageRow], accounts: [Account], dates: DateText) {
        let hosts = Set(accounts.map(\.host))
        host = hosts.count == 1 ? hosts.first ?? "the server" : "the servers"
        title = Self.title(rows, of: all, account: accounts.first, host: host, dates: dates)
        choices.replace(Self.choices(for: rows, accounts: accounts, host: host))
    }

    func choice(_ deed: Deed) -> Choice? { choices.items.first { $0.deed == deed } }

    func choice(key: Character) -> Choice? { choices.items.first { $0.key == key } }

    private static func title(
        _ rows: [MessageRow], of all: [MessageRow], account: Account?, host: String, dates: DateText
    ) -> String {
        if all.count == 1, let row = all.first {
            return "This message: \(LocationText(row, account: account, dates: dates).sentence)"
        }
        let onlyHere = all.count { $0.location == .onlyHere }
        let others = all.count - rows.count - onlyHere
        let parts = [
            "\(NumberText.grouped(rows.count)) on \(host)",
            onlyHere > 0 ? "\(NumberText.grouped(onlyHere)) only here" : "",
            others > 0 ? "\(NumberText.grouped(others)) left alone: their server has the mail itself" : "",
        ]
        let what = parts.filter { !$0.isEmpty }.joined(separator: ", ")
        return "\(NumberText.counted(all.count, "message")): \(what)"
    }

    private static func choices(for rows: [MessageRow], accounts: [Account], host: String) -> [Choice] {
        let kept = rows.filter { $0.location == .kept }
        let choices = [
            Choice(
                key: "k", deed: .keep, text: "keep on \(host)", detail: "whatever the mode says",
                messages: rows.filter { $0.location != .kept }.map(\.id)),
            Choice(
                key: "l", deed: .release, text: "let it leave as configured",
                detail: accounts.count == 1 ? accounts.first.map(consequence) ?? "" : "", messages: kept.map(\.id)),
            Choice(
                key: "r", deed: .remove, text: "remove from \(host) now", detail: "stays here",
                messages: rows.filter { $0.location != .leaving }.map(\.id)),
        ]
        return choices.filter { !$0.messages.isEmpty }.map { choice in
            var choice = choice
            // Of several it need not be all.
            if choice.messages.count < rows.count { choice.text += " (\(NumberText.grouped(choice.messages.count)))" }
            return choice
        }
    }

    private static func consequence(of account: Account) -> String {
        switch account.mode {
        case .leaveOnServer(removeAfter: nil): "nothing leaves by itself now"
        case .leaveOnServer(let stay?): "\(stay.words) after it came here"
        case .downloadAndRemove: "with the next check"
        }
    }
}
