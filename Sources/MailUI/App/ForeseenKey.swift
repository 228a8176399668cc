package import MailModel
package import TerminalUI

/// What pressing a key will do and show, worked out before it is pressed.
///
/// Holds for as long as no event changes the state that it was made from.
package struct ForeseenKey: Sendable {
    package let key: KeyEvent
    package let state: AppState
    package let screen: CellBuffer
    /// In their order; the screen shows already what they answer at once.
    package let effects: [Effect]
}

extension AppState {
    /// Works out what a key will do and show.
    ///
    /// - Parameters:
    ///   - key: The key.
    ///   - text: The text of a message where it can be opened at once.
    /// - Returns: Nothing where the key needs something that is not here, does more than move about, or where text is
    ///   being typed.
    package func foresee(_ key: KeyEvent, text: (StoredID) -> ReadableMessage?) -> ForeseenKey? {
        guard overlays.isEmpty else { return nil }
        var next = self
        var effects = next.update(.terminal(.key(key)))
        guard effects.allSatisfy(\.followsScreen) else { return nil }
        for case .openMessage(let id) in effects {
            guard let message = text(id) else { return nil }
            effects += next.update(.message(id, .ready(message)))
        }
        let (screen, cursor) = next.render(screenSize)
        return cursor == nil ? ForeseenKey(key: key, state: next, screen: screen, effects: effects) : nil
    }
}

extension Effect {
    /// Can be carried out once the screen is there; what it changes on that is another event.
    fileprivate var followsScreen: Bool {
        switch self {
        case .observe, .openMessage, .prefetch, .markRead, .schedule: true
        default: false
        }
    }
}
