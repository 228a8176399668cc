import BackendAPI
import MailModel
import TestKit
import Testing

@testable import IMAPBackend

@Suite("What may be done with a mailbox (RFC 4314, RFC 8440)")
struct RightsTests {
    private static let state = "S: * 0 EXISTS\nS: * OK [UIDVALIDITY 7] x\nS: * OK [UIDNEXT 31] x"

    private func rights(_ play: Play, _ checkpoint: String? = nil) async throws -> [MailboxRights] {
        let known = KnownMailbox(checkpoint: checkpoint.map { Checkpoint($0) }) { [:] }
        return try await play.backend.changes(in: .inbox, since: known).all().compactMap(\.rights)
    }

    @Test("is told with the listing, and then not asked again for an hour")
    func listed() async throws {
        func list(_ tag: Int, _ item: String, _ rights: String) -> String {
            """
            C: A\(tag) LIST "" "*" RETURN (SUBSCRIBED \(item)STATUS (MESSAGES UNSEEN UIDVALIDITY))
            S: * LIST () "/" INBOX
            \(rights)S: * LIST (\\Noselect) "/" Shared
            S: A\(tag) OK

            """
        }
        let opened = """
            C: A3 SELECT INBOX
            \(Self.state)
            S: A3 OK [READ-WRITE]

            """
        let play = try Play([
            Play.loggedIn(
                "LIST-EXTENDED LIST-STATUS ACL RIGHTS=kxte LIST-MYRIGHTS",
                list(2, "MYRIGHTS ", "S: * MYRIGHTS INBOX lrsi\n") + opened + list(4, "", "")
                    + list(5, "MYRIGHTS ", "S: * MYRIGHTS INBOX \"\"\n"))
        ])
        try await play.backend.connect()
        #expect(try await play.backend.mailboxes().map(\.rights) == [[.markRead, .putIn], nil])
        #expect(try await rights(play) == [])
        #expect(try await play.backend.mailboxes().map(\.rights) == [nil, nil])
        play.time.advance(by: .seconds(3600))
        #expect(try await play.backend.mailboxes().map(\.rights) == [[], nil])
        #expect(await play.connector.problem == nil)
    }

    @Test(
        "is asked together with the opening where LIST does not tell",
        arguments: [
            ("* MYRIGHTS INBOX lrswipkxte\nS: A2 OK", [.all]), ("* MYRIGHTS inbox lrs\nS: A2 OK", [[.markRead]]),
            ("A2 NO [NOPERM] not yours", []),
        ] as [(String, [MailboxRights])])
    func opening(_ answer: String, _ told: [MailboxRights]) async throws {
        let play = try Play([
            Play.loggedIn(
                "ACL",
                """
                C: A2 MYRIGHTS INBOX
                C: A3 SELECT INBOX
                S: \(answer)
                \(Self.state)
                S: A3 OK [READ-ONLY]
                C: A4 NOOP
                C: A5 UID FETCH 31:* \(ChangesTests.items)
                S: A4 OK
                S: A5 OK
                """)
        ])
        try await play.backend.connect()
        // INBOX has no case.
        #expect(try await rights(play) == told)
        #expect(try await rights(play, "imap1 7 31 - 0 -") == [])
        #expect(await play.connector.problem == nil)
    }

    @Test("is asked along with a look at a mailbox that is known")
    func known() async throws {
        let play = try Play([
            Play.loggedIn(
                "ACL",
                """
                C: A2 SELECT INBOX
                C: A3 UID FETCH 31:130 \(ChangesTests.items)
                C: A4 MYRIGHTS INBOX
                \(Self.state)
                S: A2 OK [READ-WRITE]
                S: A3 OK
                S: * MYRIGHTS INBOX lr
                S: A4 OK
                """)
        ])
        try await play.backend.connect()
        #expect(try await rights(play, "imap1 7 31 - 0 -") == [[]])
        #expect(await play.connector.problem == nil)
    }

    @Test(
        "is what SELECT says where there is no ACL",
        arguments: [("[READ-ONLY] ", [[]]), ("[READ-WRITE] ", [.all]), ("", [])] as [(String, [MailboxRights])])
    func selected(_ code: String, _ told: [MailboxRights]) async throws {
        let play = try Play([
            Play.loggedIn("", "C: A2 SELECT INBOX\n\(Self.state)\nS: A2 OK \(code)open")
        ])
        try await play.backend.connect()
        #expect(try await rights(play) == told)
        #expect(await play.connector.problem == nil)
    }
}
