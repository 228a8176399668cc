import MailModel

/// The message list: which list it is, the rows that are here, the selection.
struct MessageListState: Sendable {
    /// What is shown; nothing before there is a mailbox.
    private(set) var source: MessageSource?
    /// In what order all lists stand.
    private(set) var arrangement: ListArrangement
    /// The rows that are here; nothing until the first ones of `source` have come.
    private(set) var window: MessageWindow?
    /// Rows of the list before, shown while those of a search are on their way.
    private(set) var stale: MessageWindow?
    private(set) var cursor = ListCursor()
    private var view = Viewport()
    var marks = MessageMarks()
    /// What has been asked of the store.
    private var observed = 0..<0
    /// The message that the window to come is to have on the same line of the screen.
    private var anchor: StoredID?
    /// Where other lists were left.
    private var places = ListPlaces()
    /// A search that narrows the list, and what it narrows.
    var search: MessageSearch?
    /// Select an unread message as soon as it is known where one is.
    var seeking: UnreadSeeking?

    init(arrangement: ListArrangement = .flat) { self.arrangement = arrangement }

    /// The part of the list that is on the screen.
    private struct Viewport: Hashable, Sendable {
        var top = 0
        var height = 1
    }

    /// Index of the row at the top of the screen.
    private(set) var top: Int {
        get { view.top }
        set { view.top = newValue }
    }

    /// Rows of the screen, as of the last layout.
    private(set) var height: Int {
        get { view.height }
        set { view.height = newValue }
    }

    var total: Int { window?.total ?? 0 }
    var selected: MessageRow? { window?.row(at: cursor.index) }

    /// The selected messages, or else the one under the cursor; all of them, where one stands for a folded thread.
    var targets: [MessageRow] {
        marks.isEmpty ? selected?.messages ?? [] : marks.messages(to: cursor, in: window)
    }

    /// True where a range reaches over rows that have not come yet.
    var isRangeIncomplete: Bool {
        guard let range = marks.range(to: cursor) else { return false }
        return range.contains { window?.covers($0) != true }
    }

    func isMarked(_ row: MessageRow, at index: Int) -> Bool { marks.contains(row, at: index, cursor: cursor) }
}

// MARK: - The list as a whole

extension MessageListState {
    /// Shows another list, at the place where it was left; none where there is no mailbox yet.
    ///
    /// - Parameters:
    ///   - next: The list.
    ///   - keepsRows: Leave the rows of the list before on the screen until the new ones come.
    mutating func show(_ next: MessageSource?, keepsRows: Bool = false) {
        guard next != source else { return }
        if let source { places.remember(source, ListPlace(cursor: cursor, top: top)) }
        let place = next.flatMap { places[$0] } ?? ListPlace(cursor: ListCursor(), top: 0)
        source = next
        stale = keepsRows ? window ?? stale : nil
        window = nil
        cursor = place.cursor
        top = place.top
        marks = MessageMarks()
        observed = 0..<0
        anchor = nil
        seeking = nil
    }

    /// Puts the rows in another order, which are shown in the old one until they come.
    ///
    /// `id`: The message to go to; nothing to stay where the cursor is.
    mutating func arrange(_ next: ListArrangement, at id: StoredID? = nil) {
        guard next != arrangement else { return }
        arrangement = next
        marks.anchor = nil
        observed = 0..<0
        if let id { cursor.id = id }
        anchor = cursor.id
        seeking = nil
    }

    /// Takes over the rows as they are now.
    mutating func take(_ new: MessageWindow) {
        guard new.source == source, new.arrangement == arrangement else { return }
        let before = cursor
        cursor = cursor.relocated(from: window, to: new)
        marks.follow(from: window, to: new)
        // A list that shows its first row goes on showing it, so that new mail is seen;
        // one further down stands still while rows come and go above.
        if top > 0 || anchor != nil, before.id != nil { top += cursor.index - before.index }
        // The store has chosen where the window begins.
        if anchor != nil { observed = 0..<0 }
        anchor = nil
        window = new
        stale = nil
        keepCursorVisible()
    }

