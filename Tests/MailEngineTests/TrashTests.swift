import BackendAPI
import MailModel
import MailStore
import Synchronization
import Testing

@testable import MailEngine

/// Days since the start, set by the test.
private final class Calendar: Sendable {
    private let days = Mutex(0)

    func set(_ day: Int) { days.withLock { $0 = day } }

    var now: MailDate { EngineFixture.start.adding(.seconds(days.withLock { $0 } * 86_400)) }
}

@Suite("an account's Trash that is only here")
struct TrashTests {
    private let calendar = Calendar()

    /// A POP3 account with message 1 in Trash and message 2 in INBOX; messages stay for 30 days.
    private func fixture() async throws -> EngineFixture {
        let messages = (1...2).map { EngineFixture.message($0, isPOP3: true) }
        let calendar = calendar
        let fixture = try await EngineFixture(
            FakeBackend([.inbox: messages], isPOP3: true), isPOP3: true, keepTrash: .seconds(30 * 86_400),
            now: { calendar.now })
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let row = try #require(try await fixture.rows().first { $0.subject == "number 1" })
        try await fixture.engine.submit(.move([row.id], to: .role(.trash)))
        return fixture
    }

    private func trash(_ fixture: EngineFixture) async throws -> [MessageRow] {
        try await fixture.rows(in: #require(MailboxName("Trash")))
    }

    @Test("is emptied in the ordinary round, here and on the server")
    func round() async throws {
        let fixture = try await fixture()
        var lengths: [Int] = []
        for day in [0, 29, 31, 32] {
            calendar.set(day)
            try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
            lengths.append(try await trash(fixture).count)
        }
        #expect(lengths == [1, 1, 1, 0])
        #expect(await fixture.backend.performed == [.remove([.uidl("u1")], from: .inbox)])
        #expect(try await fixture.rows().map(\.subject) == ["number 2"])
    }

    @Test("is emptied without a connection too")
    func offline() async throws {
        let fixture = try await fixture()
        await fixture.backend.fail(Array(repeating: .unreachable(reason: "no route"), count: 20_000))
        try await fixture.whileRunning {
            for day in [0, 31, 32] {
                calendar.set(day)
                // What the screen shows tells that the engine has looked, and looked again.
                for _ in 0..<3 { await fixture.wait { if case .failed = $0 { true } else { false } } }
            }
            var known = 0
            while try await !trash(fixture).isEmpty {
                known = await fixture.store.waitForChange(of: .lists, after: known) ?? known
            }
        }
        #expect(try await fixture.store.hasActionsToSend(), "the server is told later")
    }

    @Test("begins a message's time as soon as it comes there")
    func stamp() async throws {
        let fixture = try await fixture()
        try await fixture.whileRunning {
            var known = 0
            while try await trash(fixture).first?.trashedAt == nil {
                known = await fixture.store.waitForChange(of: .lists, after: known) ?? known
            }
        }
        #expect(try await trash(fixture).first?.trashedAt == EngineFixture.start)
    }
}
