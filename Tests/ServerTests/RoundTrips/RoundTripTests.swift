import BackendAPI
import MailEngine
import MailModel
import MailStore
import TestKit
import Testing
import Transport

/// The yardstick of design/protocols.md.
///
/// A turn is a client that speaks after it has heard something: on a line that is slower than the client thinks,
/// the round trips.
@Suite("round trips on Dovecot", .serialized, .timeLimit(.minutes(2)))
struct RoundTripTests {
    /// A client that is kept waiting by other tests speaks twice where it would have spoken once: noise only ever adds
    /// turns, so that the fewest of some tries is the truth.
    private static let tries = 4

    private struct Line {
        let server: MailServer
        let proxy: LatencyProxy
        let backend: any MailBackend
    }

    /// Measures on a line to a server with so many messages in INBOX, logged in.
    ///
    /// - Parameters:
    ///   - limit: Turns that are enough.
    ///   - messages: How many there are.
    ///   - features: What the server has.
    ///   - mailProtocol: Which.
    ///   - protection: Whether in TLS.
    ///   - body: Resets the traffic, does what is measured, and returns the turns it took.
    /// - Throws: What `body` throws.
    private func expect(
        turns limit: Int, messages: Int, on features: MailServer.Features = .all, _ mailProtocol: MailProtocol = .imap,
        _ protection: Endpoint.Protection = .none, _ body: (Line) async throws -> Int
    ) async throws {
        let server = try await MailServer(.dovecot, features)
        if messages > 0 { try await server.deliverShort(1...messages) }
        var turns = Int.max
        for _ in 0..<Self.tries where turns > limit {
            let proxy = server.proxy(mailProtocol, protection, delay: .milliseconds(30))
            let backend = server.backend(mailProtocol, protection, through: proxy)
            try await backend.connect()
            turns = min(turns, try await body(Line(server: server, proxy: proxy, backend: backend)))
            await backend.disconnect()
        }
        #expect(turns <= limit)
    }

    @Test("the first screen of a mailbox never seen takes 2, of any size", arguments: [10, 1000])
    func firstScreen(_ count: Int) async throws {
        try await expect(turns: 2, messages: count) { line in
            line.proxy.resetTraffic()
            let stream = line.backend.changes(in: .inbox, since: .nothing)
            var arrived = 0
            while arrived == 0, let delta = try await stream.next() { arrived += delta.arrived.count }
            #expect(arrived == min(count, 60))
            return line.proxy.traffic.turns
        }
    }

    @Test("a known mailbox that is opened again takes 1, and few octets", arguments: [0, 5])
    func reopen(_ news: Int) async throws {
        var delivered = 300
        try await expect(turns: 1, messages: 300) { line in
            var knowledge = try await line.backend.knowledge()
            _ = try await line.backend.knowledge(of: line.server.archive)
            for _ in 0..<news {
                delivered += 1
                try await line.server.deliver(Mail.short(delivered))
            }
            line.proxy.resetTraffic()
            try await line.backend.compare(with: &knowledge)
            let traffic = line.proxy.traffic
            #expect(traffic.octetsToClient < 1000 + news * 1000)
            #expect(knowledge.messages.count == delivered)
            return traffic.turns
        }
    }

    @Test("nothing new in the mailbox that is open takes 1, and few octets")
    func nothingNew() async throws {
        try await expect(turns: 1, messages: 300) { line in
            var knowledge = try await line.backend.knowledge()
            line.proxy.resetTraffic()
            try await line.backend.compare(with: &knowledge)
            let traffic = line.proxy.traffic
            // The newest message is told again by `n:*`.
            #expect(traffic.octetsToClient < 1500)
            #expect(traffic.octetsToServer < 400)
            return traffic.turns
        }
    }

    @Test("from a TCP connection to a refreshed mailbox takes 2 behind the greeting")
    func fromNothing() async throws {
        try await expect(turns: 2, messages: 100) { line in
            var knowledge = try await line.backend.knowledge()
            await line.backend.disconnect()
            line.proxy.resetTraffic()
            // AUTHENTICATE and ENABLE; SELECT and the questions.
            try await line.backend.connect()
            try await line.backend.compare(with: &knowledge)
            return line.proxy.traffic.turns
        }
    }

    @Test("a warm start takes 4 with TCP and TLS 1.3 until all is fresh", arguments: [0, 3])
    func warmStart(_ news: Int) async throws {
        var fewest = Int.max
        let server = try await MailServer(.dovecot)
        try await server.deliverShort(1...100)
        let proxy = server.proxy(.imap, .implicitTLS, delay: .milliseconds(30))
        let first = try await Desk(server, .imapLeave, .implicitTLS, through: proxy)
        try await first.synchronise()
        var delivered = 100
        for _ in 0..<Self.tries where fewest > 4 {
            for _ in 0..<news {
                delivered += 1
                try await server.deliver(Mail.short(delivered))
            }
            let desk = try await Desk(server, .imapLeave, .implicitTLS, through: proxy, store: first.store)
            proxy.resetTraffic()
            try await desk.synchronise()
            // TCP's own turn is not seen by the proxy, and LOGOUT has one when all is fresh. Between them: ClientHello,
            // Finished, and the login with all that is asked.
            fewest = min(fewest, proxy.traffic.turns)
            #expect(try await desk.rows().count == delivered)
        }
        #expect(fewest <= 4)
    }

