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

    private static let search = "UID SEARCH HEADER Message-ID \"a@b\""

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
        let steps =
            isCopied
            ? ["NOOP", Self.search, "SELECT INBOX", "UID COPY 10 Archive"]
            : ["UID STORE 4 +FLAGS.SILENT (Work \\Flagged)", "SELECT INBOX"]
        let turns = Self.turns(from: 7, steps + ["UID STORE 10 +FLAGS.SILENT (\\Deleted)"])
        let play = try Play([
            Play.loggedIn(
                "",
                Self.opened + """
                    C: A3 UID FETCH 10 (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: * 1 FETCH (UID 10 FLAGS (\\Flagged Work) \(Self.twin))
                    S: A3 OK
                    C: A4 SELECT Archive
                    S: * OK [UIDVALIDITY 9] x
                    S: A4 OK there
                    C: A5 UID SEARCH HEADER Message-ID "a@b"
                    S: * SEARCH 4
                    S: A5 OK
                    C: A6 UID FETCH 4 (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: * 1 FETCH (UID 4 FLAGS (\\Seen) \(Self.twin))
                    S: A6 OK

                    """ + turns)
        ])
        try await play.backend.connect()
        let move = RemoteAction.Kind.move([.uid(10, validity: 7)], from: .inbox, to: Self.archive)
        _ = try await play.backend.perform([RemoteAction(id: 1, kind: move, isRepeat: true, newestBefore: newest)])
        #expect(await play.connector.problem == nil)
    }

    /// Commands that are answered with OK, numbered on; `words` are what it is followed by, `told` what comes before.
    private static func turns(
        from first: Int, _ commands: [String], told: [String: String] = [:], words: [String: String] = [:]
    ) -> String {
        let told = told.merging(["SELECT INBOX": "* OK [UIDVALIDITY 7] x"]) { told, _ in told }
        return commands.enumerated().map { number, command in
            let before = told[command].map { "S: \($0)\n" } ?? ""
            return "C: A\(number + first) \(command)\n\(before)S: A\(number + first) OK \(words[command] ?? "done")\n"
        }.joined()
    }

    @Test("nobody knows what was brought to a mailbox that was rebuilt since, before it is compared")
    func repeatedMoveToRebuilt() async throws {
        let play = try Play([
            Play.loggedIn(
                "MOVE UIDPLUS",
                Self.opened + """
                    C: A3 UID FETCH 10 (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: * 1 FETCH (UID 10 FLAGS () \(Self.twin))
                    S: A3 OK
                    C: A4 SELECT Archive
                    S: * OK [UIDVALIDITY 9] x
                    S: A4 OK there
                    """)
        ])
        try await play.backend.connect()
        let kind = RemoteAction.Kind.move([.uid(10, validity: 7)], from: .inbox, to: Self.archive)
        let action = RemoteAction(id: 1, kind: kind, isRepeat: true, newestBefore: .uid(4, validity: 8))
        #expect(
            try await play.backend.perform([action]) == [.outdated(reason: "the mailbox was rebuilt on the server")])
        #expect(await play.connector.problem == nil)
    }

    @Test("what was to be moved is not taken away where its mailbox was rebuilt while the copy was looked for")
    func repeatedMoveFromRebuilt() async throws {
        let play = try Play([
            Play.loggedIn(
                "MOVE UIDPLUS",
                Self.opened + """
                    C: A3 UID FETCH 10 (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: * 1 FETCH (UID 10 FLAGS () \(Self.twin))
                    S: A3 OK
                    C: A4 SELECT Archive
                    S: * OK [UIDVALIDITY 9] x
                    S: A4 OK there
                    C: A5 UID SEARCH HEADER Message-ID "a@b"
                    S: * SEARCH 4
                    S: A5 OK
                    C: A6 UID FETCH 4 (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: * 1 FETCH (UID 4 FLAGS () \(Self.twin))
                    S: A6 OK
                    C: A7 SELECT INBOX
                    S: * OK [UIDVALIDITY 8] x
                    S: A7 OK
                    """)
        ])
        try await play.backend.connect()
        let move = RemoteAction.Kind.move([.uid(10, validity: 7)], from: .inbox, to: Self.archive)
        let outcomes = try await play.backend.perform([RemoteAction(id: 1, kind: move, isRepeat: true)])
        #expect(await play.connector.problem == nil)
        #expect(outcomes == [.outdated(reason: "the mailbox was rebuilt on the server")])
    }

    @Test(
        "of two messages that are alike, one that was moved is not taken for a copy of the other",
        arguments: [true, false])
    func repeatedMoveOfTwins(_ areAlike: Bool) async throws {
        let steps =
            (areAlike
                ? ["SELECT INBOX", "UID COPY 20 Archive"] : ["UID STORE 4 +FLAGS.SILENT (Work)", "SELECT INBOX"])
            + ["UID STORE 10,20 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 10,20"]
        let play = try Play([
            Play.loggedIn(
                "MOVE UIDPLUS",
                Self.opened + """
                    C: A3 UID FETCH 10,20 (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: * 1 FETCH (UID 20 FLAGS (Work) \(Self.twin))
                    S: A3 OK
                    C: A4 SELECT Archive
                    S: * OK [UIDVALIDITY 9] x
                    S: * OK [UIDNEXT 5] x
                    S: A4 OK there
                    C: A5 UID SEARCH HEADER Message-ID "a@b"
                    S: * SEARCH 4
                    S: A5 OK
                    C: A6 UID FETCH 4 (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: * 1 FETCH (UID 4 FLAGS (\\Recent) \(Self.twin))
                    S: A6 OK

                    """ + Self.turns(from: 7, steps, words: ["UID COPY 20 Archive": "[COPYUID 9 20 5] done"]))
        ])
        try await play.backend.connect()
        let ids = ([10, 20] as [UInt32]).map { RemoteID.uid($0, validity: 7) }
        let move = RemoteAction.Kind.move(ids, from: .inbox, to: Self.archive)
        let outcomes = try await play.backend.perform([
            RemoteAction(id: 1, kind: move, isRepeat: true, twins: areAlike ? Set(ids) : [])
        ])
        #expect(await play.connector.problem == nil)
        #expect(outcomes == [.done(assigned: areAlike ? [ids[1]: .uid(5, validity: 9)] : [:])])
    }

    @Test("a first try that the server ends a moment later is not done again")
    func repeatedMoveWaits() async throws {
        let steps = [
            "NOOP", Self.search, "UID FETCH 5 (UID FLAGS RFC822.SIZE ENVELOPE)", "SELECT INBOX",
            "UID STORE 10 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 10",
        ]
        let answers = [
            "NOOP": "* 5 EXISTS", Self.search: "* SEARCH 5", steps[2]: "* 5 FETCH (UID 5 FLAGS () \(Self.twin))",
        ]
        let play = try Play([
            Play.loggedIn(
                "MOVE UIDPLUS",
                Self.opened + """
                    C: A3 UID FETCH 10 (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: * 1 FETCH (UID 10 FLAGS () \(Self.twin))
                    S: A3 OK
                    C: A4 SELECT Archive
                    S: * OK [UIDVALIDITY 9] x
                    S: A4 OK there
                    C: A5 UID SEARCH HEADER Message-ID "a@b"
                    S: * SEARCH
                    S: A5 OK

                    """ + Self.turns(from: 6, steps, told: answers))
        ])
        try await play.backend.connect()
        let move = RemoteAction.Kind.move([.uid(10, validity: 7)], from: .inbox, to: Self.archive)
        let outcomes = try await play.backend.perform([RemoteAction(id: 1, kind: move, isRepeat: true)])
        #expect(await play.connector.problem == nil)
        #expect(outcomes == [.done(assigned: [:])])
    }

    @Test(
        "a first try that the server ends while the repeat is under way leaves one copy, marked as the original is",
        arguments: [(5, []), (6, [5, 6]), (6, [6]), (6, [6, 7])] as [(UInt32, [UInt32])])
    func repeatedMoveMeetsFirst(_ copy: UInt32, _ found: [UInt32]) async throws {
        // What came later may be taken away by who brought it.
        let isTwice = found.contains(5)
        let fetch =
            "UID FETCH \(found.map(String.init).joined(separator: ":")) (UID FLAGS RFC822.SIZE ENVELOPE)"
        let look = found.isEmpty ? [] : ["SELECT Archive", Self.search, fetch]
        let removal = [
            "UID STORE 5 +FLAGS.SILENT (\\Flagged)", "UID STORE 6 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 6",
        ]
        let steps =
            ["SELECT INBOX", "UID COPY 10 Archive"] + look + (isTwice ? removal : [])
            + (found.isEmpty ? [] : ["SELECT INBOX"])
            + ["UID STORE 10 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 10"]
        let answers = [
            "SELECT Archive": "* OK [UIDVALIDITY 9] x",
            Self.search: "* SEARCH \(found.map(String.init).joined(separator: " "))",
            fetch: found.map { "* 1 FETCH (UID \($0) FLAGS (\($0 == copy ? "\\Flagged" : "")) \(Self.twin))" }
                .joined(separator: "\nS: "),
        ]
        let play = try Play([
            Play.loggedIn(
                "MOVE UIDPLUS",
                Self.opened + """
                    C: A3 UID FETCH 10 (UID FLAGS RFC822.SIZE ENVELOPE)
                    S: * 1 FETCH (UID 10 FLAGS (\\Flagged) \(Self.twin))
                    S: A3 OK
                    C: A4 SELECT Archive
                    S: * OK [UIDVALIDITY 9] x
                    S: * OK [UIDNEXT 5] x
                    S: A4 OK there
                    C: A5 UID SEARCH HEADER Message-ID "a@b"
                    S: * SEARCH
                    S: A5 OK
                    C: A6 NOOP
                    S: A6 OK
                    C: A7 UID SEARCH HEADER Message-ID "a@b"
                    S: * SEARCH
                    S: A7 OK

                    """
                    + Self.turns(
                        from: 8, steps, told: answers, words: ["UID COPY 10 Archive": "[COPYUID 9 10 \(copy)] done"]))
        ])
        try await play.backend.connect()
        let id = RemoteID.uid(10, validity: 7)
        let move = RemoteAction(id: 1, kind: .move([id], from: .inbox, to: Self.archive), isRepeat: true)
        let outcomes = try await play.backend.perform([move])
        #expect(await play.connector.problem == nil)
        #expect(outcomes == [.done(assigned: isTwice ? [:] : [id: .uid(copy, validity: 9)])])
    }
}
