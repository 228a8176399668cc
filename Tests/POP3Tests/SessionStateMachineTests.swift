import Testing

@testable import POP3

@Suite("a session's states (RFC 1939 §3)")
struct SessionStateMachineTests {
    typealias State = SessionStateMachine.State
    typealias Kind = SessionStateMachine.Kind

    /// What each event leads to; a state that is not named for an event refuses it.
    static let table: [(SessionStateMachine.Event, [State: State])] = [
        (.greeted(ok: true), [.greeting: .authorization]),
        (.greeted(ok: false), [.greeting: .over]),
        (.sent(.login), [.authorization: .loggingIn]),
        (.sent(.startTLS), [.authorization: .startingTLS]),
        (.sent(.quit), [.authorization: .update, .loggingIn: .update, .transaction: .update]),
        (.sent(.anytime), [.authorization: .authorization, .loggingIn: .loggingIn, .transaction: .transaction]),
        (.sent(.authorization), [.authorization: .authorization]),
        (.sent(.transaction), [.loggingIn: .loggingIn, .transaction: .transaction]),
        (.answered(.login, ok: true), [.loggingIn: .transaction, .update: .update]),
        (.answered(.login, ok: false), [.loggingIn: .authorization, .update: .update]),
        (.answered(.startTLS, ok: true), [.startingTLS: .agreedOnTLS]),
        (.answered(.startTLS, ok: false), [.startingTLS: .authorization]),
        (.answered(.quit, ok: true), [.update: .over]),
        (.answered(.quit, ok: false), [.update: .over]),
        (
            .answered(.anytime, ok: true),
            [
                .authorization: .authorization, .loggingIn: .loggingIn, .startingTLS: .startingTLS,
                .transaction: .transaction, .update: .update,
            ]
        ),
        (
            .answered(.anytime, ok: false),
            [
                .authorization: .authorization, .loggingIn: .loggingIn, .startingTLS: .startingTLS,
                .transaction: .transaction, .update: .update,
            ]
        ),
        (
            .answered(.authorization, ok: true),
            [
                .authorization: .authorization, .loggingIn: .loggingIn, .startingTLS: .startingTLS, .update: .update,
            ]
        ),
        (
            .answered(.authorization, ok: false),
            [
                .authorization: .authorization, .loggingIn: .loggingIn, .startingTLS: .startingTLS, .update: .update,
            ]
        ),
        (.answered(.transaction, ok: true), [.transaction: .transaction, .update: .update]),
        (
            .answered(.transaction, ok: false),
            [.authorization: .authorization, .transaction: .transaction, .update: .update]
        ),
        (.protected, [.agreedOnTLS: .authorization]),
    ]

    @Test("the table names every event")
    func complete() {
        // 2 greetings, 6 kinds sent, 6 kinds answered well or not, and TLS.
        let events = Set(Self.table.map(\.0))
        #expect(events.count == 21)
    }

    @Test("every event in every state", arguments: State.allCases)
    func pairs(_ state: State) throws {
        for (event, nexts) in Self.table {
            var machine = try Self.machine(in: state)
            if let next = nexts[state] {
                try machine.step(event)
                #expect(machine.state == next, "\(event) while \(state)")
            } else {
                #expect(throws: ProtocolViolation.self, "\(event) while \(state)") { try machine.step(event) }
                #expect(machine.state == .broken)
            }
        }
        var machine = try Self.machine(in: state)
        machine.breakOff()
        #expect(machine.state == .broken)
    }

    private static func machine(in state: State) throws -> SessionStateMachine {
        let paths: [State: [SessionStateMachine.Event]] = [
            .greeting: [],
            .authorization: [.greeted(ok: true)],
            .loggingIn: [.greeted(ok: true), .sent(.login)],
            .startingTLS: [.greeted(ok: true), .sent(.startTLS)],
            .agreedOnTLS: [.greeted(ok: true), .sent(.startTLS), .answered(.startTLS, ok: true)],
            .transaction: [.greeted(ok: true), .sent(.login), .answered(.login, ok: true)],
            .update: [.greeted(ok: true), .sent(.quit)],
            .over: [.greeted(ok: false)],
        ]
        var machine = SessionStateMachine()
        for event in paths[state] ?? [] { try machine.step(event) }
        if state == .broken { machine.breakOff() }
        #expect(machine.state == state)
        return machine
    }
}
