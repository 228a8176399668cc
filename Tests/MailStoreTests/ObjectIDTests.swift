import GRDB
import MailModel
import Testing

@testable import MailStore

@Suite("Messages with marks of their own (RFC 8474)")
struct ObjectIDTests {
    /// Message `number` as a server with OBJECTID tells of it.
    private func marked(_ number: Int, uid: UInt32? = nil, validity: UInt32 = 1, flags: Flags = []) -> RemoteMessage {
        var message = arrival(number, uid: uid, validity: validity, flags: flags)
        message.emailID = "M\(number)"
        return message
    }

    /// A store with messages 1 and 2 in INBOX; the text of 1 is here.
    private func store() async throws -> (MailDatabase, StoredID) {
        let store = try await imapStore()
        try await store.arrive([marked(1), marked(2)])
        let id = try await store.row("message 1").id
        try await store.keepPart(.part("1"), of: id, octets: [1, 2])
        return (store, id)
    }

    private func vanish(_ uid: UInt32, in store: MailDatabase) async throws {
        _ = try await store.apply(MailboxDelta(vanished: [remote(uid)]), to: store.id("INBOX"))
    }

    @Test("what another client has moved keeps its row and its octets", arguments: [0, 1])
    func moved(_ rounds: Int) async throws {
        let (store, id) = try await store()
        try await vanish(1, in: store)
        #expect(try await store.subjects("INBOX") == ["message 2"])
        #expect(try await store.counts("INBOX") == [1, 1])
        for _ in 0..<rounds { try await store.finishRound() }
        try await store.arrive([marked(9, uid: 50), marked(1, uid: 51, flags: [.seen])], in: "Archive")
        #expect(try await store.row("message 1", in: "Archive").id == id)
        #expect(try await store.row("message 1", in: "Archive").flags == [.seen])
        #expect(try await store.content(of: id, .part("1")) == [1, 2])
        #expect(try await store.message(id)?.remote == remote(51))
        for _ in 0..<3 { try await store.finishRound() }
        #expect(try await store.rows("Archive").count == 2)
    }

    @Test("also where it was fetched whole before anything else was known of it")
    func fetchedWhole() async throws {
        let store = try await imapStore()
        var named = marked(1)
        named.summary = nil
        let wanted = try await store.arrive([named]).wanted
        #expect(wanted.map(\.emailID) == ["M1"])
        var message = whole(1, remote: remote(1))
        message.emailID = wanted.first?.emailID
        let kept = try await store.keepMessages([message], in: store.id("INBOX"), now: MailDate(secondsSince1970: 9))
        let id = try #require(kept.first?.id)
        try await vanish(1, in: store)
        try await store.arrive([marked(1, uid: 51)], in: "Archive")
        #expect(try await store.rows("Archive").map(\.id) == [id])
        #expect(try await store.content(of: id) != nil)
    }

    @Test("and shares its octets where it comes up before it vanishes, or is a copy")
    func copied() async throws {
        let (store, id) = try await store()
        try await store.arrive([marked(1, uid: 51), marked(2, uid: 52)], in: "Archive")
        let other = try await store.row("message 1", in: "Archive").id
        #expect(other != id)
        #expect(try await store.content(of: other, .part("1")) == [1, 2])
        #expect(try await store.content(of: store.row("message 2", in: "Archive").id, .part("1")) == nil)
        try await vanish(1, in: store)
        for _ in 0..<2 { try await store.finishRound() }
        #expect(try await store.message(id) == nil)
        #expect(try await store.content(of: other, .part("1")) == [1, 2])
    }

    @Test("what comes up nowhere is gone when all folders have been compared twice")
    func deleted() async throws {
        let (store, id) = try await store()
        try await vanish(1, in: store)
        try await store.finishRound()
        #expect(try await store.message(id) != nil)
        try await store.finishRound()
        #expect(try await store.message(id) == nil)
        try await store.arrive([marked(1, uid: 51)], in: "Archive")
        #expect(try await store.content(of: store.row("message 1", in: "Archive").id, .part("1")) == nil)
    }

    @Test("nothing is kept hidden that would save nothing, and nothing that a person has changed")
    func notWorthIt() async throws {
        let (store, id) = try await store()
        _ = try await store.submit(.setFlag(.flagged, true, on: [id]))
        _ = try await store.apply(MailboxDelta(vanished: [remote(1), remote(2)]), to: store.id("INBOX"))
        #expect(try await store.message(id) == nil)
        let left = try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM message") }
        #expect(left == 0)
    }

    @Test("after a new UIDVALIDITY the mark tells messages apart that are alike in all else")
    func reset() async throws {
        let store = try await imapStore()
        var (first, second) = (marked(1, uid: 1), marked(1, uid: 2))
        second.emailID = "other"
        try await store.arrive([first, second])
        let ids = try await store.rows("INBOX").map(\.id)
        #expect(ids.count == 2)
        _ = try await store.apply(MailboxDelta(isReset: true), to: store.id("INBOX"))
        (first.id, second.id) = (remote(8, validity: 2), remote(7, validity: 2))
        var stranger = marked(1, uid: 9, validity: 2)
        stranger.emailID = "none of them"
        try await store.arrive([stranger, first, second])
        #expect(try await store.rows("INBOX").count == 3)
        for id in ids {
            let uid: UInt32 = try await store.message(id)?.remote == remote(8, validity: 2) ? 8 : 7
            #expect(try await store.message(id)?.remote == remote(uid, validity: 2))
        }
        #expect(try await Set(store.rows("INBOX").map(\.id)).isSuperset(of: ids))
    }
}
