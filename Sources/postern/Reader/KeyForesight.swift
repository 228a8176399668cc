import MailUI
import TerminalUI

/// The key that was pressed last is probably pressed again: what it will show is drawn while nobody waits, and is only
/// sent then.
struct KeyForesight {
    /// How often a screen is drawn for a key that does not come.
    private static let mostTries = 10

    /// Pressed last.
    private var key: KeyEvent?
    private var triesLeft = 0
    private var foreseen: ForeseenKey?
    /// The state is still the one that it was made from.
    ///
    /// Where it is not, letting go of the other one can wait, too.
    private var isValid = false

    /// Takes what the terminal tells, of which the last key is remembered.
    ///
    /// - Returns: What was foreseen, where it is just that.
    mutating func take(_ told: [TerminalEvent]) -> ForeseenKey? {
        let pressed: KeyEvent? = if case .key(let pressed)? = told.last { pressed } else { nil }
        let isForeseen = isValid && told.count == 1 && foreseen?.key == pressed
        isValid = false
        triesLeft = Self.mostTries
        key = pressed
        return isForeseen ? foreseen : nil
    }

    /// The state is another one.
    mutating func invalidate() { isValid = false }

    /// Works out what the key will do, where that is not known and it may still come.
    mutating func renew(_ foresee: (KeyEvent) -> ForeseenKey?) {
        guard !isValid else { return }
        foreseen = nil
        guard triesLeft > 0, let key else { return }
        triesLeft -= 1
        foreseen = foresee(key)
        isValid = foreseen != nil
    }
}
