import BackendAPI
import MailModel
import MailStore
import TestKit
import Testing

@testable import MailEngine

@Suite("a server that asks for patience", .timeLimit(.minutes(1)))
struct PatienceTests {
    private func fixture(_ time: SteppedTime, delay: Duration? = nil, messages: Int = 1) async throws -> EngineFixture {
        let backend = FakeBackend(
            [.inbox: (0..<messages).map { EngineFixture.message(UInt32($0 + 1), isPOP3: true) }], isPOP3: true)
        if let delay { await backend.differ { $0.loginDelay = delay } }
        return try await EngineFixture(backend, isPOP3: true, time: time)
    }

    private func isWaiting(_ connection: AccountStatus.Connection) -> Bool {
        if case .waiting = connection { true } else { false }
    }

    private func isLater(_ connection: AccountStatus.Connection) -> Bool {
        if case .later = connection { true } else { false }
    }

    private func date(_ seconds: Int64) -> MailDate { MailDate(secondsSince1970: SteppedTime.start + seconds) }

    @Test("a busy maildrop is said to be, with the time of the next try, and tried again then")
    func busy() async throws {
        let time = SteppedTime()
        let fixture = try await fixture(time)
        let busy = BackendError.tryLater(.inUse, serverText: "locked by another session")
        await fixture.backend.fail([busy, busy])
        try await fixture.whileRunning {
            for (wait, next) in [(68, 67), (136, 203)] as [(Int, Int64)] {
                await fixture.wait {
                    $0
                        == .later(
                            reason: "maildrop in use elsewhere", serverText: "locked by another session",
                            next: date(next))
                }
                #expect(await fixture.backend.connections == 0)
                await time.advance(by: .seconds(wait))
            }
            await fixture.wait(until: isWaiting)
        }
        #expect(try await fixture.rows().count == 1)
    }

    @Test("what waits to be removed is not lost by it, and shown")
    func removalsWait() async throws {
        let time = SteppedTime()
        let fixture = try await fixture(time, messages: 2)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let rows = try await fixture.rows()
        try await fixture.store.submit(.removeFromServer([rows[0].id]))
        try await fixture.store.submit(.deleteForever([rows[1].id]))
        let reopened = try await EngineFixture(fixture.backend, isPOP3: true, store: fixture.store, time: time)
        await fixture.backend.fail([.tryLater(.inUse, serverText: "")])
        try await reopened.whileRunning {
            for await status in reopened.engine.statuses where isLater(status.connection) {
                if status.pendingActions == 2 { break }
            }
            let waiting = try await reopened.rows()
            #expect(waiting.map(\.location) == [.leaving])
            // A person need not wait.
            await reopened.engine.checkNow()
            await reopened.wait(until: isWaiting)
        }
        #expect(await fixture.backend.mailboxes[.inbox]?.isEmpty == true)
        #expect(try await reopened.rows().map(\.location) == [.onlyHere])
    }

    @Test("checks are as far apart as the server wants them, never nearer")
    func interval() async throws {
        let time = SteppedTime()
        let fixture = try await fixture(time, delay: .seconds(600))
        try await fixture.whileRunning { await fixture.wait { $0 == .waiting(next: date(630)) } }
        let quick = try await self.fixture(SteppedTime(), delay: .seconds(60))
        try await quick.whileRunning { await quick.wait { $0 == .waiting(next: date(300)) } }
    }

    @Test("nothing logs in sooner than the server allows, whoever asks for it", arguments: [true, false])
    func held(isRemoval: Bool) async throws {
        let time = SteppedTime()
        let fixture = try await fixture(time, delay: .seconds(600))
        try await fixture.whileRunning {
            await fixture.wait(until: isWaiting)
            await time.advance(by: .seconds(100))
            if isRemoval {
                try await fixture.engine.submit(.removeFromServer(fixture.rows().map(\.id)))
            } else {
                await fixture.engine.checkNow()
            }
            await fixture.wait {
                $0
                    == .later(
                        reason: "the server allows a login every 10 minutes", serverText: "", next: date(600))
            }
            #expect(await fixture.backend.connections == 1)
            await time.advance(by: .seconds(500))
            await fixture.wait(until: isWaiting)
        }
        #expect(await fixture.backend.connections == 2)
        #expect(await fixture.backend.mailboxes[.inbox]?.isEmpty == isRemoval)
    }

