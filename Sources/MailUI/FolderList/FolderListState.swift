import MailModel

/// The folder list: its lines, and the one that the keys move.
struct FolderListState: Sendable {
    private(set) var items: [FolderItem] = []
    private(set) var cursor = 0
    private(set) var top = 0
    private var height = 1
    /// A new folder that the cursor is to go to as soon as it is there.
    var awaited: MailboxName?

    var selected: FolderItem? { items.indices.contains(cursor) ? items[cursor] : nil }

    /// Takes over new lines; the cursor stays on its folder.
    mutating func show(_ newItems: [FolderItem]) {
        let target = selected?.target
        items = newItems
        let place = target.flatMap { wanted in
            wanted == .level ? nil : newItems.firstIndex { $0.target == wanted }
        }
        move(to: place ?? cursor)
    }

    /// Puts the cursor on the folder that a list shows.
    mutating func follow(_ source: MessageSource?) {
        guard let place = items.firstIndex(where: { $0.source != nil && $0.source == source }) else { return }
        move(to: place)
    }

    mutating func settle(height: Int) {
        self.height = max(1, height)
        move(to: cursor)
    }

    mutating func move(to index: Int) {
        cursor = max(0, min(index, items.count - 1))
        if cursor < top { top = cursor }
        if cursor >= top + height { top = cursor - height + 1 }
        top = max(0, min(top, items.count - height))
    }

    /// The next folder with unread mail after (or before) the one shown, around the end.
    func nextUnread(after source: MessageSource?, forward: Bool) -> FolderItem? {
        let start = items.firstIndex { $0.source != nil && $0.source == source } ?? cursor
        let distances = Array(1..<max(1, items.count))
        return distances.lazy
            .map { self.items[(start + (forward ? $0 : self.items.count - $0)) % self.items.count] }
            .first { $0.unread > 0 && $0.source != nil }
    }
}
