import BackendAPI
import MailModel
import TestKit
import Testing

@testable import IMAPBackend

@Suite("Changes (RFC 9051 §6.3.2, RFC 7162)")
struct ChangesTests {
    static let items =
        "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (REFERENCES)])"

    static func line(_ number: Int, _ uid: Int) -> String {
        #"S: * \#(number) FETCH (UID \#(uid) FLAGS (\Seen) RFC822.SIZE 9 ENVELOPE (NIL "s\#(uid)" NIL NIL NIL NIL NIL NIL NIL NIL))"#
    }

    static func names(_ uids: UInt32..., validity: UInt32 = 7) -> [RemoteID] {
        uids.map { .uid($0, validity: validity) }
    }

    @Test("the first time: SELECT, then the newest first", arguments: ScriptedStream.Pieces.allCases)
    func first(_ pieces: ScriptedStream.Pieces) async throws {
        let play = try Play(
            [
                Play.loggedIn(
                    "",
                    """
                    C: A2 SELECT INBOX
                    S: * 3 EXISTS
                    S: * OK [UIDVALIDITY 7] x
                    S: * OK [UIDNEXT 31] x
                    S: A2 OK [READ-WRITE] there
                    C: A3 FETCH 1:3 \(Self.items)
                    \(Self.line(1, 10))
                    \(Self.line(2, 20))
                    S: * 3 FETCH (FLAGS (\\Flagged) UID 30 X-NEW (1 (2)))
                    \(Self.line(3, 30))
                    S: A3 OK done
                    """)
            ], pieces: pieces)
        try await play.backend.connect()
        let deltas = try await play.backend.changes(in: .inbox, since: .nothing).all()
        #expect(await play.connector.problem == nil)
        #expect(deltas.count == 1)
        #expect(deltas.first?.arrived.map(\.id) == Self.names(30, 20, 10))
        #expect(deltas.first?.arrived.first?.summary?.subject == "s30")
        #expect(deltas.first?.checkpoint == Checkpoint("imap1 7 31 - 3 -"))
        #expect(deltas.first?.progress == .init(done: 3, total: 3))
    }

    @Test("first words are asked of what a person sees first and of what is new, and of nothing else (RFC 8970)")
    func previews() async throws {
        let seen = Self.items.dropLast() + " PREVIEW (LAZY))"
        let first = (2...61).map { Self.line($0, $0 * 10) }.joined(separator: "\n")
        let play = try Play([
            Play.loggedIn(
                "PREVIEW",
                """
                C: A2 SELECT INBOX
                S: * 61 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * OK [UIDNEXT 611] x
                S: A2 OK there
                C: A3 FETCH 2:61 \(seen)
                C: A4 FETCH 1 \(Self.items)
                \(first.replacing("RFC822.SIZE 9", with: "PREVIEW \"Dear Ann,\" RFC822.SIZE 9"))
                S: A3 OK done
                \(Self.line(1, 10))
                S: A4 OK done
                C: A5 NOOP
                C: A6 UID FETCH 611:* \(seen)
                S: * 62 EXISTS
                S: A5 OK
                S: * 62 FETCH (UID 620 RFC822.SIZE 9 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) PREVIEW NIL)
                S: A6 OK
                """)
        ])
        try await play.backend.connect()
        let deltas = try await play.backend.changes(in: .inbox, since: .nothing).all()
        let previews = deltas.flatMap(\.arrived).map(\.preview)
        #expect(Set(previews.prefix(60)) == ["Dear Ann,"])
        #expect(previews.last == "")
        let known = KnownMailbox(checkpoint: deltas.last?.checkpoint) { [:] }
        let news = try await play.backend.changes(in: .inbox, since: known).all()
        #expect(news.flatMap(\.arrived).map(\.preview) == [""])
        #expect(await play.connector.problem == nil)
    }

