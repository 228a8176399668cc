import MailModel
import Testing

@testable import MailStore

@Suite("Mailboxes that another client renames")
struct FollowRenamedTests {
    /// A store with messages 1 and 2 in a mailbox "Work", under UIDVALIDITY 5, and something a person has done.
    private func store() async throws -> (MailDatabase, StoredID) {
        let store = try await imapStore(["INBOX", "Archive", "Work"])
        try await store.arrive([arrival(1, validity: 5), arrival(2, validity: 5)], in: "Work")
        let id = try await store.row("message 2", in: "Work").id
        try await store.keepPart(.part("1"), of: id, octets: [7])
        _ = try await store.submit(.setFlag(.flagged, true, on: [id]))
        return (store, id)
    }

    private func listing(
        _ text: String, validity: UInt32, uidNext: UInt32? = nil, mark: String? = nil
    ) -> MailboxListing {
        MailboxListing(name: name(text), delimiter: "/", validity: validity, uidNext: uidNext, objectID: mark)
    }

    private var others: [MailboxListing] { [listing("INBOX", validity: 1), listing("Archive", validity: 2)] }

    @Test("keep their rows, octets, and what waits for the server")
    func followed() async throws {
        let (store, id) = try await store()
        let work = try await store.id("Work")
        let inner = try await store.row("message 1", in: "Work").id
        _ = try await store.submit(.move([inner], to: .mailbox(store.id("Archive"))))
        let applied = try await store.apply(others + [listing("Old", validity: 5)])
        #expect(applied.renamed == [name("Work"): name("Old")])
        #expect(applied.dropped.note == nil)
        #expect(try await store.id("Old") == work)
        #expect(try await store.mailbox(named: name("Work")) == nil)
        #expect(try await store.nextRemoteActions() == [], "which messages these are is not proved")
        #expect(try await store.checkpoint(of: work) == nil)
        try await store.arrive([arrival(1, validity: 5), arrival(2, validity: 5)], in: "Old")
        #expect(try await store.row("message 2", in: "Old").id == id)
        #expect(try await store.content(of: id, .part("1")) == [7])
        #expect(
            try await store.send().map(\.kind) == [
                .storeFlags(add: [.flagged], remove: [], on: [remote(2, validity: 5)], in: name("Old")),
                .move([remote(1, validity: 5)], from: name("Old"), to: name("Archive")),
            ])
    }

    @Test("are told from others of the same UIDVALIDITY by a UIDNEXT that would have fallen", arguments: [1, 2, 3, 4])
    func uidNext(_ other: UInt32) async throws {
        let (store, _) = try await store()
        let new = [listing("Old", validity: 5, uidNext: 3), listing("New", validity: 5, uidNext: other)]
        let applied = try await store.apply(others + new)
        #expect(applied.renamed == (other < 3 ? [name("Work"): name("Old")] : [:]))
    }

    @Test("are known by the server's mark, and what waits for them goes out at once (RFC 8474)")
    func marked() async throws {
        let (store, id) = try await store()
        let work = try await store.id("Work")
        _ = try await store.apply(others + [listing("Work", validity: 5, mark: "F1")])
        // Another one has the same UIDVALIDITY.
        let new = [listing("Old", validity: 5, mark: "F1"), listing("Fresh", validity: 5, mark: "F2")]
        let applied = try await store.apply(others + new)
        #expect(applied.renamed == [name("Work"): name("Old")])
        #expect(try await store.id("Old") == work)
        #expect(try await store.row("message 2", in: "Old").id == id)
        #expect(
            try await store.send().map(\.kind) == [
                .storeFlags(add: [.flagged], remove: [], on: [remote(2, validity: 5)], in: name("Old"))
            ])
    }

    /// Names and marks before and after, and where message 2, of the mailbox with mark F1, is then.
    static let exchanges: [(before: [String: String], after: [String: String], place: String?)] = [
        (["Work": "F1", "Play": "F2"], ["Work": "F2", "Play": "F1"], "Play"),
        (["Work": "F1", "Play": "F2"], ["Work": "F3", "Play": "F1", "Rest": "F2"], "Play"),
        (["Work": "F1", "Play": "F2"], ["Work": "F2"], nil),
        // What is proved to be another one is not taken for it, whatever its UIDVALIDITY.
        (["Work": "F1"], ["Old": "F3"], nil),
        // A mark that two have is none.
        (["Work": "F1"], ["Work": "F1", "Old": "F1"], "Work"),
    ]

    @Test("can change their names with each other", arguments: exchanges)
    func exchanged(_ before: [String: String], _ after: [String: String], _ place: String?) async throws {
        let (store, id) = try await store()
        _ = try await store.apply(others + before.map { listing($0.key, validity: 5, mark: $0.value) })
        _ = try await store.apply(others + after.map { listing($0.key, validity: 5, mark: $0.value) })
        let names = try await store.mailboxRows().map(\.name.text)
        #expect(Set(names) == Set(["INBOX", "Archive"] + after.keys))
        for (name, mark) in after where mark == "F1" && name == place {
            #expect(try await store.row("message 2", in: name).id == id)
        }
        if place == nil { #expect(try await store.message(id) == nil) }
    }

    @Test("keep their mark, and not their UIDs, where the server numbers anew")
    func renumbered() async throws {
        let (store, id) = try await store()
        _ = try await store.apply(others + [listing("Work", validity: 5, mark: "F1")])
        let applied = try await store.apply(others + [listing("Old", validity: 6, mark: "F1")])
        #expect(applied.renamed == [name("Work"): name("Old")])
        #expect(try await store.nextRemoteActions() == [])
        try await store.arrive([arrival(1, validity: 6), arrival(2, validity: 6)], in: "Old")
        #expect(try await store.row("message 2", in: "Old").id == id)
    }

    @Test("are sent what was on its way to them")
    func movesTo() async throws {
        let (store, _) = try await store()
        try await store.arrive([arrival(3)])
        _ = try await store.submit(.move([store.row("message 3").id], to: .mailbox(store.id("Work"))))
        _ = try await store.apply(others + [listing("Old", validity: 5)])
        #expect(try await store.send().map(\.kind).contains(.move([remote(3)], from: .inbox, to: name("Old"))))
    }

    /// Day 367 of seed 9: somebody renamed an empty folder into which a person had just moved a message.
    @Test(
        "are known when they are empty, where the UIDVALIDITY of all is their own",
        arguments: [([:], true), (["Fresh": 6], true), (["Fresh": 5], false), (["Archive": 5], false)]
            as [([String: UInt32], Bool)])
    func empty(_ more: [String: UInt32], _ isKnown: Bool) async throws {
        let store = try await imapStore(["INBOX", "Archive", "Work"])
        _ = try await store.apply(others + [listing("Work", validity: 5)])
        try await store.arrive([arrival(3)])
        _ = try await store.submit(.move([store.row("message 3").id], to: .mailbox(store.id("Work"))))
        let inbox = [listing("INBOX", validity: 1)]
        let applied = try await store.apply(
            inbox + [listing("Old", validity: 5)] + more.map { listing($0.key, validity: $0.value) })
        #expect(applied.renamed == (isKnown ? [name("Work"): name("Old")] : [:]))
        #expect(
            try await store.send().map(\.kind)
                == (isKnown ? [.move([remote(3)], from: .inbox, to: name("Old"))] : []))
    }

    @Test("are not mistaken for others that have the same UIDVALIDITY: nothing hits another message")
    func mistaken() async throws {
        let (store, id) = try await store()
        _ = try await store.apply(others + [listing("Old", validity: 5)])
        let old = try await store.id("Old")
        try await store.arrive([arrival(8, uid: 1, validity: 5), arrival(9, uid: 2, validity: 5)], in: "Old")
        #expect(try await store.nextRemoteActions() == [])
        let dropped = try await store.finishComparison(of: old)
        #expect(dropped.note == "A change was dropped: the message is no longer on the server")
        #expect(try await store.subjects("Old") == ["message 9", "message 8"])
        #expect(try await store.message(id) == nil)
        #expect(try await store.pendingCount() == 0)
    }

    @Test(
        "are gone where it can't be known which they are now, and the person is told",
        arguments: [[:], ["Old": 6], ["Old": 5, "Older": 5]] as [[String: UInt32]])
    func unknown(_ new: [String: UInt32]) async throws {
        let (store, _) = try await store()
        let applied = try await store.apply(others + new.map { listing($0.key, validity: $0.value) })
        #expect(applied.renamed == [:])
        #expect(applied.dropped.note == "A change was dropped: the folder is no longer on the server")
        #expect(try await store.mailbox(named: name("Work")) == nil)
        #expect(try await store.pendingCount() == 0)
    }

    /// Day 693 of seed 9: a move into the folder awaited its name for ever.
    @Test("are empty once they are but levels above others, as after somebody's DELETE")
    func levels() async throws {
        let (store, id) = try await store()
        let level = MailboxListing(name: name("Work"), delimiter: "/", isSelectable: false)
        let applied = try await store.apply(others + [level, listing("Work/Inner", validity: 6)])
        #expect(applied.dropped.note == "A change was dropped: the folder is no longer on the server")
        #expect(try await store.message(id) == nil)
        #expect(try await store.pendingCount() == 0)
        #expect(try await store.mailbox(named: name("Work"))?.isSelectable == false)
        let row = try await store.id("Work")
        _ = try await store.apply(others + [level, listing("Work/Inner", validity: 6)])
        #expect(try await store.id("Work") == row)
    }
}
