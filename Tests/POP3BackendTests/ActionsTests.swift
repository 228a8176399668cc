import BackendAPI
import MailModel
import TestKit
import Testing

@testable import POP3Backend

@Suite("removing messages (RFC 1939 §6)")
struct ActionsTests {
    static let start = Harness.login + ChangesTests.listing(["a", "b", "c"])

    @Test("counts only after QUIT's +OK", arguments: [false, true])
    func removes(_ octetByOctet: Bool) async throws {
        let trace = Self.start + "C: DELE 1\nC: DELE 3\nS: +OK\nS: +OK\nC: QUIT\nS: +OK\nC<<FIN\n"
        let harness = try Harness([trace], pieces: octetByOctet ? .octetByOctet : .whole)
        #expect(try await harness.remove(["a", "gone", "c", "a"]) == [.done(assigned: [:])])
        #expect(await harness.connector.problem == nil)
    }

    /// How QUIT may end without anybody knowing what was removed.
    @Test(
        "an unclear QUIT leaves the outcome open",
        arguments: ["S: -ERR some messages not removed", "S<<FIN", "S<<RST", "S<<SILENCE"])
    func unclear(_ end: String) async throws {
        let harness = try Harness([Self.start + "C: DELE 1\nS: +OK\nC: QUIT\n\(end)\n"])
        let error = await backendError { _ = try await harness.remove(["a"]) }
        guard case .unreachable = error else { throw try #require(error) }
    }

    @Test("nothing to remove, nothing sent")
    func nothing() async throws {
        let harness = try Harness([Self.start])
        #expect(try await harness.remove(["gone"]) == [.done(assigned: [:])])
        #expect(await harness.connector.problem == nil)
    }

    @Test("nothing is removed on a connection with an extra answer")
    func extraAnswer() async throws {
        let harness = try Harness([Self.start + "C: DELE 1\nS: +OK\nS: +OK\n"], pieces: .whole)
        let error = await backendError { _ = try await harness.remove(["a"]) }
        // The answer to the QUIT that nobody gave yet: the session is over before it.
        let written = String(decoding: await harness.connector.streams.first?.written ?? [], as: UTF8.self)
        #expect(error != nil)
        #expect(!written.contains("QUIT"))
    }

    @Test("after an error on the connection, another one is made first")
    func distrusted() async throws {
        let first = Self.start + "C: RETR 1\nS: -ERR damaged\nC: QUIT\nS: +OK\nC<<FIN\n"
        let second = Self.start + "C: DELE 2\nS: +OK\nC: QUIT\nS: +OK\n"
        let harness = try Harness([first, second])
        #expect(try await harness.contents(["a"]) == ["a? damaged"])
        #expect(try await harness.remove(["b"]) == [.done(assigned: [:])])
        #expect(await harness.connector.problem == nil)
    }

    @Test("what the server refuses to remove keeps nothing else from going")
    func refused() async throws {
        let first = Self.start + "C: DELE 1\nC: DELE 2\nS: +OK\nS: -ERR read-only\nC<<FIN\n"
        let second = Self.start + "C: DELE 1\nS: +OK\nC: QUIT\nS: +OK\n"
        let harness = try Harness([first, second])
        let outcomes = try await harness.backend.perform([
            RemoteAction(id: 1, kind: .remove([.uidl("a")], from: .inbox)),
            RemoteAction(id: 2, kind: .remove([.uidl("b")], from: .inbox)),
        ])
        #expect(outcomes == [.done(assigned: [:]), .refused(reason: "read-only")])
        #expect(await harness.connector.problem == nil)
    }

    @Test("listings that disagree remove nothing")
    func disagreement() async throws {
        let trace = Harness.login + "C: UIDL\nC: LIST\nS: +OK\nS: 1 a\nS: 2 b\nS: .\nS: +OK\nS: 1 10\nS: .\n"
        let again = trace + "C: QUIT\nS: +OK\nC<<FIN\n"
        let harness = try Harness([again])
        let error = await backendError { _ = try await harness.remove(["a"]) }
        guard case .protocolViolation = error else { throw try #require(error) }
        #expect(await harness.connector.problem == nil)
    }

    @Test("a unique-id that several messages had is removed by nobody")
    func ambiguous() async throws {
        let top = "C: TOP 2 0\nS: +OK\nS: Subject: x\nS:\nS: .\n"
        let first = Harness.login + ChangesTests.listing(["a", "a"]) + top + "C: QUIT\nS: +OK\nC<<FIN\n"
        let harness = try Harness([first, Harness.login + ChangesTests.listing(["a"])])
        _ = try await harness.changes()
        _ = try await harness.changes(known: ["a"])
        let outcomes = try await harness.remove(["a"])
        guard case .refused = outcomes.first else { throw BackendError.cancelled }
        #expect(await harness.connector.problem == nil)
    }

    @Test("many DELEs go in windows")
    func many() async throws {
        let ids = (1...250).map { "m\($0)" }
        let deletions = (1...250).map { "C: DELE \($0)\n" }.joined()
        // A client that waits for an answer before the hundredth would wait for ever.
        let windows =
            (1...100).map { "C: DELE \($0)\n" }.joined() + String(repeating: "S: +OK\n", count: 100)
            + (101...200).map { "C: DELE \($0)\n" }.joined() + String(repeating: "S: +OK\n", count: 100)
            + (201...250).map { "C: DELE \($0)\n" }.joined() + String(repeating: "S: +OK\n", count: 50)
        #expect(deletions.count == windows.count - 250 * 7)
        let harness = try Harness([Harness.login + ChangesTests.listing(ids) + windows + "C: QUIT\nS: +OK\n"])
        #expect(try await harness.remove(ids) == [.done(assigned: [:])])
        #expect(await harness.connector.problem == nil)
    }

    @Test("other actions are not POP3's")
    func others() async throws {
        let harness = try Harness([])
        let action = RemoteAction(id: 1, kind: .storeFlags(add: [.seen], remove: [], on: [.uidl("a")], in: .inbox))
        guard case .refused = try await harness.backend.perform([action]).first else { throw BackendError.cancelled }
    }

    @Test("disconnecting leaves with QUIT and removes nothing")
    func disconnects() async throws {
        let harness = try Harness([Harness.login + "C: QUIT\nS: +OK\nC<<FIN\n"])
        try await harness.backend.connect()
        await harness.backend.disconnect()
        await harness.backend.disconnect()
        #expect(await harness.connector.problem == nil)
    }
}
