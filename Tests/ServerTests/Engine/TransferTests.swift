import BackendAPI
import MailEngine
import MailModel
import MailStore
import TestKit
import Testing
import Transport

/// Two accounts, and what goes from one to the other.
private struct Exchange {
    /// A message as both sides must have it.
    struct Item: Hashable {
        var octets: [UInt8]
        var flags: Flags
        var date: MailDate
    }

    let giver: Desk
    let taker: Desk

    /// Waits as the program does, but for less: the server is on this machine.
    private static let clock = EngineClock(
        now: { MailDate(secondsSince1970: 1_800_000_000) }, uptime: { .zero },
        sleep: { try? await Task.sleep(for: $0 / 20) }, random: { 0.5 })

    init(
        _ servers: (MailServer, MailServer), _ way: Way, giverProxy: LatencyProxy? = nil,
        takerProxy: LatencyProxy? = nil
    ) async throws {
        let names = try ["giver", "taker"].map { try #require(AccountName($0)) }
        let stores = try names.map { try MailDatabase.inMemory(account: $0) }
        giver = try await Desk(
            servers.0, way.from, through: giverProxy, store: stores[0], named: names[0], among: stores,
            engineClock: Self.clock)
        taker = try await Desk(
            servers.1, way.to, through: takerProxy, store: stores[1], named: names[1], among: stores,
            engineClock: Self.clock)
    }

    /// Brings all in step: fetched there, taken here, removed there.
    func settle() async throws(BackendError) {
        for desk in [giver, taker, giver, taker] { try await desk.synchronise() }
    }

    /// The mailbox of an account, by what it is for.
    static func mailbox(_ role: MailboxRole, of desk: Desk) async throws -> MailboxRow {
        try #require(try await desk.store.mailbox(for: role))
    }

    /// What an account has in a mailbox, all of it fetched.
    static func items(_ role: MailboxRole, of desk: Desk) async throws -> [Item] {
        let mailbox = try await mailbox(role, of: desk)
        var items: [Item] = []
        try await desk.engine.synchroniseOnce(only: [mailbox.name], bodies: true)
        for row in try await desk.rows(in: mailbox.name) {
            let octets = try #require(try await desk.store.content(of: row.id), "\(row.subject) is not whole")
            items.append(Item(octets: octets, flags: row.flags, date: row.date))
        }
        return items.sorted { ($0.octets.count, $0.date) < ($1.octets.count, $1.date) }
    }

    /// Moves, or copies, messages of INBOX to the other's Archive.
    @discardableResult
    func give(_ numbers: [Int], isMove: Bool = true) async throws -> [StoredID] {
        var ids: [StoredID] = []
        for number in numbers { ids.append(try await giver.id(number)) }
        let archive = try await Self.mailbox(.archive, of: taker).id
        _ = try await giver.engine.submit(
            isMove ? .move(ids, to: .mailbox(archive)) : .copy(ids, to: .mailbox(archive)))
        return ids
    }
}

/// Which account gives, and which one takes.
private struct Way: Hashable, Sendable, CustomTestStringConvertible {
    var server: MailServer.Kind
    var from: Pair
    var to: Pair
    var features = MailServer.Features.all

    static let all = MailServer.Kind.allCases.flatMap { server in
        pairs.prefix(MailServer.Kind.withFewFeatures.contains(server) ? pairs.count : 2).map { from, to in
            Way(server: server, from: from, to: to)
        }
    }

    private static let pairs: [(Pair, Pair)] = [
        (.imapLeave, .imapLeave), (.pop3Leave, .imapLeave), (.imapLeave, .pop3Leave), (.pop3Drain, .pop3Leave),
        (.imapDrain, .imapLeave),
    ]

    var testDescription: String { "\(server) \(from) to \(to), extensions: \(features)" }

