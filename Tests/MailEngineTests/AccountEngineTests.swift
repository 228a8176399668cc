import BackendAPI
import MailModel
import MailStore
import TestKit
import Testing

@testable import MailEngine

@Suite("an account's engine")
struct AccountEngineTests {
    @Test("what is on the server is in the store after one round")
    func arrivals() async throws {
        let fixture = try await EngineFixture(FakeBackend([.inbox: (1...3).map { EngineFixture.message($0) }]))
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(try await fixture.rows().count == 3)
    }

    @Test("POP3 messages come whole, once")
    func wholeMessages() async throws {
        let backend = FakeBackend([.inbox: (1...3).map { EngineFixture.message($0, isPOP3: true) }], isPOP3: true)
        let fixture = try await EngineFixture(backend, isPOP3: true)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let rows = try await fixture.rows()
        #expect(rows.map(\.subject).sorted() == ["number 1", "number 2", "number 3"])
        #expect(await backend.record == [3, 2, 1].map { "fetch \(RemoteID.uidl("u\($0)"))" })
        let octets = try await fixture.store.content(of: rows[0].id)
        #expect(octets?.isEmpty == false)
    }

    @Test("a first sync with bodies fetches each message once, and is in step only when all are here")
    func firstBodies() async throws {
        var messages = (1...3).map { EngineFixture.message($0) }
        messages[1].flags = [.flagged]
        let backend = FakeBackend([.inbox: messages])
        let fixture = try await EngineFixture(backend)
        await backend.breakLine(at: .uid(2, validity: 1))
        await #expect(throws: BackendError.unreachable(reason: "cut")) {
            try await fixture.engine.synchroniseOnce(only: nil, bodies: true)
        }
        let inbox = try #require(try await fixture.store.mailbox(named: .inbox))
        #expect(try await fixture.rows().map(\.subject) == ["number 3"], "what came is kept")
        #expect(try await fixture.store.checkpoint(of: inbox.id) == nil)
        for _ in 0..<2 {
            try await fixture.engine.synchroniseOnce(only: nil, bodies: true)
            let rows = try await fixture.rows()
            #expect(rows.count == 3)
            for row in rows { #expect(try await fixture.store.content(of: row.id)?.isEmpty == false) }
            #expect(
                rows.filter { $0.flags.contains(.flagged) }.map(\.date) == [MailDate(secondsSince1970: 1_700_000_000)])
            #expect(try await fixture.store.checkpoint(of: inbox.id) == Checkpoint("fake"))
        }
        #expect(
            await backend.record.sorted()
                == (1...3 as ClosedRange<UInt32>).map { "fetch \(RemoteID.uid($0, validity: 1))" })
    }

    @Test("remove_after holds for what was fetched under another one")
    func changedRemoveAfter() async throws {
        let backend = FakeBackend([.inbox: [EngineFixture.message(1, isPOP3: true)]], isPOP3: true)
        let fixture = try await EngineFixture(
            backend, mode: .leaveOnServer(removeAfter: .seconds(86_400)), isPOP3: true)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let date = MailDate(secondsSince1970: 1_800_000_000 + 86_400)
        #expect(try await fixture.rows().map(\.location) == [.leavesServer(at: date)])
        let later = try await EngineFixture(backend, isPOP3: true, store: fixture.store)
        try await later.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(try await later.rows().map(\.location) == [.onServer])
    }

    @Test("what vanishes from a POP3 server stays here")
    func vanished() async throws {
        let backend = FakeBackend([.inbox: [EngineFixture.message(1, isPOP3: true)]], isPOP3: true)
        let fixture = try await EngineFixture(backend, isPOP3: true)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        _ = try await backend.perform([RemoteAction(id: 1, kind: .remove([.uidl("u1")], from: .inbox))])
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(try await fixture.rows().map(\.location) == [.onlyHere])
    }

    @Test("a flag is shown at once and reaches the server later")
    func flags() async throws {
        let backend = FakeBackend([.inbox: [EngineFixture.message(1)]])
        let fixture = try await EngineFixture(backend)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let row = try #require(try await fixture.rows().first)
        _ = try await fixture.engine.submit(.setFlag(.flagged, true, on: [row.id]))
        #expect(try await fixture.rows().first?.flags.contains(.flagged) == true)
        #expect(await backend.performed.isEmpty)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(
            await backend.performed
                == [.storeFlags(add: [.flagged], remove: [], on: [.uid(1, validity: 1)], in: .inbox)])
        #expect(try await fixture.store.pendingCount() == 0)
    }

    @Test("a refused action is taken back, and the person is told")
    func refusal() async throws {
        let backend = FakeBackend([.inbox: [EngineFixture.message(1)]])
        let fixture = try await EngineFixture(backend)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let row = try #require(try await fixture.rows().first)
        _ = try await fixture.engine.submit(.setFlag(.flagged, true, on: [row.id]))
        await backend.refuse("read-only mailbox")
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(try await fixture.rows().first?.flags.contains(.flagged) == false)
        var notes = fixture.engine.notes.makeAsyncIterator()
        #expect(await notes.next()?.contains("read-only mailbox") == true)
    }

    @Test("what is put off is tried again behind the next comparison, and not before")
    func postponed() async throws {
        let backend = FakeBackend([.inbox: [EngineFixture.message(1)]])
        let fixture = try await EngineFixture(backend)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let row = try #require(try await fixture.rows().first)
        _ = try await fixture.engine.submit(.setFlag(.flagged, true, on: [row.id]))
        await backend.surprise(1)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(await backend.performed.count == 2)
        #expect(try await fixture.store.pendingCount() == 0)
    }

    @Test("what is put off while the server is waited for has all compared at once")
    func postponedWhileWaiting() async throws {
        let backend = FakeBackend([.inbox: [EngineFixture.message(1)]])
        let fixture = try await EngineFixture(backend, waitsForTimers: true)
        try await fixture.whileRunning {
            await fixture.wait { $0 == .pushed }
            let row = try #require(try await fixture.rows().first)
            await backend.surprise(2)
            _ = try await fixture.engine.submit(.setFlag(.flagged, true, on: [row.id]))
            try await waitUntil { try await fixture.store.pendingCount() == 0 }
        }
        #expect(await backend.performed.count == 3)
    }

    @Test("a server that comes back gets what was done meanwhile")
    func reconnect() async throws {
        let backend = FakeBackend([.inbox: [EngineFixture.message(1)]])
        let fixture = try await EngineFixture(backend)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let row = try #require(try await fixture.rows().first)
        _ = try await fixture.engine.submit(.setFlag(.seen, true, on: [row.id]))
        await backend.fail([.unreachable(reason: "no route"), .tryLater(serverText: "busy")])
        try await fixture.whileRunning { await fixture.wait { $0 == .pushed } }
        #expect(await backend.performed.count == 1)
        #expect(await backend.connections == 2)
    }

    @Test("a refused login is not tried again by itself")
    func refusedLogin() async throws {
        let backend = FakeBackend()
        let fixture = try await EngineFixture(backend)
        await backend.fail([.authenticationFailed(serverText: "no such user")])
        try await fixture.whileRunning {
            await fixture.wait { if case .failed(_, next: nil) = $0 { true } else { false } }
            for _ in 0..<100 { await Task.yield() }
        }
        #expect(await backend.connections == 0)
    }

    @Test("news that the server announces is fetched")
    func push() async throws {
        let backend = FakeBackend()
        let fixture = try await EngineFixture(backend)
        try await fixture.whileRunning {
            await fixture.wait { $0 == .pushed }
            await backend.deliver(EngineFixture.message(7))
            try await waitUntil {
                await backend.announceChange()
                return try await !fixture.rows().isEmpty
            }
        }
        #expect(try await fixture.rows().count == 1)
    }

    @Test("says at the login what it will ask first, where nothing of the person's goes before it")
    func foresight() async throws {
        let backend = FakeBackend()
        await backend.deliver(EngineFixture.message(7))
        let fixture = try await EngineFixture(backend)
        for _ in 1...2 { try await fixture.engine.synchroniseOnce(only: nil, bodies: false) }
        let row = try #require(try await fixture.rows().first)
        _ = try await fixture.engine.submit(.setFlag(.flagged, true, on: [row.id]))
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let foresights = await backend.foresights
        #expect(foresights.map { $0?.mailbox } == [nil, .inbox, nil])
        #expect(foresights[1]?.checkpoint.text.isEmpty == false)
    }

    @Test("news of other mailboxes is fetched too")
    func pushElsewhere() async throws {
        let archive = try #require(MailboxName("Archive"))
        let backend = FakeBackend([.inbox: [], archive: []])
        let fixture = try await EngineFixture(backend)
        try await fixture.whileRunning {
            await fixture.wait { $0 == .pushed }
            await backend.deliver(EngineFixture.message(7), to: archive)
            try await waitUntil {
                await backend.announceChange(of: [archive])
                return try await !fixture.rows(in: archive).isEmpty
            }
        }
        #expect(try await fixture.rows(in: archive).count == 1)
        #expect(try await fixture.rows().isEmpty)
    }
}

