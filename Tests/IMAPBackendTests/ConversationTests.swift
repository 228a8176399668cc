import BackendAPI
import MailModel
import TestKit
import Testing

@testable import IMAPBackend

@Suite("Mailboxes, content, actions, IDLE")
struct ConversationTests {
    static let opened = """
        C: A2 SELECT INBOX
        S: * 3 EXISTS
        S: * OK [UIDVALIDITY 7] x
        S: * OK [UIDNEXT 31] x
        S: A2 OK there

        """

    static let archive = MailboxName.named("Archive")

    @Test("all mailboxes with counts and roles in one round trip")
    func listStatus() async throws {
        let play = try Play([
            Play.loggedIn(
                "LIST-EXTENDED LIST-STATUS SPECIAL-USE CONDSTORE",
                """
                C: A2 LIST "" "*" RETURN (SUBSCRIBED SPECIAL-USE STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY HIGHESTMODSEQ))
                S: * LIST (\\HasNoChildren \\Subscribed \\Sent) "/" "Gesendete Dinge"
                S: * LIST (\\Noselect) "/" Lists
                S: * LIST () "/" "Entw&APw-rfe"
                S: * LIST (\\Subscribed) "/" inbox
                S: * STATUS inbox (MESSAGES 3 UNSEEN 1 UIDNEXT 9 UIDVALIDITY 7 HIGHESTMODSEQ 5)
                S: A2 OK done
                """)
        ])
        try await play.backend.connect()
        let listings = try await play.backend.mailboxes()
        #expect(await play.connector.problem == nil)
        #expect(listings.map(\.name.text) == ["Gesendete Dinge", "Lists", "Entwürfe", "INBOX"])
        #expect(listings.map(\.role) == [.sent, nil, .drafts, .inbox])
        #expect(listings.map(\.isSelectable) == [true, false, true, true])
        #expect(listings.map(\.isSubscribed) == [true, false, false, true])
        #expect(listings.last?.messages == 3)
        #expect(listings.last?.unseen == 1)
        #expect(listings.last?.fingerprint == "7.9.5.3")
    }

    @Test(
        "without extensions STATUS is asked for all at once, and names are spelled back as they came",
        arguments: [
            ("* LSUB () \".\" Inbox\nS: A3 OK done", [true, false]),
            ("* LSUB () \".\" &AGE-\nS: A3 OK done", [true, true]),
            ("A3 NO not here", [true, true]),
        ])
    func plainList(_ subscriptions: String, _ areSubscribed: [Bool]) async throws {
        let play = try Play([
            Play.loggedIn(
                "",
                """
                C: A2 LIST "" "*"
                C: A3 LSUB "" "*"
                S: * LIST () "." INBOX
                S: * LIST () "." &AGE-
                S: A2 OK done
                S: \(subscriptions)
                C: A4 STATUS INBOX (MESSAGES UNSEEN UIDVALIDITY)
                C: A5 STATUS &AGE- (MESSAGES UNSEEN UIDVALIDITY)
                S: * STATUS INBOX (MESSAGES 1 UNSEEN 0)
                S: A4 OK
                S: A5 NO not readable
                """)
        ])
        try await play.backend.connect()
        let listings = try await play.backend.mailboxes()
        #expect(await play.connector.problem == nil)
        #expect(listings.map(\.name.text) == ["INBOX", "a"])
        #expect(listings.map(\.messages) == [1, nil])
        #expect(listings.map(\.isSubscribed) == areSubscribed)
    }

