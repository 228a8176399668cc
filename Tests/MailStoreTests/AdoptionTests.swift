import MailModel
import Testing

@testable import MailStore

@Suite("Messages under new names")
struct AdoptionTests {
    private func moved(assigned: [RemoteID: RemoteID]?) async throws -> (MailDatabase, StoredID) {
        let store = try await imapStore()
        try await store.arrive([arrival(1), arrival(2)])
        let id = try await store.row("message 1").id
        try await store.keepPart(.part("1"), of: id, octets: [1, 2])
        _ = try await store.submit(.move([id], to: .role(.archive)))
        let action = try await store.send()[0]
        if let assigned { _ = try await store.settle(action, outcome: .done(assigned: assigned)) }
        return (store, id)
    }

    @Test("first words that the server tells are shown until the text is here")
    func preview() async throws {
        let store = try await imapStore()
        var message = arrival(1)
        message.preview = "What the server says"
        try await store.arrive([message, arrival(2)])
        #expect(try await store.rows("INBOX").map(\.snippet) == ["", "What the server says"])
        let id = try await store.row("message 1").id
        try await store.takeNoteOfText(of: id, snippet: "What is there")
        try await store.arrive([message])
        #expect(try await store.row("message 1").snippet == "What is there")
    }

    @Test("a moved message is its new UID at once where the server tells")
    func told() async throws {
        let (store, id) = try await moved(assigned: [remote(1): remote(50)])
        try await store.arrive([arrival(1, uid: 50)], in: "Archive")
        #expect(try await store.rows("Archive").map(\.id) == [id])
        #expect(try await store.message(id)?.remote == remote(50))
    }

    @Test("a moved message is recognised where it arrives, and keeps its octets")
    func untold() async throws {
        let (store, id) = try await moved(assigned: [:])
        #expect(try await store.message(id)?.remote == nil)
        try await store.arrive([arrival(1, uid: 50, flags: [.flagged]), arrival(9, uid: 51)], in: "Archive")
        #expect(try await store.subjects("Archive") == ["message 9", "message 1"])
        #expect(try await store.message(id)?.remote == remote(50))
        #expect(try await store.row("message 1", in: "Archive").flags == [.flagged])
        #expect(try await store.content(of: id, .part("1")) == [1, 2])
    }

    @Test("a move whose answer was lost is recognised by what it did", arguments: [true, false])
    func lostAnswer(_ isVanishedFirst: Bool) async throws {
        let (store, id) = try await moved(assigned: nil)
        let vanish = MailboxDelta(vanished: [remote(1)])
        if isVanishedFirst { _ = try await store.apply(vanish, to: store.id("INBOX")) }
        try await store.arrive([arrival(1, uid: 50)], in: "Archive")
        if !isVanishedFirst { _ = try await store.apply(vanish, to: store.id("INBOX")) }
        #expect(try await store.rows("Archive").map(\.id) == [id])
        #expect(try await store.subjects("INBOX") == ["message 2"])
        #expect(try await store.message(id)?.remote == remote(50))
        #expect(try await store.pendingCount() == 0)
    }

