import BackendAPI
import MailModel
import TestKit
import Testing

@testable import IMAPBackend

@Suite("The first screen's conversations (RFC 5256)")
struct ConversationsFirstTests {
    private static let items = ChangesTests.items

    private static func lines(_ range: ClosedRange<Int>) -> String {
        range.map { ChangesTests.line($0, $0 * 10) }.joined(separator: "\n")
    }

    private func deltas(
        _ capabilities: String, _ script: String, until end: (MailboxDelta) -> Bool
    ) async throws -> [MailboxDelta] {
        let play = try Play([Play.loggedIn(capabilities, script)])
        try await play.backend.connect()
        var deltas: [MailboxDelta] = []
        let stream = play.backend.changes(in: .inbox, since: .nothing)
        while let delta = try await stream.next() {
            deltas.append(delta)
            // What would come next is asked for already.
            if end(delta) { break }
        }
        return deltas
    }

    private static let asked = """
        C: A2 SELECT INBOX
        S: * 3000 EXISTS
        S: * OK [UIDVALIDITY 7] x
        S: * OK [UIDNEXT 90001] x
        S: A2 OK there
        C: A3 FETCH 2941:3000 \(items)
        C: A4 FETCH 2914:2940 \(items)
        C: A5 FETCH 2887:2913 \(items)
        \(lines(2941...3000))
        S: A3 OK done
        C: A6 THREAD REFERENCES UTF-8 1:3000
        C: A7 FETCH 2841:2886 \(items)
        \(lines(2914...2940))
        S: A4 OK done
        C: A8 FETCH 2795:2840 \(items)
        C: A9 FETCH 2749:2794 \(items)
        \(lines(2887...2913))
        S: A5 OK done
        C~ A10 FETCH *
        C~ A11 FETCH *
        C~ A12 FETCH *
        C~ A13 FETCH *

        """

    @Test("come before other messages, and what is known of them is written down")
    func related() async throws {
        // 1003 is above 2950 in a thread that has lost its root, 2920 comes by itself, 1030 belongs to nobody shown.
        let script =
            Self.asked + """
                S: * THREAD (1012)((1003)(2950 2920))(1030 1040 1050)(1009 3000)(2940 2945)
                S: A6 OK
                C~ A14 FETCH 1003,1009 *
                \(Self.lines(2841...2886))
                S: A7 OK done
                \(Self.lines(2795...2840))
                S: A8 OK done
                \(Self.lines(2749...2794))
                S: A9 OK done
                S: A10 NO not now
                S: A11 NO not now
                S: A12 NO not now
                S: A13 NO not now
                \(Self.lines(1003...1003))
                \(Self.lines(1009...1009))
                S: A14 OK done
                """
        let deltas = try await deltas("THREAD=REFERENCES", script) { $0.arrived.contains { $0.uid == 10090 } }
        let order = deltas.flatMap(\.arrived).map(\.id)
        #expect(order.elementsEqual(((2749...3000).reversed() + [1003, 1009]).map { .uid($0 * 10, validity: 7) }))
        #expect(deltas.last?.checkpoint == Checkpoint("imap1 7 90001 - 3000 27490 10030,10090"))
    }

    @Test(
        "of which the server knows none, or nothing that could be, cost nothing",
        arguments: [
            "S: A6 NO not now", "S: A6 BAD what", "S: * THREAD\nS: A6 OK",
            "S: * THREAD (1001)(1002 1003)(3000 4000)\nS: A6 OK",
        ])
    func none(_ answer: String) async throws {
        let script =
            Self.asked + """
                \(answer)
                \(Self.lines(2841...2886))
                S: A7 OK done
                """
        let deltas = try await deltas("THREAD=REFERENCES", script) { $0.arrived.contains { $0.uid == 28410 } }
        #expect(deltas.last?.checkpoint == Checkpoint("imap1 7 90001 - 3000 28410"))
    }

    @Test("are not asked for where a server would be busy with them, or all comes at once", arguments: [559, 5001])
    func notAsked(_ count: Int) async throws {
        let script = """
            C: A2 SELECT INBOX
            S: * \(count) EXISTS
            S: * OK [UIDVALIDITY 7] x
            S: A2 OK there
            C~ A3 FETCH *
            C~ A4 FETCH *
            C~ A5 FETCH *
            \(Self.lines(count - 59...count))
            S: A3 OK done
            C~ A6 FETCH *
            \(Self.lines(count - 86...count - 60))
            S: A4 OK done
            C~ A7 FETCH *
            C~ A8 FETCH *
            """
        let last = UInt32(count - 86) * 10
        let deltas = try await deltas("THREAD=REFERENCES", script) { $0.arrived.last?.uid == last }
        #expect(deltas.flatMap(\.arrived).count == 87)
    }

    @Test("that were fetched early are known where the first time was broken off")
    func brokenOff() async throws {
        let play = try Play([
            Play.loggedIn(
                "ENABLE CONDSTORE QRESYNC ESEARCH",
                """
                C: A2 ENABLE CONDSTORE QRESYNC
                S: * ENABLED CONDSTORE QRESYNC
                S: A2 OK
                C: A3 SELECT INBOX (QRESYNC (7 5 30,90,5410:9000))
                C: A4 UID FETCH 9001:9100 \(Self.items)
                S: * 4 EXISTS
                S: * OK [UIDVALIDITY 7] x
                S: * OK [UIDNEXT 9001] x
                S: * OK [HIGHESTMODSEQ 8] x
                S: * VANISHED (EARLIER) 30
                S: * 2 FETCH (UID 90 FLAGS (\\Flagged) MODSEQ (7))
                S: A3 OK
                S: A4 OK
                C: A5 SEARCH RETURN (COUNT) UID 1:5409
                S: * ESEARCH (TAG "A5") COUNT 3
                S: A5 OK
                C: A6 FETCH 1:3 \(Self.items)
                \(ChangesTests.line(1, 40))
                \(ChangesTests.line(2, 90))
                \(ChangesTests.line(3, 100))
                S: A6 OK
                """)
        ])
        try await play.backend.connect()
        let known = KnownMailbox(checkpoint: Checkpoint("imap1 7 9001 5 700 5410 30,90")) { [:] }
        let deltas = try await play.backend.changes(in: .inbox, since: known).all()
        #expect(await play.connector.problem == nil)
        #expect(deltas.flatMap(\.vanished) == ChangesTests.names(30))
        #expect(deltas.compactMap(\.flags.first?.key) == ChangesTests.names(90))
        #expect(deltas.compactMap(\.checkpoint?.text) == ["imap1 7 9001 8 4 5410 30,90", "imap1 7 9001 8 4 -"])
        #expect(deltas.flatMap(\.arrived).map(\.id) == ChangesTests.names(100, 90, 40))
    }
}
