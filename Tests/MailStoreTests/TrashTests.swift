import MailModel
import Testing

@testable import MailStore

@Suite("Trash empties after its time")
struct TrashTests {
    private static let day: Int64 = 86_400
    private let start: Int64 = 1_700_000_000

    /// A store with message 1, fetched at the start.
    private func store() async throws -> MailDatabase {
        let store = try await pop3Store()
        _ = try await store.keepMessages(
            [whole(1)], in: store.id("INBOX"), now: MailDate(secondsSince1970: start))
        return store
    }

    private func trash(_ store: MailDatabase) async throws {
        _ = try await store.submit(.move([store.row("message 1").id], to: .role(.trash)))
    }

    /// Looks at a moment, in seconds from the start; messages stay 30 days.
    @discardableResult
    private func look(_ store: MailDatabase, _ moment: Int64, keep: Int64? = 30) async throws -> Int {
        try await store.emptyTrash(
            after: keep.map { .seconds($0 * Self.day) }, now: MailDate(secondsSince1970: start + moment))
    }

    @Test("the time begins when a message comes into Trash, and anew when it comes again")
    func begins() async throws {
        let store = try await store()
        try await trash(store)
        #expect(try await store.row("message 1", in: "Trash").trashedAt == nil)
        try await look(store, 100)
        #expect(try await store.row("message 1", in: "Trash").trashedAt?.secondsSince1970 == start + 100)
        try await look(store, 200)
        #expect(try await store.row("message 1", in: "Trash").trashedAt?.secondsSince1970 == start + 100)
        _ = try await store.undo()
        #expect(try await store.row("message 1").trashedAt == nil)
        try await trash(store)
        try await look(store, 300)
        #expect(try await store.row("message 1", in: "Trash").trashedAt?.secondsSince1970 == start + 300)
    }

    @Test("the time begins for a message that is kept in Trash from the beginning, too")
    func comesTrashed() async throws {
        let store = try await store()
        _ = try await store.keepMessages(
            [whole(2)], in: store.id("Trash"), now: MailDate(secondsSince1970: start))
        try await look(store, 100)
        #expect(try await store.row("message 2", in: "Trash").trashedAt?.secondsSince1970 == start + 100)
        #expect(try await store.row("message 1").trashedAt == nil)
    }

    struct Looks: Sendable {
        var days: [Double]
        var deleted: [Int]

        init(_ days: [Double], _ deleted: [Int]) {
            self.days = days
            self.deleted = deleted
        }
    }

    @Test(
        "it is over after two sightings an hour apart, by a clock that goes on",
        arguments: [
            Looks([0, 1, 29.9], [0, 0, 0]),
            Looks([0, 30, 30.01, 30.5, 31], [0, 0, 0, 1, 0]),
            // Set forward by years for half an hour, then right again.
            Looks([0, 4000, 4000.02, 1, 29.9, 30, 30.5], [0, 0, 0, 0, 0, 0, 1]),
            // Twice forward to the same wrong time.
            Looks([0, 4000, 1, 4000.5, 2, 4001], [0, 0, 0, 0, 0, 0]),
            // Set back by years: by a clock behind the mail no time begins.
            Looks([-10_000, 0.1, 0.5, 29], [0, 0, 0, 0]),
            Looks([-10_000, 30, 30.5], [0, 0, 1]),
        ])
    func over(_ looks: Looks) async throws {
        let store = try await store()
        try await trash(store)
        var deleted: [Int] = []
        for day in looks.days { deleted.append(try await look(store, Int64(day * Double(Self.day)))) }
        #expect(deleted == looks.deleted)
    }

    @Test("what is deleted leaves the server too")
    func server() async throws {
        let store = try await store()
        try await trash(store)
        for day in [0, 31, 32] { try await look(store, Int64(day) * Self.day) }
        #expect(try await store.counts("Trash") == [0, 0])
        #expect(try await LocalMailboxActionTests.removed(store) == [.uidl("u1")])
    }

    @Test("never means never")
    func never() async throws {
        let store = try await store()
        try await trash(store)
        for day in [0, 3000, 3001] { #expect(try await look(store, Int64(day) * Self.day, keep: nil) == 0) }
        #expect(try await store.counts("Trash") == [1, 1])
    }

    @Test("goes on in portions that nobody has to wait for")
    func portions() async throws {
        let store = try await pop3Store()
        let now = MailDate(secondsSince1970: start)
        _ = try await store.keepMessages((1...5).map { whole($0) }, in: store.id("Trash"), now: now)
        try await look(store, 0)
        try await look(store, 31 * Self.day)
        let late = MailDate(secondsSince1970: start + 32 * Self.day)
        var deleted: [Int] = []
        for _ in 0..<4 {
            deleted.append(try await store.emptyTrash(after: .seconds(30 * Self.day), now: late, limit: 2))
        }
        #expect(deleted == [2, 2, 1, 0])
    }

    @Test("an IMAP server's Trash is left alone")
    func imap() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1)], in: "Trash")
        for day in [0, 31, 32] { #expect(try await look(store, Int64(day) * Self.day) == 0) }
        #expect(try await store.counts("Trash") == [1, 1])
    }
}