    @Test(
        "what is like a moved message where that goes may be only a copy: the move is seen to its end",
        arguments: [true, false])
    func onlyCopied(_ isAssigned: Bool) async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1), arrival(2)])
        try await store.arrive([arrival(9, uid: 40)], in: "Archive")
        let id = try await store.row("message 1").id
        _ = try await store.submit(.move([id], to: .role(.archive)))
        let first = try #require(try await store.send().first)
        // The server has made the copy, and no more; the mailbox got another UIDVALIDITY.
        let archive = try await store.id("Archive")
        _ = try await store.apply(MailboxDelta(isReset: true), to: archive)
        try await store.arrive(
            [arrival(9, uid: 7, validity: 2), arrival(1, uid: 6, validity: 2, flags: [.flagged])], in: "Archive")
        try await store.finishComparison(of: archive)
        let again = try #require(try await store.send().first)
        #expect(again.kind == first.kind && again.isRepeat)
        #expect(again.newestBefore == remote(5, validity: 2), "the copy is to be found")
        // What a person does to the copy meanwhile is done to the message.
        let copy = try #require(try await store.rows("Archive").first { $0.id != id && $0.subject == "message 1" }).id
        _ = try await store.submit(.setFlag(.answered, true, on: [copy]))
        let assigned = isAssigned ? [remote(1): remote(6, validity: 2)] : [:]
        _ = try await store.settle(again, outcome: .done(assigned: assigned))
        #expect(try await store.subjects("INBOX") == ["message 2"])
        #expect(try await store.rows("Archive").filter { $0.subject == "message 1" }.map(\.id) == [id])
        #expect(try await store.message(id)?.remote == remote(6, validity: 2))
        #expect(try await store.row("message 1", in: "Archive").flags == [.flagged, .answered])
        #expect(
            try await store.send().map(\.kind) == [
                .storeFlags(add: [.answered], remove: [], on: [remote(6, validity: 2)], in: name("Archive"))
            ])
    }

    @Test("what is like a copied message where that was rebuilt is to be found by who copies it again")
    func copiedAgain() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1)])
        try await store.arrive([arrival(9, uid: 40)], in: "Archive")
        let archive = try await store.id("Archive")
        _ = try await store.submit(.copy([store.row("message 1").id], to: .role(.archive)))
        let first = try #require(try await store.send().first)
        _ = try await store.apply(MailboxDelta(isReset: true), to: archive)
        try await store.arrive(
            [arrival(1, uid: 8, validity: 2), arrival(9, uid: 7, validity: 2)], in: "Archive")
        try await store.finishComparison(of: archive)
        let again = try #require(try await store.send().first)
        #expect(again.kind == first.kind && again.isRepeat)
        #expect(again.newestBefore == remote(7, validity: 2))
        _ = try await store.settle(again, outcome: .done(assigned: [:]))
        #expect(try await store.subjects("Archive").sorted() == ["message 1", "message 9"])
        #expect(try await store.subjects("INBOX") == ["message 1"])
        #expect(try await store.pendingCount() == 0)
    }

    @Test("a comparison that was faster than the answer leaves one message")
    func fasterComparison() async throws {
        let (store, id) = try await moved(assigned: nil)
        // Another size than it had, as some servers count: not recognised.
        var other = arrival(1, uid: 50)
        other.sizeInOctets += 1
        try await store.arrive([other], in: "Archive")
        let action = try await store.send()[0]
        _ = try await store.settle(action, outcome: .done(assigned: [remote(1): remote(50)]))
        #expect(try await store.rows("Archive").map(\.id) == [id])
    }

    @Test("an equal message that another client put there is not taken for one that was not sent yet")
    func notSent() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1)])
        _ = try await store.submit(.move([store.row("message 1").id], to: .role(.archive)))
        try await store.arrive([arrival(1, uid: 50)], in: "Archive")
        #expect(try await store.rows("Archive").count == 2)
    }

    @Test("a moved message that two comparisons don't find is gone")
    func swept() async throws {
        let (store, _) = try await moved(assigned: [:])
        let archive = try await store.id("Archive")
        try await store.finishComparison(of: archive)
        #expect(try await store.subjects("Archive") == ["message 1"])
        try await store.finishComparison(of: archive)
        #expect(try await store.subjects("Archive") == [])
        #expect(try await store.counts("Archive") == [0, 0])
    }

    @Test("after a new UIDVALIDITY, messages keep their rows, octets and pending changes")
    func reset() async throws {
        let store = try await imapStore()
        let inbox = try await store.id("INBOX")
        try await store.arrive((1...4).map { arrival($0) })
        let before = try await store.rows("INBOX")
        let id = try await store.row("message 2").id
        try await store.keepPart(.part("1"), of: id, octets: [7])
        _ = try await store.submit(.setFlag(.flagged, true, on: [id]))
        _ = try await store.apply(MailboxDelta(isReset: true), to: inbox)
        #expect(try await store.nextRemoteActions() == [], "no name to send it under")
        #expect(try await store.knownMessages(in: inbox) == [:])
        #expect(try await store.subjects("INBOX").count == 4, "the list stays")
        // 1 is gone, 3 has another date, and 9 is new.
        try await store.arrive([
            arrival(9, uid: 1, validity: 2), arrival(4, uid: 2, validity: 2),
            arrival(3, uid: 3, validity: 2, date: 33), arrival(2, uid: 4, validity: 2),
        ])
        try await store.finishComparison(of: inbox)
        #expect(try await store.subjects("INBOX") == ["message 3", "message 9", "message 4", "message 2"])
        #expect(try await store.row("message 2").id == id)
        #expect(try await store.row("message 4").id == before[0].id)
        #expect(try await store.row("message 3").id != before[1].id)
        #expect(try await store.content(of: id, .part("1")) == [7])
        #expect(
            try await store.send().map(\.kind) == [
                .storeFlags(add: [.flagged], remove: [], on: [remote(4, validity: 2)], in: .inbox)
            ])
        #expect(try await store.counts("INBOX") == [4, 4])
    }

    @Test("a move that was sent, and has not happened when the mailbox has a new UIDVALIDITY, is sent again")
    func sentMoveAfterReset() async throws {
        let (store, id) = try await moved(assigned: nil)
        _ = try await store.apply(MailboxDelta(isReset: true), to: store.id("INBOX"))
        try await store.arrive([arrival(1, uid: 9, validity: 2), arrival(2, uid: 8, validity: 2)])
        let action = try #require(try await store.send().first)
        #expect(
            action.kind == .move([remote(9, validity: 2)], from: .inbox, to: name("Archive")) && action.isRepeat)
        #expect(try await store.rows("Archive").map(\.id) == [id])
    }

    @Test(
        "a move that was sent, and has happened when the mailbox has a new UIDVALIDITY, keeps what else was asked for")
    func doneMoveAndReset() async throws {
        let (store, id) = try await moved(assigned: nil)
        _ = try await store.submit(.setFlag(.answered, true, on: [id]))
        #expect(try await store.departures() == [.inbox])
        let inbox = try await store.id("INBOX")
        _ = try await store.apply(MailboxDelta(isReset: true), to: inbox)
        try await store.arrive([arrival(2, uid: 8, validity: 2)])
        #expect(try await store.finishComparison(of: inbox).note == nil)
        #expect(try await store.departures() == [])
        try await store.arrive([arrival(1, uid: 50)], in: "Archive")
        #expect(try await store.rows("Archive").map(\.id) == [id])
        let rest = RemoteAction.Kind.storeFlags(add: [.answered], remove: [], on: [remote(50)], in: name("Archive"))
        #expect(try await store.send().map(\.kind) == [rest])
    }

    @Test("of two messages with one Message-ID, each is itself after a new UIDVALIDITY")
    func twins() async throws {
        let store = try await imapStore()
        let twins = [arrival(1, messageID: "same@x"), arrival(2, messageID: "same@x")].map { message in
            var message = message
            message.sizeInOctets = 1000
            return message
        }
        try await store.arrive(twins)
        let first = try await store.row("message 1").id
        try await store.keepPart(.part("1"), of: first, octets: [7])
        _ = try await store.submit(.setFlag(.flagged, true, on: [first]))
        _ = try await store.apply(MailboxDelta(isReset: true), to: store.id("INBOX"))
        try await store.arrive(
            zip(twins, [5, 6] as [UInt32]).map { message, uid in
                var message = message
                message.id = remote(uid, validity: 2)
                return message
            })
        #expect(try await store.row("message 1").id == first)
        #expect(try await store.content(of: first, .part("1")) == [7])
        #expect(
            try await store.send().map(\.kind) == [
                .storeFlags(add: [.flagged], remove: [], on: [remote(5, validity: 2)], in: .inbox)
            ])
    }

    @Test("without a Message-ID, date and subject decide after a reset")
    func noMessageID() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1, messageID: ""), arrival(2, messageID: "")])
        let ids = try await store.rows("INBOX").map(\.id)
        _ = try await store.apply(MailboxDelta(isReset: true), to: store.id("INBOX"))
        try await store.arrive([
            arrival(2, uid: 7, validity: 2, messageID: ""), arrival(1, uid: 6, validity: 2, messageID: ""),
        ])
        #expect(try await store.rows("INBOX").map(\.id) == ids)
    }

    @Test("a removal under an old UIDVALIDITY is dropped, never redirected")
    func removalAfterReset() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1)])
        _ = try await store.keepMessages(
            [whole(1, remote: remote(1))], in: store.id("INBOX"), now: MailDate(secondsSince1970: 0))
        _ = try await store.requestRemovals()
        _ = try await store.submit(.deleteForever([store.row("message 1").id]))
        _ = try await store.apply(MailboxDelta(isReset: true), to: store.id("INBOX"))
        #expect(try await store.nextRemoteActions() == [])
    }

    @Test("a copy that is on its way out is found again after a reset")
    func oursAfterReset() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1)])
        _ = try await store.keepMessages(
            [whole(1, remote: remote(1))], in: store.id("INBOX"), now: MailDate(secondsSince1970: 0))
        _ = try await store.requestRemovals()
        _ = try await store.apply(MailboxDelta(isReset: true), to: store.id("INBOX"))
        try await store.arrive([arrival(1, uid: 9, validity: 2)])
        #expect(try await store.subjects("INBOX") == ["message 1"])
        #expect(try await store.send().map(\.kind) == [.remove([remote(9, validity: 2)], from: .inbox)])
    }
}
