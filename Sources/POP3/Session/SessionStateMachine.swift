/// A POP3 session's states (RFC 1939 §3), without octets, I/O or clocks.
///
///     greeting ──+OK──▶ authorization ──PASS, AUTH, APOP sent──▶ logging in ──+OK──▶ transaction
///                         │  ▲   ▲                                   │                   │ QUIT sent
///               STLS sent │  │   └─────────────── -ERR ──────────────┘                   ▼
///                         ▼  │ protected                                               update
///                   starting TLS ──+OK──▶ TLS agreed                                     │ answered
///                                                                                        ▼
///     anything that has no place here ──▶ broken                                        over
///
/// Commands sent while logging in are sent in the hope that it works; a server that refuses
/// the login refuses them too.
struct SessionStateMachine: Hashable {
    enum State: Hashable, CaseIterable {
        case greeting, authorization, loggingIn, startingTLS, agreedOnTLS, transaction, update, over, broken
    }

    enum Event: Hashable {
        case greeted(ok: Bool)
        case sent(Kind)
        /// The oldest command without an answer has its answer whole.
        case answered(Kind, ok: Bool)
        /// The TLS handshake is done.
        case protected
    }

    /// What a command does to the session's state.
    enum Kind: Hashable, CaseIterable {
        case login, startTLS, quit
        /// CAPA and LANG: allowed before and after login.
        case anytime
        case authorization
        case transaction
    }

    private(set) var state = State.greeting

    mutating func step(_ event: Event) throws(ProtocolViolation) {
        guard let next = Self.next(state, event) else {
            let was = state
            state = .broken
            throw ProtocolViolation("POP3: \(event) while \(was)")
        }
        state = next
    }

    /// The server sent what nobody asked for, or what can't be read.
    mutating func breakOff() { state = .broken }

    // Nothing where the event has no place in the state.
    private static func next(_ state: State, _ event: Event) -> State? {
        switch (state, event) {
        case (.greeting, .greeted(let ok)): ok ? .authorization : .over
        case (.authorization, .sent(.login)): .loggingIn
        case (.authorization, .sent(.startTLS)): .startingTLS
        case (.authorization, .sent(.quit)), (.loggingIn, .sent(.quit)), (.transaction, .sent(.quit)): .update
        case (.authorization, .sent(.authorization)), (.authorization, .sent(.anytime)): state
        case (.loggingIn, .sent(.transaction)), (.loggingIn, .sent(.anytime)): state
        case (.transaction, .sent(.transaction)), (.transaction, .sent(.anytime)): state

        case (.authorization, .answered(let kind, let ok)): answeredInAuthorization(kind, ok)
        case (.loggingIn, .answered(.login, let ok)): ok ? .transaction : .authorization
        case (.loggingIn, .answered(.authorization, _)), (.loggingIn, .answered(.anytime, _)): state
        case (.startingTLS, .answered(.startTLS, let ok)): ok ? .agreedOnTLS : .authorization
        case (.startingTLS, .answered(.authorization, _)), (.startingTLS, .answered(.anytime, _)): state
        case (.agreedOnTLS, .protected): .authorization
        case (.transaction, .answered(.transaction, _)), (.transaction, .answered(.anytime, _)): state
        case (.update, .answered(.quit, _)): .over
        case (.update, .answered(.startTLS, _)): nil
        case (.update, .answered): state
        default: nil
        }
    }

    private static func answeredInAuthorization(_ kind: Kind, _ ok: Bool) -> State? {
        switch kind {
        case .authorization, .anytime: .authorization
        // Sent in the hope of a login that was then refused.
        case .transaction: ok ? nil : .authorization
        case .login, .startTLS, .quit: nil
        }
    }
}

extension Command {
    var kind: SessionStateMachine.Kind {
        switch self {
        case .password, .apop, .authenticate: .login
        case .startTLS: .startTLS
        case .quit: .quit
        case .capabilities, .language: .anytime
        case .user, .utf8: .authorization
        case .status, .list, .uniqueIDs, .top, .retrieve, .delete, .noop, .reset: .transaction
        }
    }
}
