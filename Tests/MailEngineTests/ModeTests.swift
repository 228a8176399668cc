import BackendAPI
import MailModel
import MailStore
import TestKit
import Testing

@testable import MailEngine

@Suite("a mode that has changed", .timeLimit(.minutes(1)))
struct ModeTests {
    private static let never = StorageMode.leaveOnServer(removeAfter: nil)
    private static func days(_ count: Int) -> StorageMode { .leaveOnServer(removeAfter: .seconds(count * 86_400)) }

    /// An account that has fetched two messages in a mode.
    private func begin(_ mode: StorageMode, consent: RemovalConsent = .notAsked) async throws -> EngineFixture {
        let messages = (1...2).map { EngineFixture.message($0, isPOP3: true) }
        let fixture = try await EngineFixture(
            FakeBackend([.inbox: messages], isPOP3: true), mode: mode, isPOP3: true, consent: consent)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        return fixture
    }

    /// The same account, configured anew.
    private func goOn(
        _ before: EngineFixture, _ mode: StorageMode, consent: RemovalConsent = .notAsked,
        host: String = "mail.example.org"
    ) async throws -> EngineFixture {
        try await EngineFixture(
            before.backend, mode: mode, isPOP3: true, consent: consent, waitsForTimers: true, store: before.store,
            host: host)
    }

    /// What the engine asks before it acts; nothing where it goes on without.
    private func question(_ fixture: EngineFixture) async -> RemovalPreview? {
        for await status in fixture.engine.statuses {
            switch status.connection {
            case .needsConsent(let preview): return preview
            case .waiting: return nil
            default: continue
            }
        }
        return nil
    }

    private func octets(_ fixture: EngineFixture) async throws -> Int {
        try await fixture.rows().reduce(0) { $0 + $1.sizeInOctets }
    }

    private func allLeave(_ fixture: EngineFixture, after seconds: Int64) async throws -> Bool {
        let date = MailDate(secondsSince1970: 1_800_000_000 + seconds)
        return try await fixture.rows().allSatisfy { $0.location == .leavesServer(at: date) }
    }

