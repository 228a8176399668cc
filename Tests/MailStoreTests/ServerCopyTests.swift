import MailModel
import Testing

@testable import MailStore

@Suite("What a person wants of the server's copies")
struct ServerCopyTests {
    private let start = MailDate(secondsSince1970: 1000)

    private func store(_ messages: Int = 1, removeAfter: Duration? = nil) async throws -> MailDatabase {
        let store = try await pop3Store()
        _ = try await store.keepMessages(
            (1...messages).map { whole($0) }, in: store.id("INBOX"), now: start, removeAfter: removeAfter)
        return store
    }

    private func location(_ store: MailDatabase, _ number: Int = 1) async throws -> MessageLocation {
        try await store.row("message \(number)").location
    }

    @Test("what is kept stays in spite of remove_after, until it is no longer kept")
    func keptByTime() async throws {
        let store = try await store(removeAfter: .seconds(100))
        let id = try await store.row("message 1").id
        let date = MailDate(secondsSince1970: 1100)
        #expect(try await location(store) == .leavesServer(at: date))
        let submitted = try await store.submit(.keepOnServer(true, on: [id]))
        #expect(submitted.text == "1 message kept on the server" && submitted.canBeUndone)
        #expect(try await location(store) == .kept)
        for now in [2000, 2001, 2002] as [Int64] {
            #expect(try await store.requestDueRemovals(now: MailDate(secondsSince1970: now)) == 0)
        }
        #expect(try await store.undo() == "Undone: 1 message kept on the server")
        #expect(try await location(store) == .leavesServer(at: date))
        _ = try await store.requestDueRemovals(now: MailDate(secondsSince1970: 2003))
        #expect(try await store.requestDueRemovals(now: MailDate(secondsSince1970: 2004)) == 1)
    }

    @Test("what is kept stays in spite of download-and-remove")
    func keptFromDraining() async throws {
        let store = try await store(2)
        _ = try await store.submit(.keepOnServer(true, on: [store.row("message 1").id]))
        #expect(try await store.requestRemovals() == 1)
        #expect(try await location(store, 1) == .kept)
        #expect(try await location(store, 2) == .leaving)
        #expect(try await store.send().map(\.kind) == [.remove([.uidl("u2")], from: .inbox)])
    }

    @Test("a removal that waits is taken back by keeping the copy, whoever asked for it", arguments: [true, false])
    func keptAtTheLastMoment(_ isByPerson: Bool) async throws {
        let store = try await store()
        let id = try await store.row("message 1").id
        if isByPerson {
            _ = try await store.submit(.removeFromServer([id]))
        } else {
            _ = try await store.requestRemovals()
        }
        #expect(try await location(store) == .leaving)
        _ = try await store.submit(.keepOnServer(true, on: [id]))
        #expect(try await location(store) == .kept)
        #expect(try await store.send().isEmpty)
        // Undone, it leaves again; by the mode as soon as the mode is asked.
        _ = try await store.undo()
        #expect(try await location(store) == (isByPerson ? .leaving : .onServer))
        #expect(try await store.send().count == (isByPerson ? 1 : 0))
    }

    @Test("a removal goes through the journal once, and counts as something to send")
    func removed() async throws {
        let store = try await store(2, removeAfter: .seconds(100))
        let id = try await store.row("message 1").id
        let submitted = try await store.submit(.removeFromServer([id, id]))
        #expect(submitted == SubmittedAction(messages: 1, text: "1 message leaves the server", canBeUndone: false))
        #expect(try await store.pendingCount() == 1)
        #expect(try await location(store) == .leaving)
        let action = try #require(try await store.send().first)
        #expect(action.kind == .remove([.uidl("u1")], from: .inbox))
        _ = try await store.settle(action, outcome: .done(assigned: [:]))
        #expect(try await location(store) == .onlyHere)
        #expect(try await store.content(of: id) != nil)
        #expect(try await store.pendingCount() == 0)
        #expect(try await store.send().isEmpty)
        // There is nothing left to decide.
        #expect(try await store.submit(.keepOnServer(true, on: [id])).messages == 0)
        #expect(try await store.submit(.removeFromServer([id])).messages == 0)
    }

