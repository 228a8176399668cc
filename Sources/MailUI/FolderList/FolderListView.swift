import MailModel
import TerminalUI

/// Draws the folder list: the one on the screen marked, unread counts at the right.
///
///     ▸ Inbox        12
struct FolderListView {
    let state: AppState

    func render(in area: Rect, onto screen: inout CellBuffer) {
        let folders = state.folders
        let shown = state.list.search?.origin ?? state.list.source
        for line in 0..<max(0, min(area.rows, folders.items.count - folders.top)) {
            let index = folders.top + line
            let item = folders.items[index]
            let row = Rect(column: area.column, row: area.row + line, columns: area.columns, rows: 1)
            render(item, isShown: item.source != nil && item.source == shown, in: row, onto: &screen)
            if index == folders.cursor, state.focus.context == .folders { screen.restyle(row) { $0.on(.selected) } }
        }
    }

    private func render(_ item: FolderItem, isShown: Bool, in row: Rect, onto screen: inout CellBuffer) {
        let (mark, rest) = row.splitLeft(3)
        if isShown {
            screen.write(" " + state.glyphs.status.current, in: mark, style: Style(.accent))
        } else if let number = item.accountNumber {
            screen.write(DisplayText(" \(number)"), in: mark, style: Style(.account(UInt8((number - 1) % 9 + 1))))
        }
        let count = count(of: item)
        let (left, right) = rest.splitLeft(rest.columns - (count.map { $0.0.columns + 1 } ?? 0) - 1)
        let name = left.splitLeft(min(item.depth * 2, left.columns / 2)).1
        screen.write(DisplayText(item.title), in: name, style: nameStyle(of: item, isShown: isShown))
        if let count { screen.write(count.0, in: right.splitLeft(1).1, style: count.1) }
    }

    private func nameStyle(of item: FolderItem, isShown: Bool) -> Style {
        if isShown { return Style(.accent, isBold: true) }
        if item.target == .level || item.isUnsubscribed { return Style(.muted) }
        return Style(item.unread > 0 ? .unread : .text)
    }

    /// Unread messages, or else all of them, dim.
    private func count(of item: FolderItem) -> (DisplayText, Style)? {
        if item.unread > 0 {
            return (DisplayText(NumberText.grouped(item.unread)), Style(item.isUnsubscribed ? .muted : .accent))
        }
        return item.total > 0 ? (DisplayText(NumberText.grouped(item.total)), Style(.muted)) : nil
    }
}
