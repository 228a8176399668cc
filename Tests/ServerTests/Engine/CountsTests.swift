import BackendAPI
import MailEngine
import MailModel
import MailStore
import Testing

@Suite("the numbers in the folder list are the server's", .timeLimit(.minutes(1)))
struct CountsTests {
    /// Servers that take single messages away: without UIDPLUS they stay there, marked.
    private static let places =
        Place.everywhere([.imapLeave])
        + MailServer.Kind.withFewFeatures.map { Place(server: $0, pair: .imapLeave, features: .condStoreOnly) }

    /// Messages, and those without `\Seen`, by mailbox.
    private typealias Counts = [MailboxName: [Int]]

    private static func here(_ desk: Desk) async throws -> Counts {
        let rows = try await desk.store.mailboxRows().filter(\.isSelectable)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.name, [$0.messages, $0.unread]) })
    }

    private static func there(_ backend: any MailBackend) async throws(BackendError) -> Counts {
        var counts: Counts = [:]
        for listing in try await backend.mailboxes() where listing.isSelectable {
            counts[listing.name] = [listing.messages ?? -1, listing.unseen ?? -1]
        }
        return counts
    }

    /// Compares after every step, where there is something to compare.
    private static func expectAgreement(
        _ desk: Desk, _ other: any MailBackend, after step: String, line: Int = #line
    ) async throws {
        try await desk.synchronise()
        let (here, there) = (try await here(desk), try await there(other))
        #expect(here == there, "after \(step), line \(line)")
    }

    @Test("after all that a person does here, and its undoing", arguments: places)
    func ours(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            let other = server.backend(.imap)
            try await other.connect()
            try await server.deliverShort(1...9)
            for number in 10...12 { try await server.deliver(Mail.short(number), to: server.archive) }
            try await Self.expectAgreement(desk, other, after: "the first look")
            let inbox = try #require(try await desk.store.mailbox(named: .inbox)?.id)
            let path = try MailboxPath("Own")
            _ = try await desk.engine.submit(.createMailbox(path, in: Desk.name))
            try await Self.expectAgreement(desk, other, after: "a new folder")
            let own = try #require(try await desk.store.mailboxRows().first { $0.shownName == "Own" })
            let actions: [UserAction] = [
                .markAllRead(.mailbox(inbox)),
                .move([try await desk.id(1), try await desk.id(2)], to: .mailbox(own.id)),
                .copy([try await desk.id(3)], to: .role(.archive)),
                .setFlag(.seen, false, on: [try await desk.id(4), try await desk.id(5)]),
                .move([try await desk.id(4), try await desk.id(6)], to: .role(.trash)),
                .deleteForever([try await desk.id(7)]),
                .renameMailbox(own.id, to: try MailboxPath("Other/Own")),
                .subscribe(false, to: own.id), .deleteMailbox(own.id),
            ]
            for action in actions {
                let submitted = try await desk.engine.submit(action)
                try await Self.expectAgreement(desk, other, after: "\(action)")
                // Twice: it is done again.
                guard submitted.canBeUndone, try await desk.engine.undo() != nil else { continue }
                try await Self.expectAgreement(desk, other, after: "undoing \(action)")
                _ = try await desk.engine.submit(action)
                try await Self.expectAgreement(desk, other, after: "\(action), again")
            }
            let trash = try #require(try await desk.store.mailbox(for: .trash))
            _ = try await desk.engine.submit(.emptyMailbox(trash.id))
            try await Self.expectAgreement(desk, other, after: "emptying Trash")
            #expect(try await desk.store.mailbox(for: .trash)?.messages == 0)
            await other.disconnect()
        }
    }

    @Test("after all that others do there", arguments: places)
    func others(_ place: Place) async throws {
        try await place.withDesk { server, desk in
            let other = server.backend(.imap)
            try await other.connect()
            try await server.deliverShort(1...6)
            try await Self.expectAgreement(desk, other, after: "the first look")
            let ids = try await other.knowledge().messages.values.sorted { $0.sizeInOctets < $1.sizeInOctets }.map(\.id)
            let own = server.mailbox("Own")
            let steps: [RemoteAction.Kind] = [
                .storeFlags(add: [.seen], remove: [], on: Array(ids[0...2]), in: .inbox),
                .storeFlags(add: [], remove: [.seen], on: [ids[1]], in: .inbox),
                .createMailbox(own), .move(Array(ids[0...1]), from: .inbox, to: own),
                .copy([ids[2]], from: .inbox, to: server.archive), .remove([ids[3]], from: .inbox),
                .renameMailbox(own, to: server.mailbox("Others")), .createMailbox(own),
                .append(content: Mail.short(20), flags: [.seen], internalDate: nil, to: own),
            ]
            for step in steps {
                #expect(try await other.perform(step)?.isDone == true)
                try await Self.expectAgreement(desk, other, after: "\(step)")
            }
            await other.disconnect()
            try await server.renumber()
            try await other.connect()
            try await Self.expectAgreement(desk, other, after: "another UIDVALIDITY")
            try await server.deliver(Mail.short(21), to: server.archive)
            try await Self.expectAgreement(desk, other, after: "new mail in Archive")
            await other.disconnect()
        }
    }

    @Test("in folders that are not open, as soon as the server tells of them (NOTIFY)")
    func pushed() async throws {
        guard MailServer.Kind.allCases.contains(.dovecot) else { return }
        try await Place(server: .dovecot, pair: .imapLeave).withDesk { server, desk in
            try await server.deliverShort(1...2)
            let other = server.backend(.imap)
            try await other.connect()
            try await desk.whileRunning {
                try await desk.wait { $0.count == 2 }
                for await status in desk.engine.statuses where status.connection == .pushed { break }
                let ids = try await other.knowledge().order
                _ = try await other.perform(.move([ids[0]], from: .inbox, to: server.archive))
                for try await _ in desk.store.observeMailboxRows()
                where try await Self.here(desk) == Self.there(other) { break }
                _ = try await other.perform(
                    .append(content: Mail.short(3), flags: [.seen], internalDate: nil, to: server.trash))
                for try await _ in desk.store.observeMailboxRows()
                where try await Self.here(desk) == Self.there(other) { break }
                #expect(try await Self.here(desk)[server.trash] == [1, 0])
            }
            await other.disconnect()
        }
    }
}
