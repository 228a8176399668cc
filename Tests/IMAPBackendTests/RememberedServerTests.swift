import BackendAPI
import MailModel
import TestKit
import Testing
import Transport

@testable import IMAPBackend

@Suite("A server that is remembered")
struct RememberedServerTests {
    /// A server that was met before.
    static let memory = ServerMemory(
        """
        imap1
        imap.test:993
        AUTH=PLAIN IMAP4REV1 SASL-IR
        CONDSTORE ENABLE ID IMAP4REV1 LIST-EXTENDED LIST-STATUS QRESYNC
        CONDSTORE QRESYNC
        """)
    static let foresight = Foresight(mailbox: .inbox, checkpoint: Checkpoint("imap1 7 21 90 1 -"))
    private static let after = "[CAPABILITY IMAP4rev1 CONDSTORE ENABLE ID LIST-EXTENDED LIST-STATUS QRESYNC]"
    private static let allAtOnce = """
        C: A1 AUTHENTICATE PLAIN \(LoginTests.plain)
        C: A2 ENABLE CONDSTORE QRESYNC
        C: A3 ID ("name" "Postern")
        C: A4 LIST "" "*" RETURN (SUBSCRIBED STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ))
        C: A5 SELECT INBOX (QRESYNC (7 90 1:20))
        C: A6 UID FETCH 21:120 \(ChangesTests.items)

        """
    private static let answers = """
        S: A1 OK \(after) in
        S: * ENABLED CONDSTORE QRESYNC
        S: A2 OK
        S: * ID NIL
        S: A3 OK
        S: * LIST () "/" INBOX
        S: * STATUS INBOX (MESSAGES 2 UNSEEN 1 UIDNEXT 22 UIDVALIDITY 7 HIGHESTMODSEQ 95)
        S: A4 OK
        S: * 2 EXISTS
        S: * OK [UIDVALIDITY 7] -
        S: * OK [UIDNEXT 22] -
        S: * OK [HIGHESTMODSEQ 95] -
        S: A5 OK [READ-WRITE]
        \(ChangesTests.line(2, 21))
        S: A6 OK

        """

    private func compare(_ backend: IMAPBackend) async throws -> [MailboxDelta] {
        let known = KnownMailbox(checkpoint: Self.foresight.checkpoint) { [:] }
        return try await backend.changes(in: .inbox, since: known).all()
    }

    @Test(
        "asks a server that is remembered everything at once, whether its greeting says what it can do or not",
        arguments: ["[CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ", ""])
    func allAtOnce(_ greeting: String) async throws {
        let play = try Play(["S: * OK \(greeting)ready\n" + Self.allAtOnce + Self.answers], memory: Self.memory)
        try await play.backend.connect(foreseeing: Self.foresight, following: false)
        #expect(try await play.backend.mailboxes().map(\.messages) == [2])
        let deltas = try await compare(play.backend)
        #expect(deltas.flatMap(\.arrived).map(\.id) == ChangesTests.names(21))
        #expect(deltas.last?.checkpoint == Checkpoint("imap1 7 22 95 2 -"))
        #expect(await play.backend.serverMemory == Self.memory)
        #expect(await play.connector.problem == nil)
    }

    @Test("an arrival has the flags that were told of it last")
    func lateFlags() async throws {
        let late = "S: * 2 FETCH (UID 21 FLAGS (\\Seen \\Flagged) MODSEQ (97))\nS: A6 OK"
        let answers = Self.answers.replacing("S: A6 OK", with: late)
        let play = try Play(["S: * OK ready\n" + Self.allAtOnce + answers], memory: Self.memory)
        try await play.backend.connect(foreseeing: Self.foresight, following: false)
        #expect(try await compare(play.backend).flatMap(\.arrived).map(\.flags) == [[.seen, .flagged]])
        #expect(await play.connector.problem == nil)
    }

    @Test("what was told of an arrival before the answer that names it is older than that")
    func earlyFlags() async throws {
        let early = "S: A5 OK [READ-WRITE]\nS: * 2 FETCH (UID 21 FLAGS (\\Flagged) MODSEQ (96))\n"
        let answers = Self.answers.replacing("S: A5 OK [READ-WRITE]\n", with: early)
        #expect(answers != Self.answers)
        let play = try Play(["S: * OK ready\n" + Self.allAtOnce + answers], memory: Self.memory)
        try await play.backend.connect(foreseeing: Self.foresight, following: false)
        #expect(try await compare(play.backend).flatMap(\.arrived).map(\.flags) == [[.seen]])
        #expect(await play.connector.problem == nil)
    }

