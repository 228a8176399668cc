import Digests
import BackendAPI
import MailModel
import SASL
import TestKit
import Testing

@testable import POP3Backend

@Suite("comparing a maildrop by unique-ids (RFC 1939 §7)")
struct ChangesTests {
    static func listing(_ ids: [String]) -> String {
        let names = ids.enumerated().map { "S: \($0 + 1) \($1)\n" }.joined()
        let sizes = ids.indices.map { "S: \($0 + 1) \(($0 + 1) * 10)\n" }.joined()
        return "C: UIDL\nC: LIST\nS: +OK\n\(names)S: .\nS: +OK\n\(sizes)S: .\n"
    }

    @Test("newest first, with sizes; what is gone has vanished")
    func compares() async throws {
        let harness = try Harness([Harness.login + Self.listing(["a", "b", "c", "d"])])
        let deltas = try await harness.changes(known: ["b", "x"])
        #expect(
            deltas == [
                MailboxDelta(
                    arrived: [
                        RemoteMessage(id: .uidl("d"), sizeInOctets: 40),
                        RemoteMessage(id: .uidl("c"), sizeInOctets: 30),
                        RemoteMessage(id: .uidl("a"), sizeInOctets: 10),
                    ], vanished: [.uidl("x")], progress: .init(done: 3, total: 3))
            ])
        #expect(await harness.connector.problem == nil)
    }

    @Test("nothing new, nothing said")
    func nothing() async throws {
        let harness = try Harness([Harness.login + Self.listing(["a"])])
        #expect(try await harness.changes(known: ["a"]).isEmpty)
    }

    @Test("an empty maildrop is one")
    func empty() async throws {
        let harness = try Harness([Harness.login + Self.listing([])])
        #expect(try await harness.changes().isEmpty)
    }

    @Test("pieces of at most 500, all that vanished before anything that arrived")
    func pieces() async throws {
        let ids = (1...1203).map { "id\($0)" }
        let gone = (1...700).map { "gone\($0)" }
        let harness = try Harness([Harness.login + Self.listing(ids)])
        let deltas = try await harness.changes(known: gone)
        #expect(deltas.map(\.vanished.count) == [500, 200, 0, 0])
        #expect(deltas.map(\.arrived.count) == [0, 300, 500, 403])
        #expect(deltas.flatMap(\.arrived).map(\.id) == ids.reversed().map { .uidl($0) })
        #expect(Set(deltas.flatMap(\.vanished)) == Set(gone.map { .uidl($0) }))
        #expect(deltas.map { $0.progress?.done } == [0, 300, 800, 1203])
    }

    @Test("a known name with another size has arrived again")
    func resized() async throws {
        let harness = try Harness([Harness.login + Self.listing(["a", "b", "c"])])
        let known = KnownMailbox(
            checkpoint: nil, resized: { size in [.uidl("b")].filter { size($0) == 20 && size(.uidl("z")) == nil } },
            messages: { [.uidl("a"): [], .uidl("b"): [], .uidl("c"): []] })
        let stream = harness.backend.changes(in: .inbox, since: known)
        #expect(try await stream.next()?.arrived == [RemoteMessage(id: .uidl("b"), sizeInOctets: 20)])
        #expect(try await stream.next() == nil)
    }

    @Test("a second comparison needs a new session")
    func again() async throws {
        let first = Harness.login + Self.listing(["a"]) + "C: QUIT\nS: +OK\nC<<FIN\n"
        let harness = try Harness([first, Harness.login + Self.listing(["a", "b"])])
        #expect(try await harness.arrived() == ["a"])
        #expect(try await harness.arrived(known: ["a"]) == ["b"])
        #expect(await harness.connector.problem == nil)
    }

    @Test("without PIPELINING one command waits for the other")
    func oneByOne() async throws {
        let trace = Harness.oldLogin + "C: UIDL\nS: +OK\nS: 1 a\nS: .\nC: LIST\nS: +OK\nS: 1 10\nS: .\n"
        let harness = try Harness([trace], pieces: .octetByOctet)
        #expect(try await harness.arrived() == ["a"])
        #expect(await harness.connector.problem == nil)
    }

    static let header = "Subject: x\r\n"
    static let digest = MessageDigest.sha256.hexadecimal(Array(header.utf8)).prefix(32)

    @Test("the second message of a unique-id has a name of its own, and so has its copy")
    func duplicates() async throws {
        let top = "C: TOP 2 0\nS: +OK\nS: Subject: x\nS:\nS: .\nC: TOP 4 0\nS: +OK\nS: Subject: x\nS:\nS: .\n"
        let trace = Harness.login + Self.listing(["a", "a", "b", "a"]) + top
        let harness = try Harness([trace])
        #expect(try await harness.arrived() == ["a \(Self.digest) 2", "b", "a \(Self.digest)", "a"])
        #expect(await harness.connector.problem == nil)
    }

    @Test("a server without UIDL: names are digests of headers by TOP")
    func withoutUIDL() async throws {
        let listing = "C: UIDL\nS: -ERR\nC: LIST\nS: +OK\nS: 1 10\nS: 2 20\nS: .\n"
        let top = "C: TOP 1 0\nS: +OK\nS: Subject: x\nS:\nS: .\nC: TOP 2 0\nS: +OK\nS: Subject: y\nS: .\n"
        let harness = try Harness([Harness.oldLogin + listing + top])
        let other = MessageDigest.sha256.hexadecimal(Array("Subject: y\r\n".utf8)).prefix(32)
        #expect(try await harness.arrived() == [" \(other)", " \(Self.digest)"])
        #expect(await harness.connector.problem == nil)
        #expect(await harness.backend.capabilities.lacksUniqueIDs)
    }

    @Test("a server with neither UIDL nor TOP: only where the mail leaves it", arguments: [false, true])
    func withoutUIDLAndTOP(_ identifiesByRetrieving: Bool) async throws {
        let listing = "C: UIDL\nS: -ERR\nC: LIST\nS: +OK\nS: 1 10\nS: .\nC: TOP 1 0\nS: -ERR\n"
        let retrieval = "C: RETR 1\nS: +OK\nS: Subject: x\nS:\nS: body\nS: .\n"
        let trace = Harness.oldLogin + listing + (identifiesByRetrieving ? retrieval : "")
        let harness = try Harness([trace], identifiesByRetrieving: identifiesByRetrieving)
        if identifiesByRetrieving {
            #expect(try await harness.arrived() == [" \(Self.digest)"])
        } else {
            let error = await backendError { _ = try await harness.arrived() }
            guard case .refused(let text) = error else { throw try #require(error) }
            #expect(text.contains("download-and-remove"))
        }
        #expect(await harness.connector.problem == nil)
    }

    @Test("listings that disagree lose nothing and make nothing vanish")
    func disagreement() async throws {
        let listing = "C: UIDL\nC: LIST\nS: +OK\nS: 2 b\nS: 1 a\nS: .\nS: +OK\nS: 1 10\nS: 3 30\nS: .\n"
        let top = "C: TOP 3 0\nS: +OK\nS: Subject: x\nS:\nS: .\n"
        let harness = try Harness([Harness.login + listing + top])
        let deltas = try await harness.changes(known: ["z"])
        #expect(deltas.flatMap(\.arrived).map(\.id) == [.uidl(" \(Self.digest)"), .uidl("b"), .uidl("a")])
        #expect(deltas.flatMap(\.vanished).isEmpty)
    }

    @Test("very long unique-ids are shortened, and stay apart")
    func long() async throws {
        let ids = [String(repeating: "x", count: 5000) + "1", String(repeating: "x", count: 5000) + "2"]
        let harness = try Harness([Harness.login + Self.listing(ids)])
        let names = try await harness.arrived()
        #expect(Set(names).count == 2 && names.allSatisfy { $0.utf8.count < 200 })
    }

    @Test("there is no other mailbox, and no other section")
    func otherMailbox() async throws {
        let harness = try Harness([])
        let other = try #require(MailboxName("Other"))
        let stream = harness.backend.changes(in: other, since: .nothing)
        #expect(
            await backendError { _ = try await stream.next() } == .refused(serverText: "POP3 has no mailbox but INBOX"))
        let part = harness.backend.content(.part("1"), of: [.uidl("a")], in: .inbox)
        #expect(await backendError { _ = try await part.next() } != nil)
        #expect(try await harness.backend.mailboxes() == [MailboxListing(name: .inbox, role: .inbox)])
    }

    @Test("a malformed listing ends the connection", arguments: ["S: x a", "S: 0 a", "S: 1"])
    func malformed(_ line: String) async throws {
        let harness = try Harness([Harness.login + "C: UIDL\nC: LIST\nS: +OK\n\(line)\nS: .\nS: +OK\nS: .\n"])
        let error = await backendError { _ = try await harness.changes() }
        guard case .protocolViolation = error else { throw try #require(error) }
    }
}
