import MailModel
import Testing

@testable import MailStore

@Suite("Folders made, renamed and deleted: here")
struct LocalMailboxActionTests {
    /// A POP3 account's store with messages 1 to `count` in INBOX.
    private func store(_ count: Int = 3) async throws -> MailDatabase {
        let store = try await pop3Store()
        let now = MailDate(secondsSince1970: 1000)
        _ = try await store.keepMessages((1...count).map { whole($0) }, in: store.id("INBOX"), now: now)
        return store
    }

    private func names(_ store: MailDatabase) async throws -> [String] {
        try await store.mailboxRows().filter { $0.role == nil }.map(\.name.text)
    }

    private func create(_ path: String, in store: MailDatabase) async throws {
        _ = try await store.submit(.createMailbox(MailboxPath(path), in: account))
    }

    private func move(_ numbers: [Int], to mailbox: String, in store: MailDatabase) async throws {
        var ids: [StoredID] = []
        for number in numbers { ids.append(try await store.row("message \(number)").id) }
        _ = try await store.submit(.move(ids, to: .mailbox(store.id(mailbox))))
    }

    @Test("a folder is there at once with those above it, and undo takes them away")
    func create() async throws {
        let store = try await store()
        let submitted = try await store.submit(.createMailbox(MailboxPath("Lists/swift"), in: account))
        #expect(submitted == SubmittedAction(messages: 0, text: "Folder Lists/swift made", canBeUndone: true))
        #expect(try await names(store) == ["Lists", "Lists/swift"])
        #expect(try await store.mailbox(named: name("Lists"))?.isLocal == true)
        #expect(try await !store.hasActionsToSend(), "no server knows of it")
        #expect(try await store.undo() == "Undone: Folder Lists/swift made")
        #expect(try await names(store) == [])
    }

    @Test("what can't be called so is refused, and nothing is changed")
    func refusals() async throws {
        let store = try await store()
        try await create("Lists", in: store)
        let inbox = try await store.id("INBOX")
        let lists = try await store.id("Lists")
        for (action, refusal) in [
            (.createMailbox(try MailboxPath("INBOX"), in: account), .exists("Inbox")),
            (.createMailbox(try MailboxPath("lists"), in: account), .exists("Lists")),
            (.renameMailbox(inbox, to: try MailboxPath("x")), .fixed("Inbox")),
            (.renameMailbox(lists, to: try MailboxPath("Trash")), .exists("Trash")),
            (.deleteMailbox(inbox), .fixed("Inbox")),
        ] as [(UserAction, MailboxRefusal)] {
            await #expect(throws: StoreError.refused(refusal)) { _ = try await store.submit(action) }
        }
        #expect(try await names(store) == ["Lists"])
    }

    @Test("renaming keeps numbers, messages and counts, also of those in it; undo brings the name back")
    func rename() async throws {
        let store = try await store()
        try await create("Lists/swift", in: store)
        try await move([1, 2], to: "Lists/swift", in: store)
        let (lists, swift) = (try await store.id("Lists"), try await store.id("Lists/swift"))
        _ = try await store.submit(.renameMailbox(lists, to: MailboxPath("Old/Lists")))
        #expect(try await names(store) == ["Old", "Old/Lists", "Old/Lists/swift"])
        #expect(try await store.id("Old/Lists/swift") == swift)
        #expect(try await store.counts("Old/Lists/swift") == [2, 2])
        #expect(try await store.undo() == "Undone: Folder Lists renamed to Old/Lists")
        #expect(try await names(store) == ["Lists", "Lists/swift"])
        #expect(try await store.subjects("Lists/swift") == ["message 2", "message 1"])
    }

    @Test("a name in other letters is another name of the same folder")
    func renameLetters() async throws {
        let store = try await store()
        try await create("lists/a", in: store)
        _ = try await store.submit(.renameMailbox(store.id("lists"), to: MailboxPath("Lists")))
        #expect(try await names(store) == ["Lists", "Lists/a"])
    }

    @Test("what is deleted goes to Trash; undo brings the folders and every message back")
    func delete() async throws {
        let store = try await store(4)
        try await create("a/b", in: store)
        try await move([1, 2], to: "a", in: store)
        try await move([3], to: "a/b", in: store)
        let ids = [try await store.id("a"), try await store.id("a/b")]
        let submitted = try await store.submit(.deleteMailbox(ids[0]))
        #expect(submitted.text == "Folder a deleted, 3 messages moved to Trash" && submitted.messages == 3)
        #expect(try await names(store) == [])
        #expect(try await store.counts("Trash") == [3, 3])
        #expect(try await store.undo() == "Undone: Folder a deleted, 3 messages moved to Trash")
        #expect(try await [store.id("a"), store.id("a/b")] == ids)
        #expect(try await store.subjects("a") == ["message 2", "message 1"])
        #expect(try await store.counts("a/b") == [1, 1])
        #expect(try await store.counts("Trash") == [0, 0])
        #expect(try await store.counts("INBOX") == [1, 1])
    }

