import BackendAPI
import MailModel
import TestKit
import Testing

@testable import IMAPBackend

@Suite("Uploading (RFC 9051 §6.3.12, RFC 3502, RFC 7889)")
struct UploadingTests {
    private static let archive = MailboxName.named("Archive")
    private static let date = MailDate(secondsSince1970: 0)
    /// What stands before a literal, in a line of a trace with escapes and in one without.
    private static let head = #"(\\Seen) " 1-Jan-1970 00:00:00 +0000""#
    private static let line = #"(\Seen) " 1-Jan-1970 00:00:00 +0000""#

    private static func message(_ text: String, holdsNUL: Bool = false) -> UploadMessage {
        UploadMessage(
            content: .octets(Array(text.utf8)), sizeInOctets: text.utf8.count, holdsNUL: holdsNUL, flags: [.seen],
            internalDate: date)
    }

    /// A message that comes in pieces.
    private static func large(_ pieces: String...) -> UploadMessage {
        let source = Pieces(pieces.map { Array($0.utf8) })
        return UploadMessage(
            content: .pieces { await source.next() }, sizeInOctets: pieces.reduce(0) { $0 + $1.utf8.count },
            holdsNUL: false, flags: [.seen], internalDate: date)
    }

    private actor Pieces {
        private var left: [[UInt8]]

        init(_ pieces: [[UInt8]]) { left = pieces }

        func next() -> [UInt8]? { left.isEmpty ? nil : left.removeFirst() }
    }

    private func upload(
        _ messages: [UploadMessage], capabilities: String, _ trace: String,
        pieces: ScriptedStream.Pieces = .whole
    ) async throws -> [UploadOutcome] {
        let play = try Play([Play.loggedIn(capabilities, trace)], pieces: pieces)
        try await play.backend.connect()
        let outcomes = try await play.backend.upload(messages, to: Self.archive)
        #expect(await play.connector.problem == nil)
        return outcomes
    }

    @Test("several messages go in one command, and are named by it", arguments: ScriptedStream.Pieces.allCases)
    func together(_ pieces: ScriptedStream.Pieces) async throws {
        let outcomes = try await upload(
            [Self.message("one"), Self.message("two"), Self.message("three")],
            capabilities: "LITERAL+ MULTIAPPEND UIDPLUS",
            """
            C| A2 APPEND Archive \(Self.head) {3+}\\r\\none \(Self.head) {3+}\\r\\ntwo \(Self.head) {5+}\\r\\nthree\\r\\n
            S: A2 OK [APPENDUID 7 5:6,9] in
            """, pieces: pieces)
        #expect(outcomes == [5, 6, 9].map { .stored(.uid($0, validity: 7)) })
    }

