import Secrets

/// LOGIN (draft-murchison-sasl-login): the user name, then the password, each when asked.
///
/// What the server writes into its two prompts differs from server to server, so only
/// their order counts, as the draft says.
struct Login: SASLMechanism {
    let name = "LOGIN"
    let sendsFirst = false
    private var promptsAnswered = 0
    private let credentials: Credentials

    init(_ credentials: Credentials) { self.credentials = credentials }

    var isComplete: Bool { promptsAnswered == 2 }

    mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        guard !credentials.username.utf8.contains(0), !credentials.secret.hasNUL else { throw .unusableCredentials }
        promptsAnswered += 1
        switch promptsAnswered {
        case 1: return Array(credentials.username.utf8)
        case 2: return credentials.secret.octets
        default: throw .unexpectedChallenge
        }
    }
}
