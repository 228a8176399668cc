import BackendAPI
import MailModel
import TestKit
import Testing

@testable import IMAPBackend

@Suite("What INBOX holds (RFC 8438)")
struct InboxSizeTests {
    static let answers: [(capability: String, answer: String, size: MailboxSize?)] = [
        (
            "STATUS=SIZE", "S: * STATUS INBOX (MESSAGES 3 SIZE 44421)\nS: A2 OK",
            MailboxSize(messages: 3, octets: 44_421)
        ),
        ("IMAP4rev2", "S: * STATUS inbox (SIZE 0 MESSAGES 0)\nS: A2 OK", MailboxSize(messages: 0, octets: 0)),
        ("STATUS=SIZE", "S: A2 NO not now", nil), ("STATUS=SIZE", "S: * STATUS INBOX (MESSAGES 3)\nS: A2 OK", nil),
        (
            "STATUS=SIZE", "S: * STATUS INBOX (MESSAGES 3 SIZE 9223372036854775807)\nS: A2 OK",
            MailboxSize(messages: 3, octets: .max)
        ),
    ]

    @Test("is told in octets where the server counts them", arguments: answers)
    func told(_ capability: String, _ answer: String, _ size: MailboxSize?) async throws {
        let play = try Play([Play.loggedIn(capability, "C: A2 STATUS INBOX (MESSAGES SIZE)\n" + answer)])
        try await play.backend.connect()
        #expect(try await play.backend.inboxSize() == size)
        #expect(await play.connector.problem == nil)
    }

    @Test("is not asked for elsewhere")
    func notAsked() async throws {
        let play = try Play([Play.loggedIn("ESEARCH", "")])
        try await play.backend.connect()
        #expect(try await play.backend.inboxSize() == nil)
        #expect(await play.connector.problem == nil)
    }
}
