import BackendAPI
import MailEngine
import MailModel
import MailStore
import TestKit
import Testing
import Transport

/// A POP3 account's store, and an IMAP server to move it to.
private struct Move {
    /// A message here, and as it must be there.
    struct Item: Hashable {
        var octets: [UInt8]
        var flags: Flags = []
        var date: MailDate
    }

    let server: MailServer
    let store: MailDatabase

    init(_ server: MailServer) async throws {
        self.server = server
        store = try MailDatabase.inMemory(account: Desk.name)
        try await store.ensureLocalMailboxes()
    }

    func keep(_ items: [Item], in mailbox: MailboxName = .inbox) async throws {
        let id = try await store.localMailbox(named: mailbox)
        var messages = try await MessageImport(into: id, of: store, now: MailDate(secondsSince1970: 0))
        for item in items {
            try await messages.append(item.octets)
            try await messages.endMessage(flags: item.flags, date: item.date)
        }
        try await messages.keep()
    }

    func run(through proxy: LatencyProxy? = nil) async throws -> [MovedFolder] { try await move(proxy).run() }

    func preview() async throws -> [MovedFolder] { try await move(nil).preview() }

    private func move(_ proxy: LatencyProxy?) throws -> AccountMove {
        let account = Account(
            name: try Desk.name, mailProtocol: .pop3, mode: .leaveOnServer(removeAfter: nil), host: "pop.example.org")
        // Waits as the program does, but for less: the server is on this machine.
        let clock = EngineClock(
            now: { MailDate(secondsSince1970: 0) }, uptime: { .zero },
            sleep: { try? await Task.sleep(for: $0 / 5) }, random: { 0.5 })
        return AccountMove(
            of: account, in: store, to: server.uploader(through: proxy),
            target: UploadTarget(user: server.user, host: "imap.example.org"), clock: clock, log: MailServer.silent)
    }

    /// What the server has, as it gives it.
    func items(in mailbox: MailboxName = .inbox) async throws -> [Item] {
        let backend = server.uploader()
        try await backend.connect()
        var items: [Item] = []
        for (id, message) in try await backend.knowledge(of: mailbox).messages {
            let octets = try await backend.octets(of: id, in: mailbox)
            items.append(Item(octets: octets, flags: message.flags, date: message.internalDate ?? Self.date(0)))
        }
        await backend.disconnect()
        return items.inOrder
    }

    static func date(_ number: Int) -> MailDate { MailDate(secondsSince1970: 1_600_000_000 + Int64(number) * 86_400) }

    static func item(_ number: Int, _ octets: [UInt8]? = nil, flags: Flags = []) -> Item {
        Item(octets: octets ?? Mail.short(number), flags: flags, date: date(number))
    }

    /// Short ones with flags, and one that is sent piece by piece.
    static func many(_ count: Int) -> [Item] {
        let flags: [Flags] = [[], [.seen], [.flagged, .answered], [.seen, .draft]]
        return (1...count).map { item($0, flags: flags[$0 % flags.count]) }
    }
}

extension [Move.Item] {
    fileprivate var inOrder: [Element] {
        sorted { ($0.date, $0.octets.count, "\($0.flags.bits)") < ($1.date, $1.octets.count, "\($1.flags.bits)") }
    }
}

extension MailBackend {
    fileprivate func octets(of id: RemoteID, in mailbox: MailboxName) async throws(BackendError) -> [UInt8] {
        var octets: [UInt8] = []
        let stream = content(.whole, of: [id], in: mailbox)
        while let piece = try await stream.next() { if case .octets(let more) = piece { octets += more } }
        return octets
    }
}

@Suite("Moving an account (RFC 9051 §6.3.12, RFC 3502, RFC 4315)", .timeLimit(.minutes(3)))
struct MovingTests {
    /// As the account that is moved calls them.
    private static let lists = MailboxName("Lists/Häfen") ?? .inbox
    private static let sent = MailboxName("Sent") ?? .inbox

    @Test("brings every message there, with octets, date and flags, into its folder, once", arguments: Setting.imap)
    func everything(_ setting: Setting) async throws {
        try await setting.withServer { server in
            let move = try await Move(server)
            let inbox = Move.many(30) + [Move.item(31, Mail.withAttachment(31, sizeInOctets: 2_500_000))] + Move.many(3)
            try await move.keep(inbox)
            try await move.keep([Move.item(40, flags: [.seen])], in: Self.sent)
            try await move.keep([Move.item(41)], in: Self.lists)
            let preview = try await move.preview()
            #expect(preview.map(\.messages).sorted() == [1, 1, 34])
            #expect(preview.allSatisfy { $0.uploaded == $0.messages && $0.isNew == ($0.source == Self.lists) })
            #expect(try await move.items().isEmpty, "a preview changes nothing")

            let moved = try await move.run()
            #expect(moved.allSatisfy { $0.isComplete }, "\(moved)")
            #expect(moved.reduce(0) { $0 + $1.uploaded } == 36)
            #expect(try await move.items() == inbox.inOrder)
            #expect(try await move.items(in: server.mailbox("Sent")) == [Move.item(40, flags: [.seen])])
            #expect(try await move.items(in: server.mailbox("Lists/Häfen")) == [Move.item(41)])

            let again = try await move.run()
            #expect(again.allSatisfy { $0.isComplete && $0.uploaded == 0 && $0.known == $0.messages })
            #expect(try await move.preview().allSatisfy { $0.uploaded == 0 })

            // From another machine, whose store knows nothing of the first move.
            let other = try await Move(server)
            try await other.keep(inbox + [Move.item(50)])
            #expect(try await other.run().map(\.uploaded) == [1])
            #expect(try await other.items() == (inbox + [Move.item(50)]).inOrder)
        }
    }