    @Test("one message's text takes 1, and its own octets")
    func text() async throws {
        let text = Self.longText
        try await expect(turns: 1, messages: 0) { line in
            if try await line.server.messages().isEmpty {
                try await line.server.deliver(Mail.withAttachment(1, sizeInOctets: 5 << 20, text: text))
            }
            let id = try #require(try await line.backend.knowledge().order.first)
            line.proxy.resetTraffic()
            async let header = line.backend.fetch(.header, of: [id])
            async let part = line.backend.fetch(.part("1"), of: [id])
            #expect(try await part[id] == Array(text.utf8))
            #expect(try await header[id]?.isEmpty == false)
            let traffic = line.proxy.traffic
            #expect(traffic.octetsToClient < text.utf8.count * 12 / 10)
            return traffic.turns
        }
    }

    @Test("a message that is wanted while IDLE waits takes 1")
    func fromIdle() async throws {
        try await expect(turns: 1, messages: 3) { line in
            let knowledge = try await line.backend.knowledge()
            let id = try #require(knowledge.message("Message 3")?.id)
            let heard = line.proxy.traffic.octetsToClient
            let waiting = Task { try await line.backend.waitForChange(in: .inbox) }
            // The server's "+ idling".
            try await waitUntil { line.proxy.traffic.octetsToClient != heard }
            line.proxy.resetTraffic()
            #expect(try await line.backend.fetch(of: [id])[id].flatMap(Mail.number) == 3)
            // IDLE goes on as soon as its end is heard, and nobody has waited for that.
            let turns = line.proxy.traffic.answeredTurns
            waiting.cancel()
            _ = await waiting.result
            return turns
        }
    }

    private static let longText = String(repeating: "All work and no play makes Jack a dull boy.\r\n", count: 2000)

    @Test("the pager's text comes from a running engine with its own octets alone")
    func pager() async throws {
        let server = try await MailServer(.dovecot)
        try await server.deliver(Mail.withAttachment(1, sizeInOctets: 5 << 20, text: Self.longText))
        let proxy = server.proxy(.imap)
        let desk = try await Desk(server, .imapLeave, through: proxy)
        try await desk.whileRunning {
            for await status in desk.engine.statuses where status.connection == .pushed { break }
            proxy.resetTraffic()
            let message = try await desk.engine.read(desk.id(1))
            #expect(message.plainText.hasPrefix("All work and no play"))
            #expect(message.attachments.map(\.fileName) == ["big.bin"])
            #expect(proxy.traffic.octetsToClient < Self.longText.utf8.count * 12 / 10)
        }
    }

    @Test("500 flags take 1")
    func flags() async throws {
        try await expect(turns: 1, messages: 500) { line in
            let knowledge = try await line.backend.knowledge()
            line.proxy.resetTraffic()
            let flags = RemoteAction.Kind.storeFlags(add: [.seen], remove: [], on: knowledge.order, in: .inbox)
            #expect(try await line.backend.perform(flags)?.isDone == true)
            return line.proxy.traffic.turns
        }
    }

    @Test("500 moves take 1")
    func moves() async throws {
        var isBack = false
        try await expect(turns: 1, messages: 500) { line in
            let archive = line.server.archive
            let (from, to) = isBack ? (archive, MailboxName.inbox) : (.inbox, archive)
            let knowledge = try await line.backend.knowledge(of: from)
            line.proxy.resetTraffic()
            let move = RemoteAction.Kind.move(knowledge.order, from: from, to: to)
            #expect(try await line.backend.perform(move)?.assigned.count == 500)
            #expect(try await line.server.messages(in: to).count == 500)
            // Another try moves them back.
            isBack.toggle()
            return line.proxy.traffic.turns
        }
    }

    @Test("all mailboxes with their counts take 1")
    func mailboxes() async throws {
        try await expect(turns: 1, messages: 3) { line in
            line.proxy.resetTraffic()
            let listings = try await line.backend.mailboxes()
            #expect(listings.count == 6)
            return line.proxy.traffic.turns
        }
    }

    @Test("all mailboxes and how full the account is take 1")
    func quota() async throws {
        try await expect(turns: 1, messages: 9, on: .limited) { line in
            line.proxy.resetTraffic()
            _ = try await line.backend.mailboxes()
            #expect(try await line.backend.quota()?.messages == .init(used: 9, limit: 10))
            return line.proxy.traffic.turns
        }
    }

    @Test("1000 POP3 messages take 3 and 1 a hundred behind the login")
    func maildrop() async throws {
        try await expect(turns: 3 + 1000 / 100, messages: 1000, .pop3) { line in
            line.proxy.resetTraffic()
            let knowledge = try await line.backend.knowledge()
            #expect(knowledge.messages.count == 1000)
            #expect(try await line.backend.fetch(of: knowledge.order).count == 1000)
            return line.proxy.traffic.turns
        }
    }

    @Test("a maildrop with nothing new takes 5 with TCP and TLS, from greeting to QUIT")
    func quietMaildrop() async throws {
        // TCP's own turn is not seen by the proxy.
        try await expect(turns: 5 - 1, messages: 300, .pop3, .implicitTLS) { line in
            var knowledge = try await line.backend.knowledge()
            await line.backend.disconnect()
            line.proxy.resetTraffic()
            try await line.backend.compare(with: &knowledge)
            await line.backend.disconnect()
            return line.proxy.traffic.turns
        }
    }

    @Test("draining 1000 messages takes 1 a hundred each for RETR and DELE, and a few")
    func drain() async throws {
        var fewest = Int.max
        for _ in 0..<Self.tries where fewest > 30 {
            let server = try await MailServer(.dovecot)
            try await server.deliverShort(1...1000)
            let proxy = server.proxy(.pop3, delay: .milliseconds(30))
            let desk = try await Desk(server, .pop3Drain, through: proxy)
            try await desk.synchronise()
            #expect(try await server.messages().isEmpty)
            #expect(try await desk.rows().count == 1000)
            fewest = min(fewest, proxy.traffic.turns)
        }
        #expect(fewest <= 30)
    }
}
