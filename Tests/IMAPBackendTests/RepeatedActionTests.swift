import BackendAPI
import MailModel
import TestKit
import Testing

@testable import IMAPBackend

/// What a repeat looks for before it is done.
@Suite("an action whose fate is unknown")
struct RepeatedActionTests {
    private static let opened = ConversationTests.opened
    private static let archive = ConversationTests.archive
    /// How a message is told of, and any other like it.
    private static let twin = "RFC822.SIZE 23 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL \"<a@b>\")"

    /// A command, what is told before it is answered with OK, and the words behind that.
    private struct Turn {
        var command: String
        var told: [String] = []
        var words = "done"

        /// Where the messages are.
        static let inbox = open("INBOX", validity: 7)
        static let noop = Turn(command: "NOOP")

        static func open(_ mailbox: String, validity: Int, next: Int? = nil) -> Turn {
            let codes = ["UIDVALIDITY \(validity)"] + (next.map { ["UIDNEXT \($0)"] } ?? [])
            return Turn(command: "SELECT \(mailbox)", told: codes.map { "OK [\($0)] x" })
        }

        /// `asked` are UIDs, `found` those of messages that are alike, with their flags.
        static func fetch(_ asked: String, _ found: (uid: UInt32, flags: String)...) -> Turn {
            fetch(asked, found)
        }

        static func fetch(_ asked: String, _ found: [(uid: UInt32, flags: String)]) -> Turn {
            Turn(
                command: "UID FETCH \(asked) (UID FLAGS RFC822.SIZE ENVELOPE)",
                told: found.map { "1 FETCH (UID \($0.uid) FLAGS (\($0.flags)) \(twin))" })
        }

        static func search(_ found: UInt32...) -> Turn { search(found) }

        static func search(_ found: [UInt32]) -> Turn {
            Turn(
                command: "UID SEARCH HEADER Message-ID \"a@b\"",
                told: [(["SEARCH"] + found.map(String.init)).joined(separator: " ")])
        }

        static func removal(_ uids: String) -> [Turn] {
            [Turn(command: "UID STORE \(uids) +FLAGS.SILENT (\\Deleted)"), Turn(command: "UID EXPUNGE \(uids)")]
        }
    }

    /// A move of messages of INBOX to Archive is repeated, in these turns.
    private static func repeated(
        of uids: [UInt32] = [10], newestBefore: RemoteID? = nil, areTwins: Bool = false,
        offers: String = "MOVE UIDPLUS",
        _ turns: [Turn]
    ) async throws -> ActionOutcome? {
        let conversation = turns.enumerated().map { number, turn in
            let tag = "A\(number + 3)"
            return "C: \(tag) \(turn.command)\n\(turn.told.map { "S: * \($0)\n" }.joined())S: \(tag) OK \(turn.words)\n"
        }
        let play = try Play([Play.loggedIn(offers, opened + conversation.joined())])
        try await play.backend.connect()
        let ids = uids.map { RemoteID.uid($0, validity: 7) }
        let outcomes = try await play.backend.perform([
            RemoteAction(
                id: 1, kind: .move(ids, from: .inbox, to: archive), isRepeat: true, newestBefore: newestBefore,
                twins: areTwins ? Set(ids) : [])
        ])
        #expect(await play.connector.problem == nil)
        #expect(outcomes.count == 1)
        return outcomes.first
    }

