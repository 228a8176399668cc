import TerminalUI

/// Keys become commands, or text for what lies over the mail.
extension AppState {
    /// How long a prefix waits before it is shown what can follow.
    static let popupDelay = Duration.milliseconds(400)

    mutating func press(_ key: KeyEvent) -> [Effect] {
        // These mean the same wherever one is.
        if key == KeyEvent(.character("l"), .control) { return [.redraw] }
        if key == KeyEvent(.character("z"), .control) { return [.suspend] }
        if !overlays.isEmpty { return pressInOverlay(key) }
        let isInterrupt = key == KeyEvent(.character("c"), .control)
        if status.fetching != nil, isInterrupt || (key.key == .escape && keys.pending.isEmpty) {
            status.fetching = nil
            return [.stopFetching]
        }
        if key.key == .escape, !keys.pending.isEmpty {
            keys = KeyInput(history: keys.history)
            return []
        }
        return pressForCommand(key)
    }

    private mutating func pressForCommand(_ key: KeyEvent) -> [Effect] {
        let pressed = keys.pending + [key]
        switch KeyMap.standard.match(pressed, in: focus.context) {
        case .command(let command):
            keys.pending = []
            keys.isPopupShown = false
            return perform(command, argument: command == .switchAccount ? Self.digit(of: key) : nil)
        case .prefix:
            keys.pending = pressed
            return [.schedule(.keyPrefix(errands.start(.keyPrefix)), after: Self.popupDelay)]
        case .none:
            keys.pending = []
            keys.isPopupShown = false
            return []
        }
    }

    private static func digit(of key: KeyEvent) -> String? {
        guard case .character(let character) = key.key else { return nil }
        return String(character)
    }
}
