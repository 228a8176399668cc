import BackendAPI
import MailModel
import MailStore
import TestKit
import Testing

@testable import MailEngine

/// What an engine makes of the errors that `IMAPBackendTests/ReplyTable` has for each reply of a server.
@Suite("what becomes of a refusal: the next step, the words, and what waits", .timeLimit(.minutes(1)))
struct DeferralTests {
    /// What the engine does next.
    enum Step: Hashable, Sendable {
        /// Tries again after so many seconds, by itself, with nothing but patience shown.
        case comesBack(Int64)
        /// Tries again after so many seconds, and sooner with another network.
        case reconnects(Int64)
        case asksForPassword
        /// Does nothing before a person has done something.
        case waits
    }

    static let atLogin: [(BackendError, Step, String)] = [
        (.tryLater(.trouble, serverText: "down"), .comesBack(67), "the server asks to come back later"),
        (
            .tryLater(.connections, serverText: "too many"), .comesBack(67),
            "too many connections to this account at once"
        ),
        (.tryLater(.limit, serverText: "slow"), .comesBack(67), "the server wants fewer requests"),
        (.tryLater(.inUse, serverText: "x"), .comesBack(67), "maildrop in use elsewhere"),
        (.tryLater(.mailboxInUse, serverText: "x"), .comesBack(67), "in use elsewhere"),
        (
            .unreachable(reason: "the server said goodbye: shutting down"), .reconnects(1),
            "the server said goodbye: shutting down"
        ),
        (.authenticationFailed(serverText: "no"), .asksForPassword, "the server refused the login: “no”"),
        (
            .authenticationFailed(.expired, serverText: "old"), .asksForPassword,
            "the password has expired: set a new one with your provider: “old”"
        ),
        (
            .authenticationFailed(.notAllowed, serverText: "x"), .waits,
            "the server knows this user, but does not let it in here: “x”"
        ),
        (
            .authenticationFailed(.administrator, serverText: "x"), .waits,
            "the server refused the login; only its administrator can help: “x”"
        ),
        (.insecure(reason: "the server wants a safer connection: x"), .waits, "the server wants a safer connection: x"),
    ]

    @Test("a login", arguments: atLogin)
    func login(_ error: BackendError, _ step: Step, _ words: String) async throws {
        let time = SteppedTime()
        let backend = FakeBackend([.inbox: [EngineFixture.message(1)]])
        let fixture = try await EngineFixture(backend, asksForPassword: true, time: time)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let id = try #require(try await fixture.rows().first).id
        try await fixture.store.submit(.setFlag(.flagged, true, on: [id]))
        await backend.fail([error])
        try await fixture.whileRunning {
            await fixture.wait { connection in
                switch (step, connection) {
                case (.comesBack(let seconds), .later(let reason, _, let next)):
                    reason == words && next == Self.date(seconds)
                case (.reconnects(let seconds), .failed(let reason, let next?)):
                    reason == words && next == Self.date(seconds)
                case (.asksForPassword, .needsPassword(let reason)), (.waits, .failed(let reason, nil)): reason == words
                default: false
                }
            }
            // Nothing is lost meanwhile, and shown as it is to be.
            let (pending, shown) = (try await fixture.store.pendingCount(), try await fixture.rows())
            #expect(pending == 1)
            #expect(shown.first?.flags == [.flagged])
            switch step {
            case .comesBack(let seconds), .reconnects(let seconds): await time.advance(by: .seconds(seconds + 1))
            case .asksForPassword, .waits: await fixture.engine.reconnect()
            }
            await fixture.wait { $0 == .pushed }
        }
        #expect(try await fixture.store.pendingCount() == 0)
        #expect(await backend.mailboxes[.inbox]?.first?.flags == [.flagged])
    }

    private static func date(_ seconds: Int64) -> MailDate { MailDate(secondsSince1970: SteppedTime.start + seconds) }

    @Test("an action that is put off waits, is said to, and does not keep the others waiting")
    func action() async throws {
        let time = SteppedTime()
        let backend = FakeBackend([.inbox: [EngineFixture.message(1), EngineFixture.message(2)]])
        let fixture = try await EngineFixture(backend, time: time)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let rows = try await fixture.rows()
        await backend.postpone { if case .move = $0 { .mailboxInUse } else { nil } }
        try await fixture.store.submit(.move([rows[0].id], to: .role(.trash)))
        try await fixture.store.submit(.setFlag(.flagged, true, on: [rows[1].id]))
        await backend.deliver(EngineFixture.message(3))
        try await fixture.whileRunning {
            let later = AccountStatus.Connection.later(
                reason: "move to Trash: in use elsewhere", serverText: "not now", next: Self.date(67))
            await fixture.wait { $0 == later }
            // The flag is there, the new message here; the one that was moved is not back.
            #expect(await backend.mailboxes[.inbox]?.filter { $0.flags == [.flagged] }.count == 1)
            #expect(try await fixture.rows().count == 2)
            #expect(try await fixture.store.pendingCount() == 1)
            let tries = await backend.performed.filter(\.isMove).count
            #expect(tries == 1)
            // What is asked for meanwhile goes out at once.
            try await fixture.engine.submit(.setFlag(.seen, true, on: [rows[1].id]))
            try await waitUntil {
                await backend.mailboxes[.inbox]?.contains { $0.flags == [.flagged, .seen] } ?? false
            }
            await time.advance(by: .seconds(68))
            await fixture.wait { if case .later(_, _, let next) = $0 { next > Self.date(100) } else { false } }
            await backend.postpone { _ in nil }
            await time.advance(by: .seconds(300))
            await fixture.wait { $0 == .pushed }
        }
        #expect(try await fixture.store.pendingCount() == 0)
        let trash = try #require(MailboxName("Trash"))
        #expect(await backend.mailboxes[trash]?.count == 1)
    }