@Suite("download and remove")
struct DownloadAndRemoveTests {
    @Test("nothing leaves the server before it is here", arguments: [false, true])
    func order(isPOP3: Bool) async throws {
        let backend = FakeBackend([.inbox: [EngineFixture.message(1, isPOP3: isPOP3)]], isPOP3: isPOP3)
        let fixture = try await EngineFixture(backend, mode: .downloadAndRemove, isPOP3: isPOP3, consent: .given)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let id = EngineFixture.message(1, isPOP3: isPOP3).id
        #expect(await backend.record == ["fetch \(id)", "remove \(id)"])
        #expect(await backend.mailboxes[.inbox]?.isEmpty == true)
        let rows = try await fixture.rows()
        #expect(rows.map(\.location) == [.onlyHere])
        #expect(try await fixture.store.content(of: rows[0].id) == EngineFixture.message(1).octets)
    }

    @Test("the first removal waits for a yes", arguments: [false, true])
    func consent(isPOP3: Bool) async throws {
        let backend = FakeBackend([.inbox: [EngineFixture.message(1, isPOP3: isPOP3)]], isPOP3: isPOP3)
        let fixture = try await EngineFixture(backend, mode: .downloadAndRemove, isPOP3: isPOP3)
        try await fixture.whileRunning {
            let octets = EngineFixture.message(1).octets.count
            let preview = RemovalPreview(messages: 1, octets: octets, host: "mail.example.org")
            await fixture.wait { $0 == .needsConsent(preview) }
            #expect(await backend.mailboxes[.inbox]?.count == 1)
            try await fixture.engine.answerConsent(true)
            try await waitUntil { await backend.mailboxes[.inbox]?.isEmpty != false }
        }
        let agreement = RemovalAgreement(host: "mail.example.org", mode: .downloadAndRemove)
        #expect(try await fixture.store.setting(RemovalAgreement.settingKey) == agreement.text)
    }

