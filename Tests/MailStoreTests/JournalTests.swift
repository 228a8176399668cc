import MailModel
import Testing

@testable import MailStore

@Suite("The journal, IMAP")
struct JournalTests {
    private func store(_ messages: Int = 3) async throws -> MailDatabase {
        let store = try await imapStore()
        try await store.arrive((1...messages).map { arrival($0) })
        return store
    }

    private func ids(_ store: MailDatabase, _ numbers: [Int]) async throws -> [StoredID] {
        var ids: [StoredID] = []
        for number in numbers { ids.append(try await store.row("message \(number)").id) }
        return ids
    }

    @Test("joins the same change of many messages into one remote action")
    func merging() async throws {
        let store = try await store()
        for number in 1...3 {
            _ = try await store.submit(.setFlag(.seen, true, on: ids(store, [number])))
            _ = try await store.submit(.setFlag(.flagged, true, on: ids(store, [number])))
        }
        let kinds = try await store.send().map(\.kind)
        let all = [remote(1), remote(2), remote(3)]
        #expect(
            kinds == [
                .storeFlags(add: [.seen], remove: [], on: all, in: .inbox),
                .storeFlags(add: [.flagged], remove: [], on: all, in: .inbox),
            ])
    }

    @Test("keeps the order of one message's changes, and what follows a move waits for it")
    func order() async throws {
        let store = try await store(2)
        let one = try await ids(store, [1])
        let archive = try await store.id("Archive")
        _ = try await store.submit(.setFlag(.seen, true, on: one))
        _ = try await store.submit(.move(one, to: .mailbox(archive)))
        _ = try await store.submit(.setFlag(.flagged, true, on: one))
        let first = try await store.send()
        #expect(
            first.map(\.kind) == [
                .storeFlags(add: [.seen], remove: [], on: [remote(1)], in: .inbox),
                .move([remote(1)], from: .inbox, to: name("Archive")),
            ])
        for action in first {
            #expect(try await store.settle(action, outcome: .done(assigned: [remote(1): remote(77)])) == nil)
        }
        #expect(
            try await store.send().map(\.kind) == [
                .storeFlags(add: [.flagged], remove: [], on: [remote(77)], in: name("Archive"))
            ])
    }

    @Test("cancels a change that its opposite takes back before it was sent")
    func cancels() async throws {
        let store = try await store()
        let one = try await ids(store, [1])
        _ = try await store.submit(.setFlag(.seen, true, on: one))
        _ = try await store.submit(.move(one, to: .mailbox(store.id("Archive"))))
        #expect(try await store.pendingCount() == 2)
        _ = try await store.submit(.setFlag(.seen, false, on: one))
        _ = try await store.submit(.move(one, to: .mailbox(store.id("INBOX"))))
        #expect(try await store.pendingCount() == 0)
        #expect(try await store.row("message 1").isPending == false)
        #expect(try await store.nextRemoteActions() == [])
    }

    @Test("sends the opposite of what was sent")
    func oppositeOfSent() async throws {
        let store = try await store()
        let one = try await ids(store, [1])
        _ = try await store.submit(.setFlag(.seen, true, on: one))
        let sent = try await store.send()
        _ = try await store.submit(.setFlag(.seen, false, on: one))
        #expect(try await store.row("message 1").flags == [])
        _ = try await store.settle(sent[0], outcome: .done(assigned: [:]))
        #expect(try await store.row("message 1").flags == [])
        let opposite = try await store.send()
        #expect(opposite.map(\.kind) == [.storeFlags(add: [], remove: [.seen], on: [remote(1)], in: .inbox)])
        _ = try await store.settle(opposite[0], outcome: .done(assigned: [:]))
        #expect(try await store.row("message 1").isPending == false)
    }

    @Test("gives what was sent and not settled again, as a repetition under its number")
    func repetition() async throws {
        let store = try await store()
        _ = try await store.submit(.setFlag(.seen, true, on: ids(store, [1, 2])))
        let first = try await store.send()
        _ = try await store.submit(.setFlag(.seen, true, on: ids(store, [3])))
        let second = try await store.send()
        #expect(second.count == 2)
        #expect(second.first?.isRepeat == true)
        #expect(second.first?.id == first.first?.id)
        #expect(second.first?.kind == first.first?.kind)
        #expect(second.last?.isRepeat == false)
    }

    @Test("says of a repeated move or copy what was the newest message in the destination before the first try")
    func newestBefore() async throws {
        let store = try await store()
        try await store.arrive([arrival(8, uid: 4, validity: 9), arrival(9, uid: 6, validity: 9)], in: "Archive")
        _ = try await store.submit(.move(ids(store, [1]), to: .role(.archive)))
        _ = try await store.submit(.copy(ids(store, [2]), to: .role(.archive)))
        _ = try await store.submit(.copy(ids(store, [3]), to: .role(.trash)))
        #expect(try await store.send().map(\.newestBefore) == [nil, nil, nil])
        // What has come since may be the copy.
        try await store.arrive([arrival(10, uid: 7, validity: 9)], in: "Archive")
        let again = try await store.send()
        #expect(again.map(\.newestBefore) == [remote(6, validity: 9), remote(6, validity: 9), nil])
        #expect(again.map(\.isRepeat) == [true, true, true])
        #expect(try await store.send().map(\.newestBefore) == again.map(\.newestBefore))
        // Rebuilt and compared: a copy that is there has been recognised.
        _ = try await store.apply(MailboxDelta(isReset: true), to: store.id("Archive"))
        #expect(try await store.send().map(\.newestBefore) == again.map(\.newestBefore))
        try await store.arrive([arrival(8, uid: 1, validity: 10), arrival(9, uid: 2, validity: 10)], in: "Archive")
        #expect(try await store.send().map(\.newestBefore) == [remote(2, validity: 10), remote(2, validity: 10), nil])
    }

    @Test("says of a repeated move or copy which messages are alike, whichever of them are still to be moved")
    func twins() async throws {
        let store = try await imapStore()
        let messages = (1...5).map { number in
            var message = arrival(number, messageID: number == 3 ? "other@x" : "same@x")
            message.sizeInOctets = number == 4 ? 7 : 5
            return message
        }
        try await store.arrive(messages)
        _ = try await store.submit(.move(ids(store, [1, 3, 4]), to: .role(.archive)))
        _ = try await store.submit(.copy(ids(store, [2]), to: .role(.archive)))
        _ = try await store.submit(.move(ids(store, [5]), to: .role(.trash)))
        #expect(try await store.send().map(\.twins) == [[], [], []])
        #expect(try await store.send().map(\.twins) == [[remote(1)], [remote(2)], []])
    }

    @Test("what takes a change back waits until that is settled, whatever becomes of it meanwhile")
    func opposite() async throws {
        let store = try await store()
        _ = try await store.submit(.setFlag(.seen, true, on: ids(store, [1, 2])))
        let change = try await store.send()[0]
        _ = try await store.submit(.setFlag(.seen, false, on: ids(store, [1])))
        _ = try await store.submit(.setFlag(.flagged, true, on: ids(store, [1])))
        let flagging = RemoteAction.Kind.storeFlags(add: [.flagged], remove: [], on: [remote(1)], in: .inbox)
        #expect(try await store.send().map(\.kind) == [change.kind, flagging])
        // It was not sent after all.
        #expect(try await store.settle(change, outcome: .outdated(reason: "x")) == nil)
        let again = try await store.send()
        #expect(again.map(\.kind) == [flagging, change.kind])
        for action in again { _ = try await store.settle(action, outcome: .done(assigned: [:])) }
        #expect(
            try await store.send().map(\.kind) == [.storeFlags(add: [], remove: [.seen], on: [remote(1)], in: .inbox)])
    }

    @Test("takes again what was taken and never sent")
    func takenOnly() async throws {
        let store = try await store()
        _ = try await store.submit(.setFlag(.seen, true, on: ids(store, [1, 2])))
        let taken = try await store.nextRemoteActions()
        #expect(try await store.nextRemoteActions() == taken)
        #expect(taken.map(\.isRepeat) == [false])
    }

    @Test("hides a deleted message until the server has removed it")
    func deletion() async throws {
        let store = try await store()
        _ = try await store.submit(.deleteForever(ids(store, [2])))
        #expect(try await store.subjects("INBOX") == ["message 3", "message 1"])
        let action = try await store.send()[0]
        #expect(action.kind == .remove([remote(2)], from: .inbox))
        _ = try await store.settle(action, outcome: .done(assigned: [:]))
        #expect(try await store.knownMessages(in: store.id("INBOX")).count == 2)
    }

    @Test(
        "brings back what the server refused, with a note",
        arguments: [
            { .setFlag(.seen, true, on: $0) }, { .move($0, to: .role(.archive)) }, { .deleteForever($0) },
            { .copy($0, to: .role(.trash)) },
        ] as [@Sendable ([StoredID]) -> UserAction])
    func refusal(_ action: @Sendable ([StoredID]) -> UserAction) async throws {
        let store = try await store()
        let before = try await store.rows("INBOX")
        _ = try await store.submit(action(ids(store, [2])))
        #expect(try await store.rows("INBOX") != before)
        let note = try await store.settle(store.send()[0], outcome: .refused(reason: "no permission"))
        #expect(note?.contains("no permission") == true)
        #expect(try await store.rows("INBOX") == before)
        #expect(try await store.pendingCount() == 0)
    }

    @Test("keeps what is put off: as new, or as sent before where it was")
    func postponed() async throws {
        let store = try await store()
        let id = try await ids(store, [2])
        _ = try await store.submit(.move(id, to: .role(.archive)))
        let first = try await store.send()[0]
        #expect(try await store.settle(first, outcome: .outdated(reason: "x")) == nil)
        let second = try await store.send()[0]
        #expect(second.kind == first.kind && !second.isRepeat)
        // Its answer is lost.
        let third = try await store.send()[0]
        #expect(try await store.settle(third, outcome: .outdated(reason: "x")) == nil)
        #expect(try await store.send().map(\.isRepeat) == [true])
        #expect(try await store.pendingCount() == 1)
    }

    @Test("takes what is put off for ever as refused")
    func postponedForEver() async throws {
        let store = try await store()
        let before = try await store.rows("INBOX")
        _ = try await store.submit(.move(ids(store, [2]), to: .role(.archive)))
        var note: String?
        var tries = 0
        while note == nil, let action = try await store.send().first {
            note = try await store.settle(action, outcome: .outdated(reason: "try CREATE"))
            tries += 1
        }
        #expect(note == "The server refused to move to Archive: try CREATE")
        #expect(tries == 10)
        #expect(try await store.rows("INBOX") == before)
    }

    @Test("makes a mailbox that a role needs, below INBOX where all are")
    func makesMailbox() async throws {
        let store = try await imapStore(["INBOX", "INBOX.Lists"])
        try await store.apply(["INBOX", "INBOX.Lists"].map { MailboxListing(name: name($0), delimiter: ".") })
        try await store.arrive([arrival(1)])
        let id = try await store.row("message 1").id
        let done = try await store.submit(.move([id], to: .role(.trash)))
        #expect(done.text == "1 message moved to Trash")
        let trash = name("INBOX.Trash")
        let actions = try await store.send()
        #expect(actions.map(\.kind) == [.createMailbox(trash), .move([remote(1)], from: .inbox, to: trash)])
        // Not listed before it is made.
        try await store.apply([MailboxListing(name: .inbox)])
        #expect(try await store.subjects("INBOX.Trash") == ["message 1"])
        let note = try await store.settle(actions[0], outcome: .refused(reason: "quota"))
        #expect(note == "The server refused to make Trash: quota")
        #expect(try await store.subjects("INBOX") == ["message 1"])
        #expect(try await store.mailbox(named: trash) == nil)
        #expect(try await store.settle(actions[1], outcome: .refused(reason: "x")) == nil)
    }

    @Test("undoes flags and moves, the last first, whether sent or not")
    func undo() async throws {
        let store = try await store()
        let both = try await ids(store, [1, 2])
        _ = try await store.submit(.setFlag(.seen, true, on: [both[0]]))
        _ = try await store.submit(.setFlag(.seen, true, on: both))
        let sent = try await store.send()
        let moved = try await store.submit(.move(both, to: .role(.archive)))
        #expect(moved == SubmittedAction(messages: 2, text: "2 messages moved to Archive", canBeUndone: true))
        #expect(try await store.undo() == "Undone: 2 messages moved to Archive")
        #expect(try await store.subjects("INBOX").count == 3)
        #expect(try await store.undo() == "Undone: 1 message marked read")
        #expect(try await store.row("message 1").flags == [.seen], "had it before")
        #expect(try await store.row("message 2").flags == [])
        for action in sent { _ = try await store.settle(action, outcome: .done(assigned: [:])) }
        #expect(try await store.undo() != nil)
        for action in try await store.send() { _ = try await store.settle(action, outcome: .done(assigned: [:])) }
        #expect(try await store.row("message 1").flags == [])
        #expect(try await store.pendingCount() == 0)
        #expect(try await store.undo() == nil)
    }

    @Test("remembers the last 50 actions to undo")
    func undoLimit() async throws {
        let store = try await store(1)
        let one = try await ids(store, [1])
        for number in 0..<60 { _ = try await store.submit(.setFlag(.seen, number % 2 == 0, on: one)) }
        var undone = 0
        while try await store.undo() != nil { undone += 1 }
        #expect(undone == 50)
    }

    @Test("changes nothing for messages that are gone or already so")
    func nothingToDo() async throws {
        let store = try await store()
        let gone = StoredID(account: account, row: 999)
        let one = try await ids(store, [1])
        let actions: [UserAction] = [
            .setFlag(.seen, true, on: [gone]), .setFlag(.seen, false, on: one), .move(one, to: .role(.inbox)),
            .deleteForever([gone]), .copy([gone], to: .role(.archive)),
        ]
        for action in actions {
            #expect(try await store.submit(action) == SubmittedAction(messages: 0, text: "", canBeUndone: false))
        }
        #expect(try await store.pendingCount() == 0)
    }
}