    @Test("what is going to be fetched whole is named, with its flags and dates")
    func names() async throws {
        let play = try Play([
            Play.loggedIn(
                "",
                """
                C: A2 SELECT INBOX
                S: * 1 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * OK [UIDNEXT 11] x
                S: A2 OK there
                C: A3 FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE)
                S: * 1 FETCH (UID 10 FLAGS (\\Flagged) INTERNALDATE "14-Nov-2023 22:13:20 +0000" RFC822.SIZE 9)
                S: A3 OK done
                """)
        ])
        try await play.backend.connect()
        let known = KnownMailbox(checkpoint: nil, wantsWhole: true) { [:] }
        let deltas = try await play.backend.changes(in: .inbox, since: known).all()
        #expect(await play.connector.problem == nil)
        #expect(
            deltas.flatMap(\.arrived) == [
                RemoteMessage(
                    id: .uid(10, validity: 7), flags: [.flagged],
                    internalDate: MailDate(secondsSince1970: 1_700_000_000), sizeInOctets: 9)
            ])
    }

    @Test("large mailboxes come in windows: a screen, then few ahead, and more once the line has shown what it takes")
    func windows() async throws {
        func window(_ range: ClosedRange<Int>) -> String {
            range.map { Self.line($0, $0 * 10) }.joined(separator: "\n")
        }
        let play = try Play([
            Play.loggedIn(
                "",
                """
                C: A2 SELECT INBOX
                S: * 250 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * OK [UIDNEXT 2501] x
                S: A2 OK there
                C: A3 FETCH 191:250 \(Self.items)
                C: A4 FETCH 164:190 \(Self.items)
                C: A5 FETCH 137:163 \(Self.items)
                \(window(191...250))
                S: A3 OK done
                C: A6 FETCH 91:136 \(Self.items)
                \(window(164...190))
                S: A4 OK done
                C: A7 FETCH 45:90 \(Self.items)
                C: A8 FETCH 1:44 \(Self.items)
                \(window(137...163))
                S: A5 OK done
                \(window(91...136))
                S: A6 OK done
                \(window(45...90))
                S: A7 OK done
                \(window(1...44))
                S: A8 OK done
                """)
        ])
        try await play.backend.connect()
        let deltas = try await play.backend.changes(in: .inbox, since: .nothing).all()
        #expect(await play.connector.problem == nil)
        #expect(deltas.flatMap(\.arrived).map(\.id) == (1...250).reversed().map { .uid($0 * 10, validity: 7) })
    }

    @Test("an unfinished sync goes on where it was")
    func resume() async throws {
        let play = try Play([
            Play.loggedIn(
                "ESEARCH CONDSTORE",
                """
                C: A2 SELECT INBOX (CONDSTORE)
                C: A3 UID FETCH 20:30 (UID FLAGS) (CHANGEDSINCE 5)
                C: A4 UID FETCH 31:130 \(Self.items)
                S: * 3 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * OK [UIDNEXT 31] x
                S: * OK [HIGHESTMODSEQ 9] x
                S: A2 OK there
                S: * 2 FETCH (UID 20 FLAGS (\\Seen) MODSEQ (8))
                S: A3 OK
                S: A4 OK
                C: A5 UID SEARCH RETURN (ALL) UID 20:30
                S: * ESEARCH (TAG "A5") UID ALL 20
                S: A5 OK
                C: A6 SEARCH RETURN (COUNT) UID 1:19
                S: * ESEARCH (TAG "A6") COUNT 1
                S: A6 OK
                C: A7 FETCH 1 \(Self.items)
                \(Self.line(1, 10))
                S: A7 OK
                """)
        ])
        try await play.backend.connect()
        let known = KnownMailbox(checkpoint: Checkpoint("imap1 7 31 5 4 20")) {
            [.uid(20, validity: 7): [], .uid(30, validity: 7): []]
        }
        let deltas = try await play.backend.changes(in: .inbox, since: known).all()
        #expect(await play.connector.problem == nil)
        #expect(deltas.flatMap(\.vanished) == Self.names(30))
        #expect(deltas.compactMap { $0.flags[.uid(20, validity: 7)] } == [[.seen]])
        #expect(deltas.flatMap(\.arrived).map(\.id) == Self.names(10))
        #expect(deltas.last?.checkpoint == Checkpoint("imap1 7 31 9 3 -"))
    }

    static func qresync(_ rest: String) -> String {
        """
        S: * OK [CAPABILITY IMAP4rev1 SASL-IR ENABLE AUTH=PLAIN] ready
        C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=
        C: A2 ENABLE CONDSTORE QRESYNC
        S: A1 OK [CAPABILITY IMAP4rev1 ENABLE CONDSTORE QRESYNC IDLE] in
        S: * ENABLED CONDSTORE QRESYNC
        S: A2 OK enabled

        """ + rest
    }

    @Test("with QRESYNC all is known after one round trip")
    func resync() async throws {
        let play = try Play([
            Self.qresync(
                """
                C: A3 SELECT INBOX (QRESYNC (7 5 1:30))
                C: A4 UID FETCH 31:130 \(Self.items)
                S: * 3 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * OK [UIDNEXT 41] x
                S: * OK [HIGHESTMODSEQ 12] x
                S: * VANISHED (EARLIER) 11:12
                S: * 1 FETCH (UID 10 FLAGS (\\Answered) MODSEQ (11))
                S: A3 OK there
                \(Self.line(3, 40))
                S: A4 OK done
                """)
        ])
        try await play.backend.connect()
        let known = KnownMailbox(checkpoint: Checkpoint("imap1 7 31 5 4 -")) { [:] }
        let deltas = try await play.backend.changes(in: .inbox, since: known).all()
        #expect(await play.connector.problem == nil)
        #expect(deltas.flatMap(\.vanished) == Self.names(11, 12))
        #expect(deltas.compactMap { $0.flags[.uid(10, validity: 7)] } == [[.answered]])
        #expect(deltas.flatMap(\.arrived).map(\.id) == Self.names(40))
        #expect(deltas.last?.checkpoint == Checkpoint("imap1 7 41 12 3 -"))
        #expect(deltas.dropLast().allSatisfy { $0.checkpoint == nil })
    }

    @Test("where what is told with QRESYNC does not add up, all names are compared")
    func resyncOfAnother() async throws {
        let play = try Play([
            Self.qresync(
                """
                C: A3 SELECT INBOX (QRESYNC (7 5 1:30))
                C: A4 UID FETCH 31:130 \(Self.items)
                S: * 2 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * OK [UIDNEXT 32] x
                S: * OK [HIGHESTMODSEQ 5] x
                S: A3 OK there
                \(Self.line(2, 31))
                S: A4 OK done
                C: A5 UID SEARCH UID 1:30
                S: * SEARCH 20
                S: A5 OK done
                """)
        ])
        try await play.backend.connect()
        let known = KnownMailbox(checkpoint: Checkpoint("imap1 7 31 5 2 -")) {
            [.uid(10, validity: 7): [], .uid(20, validity: 7): []]
        }
        let deltas = try await play.backend.changes(in: .inbox, since: known).all()
        #expect(await play.connector.problem == nil)
        #expect(deltas.flatMap(\.vanished) == Self.names(10))
        #expect(deltas.flatMap(\.arrived).map(\.id) == Self.names(31))
        #expect(deltas.last?.checkpoint == Checkpoint("imap1 7 32 5 2 -"))
    }

    @Test("another UIDVALIDITY begins all anew")
    func reset() async throws {
        let play = try Play([
            Self.qresync(
                """
                C: A3 SELECT INBOX (QRESYNC (6 5 1:30))
                C: A4 UID FETCH 31:130 \(Self.items)
                S: * 1 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * OK [UIDNEXT 41] x
                S: * OK [HIGHESTMODSEQ 12] x
                S: A3 OK there
                \(Self.line(1, 40))
                S: A4 OK done
                C: A5 FETCH 1 \(Self.items)
                \(Self.line(1, 40))
                S: A5 OK done
                """)
        ])
        try await play.backend.connect()
        let known = KnownMailbox(checkpoint: Checkpoint("imap1 6 31 5 4 -")) { [:] }
        let deltas = try await play.backend.changes(in: .inbox, since: known).all()
        #expect(await play.connector.problem == nil)
        #expect(deltas.first?.isReset == true)
        #expect(deltas.flatMap(\.arrived).map(\.id) == Self.names(40))
        #expect(deltas.last?.checkpoint == Checkpoint("imap1 7 41 12 1 -"))
    }

    @Test("the open mailbox is opened again where the list has another UIDVALIDITY of it, without a word to us")
    func replaced() async throws {
        let play = try Play([
            Play.loggedIn(
                "LIST-EXTENDED LIST-STATUS",
                """
                C: A2 SELECT INBOX
                S: * 0 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * OK [UIDNEXT 31] x
                S: A2 OK there
                C: A3 LIST "" "*" RETURN (SUBSCRIBED STATUS (MESSAGES UNSEEN UIDVALIDITY))
                S: * LIST () "/" INBOX
                S: * STATUS INBOX (MESSAGES 0 UNSEEN 0 UIDVALIDITY 8)
                S: A3 OK
                C: A4 SELECT INBOX
                C: A5 UID FETCH 31:130 \(Self.items)
                S: * 0 EXISTS
                S: * OK [UIDVALIDITY 8] x
                S: * OK [UIDNEXT 2] x
                S: A4 OK there
                S: A5 OK
                """)
        ])
        try await play.backend.connect()
        let first = try await play.backend.changes(in: .inbox, since: .nothing).all()
        _ = try await play.backend.mailboxes()
        let known = KnownMailbox(checkpoint: first.last?.checkpoint) { [:] }
        let deltas = try await play.backend.changes(in: .inbox, since: known).all()
        #expect(await play.connector.problem == nil)
        #expect(deltas.map(\.isReset) == [true])
    }

    @Test("without any extension all flags are compared")
    func comparison() async throws {
        let play = try Play([
            Play.loggedIn(
                "",
                """
                C: A2 SELECT INBOX
                C: A3 UID FETCH 31:130 \(Self.items)
                S: * 2 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * OK [UIDNEXT 31] x
                S: A2 OK there
                S: A3 OK done
                C: A4 UID FETCH 10:30 (UID FLAGS)
                S: * 1 FETCH (UID 10 FLAGS (\\Seen))
                S: * 2 FETCH (UID 30 FLAGS (\\Flagged))
                S: A4 OK done
                """)
        ])
        try await play.backend.connect()
        let known = KnownMailbox(checkpoint: Checkpoint("imap1 7 31 - 3 -")) {
            [.uid(10, validity: 7): [.seen], .uid(20, validity: 7): [], .uid(30, validity: 7): []]
        }
        let deltas = try await play.backend.changes(in: .inbox, since: known).all()
        #expect(await play.connector.problem == nil)
        #expect(deltas.flatMap(\.vanished) == Self.names(20))
        #expect(deltas.flatMap { $0.flags.keys } == Self.names(30))
        #expect(deltas.last?.checkpoint == Checkpoint("imap1 7 31 - 2 -"))
    }

    @Test("a mailbox that is rebuilt while it is compared is not compared on")
    func rebuiltMeanwhile() async throws {
        let play = try Play([
            Play.loggedIn(
                "",
                """
                C: A2 SELECT INBOX
                C: A3 UID FETCH 31:130 \(Self.items)
                S: * 2 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * OK [UIDNEXT 32] x
                S: A2 OK there
                \(Self.line(2, 31))
                S: A3 OK done
                C: A4 SELECT Archive
                S: * OK [UIDVALIDITY 9] x
                S: A4 OK there
                C: A5 UID STORE 1 +FLAGS.SILENT (\\Seen)
                S: A5 OK done
                C: A6 SELECT INBOX
                S: * OK [UIDVALIDITY 8] x
                S: A6 OK there
                """)
        ])
        try await play.backend.connect()
        let known = KnownMailbox(checkpoint: Checkpoint("imap1 7 31 - 1 -")) { [.uid(10, validity: 7): []] }
        let changes = play.backend.changes(in: .inbox, since: known)
        #expect(try await changes.next()?.arrived.map(\.id) == Self.names(31))
        let archive = try #require(MailboxName("Archive"))
        let mark = RemoteAction.Kind.storeFlags(add: [.seen], remove: [], on: [.uid(1, validity: 9)], in: archive)
        _ = try await play.backend.perform([RemoteAction(id: 1, kind: mark)])
        await #expect(throws: BackendError.tryLater(serverText: "the mailbox was rebuilt while it was read")) {
            _ = try await changes.next()
        }
        #expect(await play.connector.problem == nil)
    }

    @Test("a mailbox that is not there is refused")
    func refused() async throws {
        let play = try Play([Play.loggedIn("", "C: A2 SELECT INBOX\nS: A2 NO [NONEXISTENT] no such mailbox")])
        try await play.backend.connect()
        await #expect(throws: BackendError.refused(serverText: "no such mailbox")) {
            try await play.backend.changes(in: .inbox, since: .nothing).all()
        }
    }

    @Test("a broken answer costs its message's summary and nothing else; a broken line costs nothing")
    func damaged() async throws {
        let play = try Play([
            Play.loggedIn(
                "",
                """
                C: A2 SELECT INBOX
                S: * 2 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * GARBAGE ((
                S: * LIST broken
                S: A2 OK there
                C: A3 FETCH 1:2 \(Self.items)
                S: * 1 FETCH (UID 10 RFC822.SIZE 9 ENVELOPE (oops) BODYSTRUCTURE ((()))
                S: * 2 FETCH (UID 20 RFC822.SIZE 9 ENVELOPE (oops))
                S: A3 OK done
                """)
        ])
        try await play.backend.connect()
        let deltas = try await play.backend.changes(in: .inbox, since: .nothing).all()
        #expect(await play.connector.problem == nil)
        #expect(deltas.flatMap(\.arrived).map(\.id) == Self.names(20))
        #expect(deltas.first?.arrived.first?.summary == nil)
    }

    @Test(
        "checkpoints are read back, and strange ones are none",
        arguments: ["imap1 7 31 5 4 20", "imap1 7 31 - 0 -", "imap1 7 31 5 4 20 3,7:9"])
    func checkpoint(_ text: String) {
        #expect(SyncPoint(Checkpoint(text))?.checkpoint.text == text)
        #expect(SyncPoint(Checkpoint("x" + text)) == nil)
        #expect(SyncPoint(Checkpoint(text + " x")) == nil)
        #expect(SyncPoint(Checkpoint("imap1 7 31 5 \(Int.max) -")) == nil, "more than there can be")
    }
}

