import BackendAPI
import MailEngine
import MailModel
import MailStore
import TestKit
import Testing

@Suite("folders on an IMAP server follow what a person does to them", .timeLimit(.minutes(1)))
struct FolderTests {
    private static let places = Place.everywhere([.imapLeave])

    /// The folder that a person sees under that path.
    private func folder(_ path: String, _ desk: Desk) async throws -> MailboxRow? {
        try await desk.store.mailboxRows().first { $0.shownName == path }
    }

    @Test("made, filled, renamed, deleted and brought back", arguments: places)
    func life(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            try await server.deliverShort(1...3)
            try await desk.synchronise()
            _ = try await desk.engine.submit(.createMailbox(MailboxPath("Own/Inner"), in: Desk.name))
            let made = try #require(try await folder("Own/Inner", desk))
            let ids = [try await desk.id(1), try await desk.id(2)]
            _ = try await desk.engine.submit(.move(ids, to: .mailbox(made.id)))
            try await desk.synchronise()
            #expect(try await server.numbers(in: made.name) == [1, 2])

            // What is done to its messages before and after reaches the server under the right name.
            _ = try await desk.engine.submit(.setFlag(.seen, true, on: ids))
            _ = try await desk.engine.submit(.renameMailbox(made.id, to: MailboxPath("Other")))
            _ = try await desk.engine.submit(.setFlag(.flagged, true, on: ids))
            try await desk.synchronise()
            let renamed = try #require(try await folder("Other", desk))
            #expect(renamed.id == made.id)
            // Where the UIDs of before mean nothing in it, the second flag waits for the comparison.
            let flags: Flags = [.seen, .flagged]
            let there = try await server.messages(in: renamed.name).map(\.flags)
            #expect(there == [flags, flags])

            // To Trash with its messages, and back.
            _ = try await desk.engine.submit(.deleteMailbox(made.id))
            try await desk.synchronise()
            #expect(try await folder("Other", desk) == nil)
            let trash = try #require(try await folder("Trash", desk))
            #expect(try await server.numbers(in: trash.name) == [1, 2])
            #expect(try await !desk.backend.names().contains(renamed.name))
            _ = try await desk.engine.undo()
            try await desk.synchronise()
            #expect(try await server.numbers(in: renamed.name) == [1, 2])
            #expect(try await desk.numbers(in: renamed.name) == [2, 1])
            #expect(try await server.numbers() == [3])
        }
    }

    @Test(
        "renamed by another client meanwhile, with all that is in it and all that waits",
        arguments: places.filter(\.server.keepsUIDsOfRenamed))
    func renamedElsewhere(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            try await server.deliverShort(1...3)
            try await desk.synchronise()
            _ = try await desk.engine.submit(.createMailbox(MailboxPath("Own"), in: Desk.name))
            let own = try #require(try await folder("Own", desk))
            _ = try await desk.engine.submit(.move([desk.id(1), desk.id(2)], to: .mailbox(own.id)))
            try await desk.engine.synchroniseOnce(only: nil, bodies: true)
            try await desk.engine.synchroniseOnce(only: nil, bodies: true)
            let before = try await desk.rows(in: own.name).map(\.id)

            _ = try await desk.engine.submit(.setFlag(.flagged, true, on: [desk.id(1, in: own.name)]))
            _ = try await desk.engine.submit(.move([desk.id(3)], to: .mailbox(own.id)))
            let other = server.mailbox("Other")
            try await inBackground { try server.wire().run("RENAME \"\(own.name)\" \"\(other)\"") }
            for _ in 0..<2 { try await desk.synchronise() }
            #expect(try await folder("Other", desk)?.id == own.id)
            #expect(try await folder("Own", desk) == nil)
            #expect(try await server.numbers(in: other) == [1, 2, 3])
            let flagged = try await server.messages(in: other).filter { $0.flags.contains(.flagged) }
            #expect(flagged.compactMap { Mail.number(of: $0.octets) } == [1])
            #expect(try await desk.numbers(in: other) == [3, 2, 1])
            #expect(try await desk.rows(in: other).dropFirst().map(\.id) == before)
            for id in before { #expect(try await desk.store.content(of: id) != nil) }
            #expect(try await desk.store.pendingCount() == 0)
        }
    }

    @Test("one that has messages which are not here stays, and the person is told why", arguments: places)
    func notEmpty(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            try await desk.synchronise()
            _ = try await desk.engine.submit(.createMailbox(MailboxPath("Own"), in: Desk.name))
            try await desk.synchronise()
            let own = try #require(try await folder("Own", desk))
            _ = try await desk.engine.submit(.deleteMailbox(own.id))
            try await server.deliver(Mail.short(1), to: own.name)
            try await desk.synchronise()
            #expect(try await desk.numbers(in: own.name) == [1])
            var notes = desk.engine.notes.makeAsyncIterator()
            #expect(await notes.next() == "The server refused to delete Own: it still has a message")
        }
    }
}

extension MailBackend {
    /// Connects for a moment.
    fileprivate func names() async throws(BackendError) -> [MailboxName] {
        try await connect()
        let names = try await mailboxes().map(\.name)
        await disconnect()
        return names
    }
}
