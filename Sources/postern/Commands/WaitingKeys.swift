import Glibc
import InternetMessage

/// The keys that count while a person is busy in a browser: `y` and `c` copy, Esc gives up.
struct WaitingKeys {
    /// The person does not want to wait any longer.
    struct GaveUp: Error {}

    /// What `y` copies.
    let address: String
    /// What `c` copies.
    let code: String

    /// Listens until it is cancelled.
    ///
    /// - Throws: ``GaveUp`` at Esc or Ctrl-C.
    func listen() async throws {
        var modes = termios()
        guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return }
        var raw = modes
        raw.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        tcsetattr(STDIN_FILENO, TCSANOW, &raw)
        defer { tcsetattr(STDIN_FILENO, TCSANOW, &modes) }
        while true {
            try await Task.sleep(for: .milliseconds(50))
            var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 0) > 0 else { continue }
            var keys = [UInt8](repeating: 0, count: 64)
            let count = read(STDIN_FILENO, &keys, keys.count)
            switch Array(keys.prefix(max(0, count))) {
            case [0x1B], [0x03]: throw GaveUp()
            case Array("y".utf8): copy(address)
            case Array("c".utf8): copy(code)
            default: break
            }
        }
    }

    // OSC 52: the terminal's own clipboard, also at the far end of an SSH connection.
    private func copy(_ text: String) {
        let encoded = String(decoding: Base64.encode(text.utf8, lines: false), as: UTF8.self)
        StandardStreams.write("\u{1B}]52;c;\(encoded)\u{07}".utf8)
        StandardStreams.writeLine("Copied: \(text)")
    }
}
