/// Why a sign-in by browser did not work, in plain words.
package enum OAuthError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The person has said no in the browser.
    case denied
    /// The code was not typed in time.
    case tooLate
    /// The provider no longer takes the refresh token: only a person can go on.
    case signInAgain
    /// The client_id or client_secret of the configuration.
    case unknownProgram(String)
    /// Not yet: ask again.
    case pending
    /// Not yet, and asked too often.
    case tooFast
    /// Another of RFC 6749's codes, with what the server has to say.
    case refused(code: String, text: String)
    /// What came is no answer of a token server's.
    case notUnderstood(String)
    /// What was pasted has no code in it.
    case notPasted
    /// What was pasted belongs to another try.
    case foreignAnswer

    /// A server's `error` and `error_description` (RFC 6749 §5.2, RFC 8628 §3.5).
    init(code: String, text: String?) {
        let words = OneLine.text(text ?? "")
        switch code {
        case "access_denied": self = .denied
        case "expired_token": self = .tooLate
        case "invalid_grant": self = .signInAgain
        case "invalid_client", "unauthorized_client": self = .unknownProgram(words)
        case "authorization_pending": self = .pending
        case "slow_down": self = .tooFast
        default: self = .refused(code: OneLine.text(code), text: words)
        }
    }

    package var description: String {
        switch self {
        case .denied: "access was not allowed in the browser"
        case .tooLate: "the code was not entered in time: begin again"
        case .signInAgain: "the sign-in is no longer valid: sign in again"
        case .unknownProgram(let text):
            "the provider does not know oauth_client_id, or wants another oauth_client_secret" + Self.quoted(text)
        case .pending: "waiting for you to allow it in the browser"
        case .tooFast: "the provider wants to be asked less often"
        case .refused(let code, let text): "the provider refuses (\(code))" + Self.quoted(text)
        case .notUnderstood(let what): "the provider's answer is not understood: \(what)"
        case .notPasted: "there is no code in that: paste the whole address that the browser ended at"
        case .foreignAnswer: "that address belongs to another try: open the address above and paste what comes of it"
        }
    }

    private static func quoted(_ text: String) -> String { text.isEmpty ? "" : ": “\(text)”" }
}

/// A stranger's words on one line, cut, and without control characters.
enum OneLine {
    static func text(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(300).map { scalar in
            [.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
                ? " " : Character(scalar)
        }
        return String(String(scalars).split(separator: " ").joined(separator: " ").prefix(200))
    }
}