    func withServers(_ body: ((MailServer, MailServer)) async throws -> Void) async throws {
        let servers = (try await MailServer(server, features), try await MailServer(server, features))
        do {
            try await body(servers)
        } catch {
            await servers.0.end()
            await servers.1.end()
            throw error
        }
        await servers.0.end()
        await servers.1.end()
    }
}

@Suite("from one account to another", .timeLimit(.minutes(4)))
struct TransferTests {
    /// Messages 1 to 3, of which the second is large, with flags where the protocol has them.
    private func fill(_ server: MailServer) async throws {
        try await server.deliver(Mail.short(1), date: 1_700_000_001, flags: [.seen])
        try await server.deliver(Mail.withAttachment(2, sizeInOctets: 1_500_000), date: 1_700_000_002)
        try await server.deliver(Mail.short(3), date: 1_700_000_003)
    }

    @Test("messages move with octets, dates and flags, and are nowhere twice", arguments: Way.all)
    private func everything(_ way: Way) async throws {
        try await way.withServers { servers in
            try await fill(servers.0)
            let exchange = try await Exchange(servers, way)
            for desk in [exchange.giver, exchange.taker] { try await desk.synchronise() }
            let (giver, taker) = (exchange.giver, exchange.taker)
            for flag in [Flag.flagged, .keyword("Work")] {
                _ = try await giver.engine.submit(.setFlag(flag, true, on: [giver.id(2)]))
            }
            let before = try await Exchange.items(.inbox, of: giver)
            try await exchange.give([1, 2])
            #expect(try await giver.numbers().sorted() == [1, 2, 3], "until they are there")
            #expect(try await giver.row(1)?.goesTo == taker.store.account)
            #expect(try await giver.store.pendingCount() >= 2)
            try await exchange.settle()
            let moved = before.filter { Mail.number(of: $0.octets) != 3 }
            let there = try await Exchange.items(.archive, of: taker)
            #expect(there == moved, "\(there.map(\.flags)) \(there.map(\.date))")
            #expect(try await giver.numbers() == [3])
            #expect(try await giver.server.numbers() == (way.from.isDraining ? [] : [3]))
            #expect(try await taker.server.numbers(in: taker.archive) == (way.to.mailProtocol == .imap ? [1, 2] : []))
            for desk in [giver, taker] { #expect(try await desk.store.pendingCount() == 0) }

            // And back, with what was done there.
            _ = try await taker.engine.submit(
                .setFlag(.answered, true, on: [taker.id(1, in: Exchange.mailbox(.archive, of: taker).name)]))
            let text = try await giver.engine.undo()
            #expect(text == "Undone: 2 messages moved to taker / Archive")
            try await exchange.settle()
            for desk in [taker, giver] { try await desk.synchronise() }
            #expect(try await Exchange.items(.archive, of: taker).isEmpty)
            var expected = before
            let first = try #require(expected.firstIndex { Mail.number(of: $0.octets) == 1 })
            expected[first].flags.insert(.answered)
            #expect(try await Exchange.items(.inbox, of: giver) == expected)
        }
    }

    @Test("copies leave the original", arguments: Way.all)
    private func copies(_ way: Way) async throws {
        try await way.withServers { servers in
            try await fill(servers.0)
            let exchange = try await Exchange(servers, way)
            for desk in [exchange.giver, exchange.taker] { try await desk.synchronise() }
            let before = try await Exchange.items(.inbox, of: exchange.giver)
            for _ in 0..<2 { try await exchange.give([1], isMove: false) }
            try await exchange.settle()
            #expect(try await Exchange.items(.archive, of: exchange.taker) == [before[0], before[0]], "twice is twice")
            #expect(try await Exchange.items(.inbox, of: exchange.giver) == before)
            #expect(try await exchange.giver.store.pendingCount() == 0)
        }
    }

    @Test("what has not begun is called back by undo, by another move, and by deleting", arguments: Way.all)
    private func calledBack(_ way: Way) async throws {
        try await way.withServers { servers in
            try await fill(servers.0)
            let exchange = try await Exchange(servers, way)
            for desk in [exchange.giver, exchange.taker] { try await desk.synchronise() }
            let giver = exchange.giver
            try await exchange.give([1, 2])
            #expect(try await giver.engine.undo() == "Undone: 2 messages moved to taker / Archive")
            #expect(try await giver.store.pendingCount() == 0)
            let ids = try await exchange.give([1, 3])
            _ = try await giver.engine.submit(.move([ids[0]], to: .role(.archive)))
            _ = try await giver.engine.submit(.deleteForever([ids[1]]))
            try await exchange.settle()
            #expect(try await Exchange.items(.archive, of: exchange.taker).isEmpty)
            #expect(try await giver.numbers() == [2])
            #expect(try await giver.numbers(in: Exchange.mailbox(.archive, of: giver).name) == [1])
        }
    }

    @Test("engines that run do it by themselves, at once", arguments: Way.all)
    private func running(_ way: Way) async throws {
        try await way.withServers { servers in
            try await fill(servers.0)
            let exchange = try await Exchange(servers, way)
            let (giver, taker) = (exchange.giver, exchange.taker)
            try await giver.whileRunning {
                try await taker.whileRunning {
                    try await giver.wait { $0.count == 3 }
                    while try await taker.store.mailbox(for: .archive) == nil { await Task.yield() }
                    try await exchange.give([1, 2])
                    try await taker.wait(in: Exchange.mailbox(.archive, of: taker).name) { $0.count == 2 }
                    try await giver.wait { $0.map(\.subject) == ["Message 3"] }
                    try await giver.waitUntilSent()
                }
            }
            let left = try await giver.server.numbers()
            #expect(left == [3] || (left == [] && way.from.isDraining))
        }
    }

    /// Where lines are cut: the way, and the seed.
    private struct Cut: Hashable, Sendable, CustomTestStringConvertible {
        var way: Way
        var seed: UInt64

        static let all = MailServer.Kind.withFewFeatures.flatMap { server in
            ways(server).flatMap { way in (0..<2).map { Cut(way: way, seed: $0) } }
        }

        private static func ways(_ server: MailServer.Kind) -> [Way] {
            [
                Way(server: server, from: .imapLeave, to: .imapLeave),
                Way(server: server, from: .imapLeave, to: .imapLeave, features: .none),
                Way(server: server, from: .pop3Leave, to: .imapLeave),
                Way(server: server, from: .imapLeave, to: .pop3Leave),
            ]
        }

        var testDescription: String { "\(way.testDescription), seed \(seed)" }
    }

    @Test("through lines that break: in the end each message is there exactly once", arguments: Cut.all)
    private func broken(_ cut: Cut) async throws {
        var random = SeededGenerator(seed: cut.seed + 77)
        try await cut.way.withServers { servers in
            try await servers.0.deliverShort(1...20)
            try await servers.0.deliver(Mail.withAttachment(41, sizeInOctets: 1_300_000))
            let proxies = [servers.0.proxy(cut.way.from.mailProtocol), servers.1.proxy(cut.way.to.mailProtocol)]
            let exchange = try await Exchange(servers, cut.way, giverProxy: proxies[0], takerProxy: proxies[1])
            for desk in [exchange.giver, exchange.taker] { try await desk.synchronise() }
            try await exchange.give(Array(1...18) + [41])
            for _ in 0..<6 {
                for (proxy, desk) in zip(proxies, [exchange.giver, exchange.taker]) {
                    proxy.resetTraffic()
                    proxy.cut(afterOctetsToClient: Int.random(in: 300..<5000, using: &random))
                    try? await desk.synchronise()
                }
            }
            for proxy in proxies { proxy.resetTraffic() }
            try await exchange.settle()
            let there = try await Exchange.items(.archive, of: exchange.taker)
            #expect(there.compactMap { Mail.number(of: $0.octets) }.sorted() == Array(1...18) + [41])
            #expect(try await exchange.giver.store.pendingCount() == 0)
            // Without UIDPLUS the originals stay on their server, marked, and are shown again.
            guard cut.way.features != .none || cut.way.from.mailProtocol == .pop3 else { return }
            #expect(try await exchange.giver.numbers().sorted() == [19, 20])
            #expect(try await exchange.giver.server.numbers() == [19, 20])
        }
    }
}
