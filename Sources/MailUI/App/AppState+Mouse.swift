import MailModel
import TerminalUI

/// The mouse: everything it does, keys do too.
extension AppState {
    private static let wheelRows = 3

    mutating func take(_ mouse: MouseEvent) -> [Effect] {
        if !overlays.isEmpty { return takeInOverlay(mouse) }
        switch mouse.kind {
        case .wheelDown: return wheel(by: Self.wheelRows, at: mouse.position)
        case .wheelUp: return wheel(by: -Self.wheelRows, at: mouse.position)
        case .press, .doublePress: return press(at: mouse.position, isDouble: mouse.kind == .doublePress)
        }
    }

    private mutating func takeInOverlay(_ mouse: MouseEvent) -> [Effect] {
        guard case .help(var help) = overlays.last else { return [] }
        switch mouse.kind {
        case .wheelDown: help.scroll(by: Self.wheelRows)
        case .wheelUp: help.scroll(by: -Self.wheelRows)
        case .press, .doublePress: break
        }
        overlays[overlays.count - 1] = .help(help)
        return []
    }

    private mutating func wheel(by rows: Int, at position: Position) -> [Effect] {
        let layout = layout
        if layout.message.contains(position) {
            pager?.scroll(by: rows)
        } else if layout.sidebar.contains(position) {
            folders.move(to: folders.cursor + rows.signum())
        } else if layout.list.contains(position) {
            list.scroll(by: rows)
        }
        return []
    }

    private mutating func press(at position: Position, isDouble: Bool) -> [Effect] {
        let layout = layout
        if layout.tabs.contains(position) { return pressTab(at: position) }
        if layout.sidebar.contains(position) {
            let index = folders.top + position.row - layout.sidebar.row
            guard folders.items.indices.contains(index) else { return [] }
            folders.move(to: index)
            return openSelectedFolder()
        }
        if layout.message.contains(position) { return focus.context == .message ? [] : openSelected() }
        if layout.list.contains(position) { return pressRow(position.row - layout.list.row, isDouble: isDouble) }
        return []
    }

    private mutating func pressTab(at position: Position) -> [Effect] {
        let bar = TabBar(accounts: accounts, glyphs: glyphs, columns: layout.tabs.columns)
        guard let tab = bar.tabs.first(where: { $0.columns.contains(position.column) }) else { return [] }
        return switchTo(tab.target)
    }

    /// The first click selects, the second one opens.
    private mutating func pressRow(_ row: Int, isDouble: Bool) -> [Effect] {
        let index = list.top + row
        guard index < list.total else { return [] }
        let isAgain = focus.context == .list && index == list.cursor.index
        focus.context = .list
        list.moveCursor(to: index)
        return isDouble || isAgain ? openSelected() : []
    }
}

extension Rect {
    func contains(_ position: Position) -> Bool { contains(column: position.column, row: position.row) }
}
