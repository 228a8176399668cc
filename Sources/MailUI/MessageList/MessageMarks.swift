import MailModel

/// The messages that a person has selected, one by one or as a range.
struct MessageMarks: Hashable, Sendable {
    /// A range holds at most this many messages, because all its rows must be here.
    static let longestRange = 5000

    /// Selected one by one, with the rows as last seen; each message of a folded thread by itself, so that folding
    /// selects nothing else.
    private(set) var chosen: [StoredID: MessageRow] = [:]
    /// Where a range began that ends at the cursor.
    var anchor: ListCursor?

    var isEmpty: Bool { chosen.isEmpty && anchor == nil }

    mutating func toggle(_ row: MessageRow) {
        let isChosen = contains(row)
        for message in row.messages { chosen[message.id] = isChosen ? nil : message }
    }

    /// Makes the range's messages chosen ones and ends it.
    mutating func closeRange(at cursor: ListCursor, in window: MessageWindow?) {
        for message in ranged(to: cursor, in: window) { chosen[message.id] = message }
        anchor = nil
    }

    /// Takes over a new window: rows have new flags, the range's beginning may have moved.
    mutating func follow(from old: MessageWindow?, to new: MessageWindow) {
        anchor = anchor?.relocated(from: old, to: new)
        if chosen.isEmpty { return }
        for message in new.rows.lazy.flatMap(\.messages) where chosen[message.id] != nil {
            chosen[message.id] = message
        }
    }

    /// Indices of the range, both ends included.
    func range(to cursor: ListCursor) -> ClosedRange<Int>? {
        anchor.map { min($0.index, cursor.index)...max($0.index, cursor.index) }
    }

    func contains(_ row: MessageRow, at index: Int, cursor: ListCursor) -> Bool {
        contains(row) || range(to: cursor)?.contains(index) == true
    }

    private func contains(_ row: MessageRow) -> Bool { row.messages.allSatisfy { chosen[$0.id] != nil } }

    /// All selected messages, those of the range first in the list's order.
    func messages(to cursor: ListCursor, in window: MessageWindow?) -> [MessageRow] {
        let ranged = ranged(to: cursor, in: window)
        let ids = Set(ranged.map(\.id))
        return ranged + chosen.values.filter { !ids.contains($0.id) }.sorted { $0.id.row > $1.id.row }
    }

    /// How many messages there are; the range's rows counted whether they are here or not.
    func count(to cursor: ListCursor, in window: MessageWindow?) -> Int {
        let unknown = range(to: cursor)?.count { window?.covers($0) != true } ?? 0
        return messages(to: cursor, in: window).count + unknown
    }

    private func ranged(to cursor: ListCursor, in window: MessageWindow?) -> [MessageRow] {
        guard let window, let range = range(to: cursor) else { return [] }
        return range.clamped(to: window.offset...max(window.offset, window.end))
            .compactMap { window.row(at: $0) }.flatMap(\.messages)
    }
}
