import TerminalUI

/// Where everything stands: one answer for drawing and for the mouse.
///
///     tabs
///     sidebar │ list
///             │ ─────────     (or the message at the right, or instead of the list)
///             │ message
///     ──────────────────── rule
///     status
///     hint
struct ScreenLayout: Hashable, Sendable {
    static let sidebarColumns = 24

    let tabs: Rect
    /// Between the tabs and the rule.
    let body: Rect
    private(set) var sidebar: Rect
    private(set) var list: Rect
    private(set) var message: Rect
    /// Between the sidebar and what is right of it, one column.
    private(set) var sidebarLine: Rect
    /// Between list and message: one column or one row.
    private(set) var messageLine: Rect
    let rule: Rect
    let status: Rect
    let hint: Rect

    init(size: Size, focus: FocusState) {
        let screen = Rect(column: 0, row: 0, columns: size.columns, rows: size.rows)
        // What a small screen can do without, in the order in which it goes.
        let hasTabs = size.rows >= 4
        let hasStatus = size.rows >= 3
        let hasHint = size.rows >= 8
        let hasRule = size.rows >= 12
        let below = (hasStatus ? 1 : 0) + (hasHint ? 1 : 0) + (hasRule ? 1 : 0)

        let (tabs, underTabs) = screen.splitTop(hasTabs ? 1 : 0)
        let (body, underBody) = underTabs.splitTop(underTabs.rows - below)
        let (rule, underRule) = underBody.splitTop(hasRule ? 1 : 0)
        let (status, hint) = underRule.splitTop(hasStatus ? 1 : 0)
        let nothing = Rect(column: 0, row: body.row, columns: 0, rows: 0)
        self.tabs = tabs
        self.body = body
        self.rule = rule
        self.status = status
        self.hint = hint
        (sidebar, sidebarLine, list, messageLine, message) = (nothing, nothing, body, nothing, nothing)
        placeBody(size: size, focus: focus)
    }

    /// List and message are both on the screen.
    var hasPreview: Bool { !list.isEmpty && !message.isEmpty }

    /// The line where text is typed: the last one.
    var prompt: Rect {
        let last = hint.isEmpty ? (status.isEmpty ? body.splitTop(body.rows - 1).1 : status) : hint
        return last
    }

    private mutating func placeBody(size: Size, focus: FocusState) {
        let besideRight = size.columns >= 160
        let hasRoom = besideRight || (size.rows >= 40 && size.columns >= 60)
        if focus.context == .message, focus.isZoomed || !hasRoom {
            list = Rect(column: 0, row: body.row, columns: 0, rows: 0)
            message = body
            return
        }
        let showsSidebar = focus.context == .folders || (focus.sidebar ?? (size.columns >= 100))
        if showsSidebar { placeSidebar(isAlone: size.columns < 50, hasKeys: focus.context == .folders) }
        if hasRoom { placeMessage(besideRight: besideRight) }
    }

    private mutating func placeSidebar(isAlone: Bool, hasKeys: Bool) {
        if isAlone {
            guard hasKeys else { return }
            sidebar = body
            list = Rect(column: body.column, row: body.row, columns: 0, rows: body.rows)
            return
        }
        let (left, rest) = body.splitLeft(Self.sidebarColumns)
        sidebar = left
        (sidebarLine, list) = rest.splitLeft(1)
    }

    private mutating func placeMessage(besideRight: Bool) {
        if besideRight {
            let (left, rest) = list.splitLeft(list.columns / 2)
            list = left
            (messageLine, message) = rest.splitLeft(1)
        } else {
            let (upper, rest) = list.splitTop(max(8, list.rows * 35 / 100))
            list = upper
            (messageLine, message) = rest.splitTop(1)
        }
    }
}
