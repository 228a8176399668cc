import BackendAPI
import POP3
import SASL
import Secrets

/// Who logs in, how, and to which server.
struct Login: Sendable {
    let credentials: Credentials
    let method: LoginMethod
    let host: String
    let port: Int
    /// What the server's texts should be written in.
    let language: Argument?

    /// What is said before the login, in the same write: it costs no round trip.
    ///
    /// UTF8 is said to every server that has it, for without it the server hides or changes messages with UTF-8 in
    /// their headers (RFC 6856 §2.1, RFC 6858). LANG only makes texts nicer, and is not worth a wait.
    func preparation(for capabilities: Capabilities, canPipeline: Bool) -> [Command] {
        var commands: [Command] = []
        if capabilities.hasUTF8 { commands.append(.utf8) }
        if let language, capabilities.contains(.languages), canPipeline { commands.append(.language(language)) }
        return commands
    }

    func begin(_ candidate: SASLCandidate) -> any SASLMechanism {
        candidate.begin(with: credentials, host: host, port: port)
    }

    /// What may be tried, best first.
    ///
    /// The connection is protected or never leaves this machine: Transport connects in no other way.
    func candidates(offered: [String], binding: ChannelBinding?) -> [SASLCandidate] {
        choice?.candidates(offered: offered, isProtected: true, binding: binding) ?? []
    }

    /// Which mechanisms the configuration allows; nothing where it wants none.
    var choice: SASLMechanismChoice? {
        switch method {
        case .automatic: .automatic
        case .mechanism(let kind): .only(kind)
        case .apop: nil
        }
    }

    /// USER and PASS may be used: the configuration lets the password travel as it is.
    var allowsClearPassword: Bool {
        switch method {
        case .automatic: true
        case .mechanism(let kind): kind.sendsSecretInClear && kind.usesPassword
        case .apop: false
        }
    }

    /// What a refused login means (RFC 2449 §8.1.1, RFC 3206 §4).
    func refusal(_ reply: Reply, _ capabilities: Capabilities) -> BackendError {
        let text = withoutSecrets(reply.text)
        if let why = reply.postponement(capabilities) { return .tryLater(why, serverText: text) }
        if reply.code == .systemPermanent { return .refused(serverText: text) }
        // A server that says so where it is the credentials has something else to say where it does not.
        if reply.code == nil, capabilities.contains(.authenticationResponseCode) { return .tryLater(serverText: text) }
        return .authenticationFailed(serverText: text)
    }

    /// A server's words without our password in them: some repeat the command that they did not like.
    func withoutSecrets(_ text: String) -> String {
        let secret = credentials.secret.octets
        let encoded = SASLBase64.encode([0] + credentials.username.utf8 + [0] + secret)
        var clean = text
        for octets in [encoded, SASLBase64.encode(secret), secret] where !octets.isEmpty {
            clean = clean.replacing(String(decoding: octets, as: UTF8.self), with: "…")
        }
        return clean
    }
}
