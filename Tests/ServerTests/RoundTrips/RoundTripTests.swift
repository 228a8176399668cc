import BackendAPI
import MailEngine
import MailModel
import MailStore
import TestKit
import Testing
import Transport

/// The yardstick that no machine's noise can spoil.
///
/// A turn is a client that speaks after it has heard something. With a line slower than the client thinks,
/// these are the round trips.
@Suite("round trips on Dovecot", .timeLimit(.minutes(1)))
struct RoundTripTests {
    /// A server with so many messages in INBOX, and a connection to it that is logged in.
    private func withLine(
        messages: Int, _ mailProtocol: MailProtocol = .imap, features: MailServer.Features = .all,
        _ body: (MailServer, LatencyProxy, any MailBackend) async throws -> Void
    ) async throws {
        let server = try await MailServer(.dovecot, features)
        if messages > 0 { try await server.deliverShort(1...messages) }
        let proxy = server.proxy(mailProtocol, delay: .milliseconds(30))
        let backend = server.backend(mailProtocol, through: proxy)
        try await backend.connect()
        try await body(server, proxy, backend)
        await backend.disconnect()
    }

    @Test("the first screen of a mailbox never seen takes 2", arguments: [10, 1000])
    func firstScreen(_ count: Int) async throws {
        try await withLine(messages: count) { _, proxy, backend in
            proxy.resetTraffic()
            let stream = backend.changes(in: .inbox, since: .nothing)
            var arrived = 0
            while arrived == 0, let delta = try await stream.next() { arrived += delta.arrived.count }
            #expect(proxy.traffic.turns <= 2)
            #expect(arrived == min(count, 60))
        }
    }

    @Test("a known mailbox that is opened again takes 1, and few octets", arguments: [0, 5])
    func reopen(_ news: Int) async throws {
        try await withLine(messages: 300) { server, proxy, backend in
            var knowledge = try await backend.knowledge()
            _ = try await backend.knowledge(of: .archive)
            if news > 0 {
                for number in 301...(300 + news) { try await server.deliver(Mail.short(number)) }
            }
            proxy.resetTraffic()
            try await backend.compare(with: &knowledge)
            #expect(proxy.traffic.turns == 1)
            #expect(proxy.traffic.octetsToClient < 1000 + news * 1000)
            #expect(knowledge.messages.count == 300 + news)
        }
    }

    @Test("nothing new in the mailbox that is open takes 1, and few octets")
    func nothingNew() async throws {
        try await withLine(messages: 300) { _, proxy, backend in
            var knowledge = try await backend.knowledge()
            proxy.resetTraffic()
            try await backend.compare(with: &knowledge)
            #expect(proxy.traffic.turns == 1)
            // The newest message is told again by `n:*`.
            #expect(proxy.traffic.octetsToClient < 1500)
            #expect(proxy.traffic.octetsToServer < 400)
        }
    }

    @Test("from nothing to a refreshed mailbox takes few")
    func fromNothing() async throws {
        try await withLine(messages: 100) { _, proxy, backend in
            var knowledge = try await backend.knowledge()
            await backend.disconnect()
            proxy.resetTraffic()
            try await backend.connect()
            try await backend.compare(with: &knowledge)
            // AUTHENTICATE and ENABLE; SELECT and the questions.
            #expect(proxy.traffic.turns <= 3)
        }
    }

    @Test("one message's text takes 1, and its own octets")
    func text() async throws {
        try await withLine(messages: 0) { server, proxy, backend in
            let text = String(repeating: "All work and no play makes Jack a dull boy.\r\n", count: 2000)
            try await server.deliver(Mail.withAttachment(1, sizeInOctets: 5 << 20, text: text))
            let id = try #require(try await backend.knowledge().order.first)
            proxy.resetTraffic()
            async let header = backend.fetch(.header, of: [id])
            async let part = backend.fetch(.part("1"), of: [id])
            #expect(try await part[id] == Array(text.utf8))
            #expect(try await header[id]?.isEmpty == false)
            #expect(proxy.traffic.turns == 1)
            #expect(proxy.traffic.octetsToClient < text.utf8.count * 12 / 10)
        }
    }

    @Test("the pager's text comes from a running engine with its own octets alone")
    func pager() async throws {
        let server = try await MailServer(.dovecot)
        let text = String(repeating: "All work and no play makes Jack a dull boy.\r\n", count: 2000)
        try await server.deliver(Mail.withAttachment(1, sizeInOctets: 5 << 20, text: text))
        let proxy = server.proxy(.imap, delay: .milliseconds(30))
        let desk = try await Desk(server, .imapLeave, through: proxy)
        try await desk.whileRunning {
            for await status in desk.engine.statuses where status.connection == .pushed { break }
            proxy.resetTraffic()
            let message = try await desk.engine.read(desk.id(1))
            #expect(message.plainText.hasPrefix("All work and no play"))
            // The second is the IDLE that goes on.
            #expect(proxy.traffic.turns <= 2)
            #expect(proxy.traffic.octetsToClient < text.utf8.count * 12 / 10)
        }
    }

    @Test("500 flags take 1, 500 moves take 1")
    func bulk() async throws {
        try await withLine(messages: 500) { server, proxy, backend in
            let knowledge = try await backend.knowledge()
            proxy.resetTraffic()
            let flags = RemoteAction.Kind.storeFlags(add: [.seen], remove: [], on: knowledge.order, in: .inbox)
            #expect(try await backend.perform(flags)?.isDone == true)
            #expect(proxy.traffic.turns == 1)
            proxy.resetTraffic()
            let move = RemoteAction.Kind.move(knowledge.order, from: .inbox, to: .archive)
            #expect(try await backend.perform(move)?.assigned.count == 500)
            #expect(proxy.traffic.turns == 1)
            #expect(try await server.messages(in: .archive).filter { $0.flags == [.seen] }.count == 500)
        }
    }

    @Test("all mailboxes with their counts take 1")
    func mailboxes() async throws {
        try await withLine(messages: 3) { _, proxy, backend in
            proxy.resetTraffic()
            let listings = try await backend.mailboxes()
            #expect(listings.count == 6)
            #expect(proxy.traffic.turns == 1)
        }
    }

    @Test("1000 POP3 messages take login + 3 + 1 a hundred; nothing new takes login + 2")
    func maildrop() async throws {
        try await withLine(messages: 1000, .pop3) { server, proxy, backend in
            let login = proxy.traffic.turns
            proxy.resetTraffic()
            var knowledge = Knowledge()
            try await backend.compare(with: &knowledge)
            #expect(knowledge.messages.count == 1000)
            #expect(try await backend.fetch(of: knowledge.order).count == 1000)
            #expect(proxy.traffic.turns <= 3 + 1000 / 100)
            proxy.resetTraffic()
            try await backend.compare(with: &knowledge)
            // The old session ends first: it would never see new mail.
            #expect(proxy.traffic.turns <= login + 2)
        }
    }

    @Test("draining 1000 messages takes 1 a hundred, and a few")
    func drain() async throws {
        let server = try await MailServer(.dovecot)
        try await server.deliverShort(1...1000)
        let proxy = server.proxy(.pop3, delay: .milliseconds(30))
        let desk = try await Desk(server, .pop3Drain, through: proxy)
        try await desk.synchronise()
        #expect(try await server.messages().isEmpty)
        #expect(try await desk.rows().count == 1000)
        // RETRs and DELEs.
        #expect(proxy.traffic.turns <= 2 * (1000 / 100) + 10)
    }
}
