import MailModel
import Testing

@testable import MailStore

@Suite("Deltas")
struct ApplyDeltaTests {
    @Test("show what arrived, newest first, and count it")
    func arrivals() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(3), arrival(2, flags: [.seen]), arrival(1)])
        #expect(try await store.subjects("INBOX") == ["message 3", "message 2", "message 1"])
        #expect(try await store.counts("INBOX") == [3, 2])
    }

    @Test("applied twice change nothing more")
    func twice() async throws {
        let store = try await imapStore()
        let delta = MailboxDelta(
            arrived: [arrival(2), arrival(1)], flags: [remote(1): [.seen]], vanished: [remote(2)],
            checkpoint: Checkpoint("c"))
        try await store.arrive([arrival(1), arrival(2)])
        let inbox = try await store.id("INBOX")
        _ = try await store.apply(MailboxDelta(flags: delta.flags, vanished: delta.vanished), to: inbox)
        let once = try await store.rows("INBOX")
        _ = try await store.apply(MailboxDelta(flags: delta.flags, vanished: delta.vanished), to: inbox)
        #expect(try await store.rows("INBOX") == once)
        #expect(once.map(\.subject) == ["message 1"])
    }

    @Test("keep all that a summary says")
    func summaryRoundTrip() async throws {
        let store = try await imapStore()
        let summary = MessageSummary(
            subject: "Grüße", from: [Address(name: "Ann", address: "ann@x.org"), Address(address: "b@x.org")],
            replyTo: [Address(name: "List", address: "l@x.org")], to: [Address(name: "", address: "")],
            cc: [Address(name: "C", address: "c@x.org")], sentDate: MailDate(secondsSince1970: -5),
            messageID: "1@x", references: ["a@x", "b@x"],
            structure: MessagePart(
                number: "", type: "multipart", subtype: "mixed",
                children: [MessagePart(number: "1"), MessagePart(number: "2", type: "image", subtype: "png")]))
        let message = RemoteMessage(
            id: remote(1), flags: [.answered, .keyword("$Label1")], internalDate: MailDate(secondsSince1970: 7),
            sizeInOctets: 99, summary: summary)
        try await store.arrive([message])
        let row = try await store.row("Grüße")
        let stored = try #require(try await store.message(row.id))
        #expect(stored.summary == summary)
        #expect(stored.remote == message.id)
        #expect(stored.remoteMailbox == .inbox)
        #expect(row.flags == message.flags)
        #expect(row.attachmentCount == 1)
        #expect(row.location == .onServer)
        #expect(row.date == message.internalDate)
    }

    @Test("change flags, but for what the journal holds")
    func flagsAndJournal() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1)])
        let id = try await store.row("message 1").id
        _ = try await store.submit(.setFlag(.seen, true, on: [id]))
        _ = try await store.apply(MailboxDelta(flags: [remote(1): [.flagged]]), to: store.id("INBOX"))
        #expect(try await store.row("message 1").flags == [.seen, .flagged])
        #expect(try await store.counts("INBOX") == [1, 0])
    }

    @Test("take vanished messages out, and say when a change of the person's went with them")
    func vanishedWithChange() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1), arrival(2)])
        _ = try await store.submit(.setFlag(.seen, true, on: [store.row("message 1").id]))
        let applied = try await store.apply(
            MailboxDelta(vanished: [remote(1), remote(2), remote(3)]), to: store.id("INBOX"))
        #expect(applied.notes.count == 1)
        #expect(try await store.subjects("INBOX") == [])
        #expect(try await store.pendingCount() == 0)
        #expect(try await store.counts("INBOX") == [0, 0])
    }

    @Test("name arrivals that must be fetched whole")
    func wanted() async throws {
        let store = try await pop3Store()
        _ = try await store.keepMessages(
            [whole(1)], in: store.id("INBOX"), now: MailDate(secondsSince1970: 0))
        let unknown = RemoteMessage(id: .uidl("u2"), sizeInOctets: 5)
        let applied = try await store.apply(
            MailboxDelta(arrived: [RemoteMessage(id: .uidl("u1"), sizeInOctets: 5), unknown]), to: store.id("INBOX"))
        #expect(applied.wanted == [WantedMessage(id: unknown.id, sizeInOctets: 5)])
    }

    @Test("to a mailbox that is not there are refused")
    func noMailbox() async throws {
        let store = try await imapStore()
        let nowhere = MailboxID(account: account, row: 99)
        await #expect(throws: StoreError.noSuchMailbox(nowhere)) {
            try await store.apply(MailboxDelta(), to: nowhere)
        }
    }

    @Test("keep the checkpoint, and a reset forgets it")
    func checkpoints() async throws {
        let store = try await imapStore()
        let inbox = try await store.id("INBOX")
        _ = try await store.apply(MailboxDelta(checkpoint: Checkpoint("7")), to: inbox)
        _ = try await store.apply(MailboxDelta(), to: inbox)
        #expect(try await store.checkpoint(of: inbox) == Checkpoint("7"))
        _ = try await store.apply(MailboxDelta(isReset: true), to: inbox)
        #expect(try await store.checkpoint(of: inbox) == nil)
    }
}

@Suite("Mailbox listings")
struct ListingTests {
    @Test("make, change and remove mailboxes")
    func listings() async throws {
        let store = try await imapStore()
        try await store.apply([
            MailboxListing(name: .inbox, delimiter: "."),
            MailboxListing(name: name("Archive"), delimiter: ".", role: .archive, messages: 7, unseen: 2),
        ])
        let rows = try await store.mailboxRows()
        #expect(rows.map(\.name.text) == ["Archive", "INBOX"])
        #expect(rows.map(\.role) == [.archive, .inbox])
        #expect(rows.map(\.delimiter) == [".", "."])
        // Never compared: the server's numbers are all there is.
        #expect(rows.map(\.messages) == [7, 0])
    }

    @Test("without INBOX change nothing", arguments: [[], [MailboxListing(name: name("Other"))]])
    func broken(_ listings: [MailboxListing]) async throws {
        let store = try await imapStore()
        try await store.apply(listings)
        #expect(try await store.mailboxRows().count == 3)
    }

    @Test("keep a mailbox whose messages are only here")
    func onlyHere() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1), arrival(2)], in: "Archive")
        let archive = try await store.id("Archive")
        _ = try await store.keepMessages(
            [whole(1, remote: remote(1))], in: archive, now: MailDate(secondsSince1970: 0))
        #expect(try await store.requestRemovals() == 1)
        try await store.apply([MailboxListing(name: .inbox)])
        #expect(try await store.subjects("Archive") == ["message 1"])
        #expect(try await store.row("message 1", in: "Archive").location == .onlyHere)
        #expect(try await store.mailbox(named: name("Archive"))?.isLocal == true)
        #expect(try await store.nextRemoteActions() == [])
    }
}