    @Test("after a no everything stays on the server")
    func refusal() async throws {
        let backend = FakeBackend([.inbox: [EngineFixture.message(1)]])
        let fixture = try await EngineFixture(backend, mode: .downloadAndRemove, consent: .refused)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(await backend.mailboxes[.inbox]?.count == 1)
        #expect(try await fixture.rows().count == 1)
    }
}

@Suite("an account's connection")
struct EngineConnectionTests {
    @Test("what is settled here alone is no reason to log in")
    func localChanges() async throws {
        let backend = FakeBackend([.inbox: [EngineFixture.message(1, isPOP3: true)]], isPOP3: true)
        let fixture = try await EngineFixture(backend, isPOP3: true, waitsForTimers: true)
        try await fixture.whileRunning {
            await fixture.wait { if case .waiting = $0 { true } else { false } }
            let row = try #require(try await fixture.rows().first)
            try await fixture.engine.submit(.setFlag(.flagged, true, on: [row.id]))
            for _ in 0..<1000 { await Task.yield() }
        }
        #expect(await backend.connections == 1)
    }

    @Test("a mailbox that is only here is not watched")
    func localFocus() async throws {
        let backend = FakeBackend([.inbox: []], isPOP3: true)
        let fixture = try await EngineFixture(backend, isPOP3: true)
        await fixture.engine.look(at: try #require(MailboxName("Archive")))
        #expect(await fixture.engine.focus == .inbox)
    }

    @Test("a server that lets in and drops is tried less and less often")
    func dropping() async throws {
        let backend = FakeBackend()
        let fixture = try await EngineFixture(backend)
        await backend.dropAfterLogin()
        try await fixture.whileRunning {
            try await waitUntil { fixture.sleeps.all.count >= 5 }
        }
        #expect(fixture.sleeps.all.prefix(5) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16)])
    }
}
