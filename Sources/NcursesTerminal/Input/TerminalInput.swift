import TerminalUI

/// What octets from the terminal mean.
enum TerminalInput: Hashable {
    case key(KeyEvent)
    case paste(String)
    case mouse(MouseEvent)
    /// The answer to what the background colour is (OSC 11), as luminance from 0 to 1.
    case background(luminance: Double)

    /// Whether the terminal said it, and not a person.
    var isAnswer: Bool { if case .background = self { true } else { false } }
}
