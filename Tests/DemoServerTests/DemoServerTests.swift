import MailModel
import Testing

@testable import DemoServer

@Suite("The servers as a whole")
struct DemoServerTests {
    private static let login = "a LOGIN ann secret\r\nb SELECT INBOX\r\n"

    private static func selected(_ ports: DemoServer.Ports) async throws -> Client {
        let client = try await Client(port: ports.imap)
        try await client.send(login)
        _ = try await client.lines(until: "b OK")
        return client
    }

    @Test("a delivery, a flag and an expunge reach a client that idles")
    func push() async throws {
        try await DemoServer.run(TestMail.mail) { server, ports in
            let client = try await Self.selected(ports)
            try await client.send("c IDLE\r\n")
            #expect(try await client.line() == "+ idling")
            let uid = try await server.deliver(TestMail.octets("Subject: new\n\nhello\n"), to: "ann")
            #expect(try await client.line() == "* 5 EXISTS")
            #expect(try await client.line() == "* 1 RECENT")
            try await server.setFlags([.flagged], of: [uid], of: "ann")
            #expect(try await client.line() == "* 5 FETCH (FLAGS (\\Flagged \\Recent))")
            try await server.expunge([1, uid], of: "ann")
            #expect(try await client.lines(until: "* 1 EXPUNGE") == ["* 5 EXPUNGE", "* 1 EXPUNGE"])
            try await client.send("DONE\r\n")
            #expect(try await client.line() == "c OK IDLE ended")
        }
    }

    @Test("a new UIDVALIDITY ends the sessions that have the mailbox open")
    func renewedValidity() async throws {
        try await DemoServer.run(TestMail.mail) { server, ports in
            let client = try await Self.selected(ports)
            try await client.send("c IDLE\r\n")
            #expect(try await client.line() == "+ idling")
            try await server.renewValidity(of: "ann")
            #expect(try await client.line().hasPrefix("* BYE"))
            await client.drain()
        }
    }

    @Test("servers that are stopped close their connections, and go on with their mail when started again")
    func restart() async throws {
        let server = DemoServer(mail: TestMail.mail)
        let ports = try await server.start()
        let client = try await Self.selected(ports)
        try await client.send("c STORE 1 FLAGS (\\Flagged)\r\n")
        _ = try await client.lines(until: "c OK")
        await server.stop()
        await client.drain()
        #expect(try await server.start(imapPort: ports.imap, pop3Port: ports.pop3) == ports)
        let again = try await Self.selected(ports)
        try await again.send("c FETCH 1 FLAGS\r\n")
        #expect(try await again.line() == "* 1 FETCH (FLAGS (\\Flagged))")
        await server.stop()
    }

    @Test("new mail arrives by itself")
    func arrivals() async throws {
        var options = DemoServer.Options()
        options.arrivals = DemoServer.Arrivals(
            first: .milliseconds(1), pause: .milliseconds(1) ... .milliseconds(2),
            messages: [
                Arrival(user: "nobody") { _ in [] },
                Arrival(user: "ann") { _ in TestMail.octets("Subject: news\n\n") },
            ])
        try await DemoServer.run(TestMail.mail, options: options) { _, ports in
            let client = try await Client(port: ports.imap)
            try await client.send("a LOGIN ann secret\r\nb SELECT INBOX\r\nc IDLE\r\n")
            let exists = try await client.lines(until: "+ idling").filter { $0.hasSuffix(" EXISTS") }
            #expect(!exists.isEmpty)
            #expect(try await client.lines(until: "* ").last?.hasSuffix(" EXISTS") == true)
        }
    }

    @Test("a pipeline is delayed by the latency once, not once a command")
    func latency() async throws {
        var options = DemoServer.Options()
        options.latency = .milliseconds(30)
        try await DemoServer.run(TestMail.mail, options: options) { _, ports in
            let client = try await Client(port: ports.imap)
            _ = try await client.line()
            let start = ContinuousClock.now
            try await client.send("a NOOP\r\n")
            _ = try await client.line()
            #expect(ContinuousClock.now - start >= .milliseconds(30))
            let pipeline = (0..<200).map { "b\($0) NOOP\r\n" }.joined()
            let second = ContinuousClock.now
            try await client.send(pipeline)
            _ = try await client.lines(until: "b199 OK")
            #expect(ContinuousClock.now - second < .milliseconds(200 * 30))
        }
    }

    @Test("10,000 messages are there at once")
    func manyMessages() async throws {
        let mail = DemoMail(users: [
            DemoUser(
                name: "ann", password: "secret", title: "Big",
                mailboxes: [GeneratedMail.mailbox(named: .inbox, messages: 10_000)])
        ])
        try await DemoServer.run(mail) { _, ports in
            let client = try await Self.selected(ports)
            try await client.send("c UID FETCH 1:* (FLAGS)\r\n")
            #expect(try await client.lines(until: "c OK").count == 10_001)
            try await client.send("d FETCH 9996:* (ENVELOPE RFC822.SIZE BODYSTRUCTURE)\r\n")
            let newest = try await client.lines(until: "d OK")
            #expect(newest.count == 6)
            #expect(newest.first?.contains("<generated.9995@demo.example>") == true)
        }
    }

    @Test("more connections than the limit are refused with a word")
    func connectionLimit() async throws {
        var options = DemoServer.Options()
        options.mostConnections = 1
        try await DemoServer.run(TestMail.mail, options: options) { _, ports in
            let first = try await Client(port: ports.imap)
            #expect(try await first.line().hasPrefix("* OK"))
            let second = try await Client(port: ports.imap)
            #expect(try await second.line() == "* BYE Too many connections")
        }
    }

    @Test("random octets do no harm", arguments: [UInt64(1), 2, 3])
    func randomOctets(seed: UInt64) async throws {
        try await DemoServer.run(TestMail.mail) { server, ports in
            for (port, login) in [
                (ports.imap, Self.login), (ports.pop3, "USER ann\r\nPASS secret\r\n"), (ports.imap, ""),
            ] {
                var random = SeededRandom(seed: seed)
                let client = try await Client(port: port)
                let noise = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &random) }
                try await client.send(login)
                // The server may hang up at any point of it.
                for start in stride(from: 0, to: noise.count, by: 10_000) {
                    guard (try? await client.send(Array(noise[start..<start + 10_000]))) != nil else { break }
                }
                await client.close()
            }
            #expect(try await server.messages(of: "ann").count == 4)
            let client = try await Self.selected(ports)
            try await client.send("c LOGOUT\r\n")
            #expect(try await client.lines(until: "c OK").count == 2)
        }
    }
}