    @Test("a limit that is always hit is one that stays: given up with a sentence, and as it was before")
    func limit() async throws {
        let backend = FakeBackend([.inbox: [EngineFixture.message(1)]])
        let fixture = try await EngineFixture(backend)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let id = try #require(try await fixture.rows().first).id
        await backend.postpone { _ in .limit }
        try await fixture.store.submit(.setFlag(.keyword("one-too-many"), true, on: [id]))
        for _ in 0..<5 {
            await #expect(throws: BackendError.postponed(.limit, serverText: "not now")) {
                try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
            }
            #expect(try await fixture.store.pendingCount() == 1)
        }
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(try await fixture.store.pendingCount() == 0)
        #expect(try await fixture.rows().first?.flags == [])
        for await note in fixture.engine.notes {
            #expect(note == "The server refused to change the flags: the server wants fewer requests: “not now”")
            break
        }
    }

    @Test("a mailbox that is put off does not keep the others waiting")
    func mailbox() async throws {
        let time = SteppedTime()
        let archive = try #require(MailboxName("Archive"))
        let backend = FakeBackend([.inbox: [EngineFixture.message(1)], archive: [EngineFixture.message(2)]])
        await backend.close(.inbox)
        let fixture = try await EngineFixture(backend, time: time)
        try await fixture.whileRunning {
            let later = AccountStatus.Connection.later(
                reason: "Inbox: in use elsewhere", serverText: "locked", next: Self.date(67))
            await fixture.wait { $0 == later }
            let (here, there) = (try await fixture.rows(), try await fixture.rows(in: archive))
            #expect(here.isEmpty && there.count == 1)
            await backend.reopen()
            await time.advance(by: .seconds(68))
            await fixture.wait { $0 == .pushed }
        }
        #expect(try await fixture.rows().count == 1)
    }

    @Test("that a mailbox can't be opened is told once, and again when a person goes there or it was open meanwhile")
    func closedMailbox() async throws {
        let archive = try #require(MailboxName("Archive"))
        let backend = FakeBackend([.inbox: [EngineFixture.message(1)], archive: [EngineFixture.message(2)]])
        let fixture = try await EngineFixture(backend)
        let refusal = BackendError.refused(serverText: "no such mailbox")
        let look = { () async throws in
            try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
            await fixture.engine.note("looked")
        }
        await backend.close(archive, refusal)
        try await look()
        try await look()
        await fixture.engine.look(at: archive)
        try await look()
        await backend.reopen()
        try await look()
        #expect(try await fixture.rows(in: archive).count == 1)
        await backend.close(archive, refusal)
        try await look()
        // What was here stays.
        #expect(try await fixture.rows(in: archive).count == 1)
        let told = "Archive: the server refused: “no such mailbox”"
        let expected = [told, "looked", "looked", told, "looked", "looked", told, "looked"]
        var notes: [String] = []
        for await note in fixture.engine.notes {
            notes.append(note)
            if notes.count == expected.count { break }
        }
        #expect(notes == expected)
    }

    @Test("after sleep, or in another network, the connection is asked at once, and the next try is made at once")
    func doubt() async throws {
        let time = SteppedTime()
        let backend = FakeBackend([.inbox: [EngineFixture.message(1)]])
        let fixture = try await EngineFixture(backend, time: time)
        let down = BackendError.unreachable(reason: "no route")
        try await fixture.whileRunning {
            await fixture.wait { $0 == .pushed }
            #expect(await backend.probes == 0)
            await fixture.engine.doubtConnection()
            #expect(await backend.probes == 1)
            await backend.fail([down, down, down])
            await backend.breakLine()
            await fixture.engine.doubtConnection()
            // Each try comes with another doubt, none with time.
            for _ in 0..<3 {
                await fixture.wait { if case .failed(_, _?) = $0 { true } else { false } }
                await fixture.engine.doubtConnection()
            }
            await fixture.wait { if case .failed = $0 { true } else { false } }
            await fixture.engine.doubtConnection()
            await fixture.wait { $0 == .pushed }
        }
        #expect(await backend.connections == 2)
    }
}

extension RemoteAction.Kind {
    fileprivate var isMove: Bool { if case .move = self { true } else { false } }
}
