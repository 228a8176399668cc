import BackendAPI
import MailModel
import Oddities
import TestKit
import Testing

@testable import IMAPBackend

@Suite("known servers and their oddities (Resources/oddities.toml)")
struct OddityTests {
    /// A conversation that only a backend has that knows the row.
    struct Transcript: Sendable, CustomTestStringConvertible {
        /// The row's name.
        var row: String
        var host: String
        var trace: String
        /// Words of the error that connecting ends with; nothing where it does not.
        var refusal: String?
        /// A removal from INBOX follows the login.
        var removes = false
        /// The list of the mailboxes follows the login.
        var lists = false

        var testDescription: String { "\(row): \(host)" }
    }

    private static let challenged = """
        S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready
        C: A1 AUTHENTICATE PLAIN
        S: +
        C: \(LoginTests.plain)

        """

    private static let refused = """
        S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready
        C: A1 AUTHENTICATE PLAIN \(LoginTests.plain)
        S: A1 NO [AUTHENTICATIONFAILED] Invalid credentials

        """

    static let all: [Transcript] =
        ["imap.163.com", "imap.126.com", "imap.yeah.net"].flatMap { host in
            ["NetEase wants to know who logs in", "NetEase does not know SASL-IR, whatever it says"].map { row in
                Transcript(
                    row: row, host: host,
                    trace: challenged + """
                        S: A1 OK [CAPABILITY IMAP4rev1] LOGIN completed
                        C: A2 ID ("name" "Postern" "version" "1" "vendor" "Postern")
                        S: * ID NIL
                        S: A2 OK ID completed
                        """)
            }
        } + [
            Transcript(
                row: "Gmail archives what is expunged", host: "mail.example.org",
                trace: Play.loggedIn(
                    "MOVE UIDPLUS X-GM-EXT-1",
                    ConversationTests.opened + """
                        C: A3 LIST "" "*"
                        C: A4 LSUB "" "*"
                        S: * LIST (\\HasNoChildren) "/" "INBOX"
                        S: * LIST (\\HasNoChildren \\Trash) "/" "[Gmail]/Bin"
                        S: A3 OK Success
                        S: A4 OK Success
                        C: A5 STATUS INBOX (MESSAGES UNSEEN UIDVALIDITY)
                        C: A6 STATUS [Gmail]/Bin (MESSAGES UNSEEN UIDVALIDITY)
                        S: A5 OK
                        S: A6 OK
                        C: A7 UID MOVE 10 [Gmail]/Bin
                        S: * OK [COPYUID 9 10 4] moved
                        S: * 1 EXPUNGE
                        S: A7 OK Success
                        C: A8 SELECT [Gmail]/Bin
                        S: * 4 EXISTS
                        S: * OK [UIDVALIDITY 9] x
                        S: A8 OK there
                        C: A9 UID STORE 4 +FLAGS.SILENT (\\Deleted)
                        S: A9 OK
                        C: A10 UID EXPUNGE 4
                        S: * 4 EXPUNGE
                        S: A10 OK
                        """), removes: true),
            Transcript(
                row: "Cyrus does not know its mailboxes' marks", host: "mail.example.org",
                trace: Play.loggedIn(
                    "OBJECTID X-CREATEDMODSEQ",
                    """
                    C: A2 LIST "" "*"
                    C: A3 LSUB "" "*"
                    S: * LIST () "/" INBOX
                    S: A2 OK Completed
                    S: A3 OK Completed
                    C: A4 STATUS INBOX (MESSAGES UNSEEN UIDVALIDITY)
                    S: * STATUS INBOX (MESSAGES 1 UNSEEN 0 UIDVALIDITY 7)
                    S: A4 OK Completed
                    """), lists: true),
            Transcript(
                row: "Gmail wants a password of the program's own", host: "imap.gmail.com", trace: refused,
                refusal: "appPassword"),
            Transcript(
                row: "iCloud wants a password of the program's own", host: "imap.mail.me.com", trace: refused,
                refusal: "appPassword"),
            Transcript(
                row: "Yahoo and AOL want a password of the program's own", host: "imap.mail.yahoo.com", trace: refused,
                refusal: "appPassword"),
            Transcript(
                row: "Outlook takes no passwords at all", host: "outlook.office365.com", trace: refused,
                refusal: "tokensOnly"),
        ]