    @Test("throws away what it asked too early of a server that can do other things now")
    func changedAfterLogin() async throws {
        let answers = Self.answers.replacing(Self.after, with: "[CAPABILITY IMAP4rev1 CONDSTORE ENABLE QRESYNC]")
        let play = try Play(
            [
                "S: * OK ready\n" + Self.allAtOnce + answers + """
                    C: A7 LIST "" "*"
                    C: A8 LSUB "" "*"
                    S: * LIST () "/" INBOX
                    S: A7 OK
                    S: A8 OK
                    C: A9 STATUS INBOX (MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ)
                    S: * STATUS INBOX (MESSAGES 2 UNSEEN 1 UIDNEXT 22 UIDVALIDITY 7 HIGHESTMODSEQ 95)
                    S: A9 OK
                    """
            ], memory: Self.memory)
        try await play.backend.connect(foreseeing: Self.foresight, following: false)
        #expect(try await play.backend.mailboxes().map(\.messages) == [2])
        #expect(await play.backend.serverMemory != Self.memory)
        #expect(await play.connector.problem == nil)
    }

    @Test(
        "asks a server step by step that greets otherwise than it did, or is another one",
        arguments: [
            ("[CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=X] ", memory),
            (
                "[CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ",
                ServerMemory(memory.text.replacing("imap.test", with: "x.test"))
            ),
        ])
    func changedGreeting(_ greeting: String, _ memory: ServerMemory) async throws {
        let play = try Play(
            [
                """
                S: * OK \(greeting)ready
                C: A1 AUTHENTICATE PLAIN \(LoginTests.plain)
                S: A1 OK [CAPABILITY IMAP4rev1] in
                """
            ], memory: memory)
        try await play.backend.connect(foreseeing: Self.foresight, following: false)
        #expect(await play.connector.problem == nil)
    }

    @Test("begins anew, and believes nothing, where a remembered server breaks off")
    func brokenMemory() async throws {
        let play = try Play(
            [
                "S: * OK ready\n" + Self.allAtOnce + "S: * BYE what?\n",
                """
                S: * OK ready
                C: A1 CAPABILITY
                S: * CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR
                S: A1 OK
                C: A2 AUTHENTICATE PLAIN \(LoginTests.plain)
                S: A2 OK [CAPABILITY IMAP4rev1] in
                """,
            ], memory: Self.memory)
        try await play.backend.connect(foreseeing: Self.foresight, following: false)
        #expect(await play.connector.problem == nil)
    }

    @Test("a password that is refused is refused once, whatever was sent with it")
    func refusedOnce() async throws {
        let play = try Play(
            [
                "S: * OK ready\n" + Self.allAtOnce + """
                    S: A1 NO [AUTHENTICATIONFAILED] no
                    S: A2 BAD not yet

                    """
            ], memory: Self.memory)
        await #expect(throws: BackendError.authenticationFailed(serverText: "no")) {
            try await play.backend.connect(foreseeing: Self.foresight, following: false)
        }
        #expect(await play.connector.problem == nil)
    }

    @Test("what was asked with the login is forgotten when something else is done first")
    func overtaken() async throws {
        let play = try Play(
            [
                "S: * OK ready\n" + Self.allAtOnce + Self.answers + """
                    C: A7 UID STORE 20 +FLAGS.SILENT (\\Seen)
                    S: * 1 FETCH (UID 20 MODSEQ (96))
                    S: A7 OK
                    C: A8 NOOP
                    C: A9 UID FETCH 1:20 (UID FLAGS) (CHANGEDSINCE 90 VANISHED)
                    C: A10 UID FETCH 21:120 \(ChangesTests.items)
                    S: A8 OK
                    S: * 1 FETCH (UID 20 FLAGS (\\Seen) MODSEQ (96))
                    S: A9 OK
                    \(ChangesTests.line(2, 21))
                    S: A10 OK
                    """
            ], memory: Self.memory)
        try await play.backend.connect(foreseeing: Self.foresight, following: false)
        let seen = RemoteAction(
            id: 1, kind: .storeFlags(add: [.seen], remove: [], on: ChangesTests.names(20), in: .inbox), isRepeat: false)
        _ = try await play.backend.perform([seen])
        let deltas = try await compare(play.backend)
        #expect(deltas.flatMap(\.arrived).map(\.id) == ChangesTests.names(21))
        #expect(deltas.flatMap { $0.flags.values } == [[.seen]])
        #expect(await play.connector.problem == nil)
    }
}
