import BackendAPI
import IMAP
import Transport

extension BackendError {
    init(_ error: TransportError) {
        switch error {
        case .hostNotFound(let host, let reason): self = .unreachable(reason: "no address for \(host): \(reason)")
        case .connectionRefused(let host, let port, let reason):
            self = .unreachable(reason: "no connection to \(host) port \(port): \(reason)")
        case .timedOut(let step): self = .unreachable(reason: "the server did not answer in time (\(step.words))")
        case .connectionLost(let reason): self = .unreachable(reason: "the connection broke: \(reason)")
        case .closed: self = .unreachable(reason: "the connection was closed")
        case .tlsFailed(let reason): self = .insecure(reason: "TLS could not be agreed on: \(reason)")
        case .certificateRefused(let reason, let sha256):
            self = .insecure(reason: "the certificate is not to be trusted: \(reason) (SHA-256 \(sha256))")
        case .unexpectedOctets:
            self = .insecure(reason: "something was sent before TLS began that did not belong there")
        case .inflateFailed(let reason):
            self = .protocolViolation(reason: "the server's compressed octets can't be read: \(reason)")
        case .clearTextRefused(let host):
            self = .insecure(reason: "without TLS only this computer is talked to, not \(host)")
        case .cancelled: self = .cancelled
        }
    }

    /// The same without the secret, should a server repeat it.
    func without(_ secret: [UInt8]) -> BackendError {
        switch self {
        case .unreachable(let reason): .unreachable(reason: reason.without(secret))
        case .insecure(let reason): .insecure(reason: reason.without(secret))
        case .authenticationFailed(let why, let text): .authenticationFailed(why, serverText: text.without(secret))
        case .tryLater(let why, let text): .tryLater(why, serverText: text.without(secret))
        case .postponed(let why, let text): .postponed(why, serverText: text.without(secret))
        case .refused(let text): .refused(serverText: text.without(secret))
        case .protocolViolation(let reason): .protocolViolation(reason: reason.without(secret))
        case .notKept, .cancelled: self
        }
    }
}

extension TransportError.Step {
    fileprivate var words: String {
        switch self {
        case .connect: "connecting"
        case .handshake: "TLS handshake"
        case .response: "waiting for an answer"
        case .write: "sending"
        }
    }
}

extension StatusResponse {
    /// One line, cut: what a person may read of a stranger's text.
    var shownText: String {
        let words = text.unicodeScalars.prefix(300).map { scalar in
            scalar.properties.generalCategory == .control ? " " : Character(scalar)
        }
        return words.isEmpty ? "(no explanation)" : String(words)
    }
}

extension String {
    /// With every appearance of the secret cut out.
    func without(_ secret: [UInt8]) -> String {
        let octets = Array(utf8)
        guard !secret.isEmpty, secret.count <= octets.count else { return self }
        var kept: [UInt8] = []
        var index = 0
        while index < octets.count {
            if octets[index...].starts(with: secret) {
                kept += "…".utf8
                index += secret.count
            } else {
                kept.append(octets[index])
                index += 1
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }
}

extension BackendError {
    /// A login that relied on what was remembered may have ended so because the server is another one by now.
    var mayComeOfMemory: Bool {
        switch self {
        case .unreachable, .protocolViolation, .refused: true
        case .insecure, .authenticationFailed, .tryLater, .postponed, .notKept, .cancelled: false
        }
    }
}
