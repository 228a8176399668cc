import TestKit
import Testing
import Transport

/// The tests' own Dovecot, seen through the transport alone.
@Suite("a real Dovecot")
struct DovecotTests {
    private static let server = Result { try Dovecot() }

    private func line(of stream: any ByteStream) async throws -> String {
        var line: [UInt8] = []
        while line.last != 0x0A, let piece = try await stream.read(within: longEnough) { line += piece }
        return String(decoding: line, as: UTF8.self)
    }

    @Test(
        "greets, logs in and says goodbye",
        arguments: Dovecot.Service.allCases, [Endpoint.Protection.none, .startTLS, .implicitTLS])
    func conversation(_ service: Dovecot.Service, _ protection: Endpoint.Protection) async throws {
        let dovecot = try Self.server.get()
        let stream = try await NIOConnector().connect(to: dovecot.endpoint(service, protection))
        #expect(try await line(of: stream).contains("ready"))
        if protection == .startTLS {
            try await stream.write(service == .imap ? "a0 STARTTLS\r\n" : "STLS\r\n")
            #expect(try await line(of: stream).contains("Begin TLS"))
            try await stream.startTLS()
        }
        #expect((await stream.security == nil) == (protection == .none))
        if service == .imap {
            try await stream.write("a1 LOGIN ada secret\r\na2 LOGOUT\r\n")
        } else {
            try await stream.write("USER ada\r\nPASS secret\r\nQUIT\r\n")
        }
        // Dovecot says goodbye within TLS too.
        let rest = String(decoding: try await stream.readAll(), as: UTF8.self)
        #expect(rest.contains("Logged in"), "\(rest) \(dovecot.log)")
        #expect(rest.contains(service == .imap ? "a2 OK" : "+OK Logging out"))
        await stream.close()
    }

    @Test("gives back what was delivered, octet for octet")
    func delivery() async throws {
        let dovecot = try Self.server.get()
        let message = Array("Subject: x\r\n\r\n.\r\n..\r\ncaf\u{e9}\r\n".utf8) + [0xFF, 0x0D, 0x0A]
        dovecot.deliver(message, to: "lin", date: 1_234_567_890, flags: "S")
        dovecot.deliverMany(3, to: "lin", mailbox: "Lists/Swift")
        let stream = try await NIOConnector().connect(to: dovecot.endpoint(.imap, .none))
        #expect(try await line(of: stream).contains("ready"))
        try await stream.write(
            "a LOGIN lin secret\r\nb SELECT INBOX\r\nc FETCH 1 (FLAGS INTERNALDATE BODY[])\r\n"
                + "d STATUS Lists/Swift (MESSAGES)\r\ne LIST (SPECIAL-USE) \"\" *\r\nf LOGOUT\r\n")
        let answer = try await stream.readAll()
        let text = String(decoding: answer, as: UTF8.self)
        #expect(text.contains("(\\Seen") && text.contains("13-Feb-2009 23:31:30 +0000"), "\(text)")
        #expect(answer.contains(Array("{\(message.count)}\r\n".utf8) + message + Array(")".utf8)))
        #expect(text.contains("(MESSAGES 3)"))
        for role in ["Drafts", "Sent", "Trash", "Junk", "Archive"] {
            #expect(text.contains("\\\(role)) \"/\" \(role)"))
        }
    }

    @Test("can be made to hide what it can do")
    func capability() async throws {
        let dovecot = try Dovecot(.init(imapCapability: "IMAP4rev1"))
        let stream = try await NIOConnector().connect(to: dovecot.endpoint(.imap, .none))
        #expect(try await line(of: stream).hasPrefix("* OK [CAPABILITY IMAP4rev1 "))
        await stream.close()
    }

    @Test("killed in the middle, it is gone, and comes back with its mail")
    func killed() async throws {
        let dovecot = try Dovecot()
        dovecot.deliverMany(2, to: "ada")
        for _ in 0..<2 {
            let stream = try await NIOConnector().connect(to: dovecot.endpoint(.imap, .implicitTLS))
            try await stream.write("a LOGIN ada secret\r\nb STATUS INBOX (MESSAGES)\r\n")
            var text = ""
            while !text.contains("b OK") { text += try await line(of: stream) }
            #expect(text.contains("(MESSAGES 2)"))
            dovecot.kill()
            await #expect(throws: TransportError.self) {
                while try await stream.read(within: longEnough) != nil {}
            }
            await #expect(throws: TransportError.self) {
                _ = try await NIOConnector().connect(to: dovecot.endpoint(.imap, .implicitTLS))
            }
            try dovecot.start()
        }
    }
}
