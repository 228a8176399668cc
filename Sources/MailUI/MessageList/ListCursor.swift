import MailModel

/// A place in a message list: an index in the whole list, and the message that stands there.
///
/// The message is what counts; the index says where to look for it. It is nothing where
/// the row has not come yet.
struct ListCursor: Hashable, Sendable {
    var index = 0
    var id: StoredID?

    /// Where the cursor belongs once `new` has taken the place of `old`.
    ///
    /// It stays on its message. Where that is gone it goes to the next one that is still
    /// there. Where the message has probably moved out of the window, the index is a
    /// guess and the message is kept, so that the next window can find it.
    func relocated(from old: MessageWindow?, to new: MessageWindow) -> ListCursor {
        guard new.total > 0 else { return ListCursor() }
        guard let id else { return new.cursor(at: index) }
        // A folded thread's row has its other messages', too.
        if let found = new.rows.firstIndex(where: { $0.id == id })
            ?? new.rows.firstIndex(where: { $0.messages.contains { $0.id == id } })
        {
            return new.cursor(at: new.offset + found)
        }
        guard let old, old.row(at: index)?.id == id else {
            return new.covers(index) || index >= new.total ? new.cursor(at: index) : self
        }
        return withoutOwnRow(from: old, to: new)
    }

    /// Judges by the neighbours that both windows have.
    private func withoutOwnRow(from old: MessageWindow, to new: MessageWindow) -> ListCursor {
        let places = Dictionary(
            new.rows.enumerated().map { ($1.id, new.offset + $0) }, uniquingKeysWith: { first, _ in first })
        let before = stride(from: index - 1, through: old.offset, by: -1).lazy
            .compactMap { known in old.row(at: known).flatMap { places[$0.id] }.map { (known, $0) } }.first
        let after = (index + 1..<max(index + 1, old.end)).lazy
            .compactMap { old.row(at: $0).flatMap { places[$0.id] } }.first

        switch (before, after) {
        case (_, let next?): return new.cursor(at: next)
        case (let (oldPlace, newPlace)?, nil):
            let expected = newPlace + index - oldPlace
            let isOutside = expected >= new.end && new.end < new.total
            return isOutside ? ListCursor(index: expected, id: id) : new.cursor(at: newPlace + 1)
        case (nil, nil):
            let arrived = new.total - old.total
            return arrived > 0 ? ListCursor(index: index + arrived, id: id) : new.cursor(at: index)
        }
    }
}

extension MessageWindow {
    /// Index after that of the last row.
    var end: Int { offset + rows.count }

    func covers(_ index: Int) -> Bool { index >= offset && index < end }

    func row(at index: Int) -> MessageRow? { covers(index) ? rows[index - offset] : nil }

    /// The cursor on a row of the list, or on its last one.
    func cursor(at index: Int) -> ListCursor {
        let bounded = max(0, min(index, total - 1))
        return ListCursor(index: bounded, id: row(at: bounded)?.id)
    }
}
