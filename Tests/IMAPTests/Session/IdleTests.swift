import Testing

@testable import IMAP

@Suite("IDLE (RFC 2177)")
struct IdleTests {
    typealias Machine = IdleStateMachine

    /// Every state with every event: what it does and where it leads; nothing for a violation.
    static let table: [(Machine.State, Machine.Event, (Machine.Action, Machine.State)?)] = [
        (.asked, .continuation, (.none, .idling)), (.asked, .stop, (.none, .cancelled)),
        (.asked, .tagged(ok: true), nil), (.asked, .tagged(ok: false), (.finish(.refused), .over)),
        (.cancelled, .continuation, (.sendDone, .leaving)), (.cancelled, .stop, (.none, .cancelled)),
        (.cancelled, .tagged(ok: true), nil), (.cancelled, .tagged(ok: false), (.finish(.refused), .over)),
        (.idling, .continuation, nil), (.idling, .stop, (.sendDone, .leaving)),
        (.idling, .tagged(ok: true), (.finish(.done), .over)),
        (.idling, .tagged(ok: false), (.finish(.refused), .over)),
        (.leaving, .continuation, nil), (.leaving, .stop, (.none, .leaving)),
        (.leaving, .tagged(ok: true), (.finish(.done), .over)),
        (.leaving, .tagged(ok: false), (.finish(.refused), .over)), (.over, .continuation, nil),
        (.over, .stop, (.none, .over)), (.over, .tagged(ok: true), nil), (.over, .tagged(ok: false), nil),
    ]

    @Test("each state and event", arguments: table.indices)
    func step(_ index: Int) throws {
        let (state, event, expected) = Self.table[index]
        var machine = Machine()
        machine.state = state
        if let expected {
            #expect(try machine.step(event) == expected.0)
            #expect(machine.state == expected.1)
        } else {
            #expect(throws: ProtocolViolation.self) { try machine.step(event) }
        }
    }

    @Test("the table has every pair")
    func complete() {
        #expect(Self.table.count == Machine.State.allCases.count * 4)
    }
}