    @Test("content is asked for ahead, and given on whole", arguments: ScriptedStream.Pieces.allCases)
    func content(_ pieces: ScriptedStream.Pieces) async throws {
        let play = try Play(
            [
                Play.loggedIn(
                    "",
                    Self.opened + """
                        C: A3 UID FETCH 10 (UID RFC822.SIZE BODY.PEEK[]<0.131072>)
                        C: A4 UID FETCH 20 (UID RFC822.SIZE BODY.PEEK[]<0.131072>)
                        S| * 1 FETCH (UID 10 RFC822.SIZE 5 BODY[]<0> {5}\\r\\nab\\r\\nc)\\r\\n
                        S: A3 OK
                        C: A5 UID FETCH 30 (UID RFC822.SIZE BODY.PEEK[]<0.131072>)
                        S: A4 OK
                        S| * 3 FETCH (BODY[]<0> {70000}\\r\\n\(String(repeating: "x", count: 70_000)) UID 30 RFC822.SIZE 70000)\\r\\n
                        S: A5 OK
                        """)
            ], pieces: pieces)
        try await play.backend.connect()
        let ids: [RemoteID] = [10, 20, 30].map { .uid($0, validity: 7) }
        let received = try await play.backend.content(.whole, of: ids, in: .inbox).all()
        #expect(await play.connector.problem == nil)
        #expect(
            received == [
                .began(ids[0], sizeInOctets: 5), .octets(Array("ab\r\nc".utf8)), .ended(ids[0]),
                .missing(ids[1], reason: "the server no longer has it"), .began(ids[2], sizeInOctets: 70_000),
                .octets([UInt8](repeating: UInt8(ascii: "x"), count: 70_000)), .ended(ids[2]),
            ])
    }

    @Test(
        "what is asked for twice comes twice, also before the end of the first command",
        arguments: ScriptedStream.Pieces.allCases)
    func twice(_ pieces: ScriptedStream.Pieces) async throws {
        let long = String(repeating: "x", count: 70_000)
        let play = try Play(
            [
                Play.loggedIn(
                    "",
                    Self.opened + """
                        C: A3 UID FETCH 10 (UID RFC822.SIZE BODY.PEEK[]<0.131072>)
                        C: A4 UID FETCH 10 (UID RFC822.SIZE BODY.PEEK[]<0.131072>)
                        S| * 1 FETCH (UID 10 RFC822.SIZE 70000 BODY[]<0> {70000}\\r\\n\(long))\\r\\n
                        S| * 1 FETCH (UID 10 RFC822.SIZE 70000 BODY[]<0> {70000}\\r\\n\(long))\\r\\n
                        S: A3 OK
                        S: A4 OK
                        """)
            ], pieces: pieces)
        try await play.backend.connect()
        let id = RemoteID.uid(10, validity: 7)
        async let first = play.backend.content(.whole, of: [id], in: .inbox).all()
        async let second = play.backend.content(.whole, of: [id], in: .inbox).all()
        for received in try await [first, second] {
            let sizes = received.map { if case .octets(let octets) = $0 { octets.count } else { 0 } }
            #expect(sizes == [0, 70_000, 0] && received.last == .ended(id))
        }
        #expect(await play.connector.problem == nil)
    }

    @Test("a large message comes in chunks")
    func chunks() async throws {
        let chunk = String(repeating: "x", count: 131_072)
        let play = try Play([
            Play.loggedIn(
                "",
                Self.opened + """
                    C: A3 UID FETCH 10 (UID BODY.PEEK[1.2]<0.131072>)
                    S| * 1 FETCH (UID 10 BODY[1.2]<0> {131072}\\r\\n\(chunk))\\r\\n
                    S: A3 OK
                    C: A4 UID FETCH 10 (UID BODY.PEEK[1.2]<131072.131072>)
                    S: * 1 FETCH (UID 10 BODY[1.2]<131072> "end")
                    S: A4 OK
                    """)
        ])
        try await play.backend.connect()
        let id = RemoteID.uid(10, validity: 7)
        let received = try await play.backend.content(.part("1.2"), of: [id], in: .inbox).all()
        #expect(await play.connector.problem == nil)
        #expect(received.count == 3)
        #expect(received[1] == .octets(Array((chunk + "end").utf8)))
        #expect(received[2] == .ended(id))
    }

    @Test(
        "a mailbox that is not there is not renamed: Courier would break the connection off",
        arguments: [(false, ActionOutcome.refused(reason: "it is not there")), (true, .done(assigned: [:]))])
    func renameOfNothing(_ isRepeat: Bool, _ outcome: ActionOutcome) async throws {
        let play = try Play([
            Play.loggedIn(
                "",
                """
                C: A2 LIST "" "INBOX.Old"
                S: A2 OK LIST completed
                """)
        ])
        try await play.backend.connect()
        let rename = RemoteAction.Kind.renameMailbox(MailboxName.named("INBOX.Old"), to: Self.archive)
        let outcomes = try await play.backend.perform([RemoteAction(id: 1, kind: rename, isRepeat: isRepeat)])
        #expect(await play.connector.problem == nil)
        #expect(outcomes == [outcome])
    }

    @Test(
        "what can't be done because of what others have done is put off, and not refused",
        arguments: [
            (
                "A2 NO no such mailbox\nC: A3 LIST \"\" \"INBOX\"\nS: A3 OK",
                ActionOutcome.outdated(reason: "no such mailbox")
            ),
            (
                "A2 NO no permission\nC: A3 LIST \"\" \"INBOX\"\nS: * LIST () \"/\" INBOX\nS: A3 OK",
                .refused(reason: "no permission")
            ),
            (
                "* 1 EXISTS\nS: * OK [UIDVALIDITY 7] x\nS: A2 OK\nC: A3 UID MOVE 10 Archive\nS: A3 NO [TRYCREATE] none",
                .outdated(reason: "none")
            ),
            (
                "* 1 EXISTS\nS: * OK [UIDVALIDITY 7] x\nS: A2 OK\nC: A3 UID MOVE 10 Archive\nS: A3 NO [EXPUNGEISSUED] gone",
                .outdated(reason: "gone")
            ),
            (
                "* 1 EXISTS\nS: * OK [UIDVALIDITY 7] x\nS: A2 OK\nC: A3 UID MOVE 10 Archive\nS: A3 NO [OVERQUOTA] full",
                .refused(reason: "there is no room left on the server: “full”")
            ),
            (
                "* 1 EXISTS\nS: * OK [UIDVALIDITY 8] x\nS: A2 OK",
                .outdated(reason: "the mailbox was rebuilt on the server")
            ),
        ])
    func surprises(_ conversation: String, _ outcome: ActionOutcome) async throws {
        let play = try Play([Play.loggedIn("MOVE UIDPLUS", "C: A2 SELECT INBOX\nS: \(conversation)\n")])
        try await play.backend.connect()
        let move = RemoteAction.Kind.move([.uid(10, validity: 7)], from: .inbox, to: Self.archive)
        #expect(try await play.backend.perform([RemoteAction(id: 1, kind: move)]) == [outcome])
        #expect(await play.connector.problem == nil)
    }

    @Test("equal actions become one command, and different ones are sent together")
    func merged() async throws {
        let play = try Play([
            Play.loggedIn(
                "MOVE UIDPLUS",
                Self.opened + """
                    C: A3 UID STORE 10,20 +FLAGS.SILENT (\\Seen)
                    C: A4 UID MOVE 10 Archive
                    S: A3 OK
                    S: * OK [COPYUID 9 10 1] moved
                    S: * 1 EXPUNGE
                    S: A4 OK
                    """)
        ])
        try await play.backend.connect()
        let outcomes = try await play.backend.perform([
            RemoteAction(id: 1, kind: .storeFlags(add: [.seen], remove: [], on: [.uid(10, validity: 7)], in: .inbox)),
            RemoteAction(id: 2, kind: .storeFlags(add: [.seen], remove: [], on: [.uid(20, validity: 7)], in: .inbox)),
            RemoteAction(id: 3, kind: .move([.uid(10, validity: 7)], from: .inbox, to: Self.archive)),
            RemoteAction(id: 4, kind: .move([.uid(10, validity: 6)], from: .inbox, to: Self.archive)),
        ])
        #expect(await play.connector.problem == nil)
        #expect(
            outcomes.prefix(3) == [
                .done(assigned: [:]), .done(assigned: [:]),
                .done(assigned: [.uid(10, validity: 7): .uid(1, validity: 9)]),
            ])
        #expect(outcomes.last == .outdated(reason: "the mailbox was rebuilt on the server"))
    }

    @Test("removal takes exactly what it names, or leaves it marked and says so")
    func removal() async throws {
        let action = RemoteAction(id: 1, kind: .remove([.uid(10, validity: 7)], from: .inbox))
        let store = "C: A3 UID STORE 10 +FLAGS.SILENT (\\Deleted)\nS: A3 OK\n"
        let exact = try Play([Play.loggedIn("UIDPLUS", Self.opened + store + "C: A4 UID EXPUNGE 10\nS: A4 OK")])
        try await exact.backend.connect()
        #expect(try await exact.backend.perform([action]) == [.done(assigned: [:])])
        #expect(await exact.connector.problem == nil)
        let marked = try Play([Play.loggedIn("", Self.opened + store)])
        try await marked.backend.connect()
        guard case .refused(let reason)? = try await marked.backend.perform([action]).first else {
            Issue.record("a removal that did not happen was called done")
            return
        }
        #expect(reason.contains("UIDPLUS"))
        #expect(await marked.connector.problem == nil)
    }

    @Test(
        "what a server does of a long copy, and not all, is to be looked for",
        arguments: [
            (["OK", "NO [EXPUNGEISSUED] gone"], ActionOutcome.postponed(.trouble, serverText: "gone")),
            (["NO [EXPUNGEISSUED] gone", "OK"], .postponed(.trouble, serverText: "gone")),
            (["NO [EXPUNGEISSUED] gone", "NO [EXPUNGEISSUED] too"], .outdated(reason: "too")),
        ])
    func longCopy(_ answers: [String], _ outcome: ActionOutcome) async throws {
        let uids = stride(from: 1, through: 601, by: 2).map { UInt32($0) }
        let first = uids.dropLast().map(String.init).joined(separator: ",")
        let play = try Play([
            Play.loggedIn(
                "UIDPLUS",
                Self.opened + """
                    C: A3 UID COPY \(first) Archive
                    C: A4 UID COPY 601 Archive
                    S: A3 \(answers[0])
                    S: A4 \(answers[1])
                    """)
        ])
        try await play.backend.connect()
        let copy = RemoteAction.Kind.copy(uids.map { .uid($0, validity: 7) }, from: .inbox, to: Self.archive)
        #expect(try await play.backend.perform([RemoteAction(id: 1, kind: copy)]) == [outcome])
        #expect(await play.connector.problem == nil)
    }

    @Test("the server asks to come back later")
    func tryLater() async throws {
        let play = try Play([Play.loggedIn("", "C: A2 SELECT INBOX\nS: A2 NO [INUSE] locked by a backup")])
        try await play.backend.connect()
        let outcomes = try await play.backend.perform([
            RemoteAction(id: 1, kind: .remove([.uid(10, validity: 7)], from: .inbox))
        ])
        #expect(outcomes == [.postponed(.mailboxInUse, serverText: "locked by a backup")])
        #expect(await play.connector.problem == nil)
    }

    @Test("IDLE returns on news, and what was told meanwhile needs no IDLE at all")
    func idle() async throws {
        let play = try Play([
            Play.loggedIn(
                "IDLE",
                Self.opened + """
                    C: A3 IDLE
                    S: + idling
                    S: * 4 EXISTS
                    C: DONE
                    S: A3 OK
                    """)
        ])
        try await play.backend.connect()
        try await play.backend.waitForChange(in: .inbox)
        try await play.backend.waitForChange(in: .inbox)
    }

    @Test("NOTIFY is asked for once, before the mailboxes, and tells of others, in IDLE and between (RFC 5465)")
    func notify() async throws {
        let play = try Play([
            Play.loggedIn(
                "IDLE NOTIFY LIST-EXTENDED LIST-STATUS",
                """
                C: A2 NOTIFY SET (SELECTED-DELAYED (MessageNew MessageExpunge FlagChange)) (PERSONAL (MessageNew MessageExpunge FlagChange))
                C: A3 LIST "" "*" RETURN (SUBSCRIBED STATUS (MESSAGES UNSEEN UIDVALIDITY))
                S: A2 OK
                S: * LIST () "/" INBOX
                S: * STATUS INBOX (MESSAGES 3 UNSEEN 3 UIDVALIDITY 7)
                S: * LIST () "/" Archive
                S: * STATUS Archive (MESSAGES 2 UNSEEN 1 UIDVALIDITY 9)
                S: * LIST () "/" "Sp&AOQ-ter"
                S: * STATUS "Sp&AOQ-ter" (MESSAGES 0 UNSEEN 0 UIDVALIDITY 8)
                S: * STATUS Archive (UIDVALIDITY 9 UNSEEN 0)
                S: A3 OK

                C: A4 SELECT INBOX
                S: * 3 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * STATUS Archive (MESSAGES 3 UIDNEXT 4)
                S: A4 OK there
                C: A5 IDLE
                S: + idling
                S: * STATUS Archive (MESSAGES 4 UIDNEXT 5)
                C: DONE
                S: A5 OK
                C: A6 UID STORE 10 +FLAGS.SILENT (\\Seen)
                S: * STATUS "Sp&AOQ-ter" (MESSAGES 1)
                S: A6 OK
                C: A7 LIST "" "*" RETURN (SUBSCRIBED STATUS (MESSAGES UNSEEN UIDVALIDITY))
                S: * LIST () "/" INBOX
                S: A7 OK
                C: A8 IDLE
                S: + idling
                S: * 4 EXISTS
                C: DONE
                S: A8 OK
                """)
        ])
        try await play.backend.connect(foreseeing: nil, following: true)
        let listings = try await play.backend.mailboxes()
        #expect(listings.map(\.messages) == [3, 2, 0])
        #expect(listings.map(\.unseen) == [3, 0, 0])
        // Told before it waits, and while it does.
        for _ in 1...2 { #expect(try await play.backend.waitForChange(in: .inbox) == [Self.archive]) }
        _ = try await play.backend.perform([
            RemoteAction(id: 1, kind: .storeFlags(add: [.seen], remove: [], on: [.uid(10, validity: 7)], in: .inbox))
        ])
        let later = try #require(MailboxName("Später"))
        #expect(try await play.backend.waitForChange(in: .inbox) == [later])
        _ = try await play.backend.mailboxes()
        #expect(try await play.backend.waitForChange(in: .inbox) == [.inbox])
        #expect(await play.connector.problem == nil)
    }

    @Test("a broken connection ends what waits")
    func broken() async throws {
        let play = try Play([Play.loggedIn("IDLE", Self.opened + "C: A3 IDLE\nS: + idling\nS<<RST")])
        try await play.backend.connect()
        await #expect(throws: BackendError.self) { try await play.backend.waitForChange(in: .inbox) }
        await #expect(throws: BackendError.self) { _ = try await play.backend.mailboxes() }
    }

    @Test("answers to commands that were never sent end the connection")
    func unknownTag() async throws {
        let play = try Play([Play.loggedIn("", "C: A2 SELECT INBOX\nS: A7 OK there")])
        try await play.backend.connect()
        do {
            _ = try await play.backend.changes(in: .inbox, since: .nothing).all()
            Issue.record("believed")
        } catch let error as BackendError {
            #expect(error.text.contains("not sent"))
        }
    }
}

extension MailboxName {
    static func named(_ text: String) -> MailboxName { MailboxName(text) ?? .inbox }
}
