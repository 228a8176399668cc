/// One IDLE from the client's side (RFC 2177), without I/O or clocks.
///
///     asked ──"+"──▶ idling ──stop──▶ leaving ──tagged──▶ over
///       └────stop────▶ cancelled ──"+"───┘
///
/// The caller carries out the returned action and feeds back what the server
/// says. DONE may be sent only after the server's "+", so a stop that comes
/// earlier is remembered.
package struct IdleStateMachine: Hashable, Sendable {
    package enum State: Hashable, Sendable, CaseIterable { case asked, cancelled, idling, leaving, over }

    package enum Event: Hashable, Sendable {
        /// The server's continuation request, `+ idling`.
        case continuation
        /// The server completed the command; `ok` is false for NO and BAD.
        case tagged(ok: Bool)
        /// The program wants the connection for something else, or the time is up.
        case stop
    }

    package enum Action: Hashable, Sendable { case none, sendDone, finish(Outcome) }
    package enum Outcome: Hashable, Sendable { case done, refused }

    package internal(set) var state = State.asked

    package init() {}

    package mutating func step(_ event: Event) throws(ProtocolViolation) -> Action {
        switch (state, event) {
        case (.asked, .continuation):
            state = .idling
            return .none
        case (.asked, .stop):
            state = .cancelled
            return .none
        case (.cancelled, .continuation), (.idling, .stop):
            state = .leaving
            return .sendDone
        case (.leaving, .tagged(let ok)), (.idling, .tagged(let ok)):
            // A server may also end IDLE by itself, before a shutdown.
            state = .over
            return .finish(ok ? .done : .refused)
        case (.asked, .tagged(ok: false)), (.cancelled, .tagged(ok: false)):
            state = .over
            return .finish(.refused)
        case (.cancelled, .stop), (.leaving, .stop), (.over, .stop):
            return .none
        case (.asked, .tagged(ok: true)), (.cancelled, .tagged(ok: true)), (.idling, .continuation),
            (.leaving, .continuation), (.over, .continuation), (.over, .tagged):
            throw ProtocolViolation("IDLE was answered out of turn")
        }
    }
}
