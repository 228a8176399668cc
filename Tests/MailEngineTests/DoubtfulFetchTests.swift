import BackendAPI
import MailModel
import MailStore
import Testing

@testable import MailEngine

@Suite("a message that ends before its end")
struct DoubtfulFetchTests {
    private static let message = EngineFixture.message(1, isPOP3: true)

    private static func fixture(
        _ mode: StorageMode, answers: [Int]
    ) async throws -> (EngineFixture, FakeBackend) {
        let backend = FakeBackend([.inbox: [message]], isPOP3: true)
        // Octets of each fetch; then all there are.
        await backend.shorten(answers)
        return (try await EngineFixture(backend, mode: mode, isPOP3: true, consent: .given), backend)
    }

    @Test(
        "is fetched again in the same session, and leaves the server whole",
        arguments: [[20], [20, 21], [0], [20, 20, 20, 20]])
    func again(_ answers: [Int]) async throws {
        let (fixture, backend) = try await Self.fixture(.downloadAndRemove, answers: answers)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let rows = try await fixture.rows()
        #expect(rows.count == 1)
        #expect(await backend.mailboxes[.inbox]?.isEmpty == true)
        let octets = try await fixture.store.content(of: #require(rows.first?.id))
        // Twice the same cannot be told from a server that counts wrongly.
        let isConsistent = answers.count == 4
        #expect(octets == (isConsistent ? Array(Self.message.octets.prefix(20)) : Self.message.octets))
    }

    @Test("stays on the server while no two fetches agree")
    func never() async throws {
        let (fixture, backend) = try await Self.fixture(.downloadAndRemove, answers: [20, 21, 22])
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(await backend.mailboxes[.inbox]?.count == 1)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(await backend.mailboxes[.inbox]?.isEmpty == true)
        let octets = try await fixture.store.content(of: #require(fixture.rows().first?.id))
        #expect(octets == Self.message.octets)
    }

    @Test("is made whole where it is left on the server too")
    func left() async throws {
        let (fixture, backend) = try await Self.fixture(.leaveOnServer(removeAfter: nil), answers: [5])
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        let octets = try await fixture.store.content(of: #require(fixture.rows().first?.id))
        #expect(octets == Self.message.octets)
        #expect(await backend.record.count == 2)
    }

    @Test("a server that counts each line's end as one octet is believed")
    func lines() async throws {
        let backend = FakeBackend([.inbox: [Self.message]], isPOP3: true)
        await backend.announce { octets in octets.count - octets.count { $0 == 0x0A } }
        let fixture = try await EngineFixture(backend, isPOP3: true)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(await backend.record == ["fetch \(Self.message.id)"])
    }

    @Test("a stranger under a known name is fetched in the same round, and then leaves too")
    func strangers() async throws {
        let backend = FakeBackend([.inbox: [Self.message]], isPOP3: true)
        let left = try await EngineFixture(backend, isPOP3: true)
        try await left.engine.synchroniseOnce(only: nil, bodies: false)
        var other = EngineFixture.message(2, isPOP3: true)
        other.id = Self.message.id
        await backend.replaceAll([other])
        await backend.estrange([other.id])
        let fixture = try await EngineFixture(
            backend, mode: .downloadAndRemove, isPOP3: true, consent: .given, store: left.store)
        try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        #expect(try await fixture.rows().map(\.subject).sorted() == ["number 1", "number 2"])
        #expect(await backend.mailboxes[.inbox]?.isEmpty == true)
    }

    @Test("after an error nothing is said that the server could take for consent")
    func breaksOff() async throws {
        let backend = FakeBackend([.inbox: [Self.message]], isPOP3: true)
        let fixture = try await EngineFixture(backend, isPOP3: true)
        await backend.dropAfterLogin()
        await #expect(throws: BackendError.self) {
            try await fixture.engine.synchroniseOnce(only: nil, bodies: false)
        }
        #expect(await backend.ends == ["break off"])
    }
}