    @Test("a new account's remove_after needs no question")
    func fresh() async throws {
        let fixture = try await begin(Self.days(2))
        #expect(try await allLeave(fixture, after: 2 * 86_400))
        let again = try await goOn(fixture, Self.days(2))
        try await again.whileRunning { #expect(await question(again) == nil) }
    }

    @Test("one that removes earlier waits for a yes, with numbers and dates", arguments: [(0, 1), (3, 1)])
    func earlier(_ before: Int, _ after: Int) async throws {
        let first = try await begin(before == 0 ? Self.never : Self.days(before))
        let fixture = try await goOn(first, Self.days(after))
        try await fixture.whileRunning {
            let date = MailDate(secondsSince1970: 1_800_000_000 + Int64(after) * 86_400)
            let later = RemovalPreview.Later(
                messages: 2, octets: try await octets(fixture), first: date, last: date)
            let preview = RemovalPreview(
                messages: 0, octets: 0, host: "mail.example.org", mode: Self.days(after), later: later)
            #expect(await question(fixture) == preview)
            #expect(try await !allLeave(fixture, after: Int64(after) * 86_400))
            try await fixture.engine.answerConsent(true)
            #expect(try await allLeave(fixture, after: Int64(after) * 86_400))
        }
        let again = try await goOn(fixture, Self.days(after))
        try await again.whileRunning { #expect(await question(again) == nil) }
    }

    @Test("nothing leaves after a no, and the next start asks again")
    func refused() async throws {
        let first = try await begin(Self.never)
        let fixture = try await goOn(first, .downloadAndRemove)
        try await fixture.whileRunning {
            #expect(await question(fixture)?.messages == 2)
            try await fixture.engine.answerConsent(false)
            await fixture.wait { if case .waiting = $0 { true } else { false } }
        }
        #expect(await fixture.backend.mailboxes[.inbox]?.count == 2)
        let again = try await goOn(fixture, .downloadAndRemove)
        try await again.whileRunning { #expect(await question(again)?.messages == 2) }
    }

    @Test("sync takes the configuration as a yes, and that is remembered")
    func sync() async throws {
        let first = try await begin(Self.never)
        try await goOn(first, .downloadAndRemove, consent: .given).engine.synchroniseOnce(only: nil, bodies: false)
        #expect(await first.backend.mailboxes[.inbox]?.isEmpty == true)
        await first.backend.deliver(EngineFixture.message(3, isPOP3: true))
        let reader = try await goOn(first, .downloadAndRemove)
        try await reader.whileRunning { #expect(await question(reader) == nil) }
        #expect(await first.backend.mailboxes[.inbox]?.isEmpty == true)
    }

    @Test("one that removes later or nothing is told, needs no question, and stops what waits")
    func later() async throws {
        let first = try await begin(Self.days(1))
        #expect(try await first.store.requestRemovals() == 2)
        let longer = try await goOn(first, Self.days(3))
        try await longer.whileRunning { #expect(await question(longer) == nil) }
        var notes = longer.engine.notes.makeAsyncIterator()
        #expect(await notes.next() == "copies stay on mail.example.org for 3 days now")
        #expect(try await allLeave(longer, after: 3 * 86_400))
        let never = try await goOn(first, Self.never)
        try await never.whileRunning { #expect(await question(never) == nil) }
        notes = never.engine.notes.makeAsyncIterator()
        #expect(await notes.next() == "nothing leaves mail.example.org any more")
        #expect(try await never.rows().allSatisfy { $0.location == .onServer })
        #expect(await first.backend.mailboxes[.inbox]?.count == 2)
        // The way back is a question again.
        let back = try await goOn(first, Self.days(3))
        try await back.whileRunning { #expect(await question(back)?.later?.messages == 2) }
    }

    @Test("a yes is for one server")
    func host() async throws {
        let first = try await begin(Self.never)
        try await first.store.setSetting(RemovalAgreement.settingKey, to: "mail.example.org")
        let known = try await goOn(first, .downloadAndRemove, host: "other.example.org")
        try await known.whileRunning { #expect(await question(known)?.host == "other.example.org") }
        // As the first version wrote it.
        let same = try await goOn(first, .downloadAndRemove)
        try await same.whileRunning { #expect(await question(same) == nil) }
        #expect(await first.backend.mailboxes[.inbox]?.isEmpty == true)
    }
}

@Suite("a copy that a person decides about", .timeLimit(.minutes(1)))
struct DecidedCopyTests {
    @Test("kept, it stays when everything else leaves", arguments: [false, true])
    func kept(isPOP3: Bool) async throws {
        let messages = (1...2).map { EngineFixture.message($0, isPOP3: isPOP3) }
        let backend = FakeBackend([.inbox: messages], isPOP3: isPOP3)
        let first = try await EngineFixture(backend, isPOP3: isPOP3)
        try await first.engine.synchroniseOnce(only: nil, bodies: true)
        let kept = try #require(try await first.rows().first)
        try await first.engine.submit(.keepOnServer(true, on: [kept.id]))
        let fixture = try await EngineFixture(
            backend, mode: .downloadAndRemove, isPOP3: isPOP3, consent: .given, store: first.store)
        for _ in 0..<2 { try await fixture.engine.synchroniseOnce(only: nil, bodies: false) }
        let row = try #require(try await fixture.store.message(kept.id))
        #expect(await backend.mailboxes[.inbox]?.map(\.id) == [row.remote].compactMap(\.self))
        #expect(row.row.location == .kept)
        #expect(try await fixture.rows().count == 2)
    }

    @Test("removed, it leaves at once, whatever the mode says; the message stays")
    func removed() async throws {
        let backend = FakeBackend([.inbox: (1...2).map { EngineFixture.message($0, isPOP3: true) }], isPOP3: true)
        let fixture = try await EngineFixture(backend, isPOP3: true, waitsForTimers: true)
        try await fixture.whileRunning {
            await fixture.wait { if case .waiting = $0 { true } else { false } }
            let row = try #require(try await fixture.rows().first)
            try await fixture.engine.submit(.removeFromServer([row.id]))
            try await waitUntil { await backend.mailboxes[.inbox]?.count != 2 }
        }
        #expect(try await fixture.rows().count == 2)
    }

    @Test("removed before it is whole, it leaves once it is")
    func notWhole() async throws {
        let backend = FakeBackend([.inbox: [EngineFixture.message(1)]])
        let first = try await EngineFixture(backend)
        try await first.engine.synchroniseOnce(only: nil, bodies: false)
        let row = try #require(try await first.rows().first)
        try await first.engine.submit(.removeFromServer([row.id]))
        try await first.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(await backend.mailboxes[.inbox]?.count == 1)
        // Nobody has agreed to the mode; this one message is a person's own wish.
        let drained = try await EngineFixture(
            backend, mode: .downloadAndRemove, consent: .refused, store: first.store)
        await backend.deliver(EngineFixture.message(2))
        try await drained.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(await backend.mailboxes[.inbox]?.map(\.id) == [.uid(2, validity: 1)])
        #expect(await backend.record.contains("fetch \(RemoteID.uid(1, validity: 1))"))
    }
}