    @Test("is met by the conversation that the server wants, and without its row by another", arguments: all)
    func row(_ transcript: Transcript) async throws {
        #expect(try await isKept(transcript, OddityTable.known))
        let others = OddityTable.known.rows.filter { $0.name != transcript.row }
        try #require(others.count == OddityTable.known.rows.count - 1)
        #expect(try await !isKept(transcript, OddityTable(rows: others)))
    }

    /// Whether a backend with that table says what the transcript has, and comes to the same end.
    private func isKept(_ transcript: Transcript, _ table: OddityTable) async throws -> Bool {
        let play = try Play([transcript.trace], host: transcript.host, oddities: table)
        do throws(BackendError) {
            try await play.backend.connect()
            if transcript.removes {
                let action = RemoteAction(id: 1, kind: .remove([.uid(10, validity: 7)], from: .inbox))
                guard try await play.backend.perform([action]) == [.done(assigned: [:])] else { return false }
            }
            if transcript.lists { _ = try await play.backend.mailboxes() }
            guard transcript.refusal == nil else { return false }
        } catch {
            guard let refusal = transcript.refusal, "\(error)".contains(refusal) else { return false }
        }
        return await play.connector.problem == nil
    }

    @Test("every row has its transcript")
    func complete() {
        #expect(Set(OddityTable.known.rows.map(\.name)) == Set(Self.all.map(\.row)))
        #expect(Set(OddityTable.known.rows.flatMap(\.quirks)) == Set(Quirk.allCases))
    }

    @Test(
        "fits a host at a dot only, and what it has said",
        arguments: [
            ("imap.163.com", "", true), ("163.com", "", true), ("IMAP.163.COM", "", true), ("imap.x163.com", "", false),
            ("163.com.example.org", "", false),
        ])
    func fits(_ host: String, _ capability: String, _ isOdd: Bool) {
        #expect(OddityTable.known.quirks(host: host, capabilities: [capability]).isEmpty != isOdd)
    }

    @Test("what is expunged in Trash itself is gone there, and anywhere on a server that is not Gmail")
    func trash() async throws {
        let play = try Play([
            Play.loggedIn(
                "MOVE UIDPLUS X-GM-EXT-1",
                """
                C: A2 LIST "" "*"
                C: A3 LSUB "" "*"
                S: * LIST (\\Trash) "/" Bin
                S: A2 OK
                S: A3 OK
                C: A4 STATUS Bin (MESSAGES UNSEEN UIDVALIDITY)
                S: A4 OK
                C: A5 SELECT Bin
                S: * 3 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: A5 OK there
                C: A6 UID STORE 10 +FLAGS.SILENT (\\Deleted)
                S: A6 OK
                C: A7 UID EXPUNGE 10
                S: A7 OK
                """)
        ])
        try await play.backend.connect()
        _ = try await play.backend.mailboxes()
        let action = RemoteAction(id: 1, kind: .remove([.uid(10, validity: 7)], from: .named("Bin")))
        #expect(try await play.backend.perform([action]) == [.done(assigned: [:])])
        #expect(await play.connector.problem == nil)
    }

    @Test(
        "refuses a table that says nothing, or what nobody knows",
        arguments: [
            "[[oddity]]\nname = \"x\"\nhosts = [\"y\"]", "[[oddity]]\nname = \"x\"\nquirks = [\"app-password\"]",
            "[[oddity]]\nname = \"x\"\nhosts = [\"y\"]\nquirks = [\"unheard-of\"]",
            "[[oddity]]\nhosts = [\"y\"]\nquirks = [\"app-password\"]", "oddity = [1]", "[[oddity",
            "[[oddity]]\nname = \"x\"\nhost = \"y\"\ncapability = \"Z\"\nquirks = [\"app-password\"]",
        ])
    func refuses(_ text: String) {
        #expect(throws: OddityTable.Mistake.self) { _ = try OddityTable(text) }
    }
}
