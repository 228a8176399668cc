/// Logging in, from the client's side (RFC 9051 §6.2), without I/O and without secrets.
///
///     ready ──▶ asked ──"+"──▶ answering ──tagged OK──▶ over
///                 │ BAD with an initial response: once more without
///                 │ BAD or [CANNOT]: LOGIN, inside TLS only
///                 └─ NO: refused, and never tried again by itself, so that no account is locked
///
/// The caller names the mechanisms it has, in its order of preference, and computes their
/// responses; this says what is sent when.
package struct LoginStateMachine: Hashable, Sendable {
    /// A way to log in that the caller has.
    package struct Mechanism: Hashable, Sendable {
        package var name: Atom
        /// The client speaks first, so its response can travel with the command.
        package var sendsFirst: Bool

        package init(name: Atom, sendsFirst: Bool) {
            self.name = name
            self.sendsFirst = sendsFirst
        }
    }

    package struct Options: Hashable, Sendable {
        package var mechanisms: [Mechanism]
        /// Nobody can listen: TLS, or a connection that never leaves this machine.
        package var isProtected: Bool
        /// The LOGIN command may be used, where the server offers no mechanism of ours.
        package var permitsLogin: Bool

        package init(mechanisms: [Mechanism], isProtected: Bool, permitsLogin: Bool) {
            self.mechanisms = mechanisms
            self.isProtected = isProtected
            self.permitsLogin = permitsLogin
        }
    }

    package enum Event: Hashable, Sendable {
        case continuation([UInt8])
        case tagged(StatusResponse)
        /// The mechanism has no answer to the challenge.
        case mechanismFailed
    }

    package enum Action: Hashable, Sendable {
        /// AUTHENTICATE, with the mechanism's first response where this says so.
        case authenticate(Mechanism, withInitialResponse: Bool)
        /// The LOGIN command.
        case login
        /// The mechanism's response to this challenge, still in Base64.
        case respond(challenge: [UInt8])
        /// A line of `*` (RFC 9051 §6.2.2).
        case cancel
        case finish(Outcome)
    }

    package enum Outcome: Hashable, Sendable {
        /// `code` may hold the capabilities that are true from now on.
        case loggedIn(code: ResponseCode?)
        case refused(StatusResponse)
        /// The server offers no way to log in that is allowed here.
        case noMechanism
        /// This side gave up in the middle.
        case givenUp
    }

    enum State: Hashable {
        case ready
        case authenticating(Mechanism, withInitialResponse: Bool, isCancelled: Bool)
        case loggingIn
        case over
    }

    var state = State.ready
    private let options: Options
    private let capabilities: Set<Capability>
    /// The server said that it takes initial responses and then did not.
    package private(set) var liedAboutInitialResponse = false

    package init(_ options: Options, capabilities: Set<Capability>) {
        self.options = options
        self.capabilities = capabilities
    }

    /// Says what to send first.
    package mutating func begin() -> Action {
        let offered = options.mechanisms.first { capabilities.contains(.auth($0.name.spelling)) }
        guard let mechanism = offered else { return fallBackToLogin() ?? finish(.noMechanism) }
        let canSendFirst = mechanism.sendsFirst && capabilities.contains(.saslIR)
        state = .authenticating(mechanism, withInitialResponse: canSendFirst, isCancelled: false)
        return .authenticate(mechanism, withInitialResponse: canSendFirst)
    }

    package mutating func step(_ event: Event) throws(ProtocolViolation) -> Action {
        switch (state, event) {
        case (.authenticating(let mechanism, let withInitialResponse, false), .continuation(let challenge)):
            // A server that asks for what it has got already does not know SASL-IR.
            if withInitialResponse, challenge.isEmpty { liedAboutInitialResponse = true }
            state = .authenticating(mechanism, withInitialResponse: false, isCancelled: false)
            return .respond(challenge: challenge)
        case (.authenticating(let mechanism, _, false), .mechanismFailed):
            state = .authenticating(mechanism, withInitialResponse: false, isCancelled: true)
            return .cancel
        case (.authenticating(let mechanism, let withInitialResponse, let isCancelled), .tagged(let status)):
            return complete(
                mechanism, withInitialResponse: withInitialResponse, isCancelled: isCancelled, status: status)
        case (.loggingIn, .tagged(let status)):
            return finish(status.condition == .ok ? .loggedIn(code: status.code) : .refused(status))
        case (.authenticating(_, _, true), .continuation), (.authenticating(_, _, true), .mechanismFailed),
            (.loggingIn, .continuation), (.loggingIn, .mechanismFailed), (.ready, _), (.over, _):
            throw ProtocolViolation("login was answered out of turn")
        }
    }

    private mutating func complete(
        _ mechanism: Mechanism, withInitialResponse: Bool, isCancelled: Bool, status: StatusResponse
    ) -> Action {
        switch status.condition {
        case .ok:
            // A success after `*` is none of ours.
            return finish(isCancelled ? .givenUp : .loggedIn(code: status.code))
        case .bad where withInitialResponse:
            liedAboutInitialResponse = true
            state = .authenticating(mechanism, withInitialResponse: false, isCancelled: false)
            return .authenticate(mechanism, withInitialResponse: false)
        case .bad where !isCancelled, .no where status.code == .word(.cannot):
            return fallBackToLogin() ?? finish(.refused(status))
        default:
            return finish(isCancelled ? .givenUp : .refused(status))
        }
    }

    private mutating func fallBackToLogin() -> Action? {
        guard options.permitsLogin, options.isProtected, !capabilities.contains(.loginDisabled) else { return nil }
        state = .loggingIn
        return .login
    }

    private mutating func finish(_ outcome: Outcome) -> Action {
        state = .over
        return .finish(outcome)
    }
}
