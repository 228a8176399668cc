import BackendAPI
import Logging
import MailModel
import SASL
import Secrets
import TestKit
import Testing
import Transport

@testable import IMAPBackend

@Suite("a connection that may be gone")
struct ProbeTests {
    @Test("IDLE is left for a NOOP, and taken up again")
    func idle() async throws {
        let play = try Play([
            Play.loggedIn(
                "IDLE",
                ConversationTests.opened + """
                    C: A3 IDLE
                    S: + idling
                    C: DONE
                    C: A4 NOOP
                    S: A3 OK
                    S: A4 OK
                    C: A5 IDLE
                    S: + idling
                    S: * 4 EXISTS
                    C: DONE
                    S: A5 OK
                    """)
        ])
        try await play.backend.connect()
        async let changed = play.backend.waitForChange(in: .inbox)
        try await waitUntil { await play.isIdling }
        try await play.backend.probe()
        #expect(try await changed == [.inbox])
        #expect(await play.connector.problem == nil)
    }

    @Test("nobody at the other end: what waits ends with it")
    func gone() async throws {
        let play = try Play([
            Play.loggedIn("IDLE", ConversationTests.opened + "C: A3 IDLE\nS: + idling\nC: DONE\nC: A4 NOOP\nS<<SILENCE")
        ])
        try await play.backend.connect()
        let watching = Task { try await play.backend.waitForChange(in: .inbox) }
        try await waitUntil { await play.isIdling }
        let error = await #expect(throws: BackendError.self) { try await play.backend.probe() }
        guard case .unreachable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        await #expect(throws: BackendError.self) { _ = try await watching.value }
        // The network was doubted: its routers are not blamed.
        #expect(await play.backend.memory.renewal == IdleRenewal())
    }

    @Test("a server that gives an octet now and then is as good as silent")
    func dripping() async throws {
        let limits = TimeLimits(response: .milliseconds(300))
        let backend = IMAPBackend(
            endpoint: Endpoint(host: "imap.test", port: 993, protection: .implicitTLS, limits: limits),
            connector: DrippingConnector("* OK "), credentials: Credentials(username: "ada", secret: Secret("secret")),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let error = await #expect(throws: BackendError.self) { try await backend.connect() }
        #expect(error == BackendError(TransportError.timedOut(.response)))
    }

    @Test("does nothing where there is no connection")
    func none() async throws {
        let play = try Play([])
        try await play.backend.probe()
    }

    @Test(
        "a death in silence makes IDLE shorter, one that has another cause does not",
        arguments: [
            ([60], 690), ([119], 690), ([1800], 690), ([600], 400), ([300], 200), ([130], 120), ([600, 300], 200),
            ([300, 600], 200),
        ] as [([Int], Int)])
    func renewal(_ quiet: [Int], _ interval: Int) {
        var renewal = IdleRenewal()
        for seconds in quiet { renewal.noteDeath(afterQuiet: .seconds(seconds)) }
        #expect(renewal.interval == .seconds(interval))
    }

    @Test(
        "IDLE that ends without a word after five minutes is renewed sooner the next time",
        arguments: [("S<<RST", 200), ("S<<FIN", 200), ("S: * BYE idle for too long", 690)])
    func death(_ end: String, _ interval: Int) async throws {
        let play = try Play([
            Play.loggedIn("IDLE", ConversationTests.opened + "C: A3 IDLE\nS: + idling\nC: DONE\n\(end)")
        ])
        try await play.backend.connect()
        let watching = Task { try await play.backend.waitForChange(in: .inbox) }
        try await waitUntil { await play.isIdling }
        play.time.advance(by: .seconds(300))
        await play.backend.link?.connection.stopIdle()
        await #expect(throws: BackendError.self) { _ = try await watching.value }
        #expect(await play.backend.memory.renewal.interval == .seconds(interval))
    }
}
