import BackendAPI
import MailModel
import TestKit
import Testing

@testable import IMAPBackend

@Suite("Marks of messages (RFC 8474)")
struct ObjectIDTests {
    @Test("come with the headers, where the server has them")
    func asked() async throws {
        let items = ChangesTests.items.dropLast() + " EMAILID)"
        let play = try Play([
            Play.loggedIn(
                "OBJECTID",
                """
                C: A2 SELECT INBOX
                S: * 2 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * OK [UIDNEXT 31] x
                S: * OK [MAILBOXID (F2212ea87-6097)] x
                S: A2 OK
                C: A3 FETCH 1:2 \(items)
                \(ChangesTests.line(1, 10).replacing("RFC822.SIZE 9", with: "EMAILID (M6d99ac3275bb4e) RFC822.SIZE 9"))
                \(ChangesTests.line(2, 20))
                S: A3 OK
                """)
        ])
        try await play.backend.connect()
        let deltas = try await play.backend.changes(in: .inbox, since: .nothing).all()
        #expect(deltas.flatMap(\.arrived).map(\.emailID) == [nil, "M6d99ac3275bb4e"])
        #expect(await play.connector.problem == nil)
    }

    @Test("of mailboxes come with their counts")
    func mailboxes() async throws {
        let play = try Play([
            Play.loggedIn(
                "OBJECTID",
                """
                C: A2 LIST "" "*"
                C: A3 LSUB "" "*"
                S: * LIST () "/" INBOX
                S: * LIST () "/" Work
                S: A2 OK
                S: A3 OK
                C: A4 STATUS INBOX (MESSAGES UNSEEN UIDVALIDITY MAILBOXID)
                C: A5 STATUS Work (MESSAGES UNSEEN UIDVALIDITY MAILBOXID)
                S: * STATUS INBOX (MESSAGES 1 UNSEEN 0 UIDVALIDITY 7 MAILBOXID (F2212ea87-6097))
                S: A4 OK
                S: * STATUS Work (MESSAGES 3 UNSEEN 1 UIDVALIDITY 8 MAILBOXID ("a b"))
                S: A5 OK
                """)
        ])
        try await play.backend.connect()
        let listings = try await play.backend.mailboxes()
        #expect(listings.map(\.objectID) == ["F2212ea87-6097", nil])
        #expect(listings.map(\.messages) == [1, 3])
        #expect(await play.connector.problem == nil)
    }

    @Test("come with the names of what is going to be fetched whole, too")
    func whole() async throws {
        let play = try Play([
            Play.loggedIn(
                "OBJECTID",
                """
                C: A2 SELECT INBOX
                S: * 1 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * OK [UIDNEXT 31] x
                S: A2 OK
                C: A3 FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE EMAILID)
                S: * 1 FETCH (UID 10 FLAGS () RFC822.SIZE 9 EMAILID (M1))
                S: A3 OK
                """)
        ])
        try await play.backend.connect()
        let known = KnownMailbox(checkpoint: nil, wantsWhole: true) { [:] }
        let deltas = try await play.backend.changes(in: .inbox, since: known).all()
        #expect(deltas.flatMap(\.arrived).map(\.emailID) == ["M1"])
        #expect(await play.connector.problem == nil)
    }
}
