/// One authentication with a server (RFC 4422): what to answer to each of its challenges.
///
/// Challenges and responses are octets; the application protocol wraps them in Base64
/// (`SASLBase64`) and lines. A value is used for one authentication and then dropped.
package protocol SASLMechanism: Sendable {
    /// The registered name, as it stands in the server's capabilities: `SCRAM-SHA-256`.
    var name: String { get }

    /// The client speaks first, so its first response may travel with the command where the server allows it.
    var sendsFirst: Bool { get }

    /// The server may now say that it is content.
    ///
    /// A success that comes while this is false is not to be believed: the server has not
    /// shown that it knows the secret (SCRAM), or has not even asked for it.
    var isComplete: Bool { get }

    /// Answers a challenge.
    ///
    /// Where `sendsFirst`, the first call is for the initial response and its challenge is
    /// empty, whether the server asked with an empty challenge or was not asked at all.
    mutating func respond(to challenge: [UInt8]) throws(SASLError) -> [UInt8]
}

/// Why an authentication was given up by this side.
package enum SASLError: Error, Hashable, Sendable {
    /// The server asks for more than the mechanism has, or in an order it does not know.
    case unexpectedChallenge
    /// A challenge that the mechanism's grammar does not allow; `expected` is the RFC's word for what it wanted.
    case malformedChallenge(expected: String)
    /// The server could not show that it knows the secret: it may be another one.
    case serverNotAuthentic
    /// The server explained a refusal within the mechanism (`e=` of SCRAM). Its words, unsanitised.
    case refused(reason: String)
    /// The user name or the secret has octets that the mechanism can't carry.
    case unusableCredentials
}
