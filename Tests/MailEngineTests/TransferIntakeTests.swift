import BackendAPI
import MailModel
import MailStore
import Testing

@testable import MailEngine

/// A POP3 account's store with messages 1 to 3, and another account that they go to.
private struct Exchange {
    let giver: MailDatabase
    let taker: MailDatabase
    let server: FakeTaker
    let destination: MailboxRow
    let ids: [StoredID]
    /// As they are to be there.
    let octets: [[UInt8]]

    static let now = MailDate(secondsSince1970: 1_800_000_000)
    private static let clock = EngineClock(now: { now }, uptime: { .zero }, sleep: { _ in }, random: { 0.5 })

    /// `toServer`: The destination is on the taker's server.
    init(_ server: FakeTaker = FakeTaker(), toServer: Bool, moves: Bool = true) async throws {
        self.server = server
        giver = try MailDatabase.inMemory(account: try #require(AccountName("giver")))
        taker = try MailDatabase.inMemory(account: try #require(AccountName("taker")))
        try await giver.ensureLocalMailboxes()
        if toServer {
            let names = ["INBOX", "Archive"].compactMap { MailboxName($0) }
            try await taker.apply(names.map { MailboxListing(name: $0, delimiter: "/") })
        } else {
            try await taker.ensureLocalMailboxes()
        }
        destination = try #require(try await taker.mailboxRows().first { $0.name.text == "Archive" })
        let inbox = try #require(try await giver.mailbox(for: .inbox))
        octets = (1...3).map { Array("Message-ID: <\($0)@x>\r\nSubject: number \($0)\r\n\r\nBody \($0)\r\n".utf8) }
        var messages = try await MessageImport(into: inbox.id, of: giver, now: Self.now)
        for (number, octets) in octets.enumerated() {
            try await messages.append(octets)
            let date = MailDate(secondsSince1970: 1_600_000_000 + Int64(number))
            try await messages.endMessage(flags: [.flagged, .keyword("x")], date: date)
        }
        try await messages.keep()
        ids = try await giver.messageWindow(.mailbox(inbox.id), offset: 0, count: 10).rows.map(\.id)
        let action =
            moves ? UserAction.move(ids, to: .mailbox(destination.id)) : .copy(ids, to: .mailbox(destination.id))
        _ = try await giver.submit(action, to: destination)
    }

    var transfers: [Transfer] { get async throws { try await giver.transfers(to: taker.account) } }

    /// Works the queue off, as often as the connection breaks; returns what a person reads.
    @discardableResult
    func run(times: Int = 1) async throws -> [String] {
        var notes: [String] = []
        for number in 1...times {
            var intake = TransferIntake(from: giver, to: taker, over: server, clock: Self.clock)
            do {
                try await intake.run()
            } catch BackendError.unreachable where number < times {}
            notes += intake.report.notes
        }
        return notes
    }

    /// All is there, once, with dates and flags, and nothing is left here.
    func expectMoved(isLeft left: Int = 0, line: Int = #line) async throws {
        let dates = (0..<3).map { MailDate(secondsSince1970: 1_600_000_000 + Int64($0)) }
        let flags: Flags = [.flagged, .keyword("x")]
        if destination.isLocal {
            let rows = try await taker.messageWindow(.mailbox(destination.id), offset: 0, count: 10).rows
            var kept: [[UInt8]] = []
            for row in rows { kept.append(try #require(try await taker.content(of: row.id))) }
            #expect(Set(kept) == Set(octets) && kept.count == 3, "line \(line)")
            #expect(rows.map(\.date).sorted { $0.secondsSince1970 < $1.secondsSince1970 } == dates)
            #expect(rows.allSatisfy { $0.flags == flags })
        } else {
            let messages = await server.messages
            #expect(Set(messages.map(\.octets)) == Set(octets) && messages.count == 3, "line \(line)")
            #expect(messages.map(\.date).sorted { $0.secondsSince1970 < $1.secondsSince1970 } == dates)
            #expect(messages.allSatisfy { $0.flags == flags })
        }
        #expect(try await giver.mailbox(for: .inbox)?.messages == left)
        #expect(try await giver.pendingCount() == 0)
        #expect(try await taker.receivedTokens() == [])
    }
}

@Suite("What comes from another account, however often it is interrupted")
struct TransferIntakeTests {
    @Test("is here once, and there no more", arguments: [true, false], [true, false])
    func plain(_ toServer: Bool, _ moves: Bool) async throws {
        let exchange = try await Exchange(toServer: toServer, moves: moves)
        #expect(try await exchange.run() == [])
        try await exchange.expectMoved(isLeft: moves ? 0 : 3)
        #expect(try await exchange.run() == [])
        try await exchange.expectMoved(isLeft: moves ? 0 : 3)
    }

    @Test(
        "through connections that break before, between and after the messages", arguments: [true, false],
        [[0], [1], [2], [3], [0, 1, 2, 0], [3, 3], [2, 0, 1]])
    func breaks(_ tellsNames: Bool, _ counts: [Int]) async throws {
        let server = FakeTaker(counts.map { .breaksOff(after: $0) }, tellsNames: tellsNames)
        let exchange = try await Exchange(server, toServer: true)
        try await exchange.run(times: counts.count + 1)
        try await exchange.expectMoved()
    }

    @Test("where the process ended between noting and sending", arguments: [0, 1, 3])
    func noted(_ sent: Int) async throws {
        let exchange = try await Exchange(toServer: true)
        let transfers = try await exchange.transfers
        try await exchange.giver.noteSending(transfers, after: MailboxPoint(validity: 7, uidNext: 1))
        for transfer in transfers.prefix(sent) {
            let octets = try #require(try await exchange.giver.content(of: transfer.entry.id))
            await exchange.server.store(octets, flags: transfer.entry.flags, date: transfer.entry.date)
        }
        try await exchange.run()
        try await exchange.expectMoved()
    }

    @Test("where it ended between keeping and telling", arguments: [1, 3])
    func kept(_ count: Int) async throws {
        let exchange = try await Exchange(toServer: false)
        for transfer in try await exchange.transfers.prefix(count) {
            var incoming = IncomingMessage(in: exchange.taker)
            try await incoming.append(try #require(try await exchange.giver.content(of: transfer.entry.id)))
            var whole = try await incoming.finish(
                as: nil, flags: transfer.entry.flags, date: transfer.entry.date, now: Exchange.now)
            whole.token = transfer.token
            _ = try await exchange.taker.keepMessages([whole], in: exchange.destination.id, now: Exchange.now)
        }
        #expect(try await exchange.taker.receivedTokens().count == count)
        try await exchange.run()
        try await exchange.expectMoved()
    }

    @Test("is told from one of the same octets that was there before", arguments: [true, false])
    func twins(_ isSent: Bool) async throws {
        let exchange = try await Exchange(toServer: true)
        for octets in exchange.octets { await exchange.server.store(octets) }
        if isSent {
            let point = try await exchange.server.end(of: .inbox)
            try await exchange.giver.noteSending(exchange.transfers, after: point)
        }
        try await exchange.run()
        #expect(await exchange.server.messages.count == 6)
        #expect(try await exchange.giver.pendingCount() == 0)
    }

    @Test("is known again under another UIDVALIDITY")
    func renumbered() async throws {
        let exchange = try await Exchange(FakeTaker([.breaksOff(after: 3)]), toServer: true)
        _ = try? await exchange.run()
        await exchange.server.renumber()
        try await exchange.run()
        try await exchange.expectMoved()
    }

    @Test("stays there where there is no room here, but for what came before", arguments: [0, 1, 2])
    func full(_ count: Int) async throws {
        let exchange = try await Exchange(FakeTaker([.isFull(after: count)]), toServer: true)
        let what = count == 2 ? "“number 3”" : "\(3 - count) messages"
        let stays = count == 2 ? "it stays" : "they stay"
        let note = "\(what) can't go to taker: the server refused: “Quota exceeded”; \(stays) in giver"
        #expect(try await exchange.run() == [note.replacing("number 3", with: "number \(count == 2 ? 1 : 3)")])
        #expect(await exchange.server.messages.count == count)
        #expect(try await exchange.giver.mailbox(for: .inbox)?.messages == 3 - count)
        #expect(try await exchange.giver.pendingCount() == 0)
        #expect(try await exchange.run() == [])
        #expect(await exchange.server.messages.count == count)
    }

    @Test("stays there where the server won't have it")
    func refused() async throws {
        let exchange = try await Exchange(FakeTaker([.refuses]), toServer: true)
        #expect(
            try await exchange.run() == [
                "3 messages can't go to taker: the server refused: “no such mail here”; they stay in giver"
            ])
        let small = try await Exchange(FakeTaker(limit: 20), toServer: true)
        #expect(
            try await small.run() == [
                "3 messages can't go to taker: its server takes no more than 20 octets a message; they stay in giver"
            ])
        for giver in [exchange.giver, small.giver] {
            #expect(try await giver.mailbox(for: .inbox)?.messages == 3)
            #expect(try await giver.pendingCount() == 0)
        }
    }

    @Test("stays there where the folder is gone")
    func gone() async throws {
        let exchange = try await Exchange(toServer: true)
        try await exchange.taker.apply([MailboxListing(name: .inbox, delimiter: "/")])
        #expect(
            try await exchange.run() == ["3 messages can't go to a folder that is no longer there; they stay in giver"])
        #expect(try await exchange.giver.pendingCount() == 0)
    }

    @Test("that was deleted there while its fate was unknown is not sent again")
    func deleted() async throws {
        let exchange = try await Exchange(FakeTaker([.breaksOff(after: 0)]), toServer: true)
        _ = try? await exchange.run()
        _ = try await exchange.giver.submit(.deleteForever([exchange.ids[0]]))
        try await exchange.run()
        #expect(await exchange.server.messages.count == 2)
        #expect(try await exchange.giver.pendingCount() == 0)
    }

    @Test("waits where there is no connection, and what is under way can't be called back")
    func offline() async throws {
        let exchange = try await Exchange(FakeTaker([.breaksOff(after: 1)]), toServer: true)
        var intake = TransferIntake(
            from: exchange.giver, to: exchange.taker, over: nil,
            clock: EngineClock(now: { Exchange.now }, uptime: { .zero }, sleep: { _ in }, random: { 0.5 }))
        try await intake.run()
        #expect(try await exchange.giver.pendingCount() == 3)
        _ = try? await exchange.run()
        let undone = try #require(try await exchange.giver.takeBack())
        #expect(undone.underWay == 3 && undone.arrivals.isEmpty && undone.lost == 0)
        try await exchange.run()
        try await exchange.expectMoved()
        let again = try #require(try await exchange.giver.takeBack())
        #expect(again.arrivals.values.flatMap(\.self).count == 3)
    }
}
