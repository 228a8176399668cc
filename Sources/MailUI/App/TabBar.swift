import MailModel
import TerminalUI

/// The top line: a tab an account, and how the connection of the one on the screen is.
///
///     1 Work 12   2 Home 3   3 Old ISP ⇣                     ⇅ live
struct TabBar {
    struct Tab {
        var target: AccountsState.Current
        var runs: [(DisplayText, Style)]
        /// Where it stands on the line.
        var columns: Range<Int> = 0..<0

        var width: Int { runs.reduce(0) { $0 + $1.0.columns } }
    }

    /// A name gets at least this many columns.
    private static let shortName = 8
    private static let gap = 1

    /// Those that are on the screen.
    private(set) var tabs: [Tab] = []
    /// Tabs that there is no room for, left and right of those.
    private(set) var hiddenBefore = false
    private(set) var hiddenAfter = false
    let connection: [(DisplayText, Style)]

    init(accounts: AccountsState, glyphs: Glyphs, columns: Int) {
        let words = ConnectionText(accounts: accounts, glyphs: glyphs)
        connection = columns >= 60 ? words.short : []
        let connectionWidth = connection.reduce(0) { $0 + $1.0.columns }
        let room = columns - (connectionWidth > 0 ? connectionWidth + 3 : 0) - 1
        var all = Self.make(accounts, glyphs: glyphs, longestName: .max)
        if Self.width(of: all) > room { all = Self.make(accounts, glyphs: glyphs, longestName: Self.shortName) }
        place(all, current: all.firstIndex { $0.target == accounts.current } ?? 0, room: room)
    }

    private static func width(of tabs: [Tab]) -> Int { tabs.reduce(-gap) { $0 + $1.width + gap } }

    private static func make(_ accounts: AccountsState, glyphs: Glyphs, longestName: Int) -> [Tab] {
        var tabs = accounts.accounts.enumerated().map { index, account in
            Tab(
                target: .one(account.name),
                runs: runs(
                    key: index < 9 ? String(index + 1) : "",
                    name: DisplayText(account.name.text).truncated(to: longestName),
                    unread: accounts.unread(of: account.name),
                    mark: account.mailProtocol == .pop3 ? glyphs.status.pop : .empty,
                    isCurrent: accounts.current == .one(account.name),
                    hasQuestion: accounts.removalToConfirm(of: account.name) != nil))
        }
        if accounts.accounts.count > 1 {
            let unread = accounts.accounts.reduce(0) { $0 + accounts.unread(of: $1.name) }
            tabs.append(
                Tab(
                    target: .all,
                    runs: runs(key: "0", name: "All", unread: unread, mark: .empty, isCurrent: accounts.current == .all)
                ))
        }
        return tabs
    }

    private static func runs(
        key: String, name: DisplayText, unread: Int, mark: DisplayText, isCurrent: Bool,
        hasQuestion: Bool = false
    ) -> [(DisplayText, Style)] {
        let background: Style.Background = isCurrent ? .selected : .none
        let nameStyle = Style(isCurrent ? .accent : .text, background: background, isBold: isCurrent)
        var runs = [(DisplayText(key.isEmpty ? " " : " \(key) "), Style(.muted, background: background))]
        runs.append((name, nameStyle))
        if !mark.isEmpty { runs.append((" " + mark, Style(.muted, background: background))) }
        if unread > 0 {
            runs.append((DisplayText(" \(NumberText.grouped(unread))"), Style(.accent, background: background)))
        }
        // Asked when the account is opened.
        if hasQuestion { runs.append((" ?", Style(.warning, background: background))) }
        return runs + [(" ", nameStyle)]
    }

    /// Puts the current tab on the line and as many of its neighbours as there is room for.
    private mutating func place(_ all: [Tab], current: Int, room: Int) {
        guard all.indices.contains(current) else { return }
        var shown = current..<current + 1
        // The last one needs no gap behind it.
        var used = all[current].width
        while true {
            let before = shown.lowerBound - 1
            let after = shown.upperBound
            if after < all.count, used + all[after].width + Self.gap <= room {
                used += all[after].width + Self.gap
                shown = shown.lowerBound..<after + 1
            } else if before >= 0, used + all[before].width + Self.gap <= room {
                used += all[before].width + Self.gap
                shown = before..<shown.upperBound
            } else {
                break
            }
        }
        hiddenBefore = shown.lowerBound > 0
        hiddenAfter = shown.upperBound < all.count
        var column = hiddenBefore ? 1 : 0
        for index in shown {
            var tab = all[index]
            tab.columns = column..<column + tab.width
            column += tab.width + Self.gap
            tabs.append(tab)
        }
    }
}

extension TabBar {
    func render(in area: Rect, glyphs: Glyphs, onto screen: inout CellBuffer) {
        for tab in tabs {
            let room = area.splitLeft(tab.columns.lowerBound).1
            screen.write(tab.runs, in: room)
        }
        if hiddenBefore { screen.write(glyphs.status.ellipsis, in: area.splitLeft(1).0, style: Style(.muted)) }
        let width = connection.reduce(0) { $0 + $1.0.columns }
        guard width > 0 else { return }
        if hiddenAfter {
            let mark = area.splitLeft(area.columns - width - 3).1
            screen.write(glyphs.status.ellipsis, in: mark, style: Style(.muted))
        }
        screen.write(connection, in: area.splitLeft(area.columns - width - 1).1)
    }
}