    @Test("one that is refused spoils none of the others")
    func spoilt() async throws {
        let outcomes = try await upload(
            [Self.message("one"), Self.message("bad"), Self.message("two")],
            capabilities: "LITERAL+ MULTIAPPEND UIDPLUS",
            """
            C| A2 APPEND Archive \(Self.head) {3+}\\r\\none \(Self.head) {3+}\\r\\nbad \(Self.head) {3+}\\r\\ntwo\\r\\n
            S: A2 NO not all of them
            C| A3 APPEND Archive \(Self.head) {3+}\\r\\none\\r\\n
            C| A4 APPEND Archive \(Self.head) {3+}\\r\\nbad\\r\\n
            C| A5 APPEND Archive \(Self.head) {3+}\\r\\ntwo\\r\\n
            S: A3 OK [APPENDUID 7 5] in
            S: A4 NO bad
            S: A5 OK [APPENDUID 7 6] in
            """)
        #expect(
            outcomes == [.stored(.uid(5, validity: 7)), .refused(reason: "bad"), .stored(.uid(6, validity: 7))])
    }

    @Test("without extensions: one by one, each literal behind the server's consent")
    func plain() async throws {
        let outcomes = try await upload(
            [Self.message("one"), Self.message("two")], capabilities: "",
            """
            C: A2 APPEND Archive \(Self.line) {3}
            S: + go ahead
            C| one\\r\\nA3 APPEND Archive \(Self.head) {3}\\r\\n
            S: A2 OK in
            S: A3 NO [TOOBIG] no
            """)
        #expect(outcomes == [.stored(nil), .tooLarge])
    }

    @Test("a large one is sent piece by piece, behind the server's consent", arguments: ScriptedStream.Pieces.allCases)
    func large(_ pieces: ScriptedStream.Pieces) async throws {
        let outcomes = try await upload(
            [Self.message("one"), Self.large("abc", "defg", "h"), Self.message("two")],
            capabilities: "LITERAL+ UIDPLUS",
            """
            C| A2 APPEND Archive \(Self.head) {3+}\\r\\none\\r\\n
            C: A3 APPEND Archive \(Self.line) {8}
            S: A2 OK [APPENDUID 7 5] in
            S: + go ahead
            C| abcdefgh\\r\\nA4 APPEND Archive \(Self.head) {3+}\\r\\ntwo\\r\\n
            S: A3 OK [APPENDUID 7 6] in
            S: A4 OK [APPENDUID 7 7] in
            """, pieces: pieces)
        #expect(outcomes == [5, 6, 7].map { .stored(.uid($0, validity: 7)) })
    }

    @Test("a large one that is not wanted is not sent, and the next one is")
    func unwanted() async throws {
        let outcomes = try await upload(
            [Self.large("abc", "def"), Self.message("two")], capabilities: "LITERAL+",
            """
            C: A2 APPEND Archive \(Self.line) {6}
            S: A2 NO [TOOBIG] no
            C| A3 APPEND Archive \(Self.head) {3+}\\r\\ntwo\\r\\n
            S: A3 OK in
            """)
        #expect(outcomes == [.tooLarge, .stored(nil)])
    }

    @Test("NUL goes as literal8, or not at all")
    func binary() async throws {
        #expect(
            try await upload(
                [Self.message("a\0", holdsNUL: true)], capabilities: "LITERAL+ BINARY",
                """
                C| A2 APPEND Archive \(Self.head) ~{2+}\\r\\na\\x00\\r\\n
                S: A2 OK in
                """) == [.stored(nil)])
        let outcomes = try await upload([Self.message("a\0", holdsNUL: true)], capabilities: "LITERAL+", "")
        #expect(outcomes == [.refused(reason: "it holds NUL octets, which this server can't take")])
    }

    @Test("no room ends it, and so does what may pass")
    func noRoom() async throws {
        for (code, error) in [
            ("OVERQUOTA", BackendError.refused(serverText: "full")),
            ("UNAVAILABLE", .postponed(.trouble, serverText: "full")),
        ] {
            await #expect(throws: error) {
                _ = try await upload(
                    [Self.message("one")], capabilities: "LITERAL+",
                    """
                    C| A2 APPEND Archive \(Self.head) {3+}\\r\\none\\r\\n
                    S: A2 NO [\(code)] full
                    """)
            }
        }
    }

    @Test(
        "the limit is the server's, the mailbox's, or none",
        arguments: [
            ("APPENDLIMIT=4000", "", 4000), ("", "", nil),
            ("APPENDLIMIT", "C: A2 STATUS Archive (APPENDLIMIT)\nS: * STATUS Archive (APPENDLIMIT 99)\nS: A2 OK", 99),
            ("APPENDLIMIT", "C: A2 STATUS Archive (APPENDLIMIT)\nS: * STATUS Archive (APPENDLIMIT NIL)\nS: A2 OK", nil),
        ] as [(String, String, Int?)])
    func limit(_ capabilities: String, _ trace: String, _ limit: Int?) async throws {
        let play = try Play([Play.loggedIn(capabilities, trace)])
        try await play.backend.connect()
        #expect(try await play.backend.appendLimit(of: Self.archive) == limit)
        #expect(await play.connector.problem == nil)
    }

    @Test("a mailbox is made for others to see, and one that is there is as good")
    func make() async throws {
        for answer in ["OK", "NO [ALREADYEXISTS] there"] {
            let play = try Play([
                Play.loggedIn("", "C: A2 CREATE Archive\nC: A3 SUBSCRIBE Archive\nS: A2 \(answer)\nS: A3 NO")
            ])
            try await play.backend.connect()
            try await play.backend.makeMailbox(Self.archive)
            #expect(await play.connector.problem == nil)
        }
    }
}
