import Dispatch
import TerminalUI

/// Finds double presses: two in the same place within 400 ms.
struct PressTimes {
    private var last: (position: Position, time: DispatchTime)?

    mutating func counted(_ mouse: MouseEvent, at time: DispatchTime = .now()) -> MouseEvent {
        guard mouse.kind == .press else { return mouse }
        if let last, last.position == mouse.position, time <= last.time + .milliseconds(400) {
            // A third press is a first one again.
            self.last = nil
            return MouseEvent(kind: .doublePress, position: mouse.position)
        }
        last = (mouse.position, time)
        return mouse
    }
}
