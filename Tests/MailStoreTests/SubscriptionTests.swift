import MailModel
import Testing

@testable import MailStore

@Suite("Folders subscribed, and not")
struct SubscriptionTests {
    private static let listings = ["INBOX", "Trash", "a"].map { MailboxListing(name: name($0), delimiter: "/") }

    private func store() async throws -> MailDatabase {
        let store = try MailDatabase.inMemory(account: account)
        try await store.apply(Self.listings)
        return store
    }

    private func isSubscribed(_ store: MailDatabase) async throws -> Bool? {
        try await store.mailbox(named: name("a"))?.isSubscribed
    }

    @Test("a change is shown at once, and no listing of before takes it back")
    func change() async throws {
        let store = try await store()
        let id = try await store.id("a")
        let submitted = try await store.submit(.subscribe(false, to: id))
        #expect(submitted == SubmittedAction(messages: 0, text: "Unsubscribed from a", canBeUndone: true))
        #expect(try await isSubscribed(store) == false)
        #expect(try await store.pendingCount() == 1)
        try await store.apply(Self.listings)
        #expect(try await isSubscribed(store) == false)
        let sent = try await store.send()
        #expect(sent.map(\.kind) == [.subscribe(false, to: name("a"))])
        #expect(try await store.settle(sent[0], outcome: .done(assigned: [:])) == nil)
        #expect(try await isSubscribed(store) == false)
        // From now on the server says what is so.
        try await store.apply(Self.listings)
        #expect(try await isSubscribed(store) == true)
        #expect(
            try await store.submit(.subscribe(true, to: id))
                == SubmittedAction(messages: 0, text: "", canBeUndone: false))
    }

    @Test("undo before it was sent leaves nothing to send, and after it the opposite")
    func undo() async throws {
        let store = try await store()
        let id = try await store.id("a")
        _ = try await store.submit(.subscribe(false, to: id))
        #expect(try await store.undo() == "Undone: Unsubscribed from a")
        #expect(try await isSubscribed(store) == true)
        #expect(try await !store.hasActionsToSend())
        _ = try await store.submit(.subscribe(false, to: id))
        let sent = try await store.send()
        _ = try await store.undo()
        _ = try await store.settle(sent[0], outcome: .done(assigned: [:]))
        #expect(try await isSubscribed(store) == true)
        #expect(try await store.send().map(\.kind) == [.subscribe(true, to: name("a"))])
    }

    @Test("what the server refuses is as it was, with a note")
    func refused() async throws {
        let store = try await store()
        _ = try await store.submit(.subscribe(false, to: store.id("a")))
        let note = try await store.settle(store.send()[0], outcome: .refused(reason: "no"))
        #expect(note == "The server refused to unsubscribe from a: no")
        #expect(try await isSubscribed(store) == true)
    }

    @Test("a new folder is subscribed, and can be let go of before the server has made it")
    func new() async throws {
        let store = try await store()
        _ = try await store.submit(.createMailbox(MailboxPath("b"), in: account))
        #expect(try await store.mailbox(named: name("b"))?.isSubscribed == true)
        _ = try await store.submit(.subscribe(false, to: store.id("b")))
        #expect(try await store.send().map(\.kind) == [.createMailbox(name("b")), .subscribe(false, to: name("b"))])
    }

    @Test("one that is only here has no server to be subscribed on")
    func local() async throws {
        let store = try await pop3Store()
        let id = try await store.id("Archive")
        await #expect(throws: StoreError.refused(.onlyHere("Archive"))) {
            _ = try await store.submit(.subscribe(false, to: id))
        }
    }
}
