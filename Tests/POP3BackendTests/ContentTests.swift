import BackendAPI
import MailModel
import POP3
import TestKit
import Testing

@testable import POP3Backend

@Suite("fetching messages (RFC 1939 §5, RFC 2449 §6.6)")
struct ContentTests {
    static func answer(_ text: String) -> String { "S: +OK\nS: \(text)\nS: .\n" }

    @Test("sends all requests ahead, and undoes dot-stuffing", arguments: [false, true])
    func pipelined(_ octetByOctet: Bool) async throws {
        let trace =
            Harness.login + ChangesTests.listing(["a", "b", "c"]) + "C: RETR 3\nC: RETR 1\n" + Self.answer("..x")
            + Self.answer("one")
        let harness = try Harness([trace], pieces: octetByOctet ? .octetByOctet : .whole)
        #expect(
            try await harness.contents(["c", "gone", "a"]).sorted() == [
                "a: one\r\n", "c: .x\r\n", "gone? the server no longer has it",
            ])
        #expect(await harness.connector.problem == nil)
    }

    @Test("one at a time where the server can't pipeline")
    func oneByOne() async throws {
        let listing = "C: UIDL\nS: +OK\nS: 1 a\nS: 2 b\nS: .\nC: LIST\nS: +OK\nS: 1 10\nS: 2 10\nS: .\n"
        let trace =
            Harness.oldLogin + listing + "C: RETR 1\n" + Self.answer("one") + "C: RETR 2\n" + Self.answer("two")
        let harness = try Harness([trace])
        #expect(try await harness.contents(["a", "b"]) == ["a: one\r\n", "b: two\r\n"])
        #expect(await harness.connector.problem == nil)
    }

    @Test("the window is counted in octets too: a large message goes alone")
    func window() {
        let numbers: [UInt32] = [1, 2, 3, 4]
        let sizes = [1_000_000, 1_000_000, 9_000_000, 10]
        let entries = zip(numbers, sizes).compactMap { number, size in
            MessageNumber(number).map { Maildrop.Entry(number: $0, sizeInOctets: size, id: "\(number)") }
        }
        let maildrop = Maildrop(entries: entries, isConsistent: true)
        let fetch = ContentFetch(numbers.map { .uidl("\($0)") })
        #expect(fetch.nextCommands(in: maildrop, window: .pipelined).count == 2)
        #expect(fetch.nextCommands(in: maildrop, window: .pipelined).isEmpty)
    }

    @Test("a refused message is missing, and the others come")
    func refused() async throws {
        let trace =
            Harness.login + ChangesTests.listing(["a", "b"]) + "C: RETR 1\nC: RETR 2\nS: -ERR damaged\n"
            + Self.answer("two")
        let harness = try Harness([trace])
        #expect(try await harness.contents(["a", "b"]) == ["a? damaged", "b: two\r\n"])
    }

    @Test("a connection that breaks within a message never ends it", arguments: ["S<<FIN", "S<<RST", "S<<SILENCE"])
    func breaks(_ end: String) async throws {
        let trace = Harness.login + ChangesTests.listing(["a"]) + "C: RETR 1\nS: +OK\nS: half\n\(end)\n"
        let harness = try Harness([trace])
        let stream = harness.backend.content(.whole, of: [.uidl("a")], in: .inbox)
        var pieces: [ContentPiece] = []
        let error = await backendError {
            while let piece = try await stream.next() { pieces.append(piece) }
        }
        #expect(!pieces.contains(.ended(.uidl("a"))))
        guard case .unreachable = error else { throw try #require(error) }
    }

    @Test("a server that asks for patience in the middle is left alone")
    func patience() async throws {
        let trace = Harness.login + ChangesTests.listing(["a"]) + "C: RETR 1\nS: -ERR [SYS/TEMP] disk\n"
        let harness = try Harness([trace])
        #expect(await backendError { _ = try await harness.contents(["a"]) } == .tryLater(serverText: "disk"))
    }

    @Test("another call between two pieces takes over what the server owes the stream, which then goes on")
    func between() async throws {
        let trace =
            Harness.login + ChangesTests.listing(["a", "b"]) + "C: RETR 1\nC: RETR 2\n" + Self.answer("one")
            + Self.answer("two") + "C: DELE 1\nS: +OK\nC: QUIT\nS: +OK\n"
        let harness = try Harness([trace], pieces: .octetByOctet)
        let stream = harness.backend.content(.whole, of: [.uidl("a"), .uidl("b")], in: .inbox)
        #expect(try await stream.next() == .began(.uidl("a"), sizeInOctets: 10))
        #expect(try await harness.remove(["a"]) == [.done(assigned: [:])])
        #expect(try await harness.read(stream) == ["one\r\n", "b: two\r\n"])
        #expect(await harness.connector.problem == nil)
    }

    @Test("after another call has ended the session, a stream goes on in the next, by the numbers there")
    func acrossSessions() async throws {
        let ids = (1...401).map { "m\($0)" }
        let first =
            Harness.login + ChangesTests.listing(ids) + (1...400).map { "C: RETR \($0)\n" }.joined()
            + (1...400).map { Self.answer("\($0)") }.joined() + "C: DELE 1\nS: +OK\nC: QUIT\nS: +OK\n"
        let second =
            Harness.login + ChangesTests.listing(Array(ids.dropFirst())) + "C: RETR 400\n" + Self.answer("last")
        let harness = try Harness([first, second])
        let stream = harness.backend.content(.whole, of: ids.map { .uidl($0) }, in: .inbox)
        #expect(try await stream.next() == .began(.uidl("m1"), sizeInOctets: 10))
        _ = try await harness.remove(["m1"])
        let texts = try await harness.read(stream)
        #expect(texts.count == 401 && texts.last == "m401: last\r\n")
        #expect(await harness.connector.problem == nil)
    }

    @Test("a stream that is dropped leaves a connection that works")
    func dropped() async throws {
        let trace =
            Harness.login + ChangesTests.listing(["a", "b"]) + "C: RETR 1\nC: RETR 2\n" + Self.answer("one")
            + Self.answer("two") + "C: RETR 2\n" + Self.answer("two")
        let harness = try Harness([trace], pieces: .octetByOctet)
        do {
            let stream = harness.backend.content(.whole, of: [.uidl("a"), .uidl("b")], in: .inbox)
            #expect(try await stream.next() == .began(.uidl("a"), sizeInOctets: 10))
        }
        #expect(try await harness.contents(["b"]) == ["b: two\r\n"])
        #expect(await harness.connector.problem == nil)
    }

    @Test("streams one after the other never take each other's messages")
    func manyStreams() async throws {
        let retrievals = String(repeating: "C: RETR 1\n" + Self.answer("one"), count: 2000)
        let harness = try Harness([Harness.login + ChangesTests.listing(["a"]) + retrievals])
        for round in 0..<2000 {
            let texts = try await harness.contents(["a"])
            try #require(texts == ["a: one\r\n"], "round \(round)")
        }
        #expect(await harness.connector.problem == nil)
    }

    @Test("a cancelled call says so")
    func cancelled() async throws {
        let harness = try Harness([Harness.login + ChangesTests.listing(["a"])])
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await backendError { _ = try await harness.contents(["a"]) }
        }
        #expect(await task.value == .cancelled)
    }
}
