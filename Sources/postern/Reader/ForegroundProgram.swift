import Dispatch
import Glibc
import Programs

/// Another program that has the terminal, while this one waits.
struct ForegroundProgram: Sendable {
    /// The program, found as the shell finds it, and its arguments: never put together to a line by us.
    let words: [String]
    /// What it reads; nothing: the terminal.
    var input: [UInt8]?

    /// Runs it to its end.
    ///
    /// - Returns: Its exit status, 128 + the signal that ended it, or 127 and a reason where it could not be started.
    func run() async -> (status: Int, reason: String?) {
        let program = Program(words: words, inputs: input.map { [0: $0] } ?? [:], limit: nil, place: .terminal)
        do {
            return (try await program.run().status, nil)
        } catch {
            return (127, error.words)
        }
    }

    /// Waits until a key is pressed, so that what a program has written can be read.
    ///
    /// `remark` stands before what to do.
    static func waitForKey(_ remark: String = "") async {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                readKey("\n[\(remark)Any key goes back to Postern] ")
                continuation.resume()
            }
        }
    }

    private static func readKey(_ text: String) {
        var before = termios()
        let isTerminal = tcgetattr(STDIN_FILENO, &before) == 0
        var modes = before
        // No key does anything else meanwhile, and none waits for Enter.
        modes.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        withUnsafeMutableBytes(of: &modes.c_cc) { ($0[Int(VMIN)], $0[Int(VTIME)]) = (1, 0) }
        // What was typed before the question is no answer to it.
        if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &modes) }
        let octets = Array(text.utf8)
        _ = write(STDOUT_FILENO, octets, octets.count)
        var key = [UInt8](repeating: 0, count: 64)
        while read(STDIN_FILENO, &key, key.count) < 0, errno == EINTR {}
        // The rest of what the key sends is no key for the reader.
        var waiting = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        if key[0] == 0x1B, poll(&waiting, 1, 20) > 0 { tcflush(STDIN_FILENO, TCIFLUSH) }
        if isTerminal { tcsetattr(STDIN_FILENO, TCSANOW, &before) }
    }
}

extension Program.Failure {
    /// A clause.
    var words: String {
        switch self {
        case .missing: "there is no such program"
        case .notStarted(let reason): reason
        case .tookTooLong: "it took too long"
        case .wroteTooMuch: "it wrote too much"
        case .cancelled: "interrupted"
        }
    }
}
