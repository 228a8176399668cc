import BackendAPI
import MailModel
import TestKit
import Testing

@testable import IMAPBackend

@Suite("what a refusal comes to (RFC 5530 §3, RFC 9051 §7.1)")
struct ReplyTests {
    static let stages = Reply.Stage.allCases.filter { $0 != .login }
    private static let id = RemoteID.uid(10, validity: 7)

    @Test("to a login", arguments: Reply.all)
    func login(_ reply: Reply) async throws {
        // BAD to an initial response, and to AUTHENTICATE without one, may only mean that the server does not know it.
        let isBad = reply.line.hasPrefix("BAD")
        let play = try Play([
            isBad
                ? "S: * OK [CAPABILITY IMAP4rev1] ready\nC: A1 LOGIN ada secret\nS: A1 \(reply.line)"
                : """
                S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready
                C: A1 AUTHENTICATE PLAIN \(LoginTests.plain)
                S: A1 \(reply.line)
                """
        ])
        await #expect(throws: reply.atLogin) { try await play.backend.connect() }
        #expect(await play.connector.problem == nil)
    }

    @Test("to everything else, and the connection goes on", arguments: Reply.all, stages)
    func command(_ reply: Reply, _ stage: Reply.Stage) async throws {
        let play = try Play([Play.loggedIn("LITERAL+ MOVE UIDPLUS", stage.conversation(reply.line))])
        try await play.backend.connect()
        switch stage {
        case .login: break
        case .select, .fetch:
            do throws(BackendError) {
                let stream = play.backend.content(.whole, of: [Self.id], in: .inbox)
                // What is refused for good is missing, and the others come.
                let first = try await stream.next()
                #expect(stage == .fetch)
                #expect(first == .missing(Self.id, reason: reply.later.text))
                if case .postponed = reply.later { Issue.record("not put off") }
            } catch {
                #expect(error == reply.later)
            }
        case .flags, .move, .copy, .append, .create:
            let outcomes = try await play.backend.perform([RemoteAction(id: 1, kind: stage.action)])
            #expect(outcomes == [reply.action])
        }
        try await play.backend.probe()
        #expect(await play.connector.problem == nil)
    }

    @Test("a goodbye ends what is under way, and says when to come back", arguments: Reply.goodbyes)
    func goodbye(_ line: String, _ error: BackendError) async throws {
        for stage in Self.stages {
            let trace = stage.conversation("OK", answeredWith: "S: * BYE \(line)\nS<<FIN")
            let play = try Play([Play.loggedIn("LITERAL+ MOVE UIDPLUS", trace)])
            try await play.backend.connect()
            await #expect(throws: error) {
                switch stage {
                case .login: break
                case .select, .fetch:
                    _ = try await play.backend.content(.whole, of: [Self.id], in: .inbox).next()
                case .flags, .move, .copy, .append, .create:
                    _ = try await play.backend.perform([RemoteAction(id: 1, kind: stage.action)])
                }
            }
            await #expect(throws: error) { try await play.backend.probe() }
            #expect(await play.connector.problem == nil)
        }
        for trace in [
            "S: * BYE \(line)", "S: * OK [CAPABILITY IMAP4rev1] ready\nC: A1 LOGIN ada secret\nS: * BYE \(line)",
        ] {
            let play = try Play([trace])
            await #expect(throws: error) { try await play.backend.connect() }
        }
    }

    @Test("what is meant for a mailbox that has to wait has to wait, too")
    func unmade() async throws {
        let play = try Play([
            Play.loggedIn(
                "MOVE UIDPLUS",
                """
                C: A2 CREATE Archive
                C: A3 SUBSCRIBE Archive
                C: A4 SELECT INBOX
                S: A2 NO [UNAVAILABLE] not now
                S: A3 NO no such mailbox
                S: * 1 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: A4 OK there
                C: A5 UID MOVE 10 Archive
                C: A6 UID MOVE 11 Elsewhere
                S: A5 NO [TRYCREATE] no such mailbox
                S: A6 NO [TRYCREATE] no such mailbox
                """)
        ])
        try await play.backend.connect()
        let archive = MailboxName.named("Archive")
        let outcomes = try await play.backend.perform([
            RemoteAction(id: 1, kind: .createMailbox(archive)),
            RemoteAction(id: 2, kind: .move([Self.id], from: .inbox, to: archive)),
            RemoteAction(id: 3, kind: .move([.uid(11, validity: 7)], from: .inbox, to: .named("Elsewhere"))),
        ])
        #expect(
            outcomes == [
                .postponed(.trouble, serverText: "not now"), .postponed(.trouble, serverText: "not now"),
                .outdated(reason: "no such mailbox"),
            ])
        #expect(await play.connector.problem == nil)
    }
}

extension Reply.Stage {
    private static let id = RemoteID.uid(10, validity: 7)

    /// What the backend is asked for.
    fileprivate var action: RemoteAction.Kind {
        let archive = MailboxName.named("Archive")
        return switch self {
        case .move: .move([Self.id], from: .inbox, to: archive)
        case .copy: .copy([Self.id], from: .inbox, to: archive)
        case .append: .append(content: Array("hi".utf8), flags: [], internalDate: nil, to: archive)
        case .create: .createMailbox(archive)
        case .login, .select, .fetch, .flags: .storeFlags(add: [.seen], remove: [], on: [Self.id], in: .inbox)
        }
    }

    /// The command, as far as it stands alone or behind SELECT, as A2 or A3.
    private var command: String {
        switch self {
        case .login: ""
        case .select: "C: A2 SELECT INBOX"
        case .fetch: "C: A3 UID FETCH 10 (UID RFC822.SIZE BODY.PEEK[]<0.131072>)"
        case .flags: #"C: A3 UID STORE 10 +FLAGS.SILENT (\Seen)"#
        case .move: "C: A3 UID MOVE 10 Archive"
        case .copy: "C: A3 UID COPY 10 Archive"
        case .append: #"C| A2 APPEND Archive () {2+}\r\nhi\r\n"#
        case .create: "C: A2 CREATE Archive\nC: A3 SUBSCRIBE Archive"
        }
    }

    /// What is said from the login on, until a NOOP shows that the connection goes on.
    fileprivate func conversation(_ line: String, answeredWith end: String? = nil) -> String {
        let isAlone = [.select, .append, .create].contains(self)
        let (tag, next) = isAlone && self != .create ? ("A2", "A3") : ("A3", "A4")
        let before = isAlone ? "" : ConversationTests.opened
        let own = self == .create ? "S: A2 \(line)\nS: A3 OK" : "S: \(tag) \(line)"
        let answer = end ?? "\(own)\nC: \(next) NOOP\nS: \(next) OK"
        return before + "\(command)\n\(answer)"
    }
}
