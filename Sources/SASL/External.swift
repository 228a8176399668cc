/// EXTERNAL (RFC 4422 appendix A): who it is was shown by other means, such as the client's certificate.
struct External: SASLMechanism {
    let name = "EXTERNAL"
    let sendsFirst = true
    private(set) var isComplete = false
    private let username: String

    init(_ credentials: Credentials) { username = credentials.username }

    // extern-initial-resp = external-authz-string
    mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        guard !isComplete, challenge.isEmpty else { throw .unexpectedChallenge }
        guard !username.utf8.contains(0) else { throw .unusableCredentials }
        isComplete = true
        return Array(username.utf8)
    }
}
