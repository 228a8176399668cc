import Digests
import Secrets

/// CRAM-MD5 (RFC 2195): the password keys a digest of what the server says.
///
/// It does not show that the server knows the password, and MD5 is weak; but for whoever
/// listens it is better than the password itself.
struct CramMD5: SASLMechanism {
    let name = "CRAM-MD5"
    let sendsFirst = false
    private(set) var isComplete = false
    private let credentials: Credentials

    init(_ credentials: Credentials) { self.credentials = credentials }

    // response = username SP 32(DIGIT / %x61-66)
    mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        guard !isComplete else { throw .unexpectedChallenge }
        // Without a challenge the digest would be the same every time, and whoever has seen it once could send it again.
        guard !challenge.isEmpty else { throw .malformedChallenge(expected: "msg-id") }
        isComplete = true
        let digest = MessageDigest.md5.authenticate(challenge, key: credentials.secret.octets)
        return Array(credentials.username.utf8) + [0x20] + MessageDigest.hexadecimal(digest).utf8
    }
}
