package import TerminalUI

/// One or more keys pressed one after the other, as a person writes them.
///
/// `j`, `gg`, `Ctrl-D`, `Shift-Tab`, `PgUp`, `F5`.
package struct KeySequence: Hashable, Sendable, CustomStringConvertible {
    package let keys: [KeyEvent]

    package init(_ keys: [KeyEvent]) { self.keys = keys }

    /// Reads what ``description`` writes; nothing where it names no key.
    package init?(_ notation: String) {
        guard let keys = Self.parse(notation), !keys.isEmpty else { return nil }
        self.keys = keys
    }

    package var description: String { keys.map(Self.name).joined() }

    // sequence = named-key / modified-key / 1*character
    private static func parse(_ notation: String) -> [KeyEvent]? {
        if let key = namedKeys.first(where: { $0.name == notation })?.key { return [KeyEvent(key)] }
        if let (modifier, rest) = splitModifier(notation) {
            guard let inner = parse(rest), inner.count == 1 else { return nil }
            var key = inner[0]
            key.modifiers.insert(modifier)
            // A terminal sends the same octet for Ctrl-D and Ctrl-d.
            if modifier == .control, case .character(let letter) = key.key {
                key.key = .character(Character(letter.lowercased()))
            }
            return [key]
        }
        if notation.count > 1, notation.first == "F", let number = Int(notation.dropFirst()) {
            return [KeyEvent(.function(number))]
        }
        return notation.map { KeyEvent(.character($0)) }
    }

    private static func splitModifier(_ notation: String) -> (KeyEvent.Modifiers, String)? {
        for (prefix, modifier) in modifierNames where notation.hasPrefix(prefix) && notation.count > prefix.count {
            return (modifier, String(notation.dropFirst(prefix.count)))
        }
        return nil
    }

    private static func name(of key: KeyEvent) -> String {
        let modifiers = modifierNames.filter { key.modifiers.contains($0.modifier) }.map(\.prefix).joined()
        switch key.key {
        case .character(let character):
            return modifiers + (key.modifiers.contains(.control) ? character.uppercased() : String(character))
        case .function(let number): return "\(modifiers)F\(number)"
        default: return modifiers + (namedKeys.first { $0.key == key.key }?.name ?? "?")
        }
    }

    private static let modifierNames: [(prefix: String, modifier: KeyEvent.Modifiers)] = [
        ("Ctrl-", .control), ("Alt-", .alt), ("Shift-", .shift),
    ]

    private static let namedKeys: [(name: String, key: KeyEvent.Key)] = [
        ("Enter", .enter), ("Esc", .escape), ("Tab", .tab), ("Space", .space), ("Backspace", .backspace),
        ("Delete", .delete), ("Insert", .insert), ("Up", .up), ("Down", .down), ("Left", .left), ("Right", .right),
        ("Home", .home), ("End", .end), ("PgUp", .pageUp), ("PgDn", .pageDown),
    ]
}
