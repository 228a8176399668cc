import Secrets

/// XOAUTH2 (Google's and Microsoft's, from before RFC 7628): an access token in clear.
struct XOAuth2: SASLMechanism {
    let name = "XOAUTH2"
    let sendsFirst = true
    private(set) var isComplete = false
    private let credentials: Credentials

    init(_ credentials: Credentials) { self.credentials = credentials }

    // "user=" userid ^A "auth=Bearer " token ^A ^A
    //
    // A server that refuses the token explains it in a challenge, and wants an empty response to it.
    mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        if isComplete { return [] }
        guard challenge.isEmpty else { throw .unexpectedChallenge }
        guard !credentials.username.utf8.contains(1), !credentials.secret.octets.contains(1) else {
            throw .unusableCredentials
        }
        isComplete = true
        return Array("user=\(credentials.username)\u{1}auth=Bearer ".utf8) + credentials.secret.octets + [1, 1]
    }
}