    @Test("undo of a folder that got messages meanwhile is refused once, and the undo before it is next")
    func undoOfUsed() async throws {
        let store = try await store()
        _ = try await store.submit(.setFlag(.flagged, true, on: [store.row("message 2").id]))
        try await create("Lists", in: store)
        _ = try await store.submit(
            .copy([store.row("message 1").id], to: .mailbox(store.id("Lists"))), isUndoable: false)
        await #expect(throws: StoreError.refused(.notEmpty("Lists"))) { _ = try await store.undo() }
        #expect(try await names(store) == ["Lists"])
        #expect(try await store.undo() == "Undone: 1 message marked with a star")
    }

    @Test("emptying Trash deletes all in it, and the server's copies with it")
    func emptyTrash() async throws {
        let store = try await store()
        try await move([1, 3], to: "Trash", in: store)
        let submitted = try await store.submit(.emptyMailbox(store.id("Trash")))
        #expect(submitted == SubmittedAction(messages: 2, text: "2 messages deleted for good", canBeUndone: false))
        #expect(try await store.counts("Trash") == [0, 0])
        #expect(try await store.subjects("INBOX") == ["message 2"])
        #expect(try await Self.removed(store) == [.uidl("u1"), .uidl("u3")])
    }

    static func removed(_ store: MailDatabase) async throws -> Set<RemoteID> {
        var ids: Set<RemoteID> = []
        for action in try await store.nextRemoteActions() {
            if case .remove(let removed, from: .inbox) = action.kind { ids.formUnion(removed) }
        }
        return ids
    }

    @Test("all of it is there after the store was opened again")
    func durable() async throws {
        let folder = TestFolder()
        do {
            let store = try MailDatabase(account: account, path: folder.store)
            try await store.ensureLocalMailboxes()
            try await create("a/b", in: store)
            _ = try await store.submit(.renameMailbox(store.id("a/b"), to: MailboxPath("c")))
            _ = try await store.submit(.deleteMailbox(store.id("a")))
        }
        let store = try MailDatabase(account: account, path: folder.store)
        #expect(try await names(store) == ["c"])
    }
}

@Suite("Folders made, renamed and deleted: on an IMAP server")
struct RemoteMailboxActionTests {
    private func store() async throws -> MailDatabase {
        let store = try await imapStore(["INBOX", "Trash", "a", "a/x"])
        try await store.arrive([arrival(1), arrival(2)], in: "a")
        return store
    }

    private func names(_ store: MailDatabase) async throws -> [String] {
        try await store.mailboxRows().filter { $0.role == nil }.map(\.name.text)
    }

    private func settleAll(_ store: MailDatabase) async throws -> [RemoteAction.Kind] {
        var kinds: [RemoteAction.Kind] = []
        while case let actions = try await store.send(), !actions.isEmpty {
            for action in actions {
                kinds.append(action.kind)
                #expect(try await store.settle(action, outcome: .done(assigned: [:])) == nil)
            }
        }
        return kinds
    }

