import Digests
import GRDB
import MailModel
import Testing

@testable import MailStore

@Suite("Whole messages are kept exactly once")
struct KeepMessagesTests {
    private let now = MailDate(secondsSince1970: 1000)

    private func keep(_ store: MailDatabase, _ messages: [WholeMessage]) async throws -> [KeptMessage] {
        try await store.keepMessages(messages, in: store.id("INBOX"), now: now)
    }

    @Test("with exactly their octets, however large", arguments: [0, 1, 1 << 18, (1 << 18) + 1, 700_000])
    func octets(_ size: Int) async throws {
        let store = try await pop3Store()
        let octets = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let id = try #require(try await keep(store, [whole(1, octets: octets)]).first?.id)
        #expect(try await store.content(of: id) == octets)
        var pieces: [UInt8] = []
        for try await piece in try #require(try await store.storedContent(of: id)) { pieces += piece }
        #expect(pieces == octets)
        #expect(try await store.message(id)?.digest == MessageDigest.sha256.hash(octets))
        #expect(try await store.message(id)?.sections == [.whole])
    }

    @Test("when the same unique-id comes again")
    func sameUIDL() async throws {
        let store = try await pop3Store()
        let first = try await keep(store, [whole(1), whole(2)])
        let second = try await keep(store, [whole(2), whole(3), whole(1), whole(3)])
        #expect(second.map(\.isNew) == [false, true, false, false])
        #expect(second[0].id == first[1].id)
        #expect(try await store.counts("INBOX") == [3, 3])
    }

    @Test("when the server renames all its unique-ids")
    func renamed() async throws {
        let store = try await pop3Store()
        let first = try await keep(store, [whole(1), whole(2)])
        _ = try await store.apply(MailboxDelta(vanished: [.uidl("u1"), .uidl("u2")]), to: store.id("INBOX"))
        #expect(try await store.row("message 1").location == .onlyHere)
        let second = try await keep(store, [whole(1, uidl: "new1"), whole(2, uidl: "new2")])
        #expect(second.map(\.id) == first.map(\.id))
        #expect(second.map(\.isNew) == [false, false])
        #expect(try await store.row("message 1").location == .onServer)
    }

    @Test("but twice where the server has two with the same octets")
    func twins() async throws {
        let store = try await pop3Store()
        let kept = try await keep(store, [whole(1, uidl: "a"), whole(1, uidl: "b")])
        #expect(kept.map(\.isNew) == [true, true])
        #expect(try await store.counts("INBOX") == [2, 2])
    }

    @Test("and a used unique-id with other octets is another message")
    func reusedUIDL() async throws {
        let store = try await pop3Store()
        let first = try await keep(store, [whole(1, uidl: "x")])
        let second = try await keep(store, [whole(2, uidl: "x")])
        #expect(second[0].isNew && second[0].id != first[0].id)
        #expect(try await store.subjects("INBOX") == ["message 2", "message 1"])
        #expect(try await store.row("message 1").location == .onlyHere)
    }

    @Test("when the server's names are numbers, and another client has removed the first")
    func shifted() async throws {
        let store = try await pop3Store()
        _ = try await keep(store, (1...4).map { whole($0, uidl: "\($0)") })
        _ = try await store.apply(MailboxDelta(vanished: [.uidl("4")]), to: store.id("INBOX"))
        let kept = try await keep(store, [whole(4, uidl: "3"), whole(3, uidl: "2"), whole(2, uidl: "1")])
        #expect(kept.map(\.isNew) == [false, false, false])
        #expect(try await store.subjects("INBOX") == (1...4).reversed().map { "message \($0)" })
        #expect(try await store.row("message 1").location == .onlyHere)
        #expect(try await store.row("message 4").location == .onServer)
    }

    @Test("in a row that a comparison has made")
    func intoKnownRow() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1, flags: [.flagged])])
        let id = try await store.row("message 1").id
        let kept = try await keep(store, [whole(1, remote: remote(1))])
        #expect(kept == [KeptMessage(remote: remote(1), id: id, isNew: true)])
        #expect(try await keep(store, [whole(1, remote: remote(1))]).map(\.isNew) == [false])
        let row = try await store.row("message 1")
        #expect(row.flags == [.flagged])
        #expect(row.snippet == "text 1")
        #expect(row.location == .onServer)
        #expect(try await store.messagesWithoutContent(in: store.id("INBOX"), limit: 10) == MissingContents())
    }

    @Test("staged piece by piece, of any size")
    func staged() async throws {
        let store = try await pop3Store()
        var staging = try await store.stageContent()
        var all: [UInt8] = []
        for piece in 0..<9 {
            let octets = [UInt8](repeating: UInt8(piece), count: 100_000 + piece)
            all += octets
            try await staging.append(octets)
        }
        var message = whole(1)
        message.content = .staged(try await staging.finish())
        let id = try #require(try await keep(store, [message]).first?.id)
        #expect(try await store.content(of: id) == all)
        #expect(try await store.message(id)?.digest == MessageDigest.sha256.hash(all))
        _ = try #require(store.tryBecomeWriter())
        #expect(try await store.content(of: id) == all, "linked octets are no orphans")
    }

    @Test("and what was staged for nothing goes")
    func orphans() async throws {
        let store = try await pop3Store()
        var staging = try await store.stageContent()
        try await staging.append([UInt8](repeating: 1, count: 600_000))
        _ = store.tryBecomeWriter()
        var again = try await store.stageContent()
        try await again.append([1, 2, 3])
        let staged = try await again.finish()
        var message = whole(1)
        message.content = .staged(staged)
        _ = try await keep(store, [whole(2), message, message])
        try await store.stageContent().discard()
        #expect(try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM chunk") } == 2)
    }

    @Test("with the date from which its copy leaves the server")
    func leavesServer() async throws {
        let store = try await pop3Store()
        let inbox = try await store.id("INBOX")
        _ = try await store.keepMessages([whole(1)], in: inbox, now: now, removeAfter: .seconds(60))
        #expect(try await store.row("message 1").location == .leavesServer(at: MailDate(secondsSince1970: 1060)))
        try await store.setRemoveAfter(.seconds(5))
        #expect(try await store.row("message 1").location == .leavesServer(at: MailDate(secondsSince1970: 1005)))
        try await store.setRemoveAfter(nil)
        #expect(try await store.row("message 1").location == .onServer)
    }

    @Test("parts are kept beside each other")
    func parts() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1)])
        let id = try await store.row("message 1").id
        try await store.keepPart(.part("1"), of: id, octets: [1])
        try await store.keepPart(.header, of: id, octets: [2])
        try await store.keepPart(.part("1"), of: id, octets: [3])
        #expect(try await store.message(id)?.sections == [.part("1"), .header])
        #expect(try await store.content(of: id, .part("1")) == [3])
        #expect(try await store.content(of: id) == nil)
        _ = try await store.apply(MailboxDelta(vanished: [remote(1)]), to: store.id("INBOX"))
        #expect(try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM chunk") } == 0)
    }
}
