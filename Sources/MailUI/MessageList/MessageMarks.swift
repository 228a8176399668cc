import MailModel

/// The messages that a person has selected, one by one or as a range.
struct MessageMarks: Hashable, Sendable {
    /// A range holds at most this many messages, because all its rows must be here.
    static let longestRange = 5000

    /// Selected one by one, with the rows as last seen.
    private(set) var chosen: [StoredID: MessageRow] = [:]
    /// Where a range began that ends at the cursor.
    var anchor: ListCursor?

    var isEmpty: Bool { chosen.isEmpty && anchor == nil }

    mutating func toggle(_ row: MessageRow) {
        if chosen.removeValue(forKey: row.id) == nil { chosen[row.id] = row }
    }

    /// Makes the range's messages chosen ones and ends it.
    mutating func closeRange(at cursor: ListCursor, in window: MessageWindow?) {
        for row in rangeRows(to: cursor, in: window) { chosen[row.id] = row }
        anchor = nil
    }

    /// Takes over a new window: rows have new flags, the range's beginning may have moved.
    mutating func follow(from old: MessageWindow?, to new: MessageWindow) {
        anchor = anchor?.relocated(from: old, to: new)
        if chosen.isEmpty { return }
        for row in new.rows where chosen[row.id] != nil { chosen[row.id] = row }
    }

    /// Indices of the range, both ends included.
    func range(to cursor: ListCursor) -> ClosedRange<Int>? {
        anchor.map { min($0.index, cursor.index)...max($0.index, cursor.index) }
    }

    func contains(_ row: MessageRow, at index: Int, cursor: ListCursor) -> Bool {
        chosen[row.id] != nil || range(to: cursor)?.contains(index) == true
    }

    /// All selected rows, those of the range first in the list's order.
    func rows(to cursor: ListCursor, in window: MessageWindow?) -> [MessageRow] {
        let ranged = rangeRows(to: cursor, in: window)
        let ids = Set(ranged.map(\.id))
        return ranged + chosen.values.filter { !ids.contains($0.id) }.sorted { $0.id.row > $1.id.row }
    }

    /// How many messages there are; the range's rows counted whether they are here or not.
    func count(to cursor: ListCursor, in window: MessageWindow?) -> Int {
        let known = rows(to: cursor, in: window).reduce(0) { $0 + $1.messages.count }
        guard let range = range(to: cursor) else { return known }
        return known + range.count - rangeRows(to: cursor, in: window).count
    }

    private func rangeRows(to cursor: ListCursor, in window: MessageWindow?) -> [MessageRow] {
        guard let window, let range = range(to: cursor) else { return [] }
        return range.clamped(to: window.offset...max(window.offset, window.end)).compactMap { window.row(at: $0) }
    }
}
