/// A key as it was pressed, whatever octets the terminal sent for it.
package struct KeyEvent: Hashable, Sendable {
    package enum Key: Hashable, Sendable {
        /// A printable character, Shift already applied: `.character("D")`.
        case character(Character)
        case enter, escape, tab, space, backspace, delete, insert
        case up, down, left, right, home, end, pageUp, pageDown
        case function(Int)
    }

    package struct Modifiers: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) { self.rawValue = rawValue }

        package static let control = Modifiers(rawValue: 1)
        package static let alt = Modifiers(rawValue: 2)
        /// Only with keys that are not characters: Shift-Tab, Shift-Up.
        package static let shift = Modifiers(rawValue: 4)
    }

    package var key: Key
    package var modifiers: Modifiers

    package init(_ key: Key, _ modifiers: Modifiers = []) {
        self.key = key
        self.modifiers = modifiers
    }
}
