import MailModel
package import TerminalUI

/// All that the screens show and remember: a value, changed by events only.
///
///     event ──▶ update ──▶ effects          state ──▶ render ──▶ cells
package struct AppState: Sendable {
    let environment: UIEnvironment
    var size: Size
    /// The time as of the last tick.
    var now = MailDate(secondsSince1970: 0)

    package init(environment: UIEnvironment, size: Size) {
        self.environment = environment
        self.size = size
    }

    /// How long until the next ``UIEvent/tick(now:)`` should come.
    package var tickInterval: Duration { .seconds(30) }

    /// Takes one event in, and says what is to be done about it.
    package mutating func update(_ event: UIEvent) -> [Effect] {
        switch event {
        case .terminal(.resized(let size)): self.size = size
        case .tick(let now): self.now = now
        default: break
        }
        return []
    }

    /// Draws the whole screen, and says where the cursor belongs while there is text to type.
    package func render(_ size: Size) -> (buffer: CellBuffer, cursor: Position?) {
        (CellBuffer(size: size), nil)
    }
}