    @Test("a new one is shown at once, and made there before anything is put into it")
    func create() async throws {
        let store = try await store()
        _ = try await store.submit(.createMailbox(MailboxPath("new"), in: account))
        _ = try await store.submit(.move([store.row("message 1", in: "a").id], to: .mailbox(store.id("new"))))
        #expect(
            try await settleAll(store) == [
                .createMailbox(name("new")), .move([remote(1)], from: name("a"), to: name("new")),
            ])
    }

    @Test("one that the server has not been told of is renamed and deleted here")
    func createThenChange() async throws {
        let store = try await store()
        _ = try await store.submit(.createMailbox(MailboxPath("new"), in: account))
        _ = try await store.submit(.renameMailbox(store.id("new"), to: MailboxPath("newer")))
        #expect(try await names(store) == ["a", "a/x", "newer"])
        _ = try await store.submit(.deleteMailbox(store.id("newer")))
        #expect(try await store.undo() != nil)
        #expect(try await settleAll(store) == [.createMailbox(name("newer"))])
    }

    @Test("a renaming waits for the server; what comes after it is named by the new name, what was before by the old")
    func rename() async throws {
        let store = try await store()
        let ids = [try await store.row("message 1", in: "a").id, try await store.row("message 2", in: "a").id]
        _ = try await store.submit(.setFlag(.seen, true, on: [ids[0]]))
        _ = try await store.submit(.renameMailbox(store.id("a"), to: MailboxPath("b")))
        _ = try await store.submit(.setFlag(.flagged, true, on: ids))
        #expect(try await names(store) == ["a", "a/x"], "the server has not said yes")
        #expect(try await store.pendingCount() == 4)
        #expect(
            try await settleAll(store) == [
                .storeFlags(add: [.seen], remove: [], on: [remote(1)], in: name("a")),
                .renameMailbox(name("a"), to: name("b")),
                .storeFlags(add: [.flagged], remove: [], on: [remote(1), remote(2)], in: name("b")),
            ])
        #expect(try await names(store) == ["b", "b/x"])
        #expect(try await store.undo() != nil)
        #expect(try await store.undo() != nil)
        #expect(try await settleAll(store).contains(.renameMailbox(name("b"), to: name("a"))))
        #expect(try await names(store) == ["a", "a/x"])
    }

    @Test("a renaming that is taken back or replaced before it is sent was never asked for")
    func renameTwice() async throws {
        let store = try await store()
        _ = try await store.submit(.renameMailbox(store.id("a"), to: MailboxPath("b")))
        _ = try await store.submit(.renameMailbox(store.id("a"), to: MailboxPath("c")))
        #expect(try await store.pendingCount() == 1)
        _ = try await store.undo()
        #expect(try await !store.hasActionsToSend())
    }

    @Test("a refused change leaves all as it was, with a note")
    func refused() async throws {
        let store = try await store()
        _ = try await store.submit(.renameMailbox(store.id("a"), to: MailboxPath("b")))
        let note = try await store.settle(store.send()[0], outcome: .refused(reason: "no permission"))
        #expect(note == "The server refused to rename a to b: no permission")
        #expect(try await names(store) == ["a", "a/x"])
        #expect(try await !store.hasActionsToSend())
    }

    @Test("messages go to Trash before their folder goes, innermost first; undo makes it there again")
    func delete() async throws {
        let store = try await store()
        _ = try await store.submit(.deleteMailbox(store.id("a")))
        #expect(try await store.subjects("Trash") == ["message 2", "message 1"])
        #expect(try await names(store) == ["a", "a/x"])
        let kinds = try await settleAll(store)
        #expect(kinds.contains(.move([remote(1), remote(2)], from: name("a"), to: name("Trash"))))
        #expect(kinds.filter { $0.isDeletion } == [.deleteMailbox(name("a/x")), .deleteMailbox(name("a"))])
        #expect(kinds.last == .deleteMailbox(name("a")))
        #expect(try await names(store) == [])
        // The Trash tells what they are called there.
        try await store.arrive([arrival(1, uid: 11), arrival(2, uid: 12)], in: "Trash")
        _ = try await store.undo()
        #expect(
            try await settleAll(store) == [
                .createMailbox(name("a")), .createMailbox(name("a/x")),
                .move([remote(11), remote(12)], from: name("Trash"), to: name("a")),
            ])
        #expect(try await store.subjects("a") == ["message 2", "message 1"])
    }

    @Test(
        "a folder that something is put into is not deleted after all")
    func wantedAgain() async throws {
        let store = try await store()
        _ = try await store.submit(.deleteMailbox(store.id("a/x")))
        let id = try await store.row("message 1", in: "a").id
        _ = try await store.submit(.move([id], to: .mailbox(store.id("a/x"))))
        let kinds = try await settleAll(store)
        #expect(kinds == [.move([remote(1)], from: name("a"), to: name("a/x"))])
        #expect(try await store.subjects("a/x") == ["message 1"])
    }

    @Test("a folder whose deletion is on its way takes nothing", arguments: [true, false])
    func unwanted(_ isMove: Bool) async throws {
        let store = try await store()
        let (id, inner) = (try await store.row("message 1", in: "a").id, try await store.id("a/x"))
        _ = try await store.submit(.deleteMailbox(inner))
        #expect(try await store.send().map(\.kind) == [.deleteMailbox(name("a/x"))])
        await #expect(throws: StoreError.refused(.gone)) {
            _ = try await store.submit(isMove ? .move([id], to: .mailbox(inner)) : .copy([id], to: .mailbox(inner)))
        }
        #expect(try await store.subjects("a") == ["message 2", "message 1"])
    }

    @Test("a deletion that is taken back before it is sent was never asked for")
    func undoDelete() async throws {
        let store = try await store()
        _ = try await store.submit(.deleteMailbox(store.id("a")))
        _ = try await store.undo()
        #expect(try await !store.hasActionsToSend())
        #expect(try await store.counts("a") == [2, 2])
    }
}

extension RemoteAction.Kind {
    fileprivate var isDeletion: Bool {
        if case .deleteMailbox = self { true } else { false }
    }
}
