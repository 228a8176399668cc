import BackendAPI
import MailModel
import TestKit
import Testing

@testable import IMAPBackend

@Suite("How full an account is (RFC 9208)")
struct QuotaTests {
    private static func asked(_ list: Int, _ quota: String) -> String {
        """
        C: A\(list) LIST "" "*" RETURN (SUBSCRIBED STATUS (MESSAGES UNSEEN UIDVALIDITY))
        C: A\(list + 1) GETQUOTAROOT INBOX
        S: * LIST () "/" INBOX
        S: A\(list) OK
        \(quota)

        """
    }

    @Test(
        "is asked together with the listing, and what is reached first counts",
        arguments: [
            (
                """
                S: * QUOTAROOT INBOX "" "of all"
                S: * QUOTA "" (STORAGE 10 512)
                S: * QUOTA "of all" (STORAGE 4700 5000 MESSAGE 12 100)
                S: A3 OK
                """,
                MailQuota(octets: .init(used: 4_812_800, limit: 5_120_000), messages: .init(used: 12, limit: 100))
            ),
            // RFC 2087, where a root need not limit anything.
            ("S: * QUOTAROOT INBOX \"\"\nS: * QUOTA \"\" ()\nS: A3 OK", nil),
            ("S: * QUOTAROOT INBOX\nS: A3 OK", nil),
            ("S: * QUOTA \"\" (STORAGE 10 0)\nS: A3 OK", nil),
            (
                "S: * QUOTA \"\" (STORAGE 10 9223372036854775807)\nS: A3 OK",
                MailQuota(octets: .init(used: 10240, limit: .max))
            ),
            ("S: A3 NO [NOPERM] not yours", nil),
        ] as [(String, MailQuota?)])
    func answers(_ answer: String, _ quota: MailQuota?) async throws {
        let play = try Play([Play.loggedIn("LIST-EXTENDED LIST-STATUS QUOTA", Self.asked(2, answer))])
        try await play.backend.connect()
        #expect(try await play.backend.mailboxes().map(\.name) == [.inbox])
        #expect(try await play.backend.quota() == quota)
        #expect(await play.connector.problem == nil)
    }

    @Test("is asked again after an hour, and after a message found no room")
    func again() async throws {
        func answer(_ used: Int, _ tag: Int) -> String {
            "S: * QUOTAROOT INBOX x\nS: * QUOTA x (MESSAGE \(used) 100)\nS: A\(tag) OK"
        }
        let list = """
            C: A4 LIST "" "*" RETURN (SUBSCRIBED STATUS (MESSAGES UNSEEN UIDVALIDITY))
            S: * LIST () "/" INBOX
            S: A4 OK

            """
        let append = """
            C: A7 APPEND INBOX () {1}
            S: A7 NO [OVERQUOTA] full

            """
        let play = try Play([
            Play.loggedIn(
                "LIST-EXTENDED LIST-STATUS QUOTA",
                Self.asked(2, answer(1, 3)) + list + Self.asked(5, answer(2, 6)) + append
                    + Self.asked(8, answer(100, 9)))
        ])
        try await play.backend.connect()
        for (hours, used) in [(0, 1), (0.99, 1), (0.02, 2)] {
            play.time.advance(by: .seconds(hours * 3600))
            _ = try await play.backend.mailboxes()
            #expect(try await play.backend.quota()?.messages?.used == used)
        }
        let action = RemoteAction.Kind.append(content: [0x78], flags: [], internalDate: nil, to: .inbox)
        _ = try await play.backend.perform([RemoteAction(id: 1, kind: action, isRepeat: false)])
        _ = try await play.backend.mailboxes()
        #expect(try await play.backend.quota()?.messages?.used == 100)
        #expect(await play.connector.problem == nil)
    }

    @Test("is asked last of all that goes with the login of a server that is remembered")
    func behindLogin() async throws {
        let memory = ServerMemory("imap1\nimap.test:993\nAUTH=PLAIN IMAP4REV1 SASL-IR\nIMAP4REV1 QUOTA\n")
        let foresight = Foresight(mailbox: .inbox, checkpoint: Checkpoint("imap1 7 21 - 1 -"))
        let play = try Play(
            [
                """
                S: * OK ready
                C: A1 AUTHENTICATE PLAIN \(LoginTests.plain)
                C: A2 LIST "" "*"
                C: A3 LSUB "" "*"
                C: A4 SELECT INBOX
                C: A5 UID FETCH 21:120 \(ChangesTests.items)
                C: A6 GETQUOTAROOT INBOX
                S: A1 OK [CAPABILITY IMAP4rev1 QUOTA] in
                S: * LIST () "/" INBOX
                S: A2 OK
                S: A3 OK
                S: * 1 EXISTS
                S: * OK [UIDVALIDITY 7] -
                S: A4 OK
                S: A5 OK
                S: * QUOTAROOT INBOX x
                S: * QUOTA x (MESSAGE 95 100)
                S: A6 OK
                C: A7 STATUS INBOX (MESSAGES UNSEEN UIDVALIDITY)
                S: * STATUS INBOX (MESSAGES 1)
                S: A7 OK
                """
            ], memory: memory)
        try await play.backend.connect(foreseeing: foresight, following: false)
        #expect(try await play.backend.mailboxes().map(\.messages) == [1])
        #expect(try await play.backend.quota()?.percentage == 95)
        #expect(await play.connector.problem == nil)
    }
}
