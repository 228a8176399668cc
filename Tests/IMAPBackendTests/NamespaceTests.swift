import BackendAPI
import MailModel
import TestKit
import Testing

@testable import IMAPBackend

@Suite("Where mailboxes are (RFC 2342)")
struct NamespaceTests {
    /// Courier lists what is below INBOX, and what others share only where it is asked for that.
    private static let courier = """
        C: A2 LIST "" "*"
        C: A3 LSUB "" "*"
        C: A4 NAMESPACE
        S: * LIST () "." INBOX
        S: * LIST () "." INBOX.Sent
        S: A2 OK
        S: * LSUB () "." INBOX.Sent
        S: A3 OK
        S: * NAMESPACE (("INBOX." ".")) NIL (("#shared." ".")("shared." "."))
        S: A4 OK
        C: A5 LIST "" "#shared.*"
        S: * LIST () "." #shared.team
        S: A5 OK

        """

    private static let status = """
        C: A6 STATUS INBOX (MESSAGES UNSEEN UIDVALIDITY)
        C: A7 STATUS INBOX.Sent (MESSAGES UNSEEN UIDVALIDITY)
        C: A8 STATUS #shared.team (MESSAGES UNSEEN UIDVALIDITY)
        S: * STATUS INBOX (MESSAGES 1)
        S: A6 OK
        S: A7 OK
        S: * STATUS #shared.team (MESSAGES 3)
        S: A8 OK

        """

    @Test("a server that has them below INBOX is asked once, and for what others share each time")
    func courier() async throws {
        let again = Self.courier.split(separator: "\n").filter { !$0.contains("A4") && !$0.contains("NAMESPACE") }
            .joined(separator: "\n").replacing("A5", with: "A11").replacing("A2", with: "A9")
            .replacing("A3", with: "A10")
        let create = """

            C: A12 STATUS INBOX (MESSAGES UNSEEN UIDVALIDITY)
            C: A13 STATUS INBOX.Sent (MESSAGES UNSEEN UIDVALIDITY)
            C: A14 STATUS #shared.team (MESSAGES UNSEEN UIDVALIDITY)
            S: A12 OK
            S: A13 OK
            S: A14 OK
            C: A15 CREATE INBOX.New
            S: A15 OK
            C: A16 SUBSCRIBE INBOX.New
            """
        let play = try Play([Play.loggedIn("NAMESPACE", Self.courier + Self.status + again + create)])
        try await play.backend.connect()
        for _ in 0..<2 {
            let listings = try await play.backend.mailboxes()
            #expect(listings.map(\.name.text) == ["INBOX", "INBOX.Sent", "#shared.team"])
            #expect(listings.map(\.personalPrefix) == ["INBOX.", nil, nil])
            #expect(listings.map(\.role) == [.inbox, .sent, nil])
            #expect(listings.map(\.isSubscribed) == [true, true, true])
        }
        let making = RemoteAction.Kind.createMailbox(MailboxName.named("INBOX.New"))
        let outcomes = try await play.backend.perform([RemoteAction(id: 1, kind: making, isRepeat: false)])
        #expect(outcomes == [.done(assigned: [:])])
        #expect(await play.connector.problem == nil)
    }

    @Test(
        "who has only INBOX needs to be told, and who has others at the top does not",
        arguments: [
            ("* LIST () \"/\" Other", "S: * NAMESPACE ((\"x\" \"/\")) NIL NIL\nS: A3 OK\n", nil),
            (
                "* LIST () \"/\" INBOX/x\nS: * LIST () \"/\" Trash",
                "S: * NAMESPACE ((\"x\" \"/\")) NIL NIL\nS: A3 OK\n", nil
            ),
            ("* OK nothing", "S: * NAMESPACE ((\"\" \"/\")) NIL NIL\nS: A3 OK\n", ""),
            ("* OK nothing", "S: A3 NO not now\n", nil),
        ] as [(String, String, String?)])
    func asked(_ line: String, _ namespace: String, _ prefix: String?) async throws {
        let play = try Play([
            Play.loggedIn(
                "LIST-EXTENDED LIST-STATUS NAMESPACE",
                """
                C: A2 LIST "" "*" RETURN (SUBSCRIBED STATUS (MESSAGES UNSEEN UIDVALIDITY))
                C: A3 NAMESPACE
                S: * LIST () "/" INBOX
                S: \(line)
                S: A2 OK

                """ + namespace)
        ])
        try await play.backend.connect()
        #expect(try await play.backend.mailboxes().first?.personalPrefix == prefix)
        #expect(await play.connector.problem == nil)
    }
}
