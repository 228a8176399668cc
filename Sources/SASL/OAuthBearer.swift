import Secrets

/// OAUTHBEARER (RFC 7628): an access token in clear, with the server that it is meant for.
struct OAuthBearer: SASLMechanism {
    let name = "OAUTHBEARER"
    let sendsFirst = true
    private(set) var isComplete = false
    private let credentials: Credentials
    private let host: String
    private let port: Int

    init(_ credentials: Credentials, host: String, port: Int) {
        self.credentials = credentials
        self.host = host
        self.port = port
    }

    // client-resp = (gs2-header kvsep *kvpair kvsep) / kvsep
    //
    // A server that refuses the token explains it in a challenge, and wants a lone kvsep (§3.2.3).
    mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        if isComplete { return [1] }
        guard challenge.isEmpty else { throw .unexpectedChallenge }
        guard let name = SASLName.encode(credentials.username), !name.utf8.contains(1),
            !credentials.secret.octets.contains(1)
        else { throw .unusableCredentials }
        isComplete = true
        let header = "n,a=\(name),\u{1}host=\(host)\u{1}port=\(port)\u{1}auth=Bearer "
        return Array(header.utf8) + credentials.secret.octets + [1, 1]
    }
}
