import MailModel
import TerminalUI

/// How far to scroll.
enum ScrollStep: Hashable, Sendable {
    case lines(Int), halfPages(Int), pages(Int)
    case start, end

    /// Rows to go; nothing for an end.
    func rows(height: Int) -> Int? {
        switch self {
        case .lines(let count): count
        case .halfPages(let count): count * max(1, height / 2)
        case .pages(let count): count * max(1, height)
        case .start, .end: nil
        }
    }
}

/// Moving about, opening and going back.
extension AppState {
    mutating func scroll(_ step: ScrollStep) -> [Effect] {
        switch focus.context {
        case .list:
            if case .lines(let count) = step {
                list.moveCursor(by: count)
            } else if let rows = step.rows(height: list.height) {
                list.page(by: rows)
            } else {
                list.moveCursor(to: step == .start ? 0 : list.total - 1)
            }
        case .folders:
            folders.move(
                to: target(of: step, from: folders.cursor, height: layout.sidebar.rows, count: folders.items.count))
        case .message: return scrollMessage(step)
        }
        return []
    }

    private func target(of step: ScrollStep, from index: Int, height: Int, count: Int) -> Int {
        if let rows = step.rows(height: height) { return index + rows }
        return step == .start ? 0 : count - 1
    }

    private mutating func scrollMessage(_ step: ScrollStep) -> [Effect] {
        guard var pager else { return [] }
        if let rows = step.rows(height: max(1, pager.size.rows - 1)) {
            if !pager.scroll(by: rows), step == .pages(1) { return seekUnread(forward: true) }
        } else if step == .start {
            pager.scrollToStart()
        } else {
            pager.scrollToEnd()
        }
        self.pager = pager
        return []
    }

    mutating func stepMessage(by distance: Int) -> [Effect] {
        guard focus.context == .message else {
            list.moveCursor(by: distance)
            return []
        }
        // Where the open message has left the list, the cursor stands on the next one already.
        let isOnOpen = list.cursor.id == pager?.id
        guard !isOnOpen || list.moveCursor(by: distance) else {
            return note(distance > 0 ? "This is the last message." : "This is the first message.")
        }
        return openSelected()
    }

    mutating func stepFolder(by distance: Int) -> [Effect] {
        folders.move(to: folders.cursor + distance)
        return []
    }

    /// Opens the selected message, with the keys.
    mutating func openSelected() -> [Effect] {
        guard let row = list.selected.map({ unfold($0) }) else { return [] }
        focus.context = .message
        errands.resting = nil
        if let pager, pager.id == row.id {
            if pager.counts == .not { self.pager?.counts = .whenReady }
            return []
        }
        var opened = PagerState(row, after: pager)
        opened.counts = .whenReady
        pager = opened
        return [.openMessage(row.id)] + prefetchAround()
    }

    mutating func toggleZoom() -> [Effect] {
        focus.isZoomed.toggle()
        return []
    }

    mutating func showFolders() -> [Effect] {
        folders.follow(list.search?.origin ?? list.source)
        focus.context = .folders
        return []
    }

    mutating func toggleSidebar() -> [Effect] {
        let isShown = !layout.sidebar.isEmpty
        focus.sidebar = !isShown
        if isShown, focus.context == .folders { focus.context = .list }
        // A sidebar that leaves no room for the list is shown only while it has the keys.
        if !isShown, layout.sidebar.isEmpty { return showFolders() }
        return []
    }

    /// There is nothing that going back would leave.
    var isAtTop: Bool { focus.context == .list && list.marks.isEmpty && list.search == nil }

    /// One level out: message, list, folders; first what was selected or searched for.
    mutating func goBack() -> [Effect] {
        switch focus.context {
        case .message:
            let dates = dates
            if pager?.leavePart(dates: dates) == true { return [] }
            if focus.isZoomed, !ScreenLayout(size: surroundings.size, focus: FocusState()).message.isEmpty {
                focus.isZoomed = false
            } else {
                focus.context = .list
            }
        case .list:
            if !list.marks.isEmpty {
                list.marks = MessageMarks()
            } else {
                endSearch()
            }
        case .folders:
            focus.context = .list
        }
        return []
    }
}
