import BackendAPI
import MailModel
import POP3
import SASL
import Transport

extension BackendError {
    init(_ error: TransportError) {
        switch error {
        case .hostNotFound(let host, let reason): self = .unreachable(reason: "\(host) was not found: \(reason)")
        case .connectionRefused(let host, let port, let reason):
            self = .unreachable(reason: "\(host) port \(port) takes no connection: \(reason)")
        case .timedOut(let step): self = .unreachable(reason: step.sentence)
        case .connectionLost(let reason): self = .unreachable(reason: "the connection was lost: \(reason)")
        case .tlsFailed(let reason): self = .insecure(reason: "TLS could not be started: \(reason)")
        case .certificateRefused(let reason, let sha256):
            self = .insecure(reason: "\(reason) (SHA-256 of the certificate: \(sha256))")
        case .unexpectedOctets:
            self = .insecure(reason: "something was sent in clear that pretends to be part of the TLS connection")
        case .inflateFailed(let reason):
            self = .protocolViolation(reason: "the server's compressed octets can't be read: \(reason)")
        case .clearTextRefused(let host):
            self = .insecure(reason: "a connection to \(host) without TLS would send the password in clear")
        case .closed: self = .unreachable(reason: "the connection was closed")
        case .cancelled: self = .cancelled
        }
    }

    init(_ violation: ProtocolViolation) { self = .protocolViolation(reason: violation.reason) }

    init(_ error: POP3.SyntaxError, in listing: String) {
        self = .protocolViolation(reason: "the server's \(listing) listing has a line without \(error.expected)")
    }

    init(_ error: SASLError, mechanism: String) {
        switch error {
        case .unexpectedChallenge:
            self = .protocolViolation(reason: "the server asks for more than \(mechanism) has")
        case .malformedChallenge(let expected):
            self = .protocolViolation(reason: "the server's \(mechanism) challenge has no \(expected)")
        case .serverNotAuthentic:
            self = .insecure(reason: "the server does not know the password itself: it may be another one")
        case .refused(let reason): self = .authenticationFailed(serverText: reason)
        case .unusableCredentials:
            self = .refused(serverText: "the user name or the password has octets that \(mechanism) can't carry")
        }
    }
}

extension TransportError.Step {
    fileprivate var sentence: String {
        switch self {
        case .connect: "the server did not take the connection in time"
        case .handshake: "the TLS handshake took too long"
        case .response: "the server did not answer in time"
        case .write: "the server takes nothing any more"
        }
    }
}

extension Reply {
    /// The server is there and fine, but not now; nothing where it means something else.
    ///
    /// Liberal: servers without RESP-CODES say it in words only; a password is never asked for because another
    /// session has the maildrop.
    func postponement(_ capabilities: Capabilities = Capabilities()) -> BackendError.Postponement? {
        switch code {
        case .inUse: return .inUse
        case .loginDelay: return .loginDelay(capabilities.loginDelayInSeconds.map { .seconds($0) })
        case .systemTemporary: return .trouble
        case .authentication, .systemPermanent, .utf8: return nil
        case .other, nil:
            let words = text.lowercased()
            func has(_ some: String...) -> Bool { some.contains { words.contains($0) } }
            // A mailbox is locked by another session; a locked account is something else.
            if has("lock"), has("mail") { return .inUse }
            if has("in use", "busy", "another session") { return .inUse }
            return has("try again", "try later") ? .trouble : nil
        }
    }
}

extension RemoteID {
    /// The unique-id that it stands for; nothing for an IMAP name.
    var uniqueID: String? {
        if case .uidl(let id) = self { id } else { nil }
    }
}

extension BackendError {
    /// A login that was sent ahead may have ended so because the server no longer puts up with it.
    var mayComeOfMemory: Bool {
        switch self {
        case .unreachable, .protocolViolation: true
        case .insecure, .authenticationFailed, .tryLater, .postponed, .refused, .notKept, .cancelled: false
        }
    }
}
