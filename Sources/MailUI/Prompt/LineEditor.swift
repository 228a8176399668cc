import TerminalUI

/// A line of text being typed.
struct LineEditor: Hashable, Sendable {
    /// A longer line is nobody's intention.
    static let longest = 1000

    private(set) var characters: [Character]
    /// 0 before the first character.
    private(set) var cursor: Int

    init(_ text: String = "") {
        characters = Array(text.prefix(Self.longest))
        cursor = characters.count
    }

    var text: String { String(characters) }
    var beforeCursor: String { String(characters[..<cursor]) }
    var isEmpty: Bool { characters.isEmpty }

    /// Takes a key that edits.
    ///
    /// - Returns: False where the key means nothing to a line of text.
    mutating func press(_ key: KeyEvent) -> Bool {
        switch (key.key, key.modifiers) {
        case (.character(let character), []): insert(String(character))
        case (.space, []): insert(" ")
        case (.backspace, []), (.character("h"), .control): removeBefore()
        case (.delete, []), (.character("d"), .control): removeAfter()
        case (.left, []), (.character("b"), .control): cursor = max(0, cursor - 1)
        case (.right, []), (.character("f"), .control): cursor = min(characters.count, cursor + 1)
        case (.home, []), (.character("a"), .control): cursor = 0
        case (.end, []), (.character("e"), .control): cursor = characters.count
        case (.character("u"), .control): removeToStart()
        case (.character("k"), .control): characters.removeSubrange(cursor...)
        case (.character("w"), .control): removeWord()
        default: return false
        }
        return true
    }

    /// Takes pasted text; line ends and tabs become spaces, so that nothing in it can act as a key.
    mutating func paste(_ text: String) {
        insert(String(text.prefix(Self.longest).map { $0.isNewline || $0 == "\t" ? " " : $0 }))
    }

    private mutating func insert(_ text: String) {
        let room = max(0, Self.longest - characters.count)
        let added = Array(text.prefix(room))
        characters.insert(contentsOf: added, at: cursor)
        cursor += added.count
    }

    private mutating func removeBefore() {
        guard cursor > 0 else { return }
        cursor -= 1
        characters.remove(at: cursor)
    }

    private mutating func removeAfter() {
        if cursor < characters.count { characters.remove(at: cursor) }
    }

    private mutating func removeToStart() {
        characters.removeSubrange(..<cursor)
        cursor = 0
    }

    private mutating func removeWord() {
        var start = cursor
        while start > 0, characters[start - 1].isWhitespace { start -= 1 }
        while start > 0, !characters[start - 1].isWhitespace { start -= 1 }
        characters.removeSubrange(start..<cursor)
        cursor = start
    }
}

extension LineEditor {
    /// How long it is, and where the cursor stands; nothing else.
    var hidden: LineEditor {
        var hidden = LineEditor(String(repeating: "*", count: characters.count))
        for _ in cursor..<characters.count { _ = hidden.press(KeyEvent(.left)) }
        return hidden
    }
}
