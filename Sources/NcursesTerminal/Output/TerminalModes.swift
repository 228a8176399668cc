import Glibc

/// Modes that ncurses knows nothing of: bracketed paste and the mouse (xterm's control sequences).
///
/// Written past ncurses, but only right after it has written all it had, so nothing interleaves.
struct TerminalModes {
    /// Terminals without a mouse get none of them: the sequences are xterm's.
    let isSupported: Bool

    /// Presses and the wheel (1000), reported in decimals (1006); pasted text between marks (2004).
    private static let on = "\u{1B}[?1000h\u{1B}[?1006h\u{1B}[?2004h"
    private static let off = "\u{1B}[?2004l\u{1B}[?1006l\u{1B}[?1000l"
    private static let backgroundQuery = "\u{1B}]11;?\u{7}"

    func set() {
        if isSupported { Self.write(Self.on) }
    }

    func reset() {
        if isSupported { Self.write(Self.off) }
    }

    /// Puts a text on the clipboard of the terminal (OSC 52), which may refuse it without a word.
    func copy(base64: [UInt8]) { Self.write("\u{1B}]52;c;\(String(decoding: base64, as: UTF8.self))\u{7}") }

    func askBackground() { Self.write(Self.backgroundQuery) }

    /// What undoes everything when the program crashes: modes, colours, cursor, alternate screen.
    func emergencyReset(capabilities: [String]) -> String {
        (isSupported ? Self.off : "") + capabilities.joined()
    }

    private static func write(_ text: String) {
        var octets = Array(text.utf8)[...]
        while !octets.isEmpty {
            let count = octets.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            // A terminal that is gone is told of by its input.
            guard count > 0 else { return }
            octets = octets.dropFirst(count)
        }
    }
}
