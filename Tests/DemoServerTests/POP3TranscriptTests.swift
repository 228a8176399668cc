import DemoServer
import Testing

@Suite("The POP3 server (RFC 1939, 2449, 5034)")
struct POP3TranscriptTests {
    @Test("says what the transcript says", arguments: Transcripts.pop3)
    func transcript(_ name: String, _ transcript: String) async throws {
        try await DemoServer.run(TestMail.mail) { _, ports in
            var conversation = Conversation(port: ports.pop3)
            try await conversation.play(transcript)
        }
    }

    @Test("removes nothing where the connection breaks before QUIT")
    func brokenConnection() async throws {
        try await DemoServer.run(TestMail.mail) { server, ports in
            let client = try await Client(port: ports.pop3)
            try await client.send("USER ann\r\nPASS secret\r\nDELE 1\r\n")
            for _ in 0..<4 { _ = try await client.line() }
            await client.close()
            // The maildrop is free again as soon as the server has seen the end.
            var answer = ""
            repeat {
                let next = try await Client(port: ports.pop3)
                try await next.send("USER ann\r\nPASS secret\r\nQUIT\r\n")
                _ = try await next.lines(until: "+OK")
                _ = try await next.line()
                answer = try await next.line()
                await next.drain()
            } while answer.hasPrefix("-ERR [IN-USE]")
            #expect(answer == "+OK 4 messages")
            #expect(try await server.messages(of: "ann").count == 4)
        }
    }

    @Test("does not do what it does not advertise")
    func withoutExtensions() async throws {
        var options = DemoServer.Options()
        options.pop3Extensions = [.user]
        try await DemoServer.run(TestMail.mail, options: options) { _, ports in
            var conversation = Conversation(port: ports.pop3)
            try await conversation.play(
                """
                S: +OK …
                C: CAPA
                S: -ERR …
                C: AUTH PLAIN AGFubgBzZWNyZXQ=
                S: -ERR …
                C: USER ann
                S: +OK
                C: PASS wrong
                S: -ERR Wrong…
                C: USER ann
                S: +OK
                C: PASS secret
                S: +OK 4 messages
                C: UIDL
                S: -ERR …
                C: TOP 1 0
                S: -ERR …
                """)
        }
    }
}
