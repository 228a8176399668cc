/// A command of the client (RFC 1939, RFC 2449, RFC 2595, RFC 5034, RFC 6856).
package enum Command: Hashable, Sendable {
    case capabilities
    case startTLS
    case user(Argument)
    case password(Argument)
    case apop(name: Argument, digest: Argument)
    /// The initial response is in Base64; `=` stands for an empty one (RFC 5034 §4).
    case authenticate(mechanism: Argument, initialResponse: Argument?)
    case utf8
    /// The language of the server's texts, by a tag (RFC 5646).
    case language(Argument)
    case status
    case list(MessageNumber?)
    case uniqueIDs(MessageNumber?)
    /// The header and the first `lines` lines of the body.
    case top(MessageNumber, lines: UInt16)
    case retrieve(MessageNumber)
    case delete(MessageNumber)
    case noop
    case reset
    case quit

    /// How the server answers.
    package enum AnswerForm: Hashable, Sendable {
        /// One status line.
        case line
        /// A status line, and where it is +OK, lines up to a lone dot (RFC 1939 §3).
        case multiLine
        /// Challenges (`+ …`) before the status line (RFC 5034 §4).
        case challenges
    }

    package var answerForm: AnswerForm {
        switch self {
        case .capabilities, .list(nil), .uniqueIDs(nil), .top, .retrieve: .multiLine
        case .authenticate: .challenges
        case .startTLS, .user, .password, .apop, .utf8, .language, .status, .list, .uniqueIDs, .delete, .noop,
            .reset, .quit:
            .line
        }
    }

    /// A refusal of it says that the server lacks it, or not even that; it casts no doubt on what the session knows.
    var mayBeRefused: Bool {
        switch self {
        case .capabilities, .startTLS, .user, .password, .apop, .authenticate, .utf8, .language, .uniqueIDs(nil),
            .top:
            true
        case .status, .list, .uniqueIDs, .retrieve, .delete, .noop, .reset, .quit: false
        }
    }
}