    @Test("an APPEND whose fate is unknown is looked for first")
    func repeatedAppend() async throws {
        let content = Array("Message-ID: <a@b>\r\n\r\nhi".utf8)
        let play = try Play([
            Play.loggedIn(
                "LITERAL+",
                """
                C: A2 SELECT Archive
                S: * OK [UIDVALIDITY 7] x
                S: A2 OK there
                C: A3 UID SEARCH HEADER Message-ID "a@b"
                S: * SEARCH
                S: A3 OK
                C| A4 APPEND Archive (\\\\Seen) {23+}\\r\\nMessage-ID: <a@b>\\r\\n\\r\\nhi\\r\\n
                S: A4 OK [APPENDUID 7 5] in
                C: A5 UID SEARCH HEADER Message-ID "a@b"
                S: * SEARCH 4 5
                S: A5 OK
                C: A6 UID FETCH 4:5 (UID FLAGS RFC822.SIZE ENVELOPE)
                S: * 1 FETCH (UID 4 FLAGS () RFC822.SIZE 9 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL "<aa@b>"))
                S: * 2 FETCH (UID 5 FLAGS () \(Self.twin))
                S: A6 OK
                """)
        ])
        try await play.backend.connect()
        let kind = RemoteAction.Kind.append(content: content, flags: [.seen], internalDate: nil, to: Self.archive)
        #expect(
            try await play.backend.perform([RemoteAction(id: 1, kind: kind, isRepeat: true)]) == [.done(assigned: [:])])
        #expect(
            try await play.backend.perform([RemoteAction(id: 1, kind: kind, isRepeat: true)]) == [.done(assigned: [:])])
        #expect(await play.connector.problem == nil)
    }

    @Test("a MOVE whose fate is unknown doubles nothing that it has left in both mailboxes")
    func repeatedMove() async throws {
        let play = try Play([
            Play.loggedIn(
                "MOVE UIDPLUS",
                Self.opened + """
                    C: A3 UID FETCH 10,20,30 (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: * 1 FETCH (UID 10 FLAGS () \(Self.twin))
                    S: * 2 FETCH (UID 20 FLAGS () RFC822.SIZE 24 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL "<c@d>"))
                    S: A3 OK
                    C: A4 SELECT Archive
                    S: * OK [UIDVALIDITY 9] x
                    S: * OK [UIDNEXT 6] x
                    S: A4 OK there
                    C: A5 UID SEARCH HEADER Message-ID "a@b"
                    C: A6 UID SEARCH HEADER Message-ID "c@d"
                    S: * SEARCH 4
                    S: A5 OK
                    S: * SEARCH 5
                    S: A6 OK
                    C: A7 UID FETCH 4:5 (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: * 1 FETCH (UID 4 FLAGS () \(Self.twin))
                    S: * 2 FETCH (UID 5 FLAGS () RFC822.SIZE 99 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL "<c@d>"))
                    S: A7 OK
                    C: A8 NOOP
                    S: A8 OK
                    C: A9 UID SEARCH HEADER Message-ID "a@b"
                    C: A10 UID SEARCH HEADER Message-ID "c@d"
                    S: * SEARCH 4
                    S: A9 OK
                    S: * SEARCH
                    S: A10 OK
                    C: A11 UID FETCH 4 (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: * 1 FETCH (UID 4 FLAGS () \(Self.twin))
                    S: A11 OK
                    C: A12 SELECT INBOX
                    S: * OK [UIDVALIDITY 7] x
                    S: A12 OK
                    C: A13 UID COPY 20 Archive
                    S: A13 OK [COPYUID 9 20 6] done
                    C: A14 UID STORE 10,20,30 +FLAGS.SILENT (\\Deleted)
                    S: A14 OK
                    C: A15 UID EXPUNGE 10,20,30
                    S: A15 OK
                    """)
        ])
        try await play.backend.connect()
        let ids = ([10, 20, 30] as [UInt32]).map { RemoteID.uid($0, validity: 7) }
        let move = RemoteAction.Kind.move(ids, from: .inbox, to: Self.archive)
        let outcomes = try await play.backend.perform([RemoteAction(id: 1, kind: move, isRepeat: true)])
        #expect(await play.connector.problem == nil)
        #expect(outcomes == [.done(assigned: [ids[1]: .uid(6, validity: 9)])])
    }

    @Test("a server that keeps what it has found tells of it in one turn (RFC 5182)")
    func repeatedMoveWithKeptResult() async throws {
        func line(_ number: Int, _ uid: Int, _ id: String) -> String {
            "S: * \(number) FETCH (UID \(uid) FLAGS () RFC822.SIZE 23 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL \"<\(id)>\"))"
        }
        let play = try Play([
            Play.loggedIn(
                "MOVE UIDPLUS ESEARCH SEARCHRES",
                Self.opened + """
                    C: A3 UID FETCH 10,20 (UID FLAGS RFC822.SIZE ENVELOPE)
                    \(line(1, 10, "a@b"))
                    \(line(2, 20, "c@d"))
                    S: A3 OK
                    C: A4 SELECT Archive
                    S: * OK [UIDVALIDITY 9] x
                    S: * OK [UIDNEXT 6] x
                    S: A4 OK there
                    C: A5 UID SEARCH RETURN (SAVE) OR HEADER Message-ID "c@d" HEADER Message-ID "a@b"
                    C: A6 UID FETCH $ (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: A5 OK
                    \(line(1, 4, "a@b"))
                    S: A6 OK
                    C: A7 NOOP
                    S: A7 OK
                    C: A8 UID SEARCH RETURN (SAVE) OR HEADER Message-ID "c@d" HEADER Message-ID "a@b"
                    C: A9 UID FETCH $ (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: A8 OK
                    \(line(1, 4, "a@b"))
                    S: A9 OK
                    C: A10 SELECT INBOX
                    S: * OK [UIDVALIDITY 7] x
                    S: A10 OK
                    C: A11 UID COPY 20 Archive
                    S: A11 OK [COPYUID 9 20 6] done
                    C: A12 UID STORE 10,20 +FLAGS.SILENT (\\Deleted)
                    S: A12 OK
                    C: A13 UID EXPUNGE 10,20
                    S: A13 OK
                    """)
        ])
        try await play.backend.connect()
        let ids = ([10, 20] as [UInt32]).map { RemoteID.uid($0, validity: 7) }
        let move = RemoteAction.Kind.move(ids, from: .inbox, to: Self.archive)
        let outcomes = try await play.backend.perform([RemoteAction(id: 1, kind: move, isRepeat: true)])
        #expect(await play.connector.problem == nil)
        #expect(outcomes == [.done(assigned: [ids[1]: .uid(6, validity: 9)])])
    }

    @Test("a refusal to tell what is there is not taken for nothing there", arguments: ["", " ESEARCH SEARCHRES"])
    func refusedLook(_ words: String) async throws {
        let look =
            words.isEmpty
            ? """
            C: A5 UID SEARCH HEADER Message-ID "a@b"
            S: * SEARCH 4
            S: A5 OK
            C: A6 UID FETCH 4 (UID FLAGS RFC822.SIZE ENVELOPE)
            """
            : """
            C: A5 UID SEARCH RETURN (SAVE) HEADER Message-ID "a@b"
            C: A6 UID FETCH $ (UID FLAGS RFC822.SIZE ENVELOPE)
            S: A5 OK
            """
        let play = try Play([
            Play.loggedIn(
                "MOVE UIDPLUS" + words,
                Self.opened + """
                    C: A3 UID FETCH 10 (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: * 1 FETCH (UID 10 FLAGS () \(Self.twin))
                    S: A3 OK
                    C: A4 SELECT Archive
                    S: * OK [UIDVALIDITY 9] x
                    S: A4 OK there

                    """ + look + "\nS: A6 NO not today\n")
        ])
        try await play.backend.connect()
        let move = RemoteAction.Kind.move([.uid(10, validity: 7)], from: .inbox, to: Self.archive)
        await #expect(throws: BackendError.refused(serverText: "not today")) {
            try await play.backend.perform([RemoteAction(id: 1, kind: move, isRepeat: true)])
        }
        #expect(await play.connector.problem == nil)
    }

    @Test(
        "what was there before is not taken for the copy, and what is taken for it is marked as the original",
        arguments: [(RemoteID.uid(4, validity: 9), true), (.uid(3, validity: 9), false)])
    func repeatedMoveToTwin(_ newest: RemoteID, _ isCopied: Bool) async throws {
        // UIDs ascend (RFC 9051 §2.3.1.1).
        let found = [Turn.search(4), .fetch("4", (4, "\\Seen"))]
        let turns =
            isCopied
            ? [.noop] + found + [.inbox, Turn(command: "UID COPY 10 Archive")]
            : [Turn(command: "UID STORE 4 +FLAGS.SILENT (Work \\Flagged)"), .inbox]
        // Without UIDPLUS it stays there, marked.
        let outcome = try await Self.repeated(
            newestBefore: newest, offers: "",
            [.fetch("10", (10, "\\Flagged Work")), .open("Archive", validity: 9)] + found + turns
                + Turn.removal("10").prefix(1))
        #expect(outcome?.isRefused == true)
    }

    private static let rebuilt = ActionOutcome.outdated(reason: "the mailbox was rebuilt on the server")

    @Test("nobody knows what was brought to a mailbox that was rebuilt since, before it is compared")
    func repeatedMoveToRebuilt() async throws {
        let outcome = try await Self.repeated(
            newestBefore: .uid(4, validity: 8), [.fetch("10", (10, "")), .open("Archive", validity: 9)])
        #expect(outcome == Self.rebuilt)
    }

    @Test("what was to be moved is not taken away where its mailbox was rebuilt while the copy was looked for")
    func repeatedMoveFromRebuilt() async throws {
        let outcome = try await Self.repeated([
            .fetch("10", (10, "")), .open("Archive", validity: 9), .search(4), .fetch("4", (4, "")),
            .open("INBOX", validity: 8),
        ])
        #expect(outcome == Self.rebuilt)
    }

    @Test(
        "of two messages that are alike, one that was moved is not taken for a copy of the other",
        arguments: [true, false])
    func repeatedMoveOfTwins(_ areAlike: Bool) async throws {
        let turns =
            areAlike
            ? [.inbox, Turn(command: "UID COPY 20 Archive", words: "[COPYUID 9 20 5] done")]
            : [Turn(command: "UID STORE 4 +FLAGS.SILENT (Work)"), .inbox]
        let outcome = try await Self.repeated(
            of: [10, 20], areTwins: areAlike,
            [
                .fetch("10,20", (20, "Work")), .open("Archive", validity: 9, next: 5), .search(4),
                .fetch("4", (4, "\\Recent")),
            ] + turns + Turn.removal("10,20"))
        #expect(outcome == .done(assigned: areAlike ? [.uid(20, validity: 7): .uid(5, validity: 9)] : [:]))
    }

    @Test("a first try that the server ends a moment later is not done again")
    func repeatedMoveWaits() async throws {
        let outcome = try await Self.repeated(
            [
                .fetch("10", (10, "")), .open("Archive", validity: 9), .search(),
                Turn(command: "NOOP", told: ["5 EXISTS"]), .search(5), .fetch("5", (5, "")), .inbox,
            ] + Turn.removal("10"))
        #expect(outcome == .done(assigned: [:]))
    }

    @Test(
        "a first try that the server ends while the repeat is under way leaves one copy, marked as the original is",
        arguments: [(5, []), (6, [5, 6]), (6, [6]), (6, [6, 7])] as [(UInt32, [UInt32])])
    func repeatedMoveMeetsFirst(_ copy: UInt32, _ found: [UInt32]) async throws {
        // What came later may be taken away by who brought it.
        let isTwice = found.contains(5)
        let look = [
            .open("Archive", validity: 9), .search(found),
            Turn.fetch(
                found.map(String.init).joined(separator: ":"), found.map { ($0, $0 == copy ? "\\Flagged" : "") }),
        ]
        let mark = Turn(command: "UID STORE 5 +FLAGS.SILENT (\\Flagged)")
        let outcome = try await Self.repeated(
            [
                .fetch("10", (10, "\\Flagged")), .open("Archive", validity: 9, next: 5), .search(), .noop, .search(),
                .inbox, Turn(command: "UID COPY 10 Archive", words: "[COPYUID 9 10 \(copy)] done"),
            ] + (found.isEmpty ? [] : look) + (isTwice ? [mark] + Turn.removal("6") : [])
                + (found.isEmpty ? [] : [.inbox]) + Turn.removal("10"))
        #expect(outcome == .done(assigned: isTwice ? [:] : [.uid(10, validity: 7): .uid(copy, validity: 9)]))
    }
}

extension ActionOutcome {
    fileprivate var isRefused: Bool {
        if case .refused = self { true } else { false }
    }
}