@Suite("The journal, POP3")
struct LocalJournalTests {
    private func store() async throws -> MailDatabase {
        let store = try await pop3Store()
        _ = try await store.keepMessages(
            [whole(1), whole(2)], in: store.id("INBOX"), now: MailDate(secondsSince1970: 0))
        return store
    }

    @Test("settles flags and moves at once")
    func settled() async throws {
        let store = try await store()
        let one = try await store.row("message 1").id
        _ = try await store.submit(.setFlag(.flagged, true, on: [one]))
        _ = try await store.submit(.move([one], to: .role(.archive)))
        let row = try await store.row("message 1", in: "Archive")
        #expect(row.flags == [.flagged] && !row.isPending)
        #expect(try await store.nextRemoteActions() == [])
        #expect(try await store.undo() != nil)
        #expect(try await store.undo() != nil)
        #expect(try await store.row("message 1").flags == [])
    }

    @Test("copies a message with its octets, which outlive the original")
    func copy() async throws {
        let store = try await store()
        let one = try await store.row("message 1").id
        let octets = try await store.content(of: one)
        _ = try await store.submit(.copy([one], to: .role(.archive)))
        _ = try await store.submit(.deleteForever([one]))
        let copy = try await store.row("message 1", in: "Archive")
        #expect(copy.location == .onlyHere)
        #expect(try await store.content(of: copy.id) == octets)
        #expect(try await store.content(of: one) == nil)
    }

