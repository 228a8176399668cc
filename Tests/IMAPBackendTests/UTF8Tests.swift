import BackendAPI
import MailModel
import TestKit
import Testing

@testable import IMAPBackend

@Suite("UTF8=ACCEPT (RFC 6855)")
struct UTF8Tests {
    private static let login = """
        S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready
        C: A1 AUTHENTICATE PLAIN \(LoginTests.plain)
        S: A1 OK [CAPABILITY IMAP4rev1 ENABLE LITERAL+ UTF8=ACCEPT] in
        C: A2 ENABLE CONDSTORE QRESYNC UTF8=ACCEPT

        """
    private static let enabled = login + "S: * ENABLED UTF8=ACCEPT\nS: A2 OK\n"
    private static let refused = login + "S: A2 NO not today\n"

    private static func upload(_ text: String) -> UploadMessage {
        UploadMessage(
            content: .octets(Array(text.utf8)), sizeInOctets: text.utf8.count, holdsNUL: false, flags: [],
            internalDate: MailDate(secondsSince1970: 0))
    }

    @Test("names are read and written as they are, & is nothing but itself")
    func names() async throws {
        let play = try Play([
            Self.enabled + """
                C: A3 LIST "" "*"
                C: A4 LSUB "" "*"
                S: * LIST () "/" "Entwürfe"
                S: * LIST () "/" "R&D &APw-"
                S: A3 OK
                S: * LSUB () "/" "R&D &APw-"
                S: A4 OK
                C: A5 STATUS "Entwürfe" (MESSAGES UNSEEN UIDVALIDITY)
                C: A6 STATUS "R&D &APw-" (MESSAGES UNSEEN UIDVALIDITY)
                S: * STATUS "Entwürfe" (MESSAGES 3 UNSEEN 1)
                S: A5 OK
                S: * STATUS "R&D &APw-" (MESSAGES 2 UNSEEN 0)
                S: A6 OK
                C: A7 CREATE "Später & mehr"
                C: A8 SUBSCRIBE "Später & mehr"
                S: A7 OK
                S: A8 OK
                """
        ])
        try await play.backend.connect()
        let listings = try await play.backend.mailboxes()
        #expect(listings.map(\.name.text) == ["Entwürfe", "R&D &APw-"])
        #expect(listings.map(\.messages) == [3, 2])
        #expect(listings.map(\.isSubscribed) == [false, true])
        let new = try #require(MailboxName("Später & mehr"))
        #expect(
            try await play.backend.perform([RemoteAction(id: 1, kind: .createMailbox(new))]) == [.done(assigned: [:])])
        #expect(await play.connector.problem == nil)
    }

    @Test("a server that does not enable it after all gets modified UTF-7")
    func refusal() async throws {
        let play = try Play([
            Self.refused + "C: A3 CREATE \"Sp&AOQ-ter &- mehr\"\n"
                + "C: A4 SUBSCRIBE \"Sp&AOQ-ter &- mehr\"\nS: A3 OK\nS: A4 OK\n"
        ])
        try await play.backend.connect()
        let new = try #require(MailboxName("Später & mehr"))
        _ = try await play.backend.perform([RemoteAction(id: 1, kind: .createMailbox(new))])
        #expect(await play.connector.problem == nil)
    }

    @Test("a search says nothing of its letters (§3)")
    func search() async throws {
        let play = try Play([
            Self.enabled + """
                C: A3 SELECT INBOX
                S: * 1 EXISTS
                S: * OK [UIDVALIDITY 9] valid
                S: A3 OK open
                C: A4 UID SEARCH TEXT "Grüße"
                S: * SEARCH 4
                S: A4 OK
                """
        ])
        try await play.backend.connect()
        let found = try await play.backend.search([SearchTerm("Grüße")], in: .inbox, limit: 9)
        #expect(found?.ids == [.uid(4, validity: 9)])
        #expect(await play.connector.problem == nil)
    }

    @Test("a message with UTF-8 in its header is appended as one, others as ever (§4)", arguments: [true, false])
    func append(_ isEnabled: Bool) async throws {
        let date = #"() " 1-Jan-1970 00:00:00 +0000""#
        let header = isEnabled ? #"UTF8 (~{16+}\r\nSubject: ü\r\n\r\nx)"# : #"{16+}\r\nSubject: ü\r\n\r\nx"#
        let play = try Play([
            (isEnabled ? Self.enabled : Self.refused) + """
                C| A3 APPEND Archive \(date) \(header)\\r\\n
                C| A4 APPEND Archive \(date) {16+}\\r\\nSubject: u\\r\\n\\r\\nü\\r\\n
                S: A3 OK in
                S: A4 OK in
                """
        ])
        try await play.backend.connect()
        let messages = ["Subject: ü\r\n\r\nx", "Subject: u\r\n\r\nü"].map(Self.upload)
        let archive = MailboxName.named("Archive")
        #expect(try await play.backend.upload(messages, to: archive) == [.stored(nil), .stored(nil)])
        #expect(await play.connector.problem == nil)
    }
}
