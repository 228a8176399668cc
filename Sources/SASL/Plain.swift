import Secrets

/// PLAIN (RFC 4616): everything in one message, in clear.
struct Plain: SASLMechanism {
    let name = "PLAIN"
    let sendsFirst = true
    private(set) var isComplete = false
    private let credentials: Credentials

    init(_ credentials: Credentials) { self.credentials = credentials }

    // message = [authzid] UTF8NUL authcid UTF8NUL passwd
    mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        guard !isComplete, challenge.isEmpty else { throw .unexpectedChallenge }
        guard !credentials.username.utf8.contains(0), !credentials.secret.hasNUL else { throw .unusableCredentials }
        isComplete = true
        return [0] + credentials.username.utf8 + [0] + credentials.secret.octets
    }
}