    @Test("never takes a deleted message again while the server lists it, and forgets it then")
    func ledger() async throws {
        let store = try await store()
        let inbox = try await store.id("INBOX")
        _ = try await store.submit(.deleteForever([store.row("message 1").id]))
        #expect(try await store.knownMessages(in: inbox).keys.contains(.uidl("u1")))
        #expect(try await store.pendingCount() == 1)
        let action = try await store.send()[0]
        #expect(action.kind == .remove([.uidl("u1")], from: .inbox))
        let again = try await store.keepMessages([whole(1)], in: inbox, now: MailDate(secondsSince1970: 0))
        #expect(again == [KeptMessage(remote: .uidl("u1"), id: nil, isNew: false)])
        _ = try await store.settle(action, outcome: .done(assigned: [:]))
        #expect(try await store.knownMessages(in: inbox).keys.contains(.uidl("u1")))

        // The server has not done it: asked again, three times at most.
        for _ in 0..<5 {
            try await store.finishComparison(of: inbox)
            for action in try await store.send() { _ = try await store.settle(action, outcome: .done(assigned: [:])) }
        }
        try await store.finishComparison(of: inbox)
        #expect(try await store.nextRemoteActions() == [])

        _ = try await store.apply(MailboxDelta(vanished: [.uidl("u1")]), to: inbox)
        #expect(try await store.knownMessages(in: inbox).keys.contains(.uidl("u1")) == false)
        #expect(try await store.keepMessages([whole(1)], in: inbox, now: MailDate(secondsSince1970: 0))[0].isNew)
    }

    @Test("keeps what vanished on the server")
    func vanished() async throws {
        let store = try await store()
        _ = try await store.apply(MailboxDelta(vanished: [.uidl("u1")]), to: store.id("INBOX"))
        #expect(try await store.row("message 1").location == .onlyHere)
        #expect(try await store.knownMessages(in: store.id("INBOX")) == [.uidl("u2"): []])
    }
}
