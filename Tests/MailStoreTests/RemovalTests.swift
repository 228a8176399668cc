import MailModel
import Testing

@testable import MailStore

@Suite("Removing the server's copies")
struct RemovalTests {
    private let start = MailDate(secondsSince1970: 1000)

    @Test("asks for each whole message once, and it is only here afterwards", arguments: [true, false])
    func downloadAndRemove(_ isPOP3: Bool) async throws {
        let store = try await isPOP3 ? pop3Store() : imapStore()
        let inbox = try await store.id("INBOX")
        if !isPOP3 { try await store.arrive([arrival(1), arrival(2)]) }
        let name: RemoteID = isPOP3 ? .uidl("u1") : remote(1)
        _ = try await store.keepMessages([whole(1, remote: name)], in: inbox, now: start)
        #expect(try await store.requestRemovals() == 1)
        #expect(try await store.requestRemovals() == 0)
        #expect(try await store.pendingCount() == 0, "nothing that a person did")
        #expect(try await store.row("message 1").isPending == false)
        let action = try await store.send()[0]
        #expect(action.kind == .remove([name], from: .inbox))
        _ = try await store.settle(action, outcome: .done(assigned: [:]))
        #expect(try await store.row("message 1").location == .onlyHere)
        _ = try await store.apply(MailboxDelta(vanished: [name]), to: inbox)
        #expect(try await store.row("message 1").location == .onlyHere)
        #expect(try await store.content(of: store.row("message 1").id) != nil)
    }

    @Test("leaves a message whose change is on its way for the next time")
    func pendingChange() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1)])
        _ = try await store.keepMessages([whole(1, remote: remote(1))], in: store.id("INBOX"), now: start)
        _ = try await store.submit(.setFlag(.seen, true, on: [store.row("message 1").id]))
        #expect(try await store.requestRemovals() == 0)
        _ = try await store.settle(store.send()[0], outcome: .done(assigned: [:]))
        #expect(try await store.requestRemovals() == 1)
    }

    @Test("lets a person change and delete what is on its way out")
    func changeMeanwhile() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1)])
        _ = try await store.keepMessages([whole(1, remote: remote(1))], in: store.id("INBOX"), now: start)
        _ = try await store.requestRemovals()
        let id = try await store.row("message 1").id
        _ = try await store.submit(.move([id], to: .role(.archive)))
        let sent = try await store.send()
        #expect(sent.map(\.kind) == [.remove([remote(1)], from: .inbox)])
        _ = try await store.apply(MailboxDelta(flags: [remote(1): [.flagged]]), to: store.id("INBOX"))
        #expect(try await store.row("message 1", in: "Archive").flags == [])
        _ = try await store.submit(.deleteForever([id]))
        #expect(try await store.subjects("Archive") == [])
        try await store.arrive([arrival(1)])
        #expect(try await store.subjects("INBOX") == [], "it is not a new message")
        _ = try await store.settle(sent[0], outcome: .done(assigned: [:]))
        #expect(try await store.send().map(\.kind) == [.remove([remote(1)], from: .inbox)])
    }

    struct Clock: Sendable {
        var looks: [Int64]
        var requested: [Int]

        init(_ looks: [Int64], _ requested: [Int]) {
            self.looks = looks
            self.requested = requested
        }
    }

    @Test(
        "by time needs two sightings with a clock that goes on",
        arguments: [
            Clock([1050, 1099], [0, 0]),
            Clock([1100, 1101], [0, 1]),
            Clock([1100, 1100, 1101, 1102], [0, 0, 1, 0]),
            // Set forward by years, then right again.
            Clock([900_000_000, 1050, 1060, 1200, 1201], [0, 0, 0, 0, 1]),
            // Set back between the two.
            Clock([1200, 1150, 1160, 1161], [0, 0, 1, 0]),
        ])
    func byTime(_ clock: Clock) async throws {
        let store = try await pop3Store()
        _ = try await store.keepMessages(
            [whole(1)], in: store.id("INBOX"), now: start, removeAfter: .seconds(100))
        var requested: [Int] = []
        for now in clock.looks {
            requested.append(try await store.requestDueRemovals(now: MailDate(secondsSince1970: now)))
        }
        #expect(requested == clock.requested)
    }

    @Test("that the server refuses leave the message where it is")
    func refused() async throws {
        let store = try await pop3Store()
        _ = try await store.keepMessages([whole(1)], in: store.id("INBOX"), now: start, removeAfter: .seconds(1))
        _ = try await store.requestRemovals()
        let note = try await store.settle(store.send()[0], outcome: .refused(reason: "locked"))
        #expect(note == "The server refused to remove: locked")
        #expect(try await store.row("message 1").location == .onServer)
    }

    @Test("are announced with numbers")
    func preview() async throws {
        let store = try await imapStore()
        try await store.arrive([arrival(1), arrival(2)])
        let preview = try await store.removalPreview(.downloadAndRemove, host: "h", now: start)
        #expect(preview == RemovalPreview(messages: 2, octets: 2003, host: "h"))
    }

    @Test("are announced with the dates of remove_after, and without what a person keeps there")
    func previewByTime() async throws {
        let store = try await pop3Store()
        let inbox = try await store.id("INBOX")
        for (number, moment) in [(1, 1000), (2, 1500), (3, 1700), (4, 1900)] as [(Int, Int64)] {
            _ = try await store.keepMessages([whole(number)], in: inbox, now: MailDate(secondsSince1970: moment))
        }
        _ = try await store.submit(.keepOnServer(true, on: [store.row("message 4").id]))
        let mode = StorageMode.leaveOnServer(removeAfter: .seconds(600))
        let preview = try await store.removalPreview(mode, host: "h", now: MailDate(secondsSince1970: 1600))
        let size = try await store.row("message 1").sizeInOctets
        let later = RemovalPreview.Later(
            messages: 2, octets: 2 * size, first: MailDate(secondsSince1970: 2100),
            last: MailDate(secondsSince1970: 2300))
        #expect(
            preview == RemovalPreview(messages: 1, octets: size, host: "h", mode: mode, later: later, kept: 1))
        let nothing = try await store.removalPreview(.leaveOnServer(removeAfter: nil), host: "h", now: start)
        #expect(nothing.isEmpty && nothing.kept == 1)
    }
}