@Suite("Changes on a mailbox that is open already")
struct OpenMailboxTests {
    static let sync = """
        C: A2 SELECT INBOX
        S: * 2 EXISTS
        S: * OK [UIDVALIDITY 7] x
        S: * OK [UIDNEXT 21] x
        S: A2 OK there
        C: A3 FETCH 1:2 \(ChangesTests.items)
        \(ChangesTests.line(1, 10))
        \(ChangesTests.line(2, 20))
        S: A3 OK done

        """

    @Test("what was told on the side is all there is, for whom was in step")
    func inStep() async throws {
        let play = try Play([
            Play.loggedIn(
                "",
                Self.sync + """
                    C: A4 NOOP
                    C: A5 UID FETCH 21:* \(ChangesTests.items)
                    S: * 1 EXPUNGE
                    S: * 1 FETCH (FLAGS (\\Draft))
                    S: A4 OK
                    S: A5 OK
                    """)
        ])
        try await play.backend.connect()
        let first = try await play.backend.changes(in: .inbox, since: .nothing).all()
        let known = KnownMailbox(checkpoint: first.last?.checkpoint) { [:] }
        let deltas = try await play.backend.changes(in: .inbox, since: known).all()
        #expect(await play.connector.problem == nil)
        #expect(deltas.flatMap(\.vanished) == ChangesTests.names(10))
        #expect(deltas.compactMap { $0.flags[.uid(20, validity: 7)] } == [[.draft]])
        #expect(deltas.last?.checkpoint == Checkpoint("imap1 7 21 - 1 -"))
    }

