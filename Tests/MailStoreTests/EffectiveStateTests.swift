import MailModel
import Testing

@testable import MailStore

@Suite("Derived state")
struct EffectiveStateTests {
    private static let settled = SettledState(mailbox: 1, flags: [.flagged])

    struct Case: Sendable {
        var pending: [PendingChange]
        var mailbox: Int64?
        var flags: Flags
        var isPending: Bool

        init(_ pending: [PendingChange], _ mailbox: Int64?, _ flags: Flags, _ isPending: Bool) {
            self.pending = pending
            self.mailbox = mailbox
            self.flags = flags
            self.isPending = isPending
        }
    }

    @Test(
        "is the settled state with the pending changes applied in order",
        arguments: [
            Case([], 1, [.flagged], false),
            Case([.setFlag(.seen, true)], 1, [.flagged, .seen], true),
            Case([.setFlag(.flagged, false)], 1, [], true),
            Case([.setFlag(.flagged, true)], 1, [.flagged], true),
            Case([.setFlag(.keyword("x"), true)], 1, [.flagged, .keyword("x")], true),
            Case([.setFlag(.seen, true), .setFlag(.seen, false)], 1, [.flagged], true),
            Case([.setFlag(.seen, false), .setFlag(.seen, true)], 1, [.flagged, .seen], true),
            Case([.move(to: 2)], 2, [.flagged], true),
            Case([.move(to: 2), .move(to: 3)], 3, [.flagged], true),
            Case([.move(to: 2), .setFlag(.seen, true)], 2, [.flagged, .seen], true),
            Case([.copy], 1, [.flagged], true),
            Case([.delete], nil, [.flagged], true),
            Case([.delete, .move(to: 2)], nil, [.flagged], true),
            Case([.move(to: 2), .delete], nil, [.flagged], true),
            Case([.removeCopy], 1, [.flagged], false),
            Case([.removeCopy, .setFlag(.seen, true)], 1, [.flagged, .seen], true),
        ])
    func derives(_ example: Case) {
        let state = EffectiveState(Self.settled, pending: example.pending)
        #expect(state.mailbox == example.mailbox)
        #expect(state.flags == example.flags)
        #expect(state.isPending == example.isPending)
    }

    @Test("of a hidden message stays hidden")
    func hidden() {
        let state = EffectiveState(SettledState(mailbox: nil, flags: []), pending: [.move(to: 2)])
        #expect(state.mailbox == nil)
    }
}