    @Test("a login that was too early is not hurried by anybody")
    func tooEarly() async throws {
        let time = SteppedTime()
        let fixture = try await fixture(time)
        await fixture.backend.fail([.tryLater(.loginDelay(.seconds(600)), serverText: "")])
        try await fixture.whileRunning {
            await fixture.wait(until: isLater)
            await fixture.engine.checkNow()
            await time.advance(by: .seconds(599))
            for _ in 0..<1000 { await Task.yield() }
            #expect(await fixture.backend.connections == 0)
            await time.advance(by: .seconds(76))
            await fixture.wait(until: isWaiting)
        }
    }

    /// Errors, and whether a person is asked for another password.
    static let refusals: [(BackendError, Bool)] = [
        (.authenticationFailed(serverText: "no"), true), (.tryLater(.inUse, serverText: ""), false),
        (.tryLater(.loginDelay(nil), serverText: ""), false), (.tryLater(serverText: "disk"), false),
        (.refused(serverText: "closed"), false), (.unreachable(reason: "no route"), false),
    ]

    @Test("a password is asked for again after a real refusal only", arguments: refusals)
    func password(_ error: BackendError, _ isAsked: Bool) async throws {
        for asks in [true, false] {
            let fixture = try await EngineFixture(
                FakeBackend(), isPOP3: true, asksForPassword: asks, time: SteppedTime())
            await fixture.backend.fail([error])
            var settled: AccountStatus.Connection?
            try await fixture.whileRunning {
                await fixture.wait { connection in
                    switch connection {
                    case .later, .failed, .needsPassword: settled = connection
                    default: break
                    }
                    return settled != nil
                }
            }
            let isAsking = if case .needsPassword = settled { true } else { false }
            #expect(isAsking == (asks && isAsked))
        }
    }

    @Test("what is settled here alone does not put the next check off")
    func steadyChecks() async throws {
        let time = SteppedTime()
        let fixture = try await fixture(time)
        try await fixture.whileRunning {
            await fixture.wait(until: isWaiting)
            let id = try await fixture.rows()[0].id
            for isSet in [true, false, true] {
                await time.advance(by: .seconds(99))
                try await fixture.engine.submit(.setFlag(.flagged, isSet, on: [id]))
                for _ in 0..<100 { await Task.yield() }
            }
            #expect(await fixture.backend.connections == 1)
            await time.advance(by: .seconds(4))
            try await waitUntil { await fixture.backend.connections > 1 }
        }
    }

    @Test("what it does by itself is told once, remembered, and shown")
    func expiry() async throws {
        let fixture = try await fixture(SteppedTime())
        await fixture.backend.differ { capabilities in
            capabilities.expiryInDays = 30
            capabilities.lacksUniqueIDs = true
        }
        for _ in 0..<2 { try await fixture.engine.synchroniseOnce(only: nil, bodies: false) }
        let again = try await EngineFixture(fixture.backend, isPOP3: true, store: fixture.store)
        try await again.engine.synchroniseOnce(only: nil, bodies: false)
        await again.engine.note("the last one")
        var notes = fixture.engine.notes.makeAsyncIterator()
        #expect(await notes.next() == "this server deletes mail after 30 days by itself")
        #expect(await notes.next() == "this server names no messages: they are told apart by their headers")
        notes = again.engine.notes.makeAsyncIterator()
        #expect(await notes.next() == "the last one")
        // Known before there is a connection.
        let offline = try await EngineFixture(fixture.backend, isPOP3: true, store: fixture.store)
        await fixture.backend.fail([.unreachable(reason: "no route")])
        try await offline.whileRunning {
            for await status in offline.engine.statuses where status.expiryInDays == 30 { break }
        }
    }

    @Test("how full the account is is shown, remembered, and forgotten where the server has no limit any more")
    func quota() async throws {
        let server = FakeBackend()
        let quota = MailQuota(octets: .init(used: 47, limit: 50), messages: .init(used: 1, limit: 9))
        await server.fill(quota)
        let fixture = try await EngineFixture(server)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(await fixture.engine.status.quota == quota)
        let offline = try await EngineFixture(server, store: fixture.store)
        await server.fail([.unreachable(reason: "no route")])
        try await offline.whileRunning {
            for await status in offline.engine.statuses where status.quota == quota { break }
        }
        // It was known before anybody tried to connect.
        await server.fail([])
        await server.fill(nil)
        try await offline.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(await offline.engine.status.quota == nil)
        #expect(try await fixture.store.setting("server-quota") == nil)
    }
}
