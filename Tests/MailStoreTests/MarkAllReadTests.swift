import MailModel
import Testing

@testable import MailStore

@Suite("All of a list marked read")
struct MarkAllReadTests {
    /// Messages 1 to 6 in INBOX, the odd ones read, and 7 and 8 in Archive.
    private func store() async throws -> MailDatabase {
        let store = try await imapStore()
        try await store.arrive((1...6).map { arrival($0, flags: $0 % 2 == 1 ? [.seen] : [.flagged]) })
        try await store.arrive([7, 8].map { arrival($0) }, in: "Archive")
        return store
    }

    private func unread(_ store: MailDatabase) async throws -> [Int?] {
        try await [store.counts("INBOX").last, store.counts("Archive").last]
    }

    @Test("is one change on the server, and undo leaves read what was read before")
    func folder() async throws {
        let store = try await store()
        let submitted = try await store.submit(.markAllRead(.mailbox(store.id("INBOX"))))
        #expect(submitted == SubmittedAction(messages: 3, text: "3 messages marked read", canBeUndone: true))
        #expect(try await unread(store) == [0, 2])
        #expect(try await store.rows("INBOX").map(\.isPending) == [true, false, true, false, true, false])
        #expect(try await store.row("message 2").flags == [.flagged, .seen])
        let sent = try await store.send()
        let ids = [remote(2), remote(4), remote(6)]
        #expect(sent.map(\.kind) == [.storeFlags(add: [.seen], remove: [], on: ids, in: .inbox)])
        _ = try await store.settle(sent[0], outcome: .done(assigned: [:]))
        #expect(try await store.rows("INBOX").allSatisfy { !$0.isPending && $0.flags.contains(.seen) })
        #expect(try await store.undo() == "Undone: 3 messages marked read")
        #expect(try await unread(store) == [3, 2])
        #expect(
            try await store.send().map(\.kind) == [.storeFlags(add: [], remove: [.seen], on: ids, in: .inbox)])
    }

    @Test("that was not sent yet and is undone leaves nothing to send")
    func undoneBeforeSending() async throws {
        let store = try await store()
        _ = try await store.submit(.markAllRead(.mailbox(store.id("INBOX"))))
        _ = try await store.undo()
        #expect(try await unread(store) == [3, 2])
        #expect(try await store.pendingCount() == 0)
        #expect(try await store.rows("INBOX").allSatisfy { !$0.isPending })
    }

    @Test("that the server refuses is unread again")
    func refused() async throws {
        let store = try await store()
        _ = try await store.submit(.markAllRead(.mailbox(store.id("INBOX"))))
        let sent = try await store.send()
        let note = try await store.settle(sent[0], outcome: .refused(reason: "read-only"))
        #expect(note == "The server refused to change the flags: read-only")
        #expect(try await unread(store) == [3, 2])
    }

    @Test("means what a search has found, wherever that is")
    func search() async throws {
        let store = try await store()
        let found = MessageSource.search(query: "message", in: .everywhere)
        #expect(try await store.submit(.markAllRead(found)).messages == 5)
        #expect(try await unread(store) == [0, 0])
        #expect(
            try await store.submit(.markAllRead(found)) == SubmittedAction(messages: 0, text: "", canBeUndone: false))
        _ = try await store.undo()
        let one = MessageSource.search(query: "4", in: .mailbox(try await store.id("INBOX")))
        #expect(try await store.submit(.markAllRead(one)).messages == 1)
        #expect(try await unread(store) == [2, 2])
    }

    @Test("in another account's list is nothing here")
    func others() async throws {
        let store = try await store()
        let other = try #require(AccountName("other"))
        for source in [
            .mailbox(MailboxID(account: other, row: 1)), .search(query: "message", in: .account(other)),
            .search(query: "message", in: .mailbox(MailboxID(account: other, row: 1))),
        ] as [MessageSource] {
            #expect(try await store.submit(.markAllRead(source)).messages == 0)
        }
        #expect(try await store.submit(.markAllRead(.allInboxes)).messages == 3)
        #expect(try await unread(store) == [0, 2])
    }

    @Test("here alone, where no server keeps flags, is settled at once")
    func ours() async throws {
        let store = try await pop3Store()
        let now = MailDate(secondsSince1970: 1000)
        _ = try await store.keepMessages((1...3).map { whole($0) }, in: store.id("INBOX"), now: now)
        #expect(try await store.submit(.markAllRead(.mailbox(store.id("INBOX")))).messages == 3)
        #expect(try await store.counts("INBOX") == [3, 0])
        #expect(try await !store.hasActionsToSend())
        #expect(try await store.undo() == "Undone: 3 messages marked read")
        #expect(try await store.counts("INBOX") == [3, 3])
    }

    @Test("a keyword is set and taken like any flag")
    func keyword() async throws {
        let store = try await store()
        let ids = try await store.rows("INBOX").map(\.id)
        for keyword in ["it's", "b"] { _ = try await store.submit(.setFlag(.keyword(keyword), true, on: ids)) }
        #expect(try await store.row("message 1").flags == [.seen, .keyword("it's"), .keyword("b")])
        for action in try await store.send() { _ = try await store.settle(action, outcome: .done(assigned: [:])) }
        #expect(try await store.row("message 1").isPending == false)
        _ = try await store.submit(.setFlag(.keyword("b"), false, on: [ids[0]]))
        #expect(try await store.row("message 6").flags == [.flagged, .keyword("it's")])
        _ = try await store.undo()
        #expect(try await store.row("message 6").flags == [.flagged, .keyword("it's"), .keyword("b")])
    }
}
