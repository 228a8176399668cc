import BackendAPI

extension BackendError {
    /// One line for the status line; a server's words are marked as such.
    package var statusText: String {
        switch self {
        case .unreachable(let reason), .insecure(let reason), .protocolViolation(let reason), .notKept(let reason):
            reason
        case .authenticationFailed(let text): Self.quoting(text, after: "the server refused the login")
        case .tryLater(let text): Self.quoting(text, after: "the server asks to come back later")
        case .refused(let text): Self.quoting(text, after: "the server refused")
        case .cancelled: "cancelled"
        }
    }

    /// Whether the same attempt may succeed later, without anybody doing anything.
    ///
    /// A refused login is not repeated: servers lock accounts for that.
    package var isWorthRetrying: Bool {
        switch self {
        case .unreachable, .tryLater, .refused, .protocolViolation, .notKept: true
        case .insecure, .authenticationFailed, .cancelled: false
        }
    }

    private static func quoting(_ text: String, after what: String) -> String {
        text.isEmpty ? what : "\(what): “\(text.prefix(200))”"
    }
}
