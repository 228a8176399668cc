import BackendAPI
import IMAP
import Logging
import MailModel
import SASL
import Secrets
import Synchronization
import TestKit
import Testing
import Transport

@testable import IMAPBackend

@Suite("A server that does not keep to IMAP")
struct MisbehavingTests {
    private static let greeting = "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi"
    private static let login = "\(greeting)\nC: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ="

    @Test(
        "answers out of turn end the connection with a sentence, before anything else is sent",
        arguments: [
            "S: A1 OK hi", "S: + go on", "S: * 3 EXISTS", "S: * LIST () \"/\" INBOX", "S: * NO not today",
            "S: GET / HTTP/1.1", "\(login)\nS: A7 OK in", "\(login)\nS: A2 OK in",
            "\(login)\nS: * OK hold on\nS: OK in",
            "\(login)\nS: A1 OK [CAPABILITY IMAP4rev1] in\nS: A1 OK in",
        ])
    func outOfTurn(_ trace: String) async throws {
        let play = try Play([trace])
        let error = await #expect(throws: BackendError.self) {
            try await play.backend.connect()
            _ = try await play.backend.mailboxes()
        }
        guard case .protocolViolation(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.hasPrefix("the server broke the protocol: "))
        #expect(await play.connector.streams.count == 1, "nothing is tried again by itself")
    }

    private static func opened(_ odd: String) -> String {
        Play.loggedIn(
            "",
            """
            C: A2 SELECT INBOX
            S: * 2 EXISTS
            S: * OK [UIDVALIDITY 7] x
            S: A2 OK there
            C: A3 FETCH 1:2 \(ChangesTests.items)
            \(odd)
            S: * 2 FETCH (UID 20 RFC822.SIZE 9)
            S: A3 OK done
            """)
    }

    @Test(
        "malformed answers cost what they are about, or the connection, with a sentence",
        arguments: [
            #"* 1 FETCH (UID 10 INTERNALDATE "99-Foo-0000 99:99:99 +9999" RFC822.SIZE 9)"#,
            #"* 1 FETCH (UID 10 INTERNALDATE "" RFC822.SIZE 99999999999999999999999)"#,
            "* 1 FETCH (UID 0 FLAGS (\\Seen))", "* 1 FETCH (UID 4294967296 FLAGS ())",
            "* 0 FETCH (UID 10)", "* 99999 FETCH (UID 10 FLAGS ())",
            "* 1 FETCH (UID 10 FLAGS (\\Seen \\Seen ((()", "* 1 FETCH", "* 1 FETCH (", "*", "* ", "* 1", "* 1 FETCH ()",
            #"* 1 FETCH (UID 10 BODYSTRUCTURE ("TEXT" "PLAIN" NIL NIL NIL "7BIT" -1 -1))"#,
            #"* 1 FETCH (UID 10 BODYSTRUCTURE (("TEXT" "PLAIN" NIL NIL NIL "7BIT" 1 1) "MIXED" ("A")))"#,
            "* 1 FETCH (UID 10 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL))",
            #"* LIST () "/" "&bad-utf7""#, #"* LIST () "/" "&AAAA-&-""#, "* LIST (\\Odd \"/\" INBOX",
            "* STATUS INBOX (MESSAGES 99999999999999999999)", "* SEARCH 1 two 3", "* ESEARCH (TAG \"A3\") UID ALL 9:*",
            "* VANISHED (EARLIER) 1:4294967295x", "* 3 EXPUNGE x", "* OK [UIDVALIDITY 0] x",
            "* OK [COPYUID 1 1:2 1:5000000] x", "* FLAGS ((((", "* BOGUS", "* OK [", "* OK [ALERT", "* CAPABILITY",
        ])
    func malformed(_ line: String) async throws {
        let play = try Play([Self.opened("S: \(line)")])
        try await play.backend.connect()
        do {
            let arrived = try await play.backend.changes(in: .inbox, since: .nothing).all().flatMap(\.arrived)
            #expect(arrived.map(\.id).contains(.uid(20, validity: 7)), "the good one is there")
            #expect(await play.connector.problem == nil)
        } catch BackendError.protocolViolation(let reason) {
            #expect(reason.hasPrefix("the server broke the protocol: "))
        }
    }

    @Test("NUL, bare CR and LF and octets above ASCII, wherever they stand", arguments: [0x00, 0x0D, 0x0A, 0x80, 0xFF])
    func strangeOctets(_ octet: UInt8) async throws {
        for line in ["* 1 FETCH (UID 10 FLAGS (a%b))", "* 1 FETCH (UID 10 INTERNALDATE \"%\")", "* %", "* OK %x"] {
            let octets = Array("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi\r\n".utf8)
            let odd = line.utf8.map { $0 == UInt8(ascii: "%") ? octet : $0 } + [0x0D, 0x0A]
            var framer = Framer()
            framer.append(octets + odd + Array("* 2 FETCH (UID 20)\r\n".utf8))
            var seen: [String] = []
            do {
                while let event = try framer.next() {
                    guard case .response(let response) = event else { continue }
                    var parser = ResponseParser(response)
                    if let parsed = try? parser.parseResponse() { seen.append("\(parsed)") }
                }
                #expect(seen.last?.contains("20") == true, "\(line), \(octet)")
            } catch {
                // A violation is as good: the connection is given up then, with a sentence.
                #expect("\(error)".isEmpty == false)
            }
        }
    }

    @Test("fewer messages than before without a word of them: all is compared anew, and right again")
    func shrinking() async throws {
        let play = try Play([Self.opened("S: * 1 EXISTS"), Self.opened("")])
        try await play.backend.connect()
        _ = try? await play.backend.changes(in: .inbox, since: .nothing).all()
        await play.backend.breakOff()
        try await play.backend.connect()
        let arrived = try await play.backend.changes(in: .inbox, since: .nothing).all().flatMap(\.arrived).map(\.id)
        #expect(arrived.contains(.uid(20, validity: 7)))
    }

    @Test("responses that can't be read are not read for ever", arguments: ["S: * LIST (((", "S: * 1 FETCH (UID"])
    func endlessGarbage(_ line: String) async throws {
        let flood = String(repeating: line + "\n", count: 17_000)
        let play = try Play([Play.loggedIn("", "C: A2 SELECT INBOX\n\(flood)S<<SILENCE")])
        try await play.backend.connect()
        let error = await #expect(throws: BackendError.self) {
            try await play.backend.changes(in: .inbox, since: .nothing).all()
        }
        #expect(
            error?.text.contains("responses without end that can't be read") == true, "\(String(describing: error))")
    }

    // MARK: - Remarks without end

    /// Says so often that it is at work, by a clock that goes on by `apart` each time it is looked at.
    private static func remarks(_ count: Int, apart: Duration, then end: String) async throws {
        let time = Mutex(ContinuousClock.now)
        let script = """
            \(greeting)
            C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=
            S: A1 OK [CAPABILITY IMAP4rev1] in
            C: A2 SELECT INBOX
            \(String(repeating: "S: * OK Hang in there..\n", count: count))\(end)
            """
        let connector = ScriptedConnector([.plays(try Trace(name: "remarks", script))])
        let backend = IMAPBackend(
            endpoint: Endpoint(host: "imap.test", port: 993, protection: .implicitTLS), connector: connector,
            credentials: .init(username: "ada", secret: .init("secret")),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: {
                time.withLock {
                    $0 += apart
                    return $0
                }
            })
        try await backend.connect()
        _ = try await backend.changes(in: .inbox, since: .nothing).all()
    }

    @Test("are waited for while a server works for minutes, and not for ever")
    func endlessRemarks() async throws {
        try await Self.remarks(
            40, apart: .seconds(15), then: "S: * 0 EXISTS\nS: * OK [UIDVALIDITY 7] x\nS: A2 OK there")
        let error = await #expect(throws: BackendError.self) {
            try await Self.remarks(120, apart: .seconds(20), then: "S<<SILENCE")
        }
        #expect(error?.text.contains("nothing but that it is still there") == true, "\(String(describing: error))")
    }
}