    @Test("a removal waits until the message is whole here, and until its other changes are sent")
    func notWholeYet() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1)])
        let id = try await store.row("message 1").id
        _ = try await store.submit(.removeFromServer([id]))
        #expect(try await location(store) == .leaving)
        #expect(try await store.requestWantedRemovals() == 0)
        #expect(try await store.send().isEmpty)
        _ = try await store.submit(.setFlag(.seen, true, on: [id]))
        _ = try await store.keepMessages([whole(1, remote: remote(1))], in: store.id("INBOX"), now: start)
        #expect(try await store.requestWantedRemovals() == 0)
        _ = try await store.settle(store.send()[0], outcome: .done(assigned: [:]))
        #expect(try await store.requestWantedRemovals() == 1)
        #expect(try await store.send().map(\.kind) == [.remove([remote(1)], from: .inbox)])
    }

    @Test("a refused removal leaves the copy where it is, and is not asked for again")
    func refused() async throws {
        let store = try await store()
        _ = try await store.submit(.removeFromServer([store.row("message 1").id]))
        let note = try await store.settle(store.send()[0], outcome: .refused(reason: "locked"))
        #expect(note == "The server refused to remove: locked")
        #expect(try await location(store) == .onServer)
        #expect(try await store.requestWantedRemovals() == 0)
        #expect(try await store.pendingCount() == 0)
    }

    @Test("what the mode has queued can be withdrawn; what a person asked for goes")
    func withdrawn() async throws {
        let store = try await store(3)
        _ = try await store.submit(.removeFromServer([store.row("message 1").id]))
        _ = try await store.submit(.deleteForever([store.row("message 3").id]))
        #expect(try await store.requestRemovals() == 1)
        try await store.withdrawRemovals()
        #expect(try await location(store, 2) == .onServer)
        let removed = try await store.send().map(\.kind)
        #expect(removed == [.remove([.uidl("u1"), .uidl("u3")], from: .inbox)])
    }

    @Test("a copy that is kept is kept under a new name, too")
    func renamed() async throws {
        let store = try await store(removeAfter: .seconds(100))
        let inbox = try await store.id("INBOX")
        _ = try await store.submit(.keepOnServer(true, on: [store.row("message 1").id]))
        _ = try await store.apply(MailboxDelta(vanished: [.uidl("u1")]), to: inbox)
        #expect(try await location(store) == .onlyHere)
        _ = try await store.keepMessages([whole(1, uidl: "new")], in: inbox, now: start)
        #expect(try await store.rows("INBOX").map(\.location) == [.kept])
        #expect(try await store.requestRemovals() == 0)
    }

    @Test("what is kept over IMAP stays here when another program takes it from the server")
    func vanishesOverIMAP() async throws {
        let store = try await imapStore()
        let inbox = try await store.id("INBOX")
        try await store.arrive([arrival(1)])
        _ = try await store.keepMessages([whole(1, remote: remote(1))], in: inbox, now: start)
        _ = try await store.submit(.keepOnServer(true, on: [store.row("message 1").id]))
        _ = try await store.apply(MailboxDelta(vanished: [remote(1)]), to: inbox)
        #expect(try await location(store) == .onlyHere)
    }

    @Test("a store of the first schema has no wishes, and everything else")
    func migration() async throws {
        let folder = TestFolder()
        try OldStore.make(at: folder.store)
        let store = try MailDatabase(account: account, path: folder.store)
        #expect(try await store.rows("INBOX").map(\.subject) == ["message 2", "message 1"])
        #expect(try await store.rows("INBOX").map(\.location) == [.onServer, .leavesServer(at: start)])
        _ = try await store.submit(.keepOnServer(true, on: [store.row("message 1").id]))
        #expect(try await location(store) == .kept)
    }

    @Test("a store of the first schema counts what comes beside what it has")
    func counting() async throws {
        let folder = TestFolder()
        try OldStore.make(at: folder.store)
        let store = try MailDatabase(account: account, path: folder.store)
        _ = try await store.keepMessages([whole(3), whole(4)], in: store.id("INBOX"), now: start)
        let inbox = try #require(try await store.mailboxRows().first { $0.name == .inbox })
        #expect(inbox.messages == 4)
        #expect(inbox.unread == 4)
    }
}
