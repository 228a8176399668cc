import Glibc
import TerminalUI

/// Standard output and error, written whole; a reader that went away ends the program quietly.
enum StandardStreams {
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes octets to standard output as they are.
    static func write(_ octets: some Sequence<UInt8>) { write(Array(octets), to: STDOUT_FILENO) }

    /// Writes a line that may hold a stranger's text; control characters become visible.
    static func writeLine(_ text: String) { write(Array((DisplayText(text).string + "\n").utf8), to: STDOUT_FILENO) }

    /// Writes `postern: …` to standard error.
    static func report(_ text: String) {
        write(Array("postern: \(DisplayText(text).string)\n".utf8), to: STDERR_FILENO)
    }

    /// Writes a line to standard error.
    static func writeErrorLine(_ text: String) {
        write(Array((DisplayText(text).string + "\n").utf8), to: STDERR_FILENO)
    }

    /// Draws over the present line of standard error: a progress bar.
    static func redrawErrorLine(_ text: String) {
        write(Array("\r\u{1B}[K\(DisplayText(text).string)".utf8), to: STDERR_FILENO)
    }

    private static func write(_ octets: [UInt8], to descriptor: Int32) {
        var rest = octets[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                // The pipe is closed: whoever read has what they wanted (`postern list | head`).
                if descriptor == STDOUT_FILENO { exit(0) }
                return
            }
        }
    }
}
