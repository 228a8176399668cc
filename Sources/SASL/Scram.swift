import Digests
import Secrets

/// SCRAM-SHA-1 (RFC 5802) and SCRAM-SHA-256 (RFC 7677), each also with channel binding: -PLUS.
///
/// Both sides show that they know the password, and neither tells it; bound to the channel, they also show that
/// both are at the ends of the same one.
///
///     start ──first message──▶ sent ──server's first──▶ proven ──server's final──▶ complete
struct Scram: SASLMechanism {
    private enum State {
        case start
        /// With the client's first message, without its GS2 header.
        case sent(bare: [UInt8])
        /// The server must show this signature.
        case proven(signature: [UInt8])
        case complete
    }

    let name: String
    let sendsFirst = true
    private let digest: MessageDigest
    private let credentials: Credentials
    private let nonce: String
    private let binding: GS2Binding
    private var state = State.start

    /// The rounds of hashing that a server may ask for.
    ///
    /// Fewer make it easy to guess the password of whoever listens in as the server; more would stop this program for seconds.
    static let iterations = 4096...2_000_000

    /// - Parameters:
    ///   - digest: SHA-1 or SHA-256.
    ///   - credentials: Who logs in.
    ///   - nonce: Printable ASCII without a comma, never used twice.
    ///   - binding: What is said of channel binding; bound, this is the -PLUS mechanism.
    init(_ digest: MessageDigest, _ credentials: Credentials, nonce: String, binding: GS2Binding) {
        let plain = digest == .sha1 ? "SCRAM-SHA-1" : "SCRAM-SHA-256"
        name = if case .bound = binding { plain + "-PLUS" } else { plain }
        self.binding = binding
        self.digest = digest
        self.credentials = credentials
        self.nonce = nonce
    }

    var isComplete: Bool {
        if case .complete = state { true } else { false }
    }

    mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        switch state {
        case .start: return try begin(challenge)
        case .sent(let bare): return try prove(challenge, bare)
        case .proven(let signature):
            try verify(challenge, signature)
            return []
        case .complete: throw .unexpectedChallenge
        }
    }

    // client-first-message = gs2-header client-first-message-bare
    private mutating func begin(_ challenge: [UInt8]) throws(SASLError) -> [UInt8] {
        guard challenge.isEmpty else { throw .unexpectedChallenge }
        guard let name = SASLName.encode(credentials.username), !credentials.secret.hasNUL else {
            throw .unusableCredentials
        }
        let bare = Array("n=\(name),r=\(nonce)".utf8)
        state = .sent(bare: bare)
        return binding.header + bare
    }

    // server-first-message = nonce "," salt "," iteration-count ["," extensions]
    // client-final-message = channel-binding "," nonce "," proof
    private mutating func prove(_ challenge: [UInt8], _ bare: [UInt8]) throws(SASLError) -> [UInt8] {
        let fields = Self.fields(of: challenge)
        if let error = fields.first(where: { $0.name == "e" }) { throw .refused(reason: error.value) }
        guard fields.count >= 3, fields[0].name == "r" else { throw .malformedChallenge(expected: "nonce") }
        // Another nonce than ours continued: an answer from some other conversation.
        guard fields[0].value.hasPrefix(nonce), fields[0].value.utf8.count > nonce.utf8.count else {
            throw .serverNotAuthentic
        }
        guard fields[1].name == "s", let salt = SASLBase64.decode(fields[1].value.utf8), !salt.isEmpty else {
            throw .malformedChallenge(expected: "salt")
        }
        guard fields[2].name == "i", let count = Int32(fields[2].value), Self.iterations.contains(Int(count)) else {
            throw .malformedChallenge(expected: "iteration-count")
        }
        // channel-binding = "c=" base64
        let ending = Array("c=".utf8) + SASLBase64.encode(binding.input) + Array(",r=\(fields[0].value)".utf8)
        let message = bare + [0x2C] + challenge + [0x2C] + ending
        let salted = digest.stretch(credentials.secret.octets, salt: salt, iterations: count)
        let clientKey = digest.authenticate(Array("Client Key".utf8), key: salted)
        let clientSignature = digest.authenticate(message, key: digest.hash(clientKey))
        let proof = zip(clientKey, clientSignature).map { $0 ^ $1 }
        let serverKey = digest.authenticate(Array("Server Key".utf8), key: salted)
        state = .proven(signature: digest.authenticate(message, key: serverKey))
        return ending + Array(",p=".utf8) + SASLBase64.encode(proof)
    }

    // server-final-message = (server-error / verifier) ["," extensions]
    private mutating func verify(_ challenge: [UInt8], _ signature: [UInt8]) throws(SASLError) {
        guard let field = Self.fields(of: challenge).first else { throw .malformedChallenge(expected: "verifier") }
        if field.name == "e" { throw .refused(reason: field.value) }
        guard field.name == "v", SASLBase64.decode(field.value.utf8) == signature else { throw .serverNotAuthentic }
        state = .complete
    }

    // attr-val = ALPHA "=" value, with commas between
    private static func fields(of message: [UInt8]) -> [(name: String, value: String)] {
        message.split(separator: 0x2C).map { field in
            let parts = field.split(separator: 0x3D, maxSplits: 1, omittingEmptySubsequences: false)
            return (
                String(decoding: parts[0], as: UTF8.self),
                parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
            )
        }
    }
}
