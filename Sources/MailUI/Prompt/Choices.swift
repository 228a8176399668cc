import TerminalUI

/// A list to choose from above a prompt, with the one that is chosen.
struct Choices<Item: Hashable & Sendable>: Hashable, Sendable {
    private(set) var items: [Item] = []
    private(set) var index = 0

    var selected: Item? { items.indices.contains(index) ? items[index] : nil }

    mutating func replace(_ newItems: [Item]) {
        items = newItems
        index = 0
    }

    /// Moves around the ends.
    mutating func move(by distance: Int) {
        guard !items.isEmpty else { return }
        index = (index + distance % items.count + items.count) % items.count
    }

    /// The items on a screen of `rows`, with the chosen one among them.
    func visible(rows: Int) -> Range<Int> {
        let count = max(0, min(rows, items.count))
        let start = max(0, min(index - count / 2, items.count - count))
        return start..<start + count
    }
}

extension KeyEvent {
    /// How far a key moves in a list of choices; nothing for other keys.
    var choiceMove: Int? {
        switch (key, modifiers) {
        case (.down, []), (.tab, []), (.character("n"), .control): 1
        case (.up, []), (.tab, .shift), (.character("p"), .control): -1
        default: nil
        }
    }
}
