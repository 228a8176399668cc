/// Why there is no screen.
package enum TerminalError: Error, Hashable, CustomStringConvertible {
    /// Standard input or output is a file or a pipe.
    case notATerminal
    /// TERM is not set.
    case typeMissing
    /// terminfo doesn't know it.
    case typeUnknown(String)
    /// It can't place its cursor, as `dumb`.
    case tooSimple(String)

    /// A sentence for the user.
    package var description: String {
        switch self {
        case .notATerminal:
            "Postern's screen needs a terminal, but standard input or output is not one."
        case .typeMissing:
            "The environment variable TERM is not set, so Postern can't know how to draw; try TERM=xterm-256color."
        case .typeUnknown(let type):
            "The terminal type \"\(type)\" is not known here; install its terminfo entry or try TERM=xterm-256color."
        case .tooSimple(let type):
            "A terminal of type \"\(type)\" can't place its cursor, so Postern can't draw on it."
        }
    }
}