    /// Settles the screen's height, and says what rows are needed that have not been asked for.
    mutating func settle(height newHeight: Int) -> Effect? {
        height = max(1, newHeight)
        keepCursorVisible()
        guard let source else { return nil }
        let around = max(0, top - height)..<top + 2 * height
        let needed = window.map { around.clamped(to: 0..<max(0, $0.total)) } ?? around
        let isAskedFor = observed.lowerBound <= needed.lowerBound && needed.upperBound <= observed.upperBound
        if !observed.isEmpty && isAskedFor && coversRange { return nil }
        observed = wanted
        return .observe(
            source, arrangement, offset: observed.lowerBound, count: observed.count,
            around: anchor.map { ListAnchor($0, row: max(0, cursor.index - observed.lowerBound)) })
    }

    private var coversRange: Bool {
        guard let range = marks.range(to: cursor) else { return true }
        return observed.contains(range.lowerBound) && observed.contains(range.upperBound)
    }

    /// The visible screen and two on each side, so that a page is there before it is turned to; more where a range
    /// needs its rows.
    private var wanted: Range<Int> {
        let screens = max(0, top - 2 * height)..<top + 3 * height
        guard let range = marks.range(to: cursor) else { return screens }
        return min(screens.lowerBound, range.lowerBound)..<max(screens.upperBound, range.upperBound + 1)
    }

    private mutating func keepCursorVisible() {
        if cursor.index < top { top = cursor.index }
        if cursor.index >= top + height { top = cursor.index - height + 1 }
        // Without rows yet, the remembered place holds.
        if window != nil { top = min(top, max(0, total - height)) }
        top = max(0, top)
    }
}

// MARK: - The selection

extension MessageListState {
    /// Moves the cursor, as far as the list goes.
    ///
    /// - Returns: False where it could not move at all.
    @discardableResult
    mutating func moveCursor(by distance: Int) -> Bool { moveCursor(to: cursor.index + distance) }

    @discardableResult
    mutating func moveCursor(to index: Int) -> Bool {
        guard let window, window.total > 0 else { return false }
        let before = cursor.index
        var next = window.cursor(at: index)
        if let anchor = marks.anchor {
            let reach = MessageMarks.longestRange - 1
            next = window.cursor(at: max(anchor.index - reach, min(anchor.index + reach, next.index)))
        }
        cursor = next
        seeking = nil
        keepCursorVisible()
        return cursor.index != before
    }

    /// Turns pages, or halves of them: rows and cursor move together, and at an end the cursor alone.
    mutating func page(by rows: Int) {
        top = max(0, min(top + rows, total - height))
        moveCursor(by: rows)
    }

    /// Scrolls the rows under the cursor, which goes along only where it must.
    mutating func scroll(by distance: Int) {
        top = max(0, min(top + distance, total - height))
        moveCursor(to: max(top, min(cursor.index, top + height - 1)))
    }

    /// Leaves the messages that an action takes away: to the next one that stays, or else the one before.
    ///
    /// - Returns: False where none stays that is known.
    mutating func leave(_ ids: Set<StoredID>) -> Bool {
        marks = MessageMarks()
        guard let window, let id = cursor.id, ids.contains(id) else { return true }
        let after = (cursor.index + 1..<max(cursor.index + 1, window.end)).first { isStaying($0, without: ids) }
        let before = stride(from: cursor.index - 1, through: window.offset, by: -1)
            .first { isStaying($0, without: ids) }
        guard let next = after ?? before else { return false }
        return moveCursor(to: next)
    }

    private func isStaying(_ index: Int, without ids: Set<StoredID>) -> Bool {
        window?.row(at: index).map { !ids.contains($0.id) } ?? false
    }

    /// The nearest row without `\Seen` among those here; nothing where it must be looked for in the store.
    func nearestUnread(from index: Int, forward: Bool) -> Int? {
        guard let window else { return nil }
        // Only an unbroken run of rows from the cursor on proves that it is the nearest.
        guard window.covers(forward ? index + 1 : index - 1) else { return nil }
        let indices = forward ? Array(index + 1..<window.end) : Array((window.offset..<index).reversed())
        return indices.first { window.row(at: $0)?.flags.contains(.seen) == false }
    }
}