    @Test("takes no message for another: same Message-ID and size, or no Message-ID", arguments: Setting.imap)
    func likeness(_ setting: Setting) async throws {
        try await setting.withServer { server in
            let move = try await Move(server)
            let bodies = ["one", "two", "six"].map { Mail.message(1, body: Mail.octets($0 + "\r\n")) }
            let nameless = ["abc", "abd", "abc"].map { Mail.octets("Subject: none\r\n\r\n\($0)\r\n") }
            try await server.deliver(bodies[0])
            try await server.deliver(nameless[0])
            let items = (bodies + nameless).map { Move.item(1, $0) }
            try await move.keep(items)
            let moved = try await move.run()
            #expect(moved.map(\.known) == [2] && moved.map(\.uploaded) == [4], "\(moved)")
            #expect(
                try await move.items().map(\.octets).sorted(by: Self.precedes)
                    == items.map(\.octets).sorted(by: Self.precedes))
        }
    }

    private static func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool { left.lexicographicallyPrecedes(right) }

    @Test("gets odd octets there as the server keeps them, and knows them again", arguments: Setting.imap)
    func oddOctets(_ setting: Setting) async throws {
        try await setting.withServer { server in
            let move = try await Move(server)
            let items = Mail.oddBodies.enumerated().map { Move.item($0, Mail.message($0, body: $1.body)) }
            try await move.keep(items)
            let given = items.compactMap { item in
                server.givenBack(item.octets).map { Move.Item(octets: $0, date: item.date) }
            }
            let moved = try await move.run()
            #expect(moved.map(\.uploaded) == [given.count] && moved.map(\.unconfirmed) == [0], "\(moved)")
            #expect(moved.map(\.refused.count) == [items.count - given.count], "with the server's reason")
            #expect(try await move.items() == given.inOrder)
            let other = try await Move(server)
            try await other.keep(items)
            #expect(try await other.run().map(\.uploaded) == [0])
        }
    }

    @Test("knows its messages again when the server has numbered them anew", arguments: MailServer.Kind.allCases)
    func renumbered(_ kind: MailServer.Kind) async throws {
        try await Setting(server: kind, mailProtocol: .imap).withServer { server in
            let move = try await Move(server)
            try await move.keep(Move.many(5))
            #expect(try await move.run().map(\.uploaded) == [5])
            try await server.renumber()
            let again = try await move.run()
            #expect(again.map(\.known) == [5] && again.map(\.uploaded) == [0])
            #expect(try await move.items() == Move.many(5).inOrder)
        }
    }

    @Test("leaves what was removed there since where it is: moved is moved")
    func removedThere() async throws {
        try await Setting(server: .embedded, mailProtocol: .imap).withServer { server in
            let move = try await Move(server)
            try await move.keep(Move.many(3))
            _ = try await move.run()
            let backend = server.uploader()
            try await backend.connect()
            let id = try #require(try await backend.knowledge().message("Message 2")?.id)
            _ = try await backend.perform([RemoteAction(id: 1, kind: .remove([id], from: .inbox))])
            await backend.disconnect()
            #expect(try await move.run().map(\.uploaded) == [0])
            #expect(try await server.numbers() == [1, 3])
        }
    }

    /// Where the line is cut: the seed, the server, and what it can do.
    struct Cut: CustomTestStringConvertible {
        var setting: Setting
        var seed: UInt64

        static let all = Setting.imap.filter { $0.features != .condStoreOnly && $0.protection == .none }
            .flatMap { setting in
                // Elsewhere, a few of them.
                let count: UInt64 = MailServer.Kind.withFewFeatures.contains(setting.server) ? 4 : 2
                return (0..<count).map { Cut(setting: setting, seed: $0) }
            }

        /// Courier has no LITERAL+: on loopback each message waits 40 ms, for the acknowledgement of the last answer.
        var messages: Int { setting.server.hasNonSynchronizingLiterals ? 250 : 80 }

        var testDescription: String { "\(setting.testDescription), seed \(seed)" }
    }

    @Test("through lines that break: in the end each message is there exactly once", arguments: Cut.all)
    func broken(_ cut: Cut) async throws {
        var random = SeededGenerator(seed: cut.seed)
        try await cut.setting.withServer { server in
            let proxy = server.proxy(.imap)
            let move = try await Move(server)
            let items = Move.many(cut.messages) + [Move.item(300, Mail.withAttachment(300, sizeInOctets: 1_300_000))]
            try await move.keep(items)
            try await move.keep(Move.many(3), in: Self.lists)
            var breaks = 0
            for _ in 0..<4 {
                proxy.resetTraffic()
                proxy.cut(afterOctetsToClient: Int.random(in: 500..<6000, using: &random))
                do { _ = try await move.run(through: proxy) } catch is BackendError { breaks += 1 }
            }
            #expect(breaks > 0)
            #expect(try await move.run().allSatisfy { $0.isComplete })
            #expect(try await move.items() == items.inOrder, "\(cut.testDescription)")
            #expect(try await move.items(in: server.mailbox("Lists/Häfen")) == Move.many(3).inOrder)
        }
    }
}