    @Test("what is told behind NOOP and is not in the answer sent along is asked for again")
    func toldTooLate() async throws {
        let play = try Play([
            Play.loggedIn(
                "",
                Self.sync + """
                    C: A4 NOOP
                    C: A5 UID FETCH 21:* \(ChangesTests.items)
                    S: * 3 EXISTS
                    S: A4 OK
                    S: A5 OK
                    C: A6 UID FETCH 21:* \(ChangesTests.items)
                    \(ChangesTests.line(3, 30))
                    S: A6 OK
                    """)
        ])
        try await play.backend.connect()
        let first = try await play.backend.changes(in: .inbox, since: .nothing).all()
        let known = KnownMailbox(checkpoint: first.last?.checkpoint) { [:] }
        let deltas = try await play.backend.changes(in: .inbox, since: known).all()
        #expect(await play.connector.problem == nil)
        #expect(deltas.flatMap(\.arrived).map(\.id) == ChangesTests.names(30))
        #expect(deltas.last?.checkpoint == Checkpoint("imap1 7 31 - 3 -"))
    }

    @Test("who knows less than that has all compared")
    func notInStep() async throws {
        let play = try Play([
            Play.loggedIn(
                "",
                Self.sync + """
                    C: A4 NOOP
                    C: A5 UID FETCH 11:110 \(ChangesTests.items)
                    S: A4 OK
                    \(ChangesTests.line(2, 20))
                    S: A5 OK
                    C: A6 UID FETCH 5:10 (UID FLAGS)
                    S: * 1 FETCH (UID 10 FLAGS ())
                    S: A6 OK
                    """)
        ])
        try await play.backend.connect()
        _ = try await play.backend.changes(in: .inbox, since: .nothing).all()
        let known = KnownMailbox(checkpoint: Checkpoint("imap1 7 11 - 2 -")) {
            [.uid(5, validity: 7): [], .uid(10, validity: 7): [.seen]]
        }
        let deltas = try await play.backend.changes(in: .inbox, since: known).all()
        #expect(await play.connector.problem == nil)
        #expect(deltas.flatMap(\.vanished) == ChangesTests.names(5))
        #expect(deltas.compactMap { $0.flags[.uid(10, validity: 7)] } == [[]])
        #expect(deltas.flatMap(\.arrived).map(\.id) == ChangesTests.names(20))
    }
}
