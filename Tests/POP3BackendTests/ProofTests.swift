import BackendAPI
import Digests
import MailModel
import TestKit
import Testing

@testable import POP3Backend

@Suite("a name alone removes nothing that is another message by now (RFC 1939 §7)")
struct ProofTests {
    private static let start = Harness.login + ChangesTests.listing(["a", "b"])
    private static let top = "C: TOP 1 0\nS: +OK\nS: Subject: x\nS:\nS: .\n"
    private static let whole = "C: RETR 1\nS: +OK\nS: Subject: x\nS:\nS: text\nS: .\n"
    private static let removal = "C: DELE 1\nS: +OK\nC: QUIT\nS: +OK\n"

    private static func proof(header: String?, whole: String) -> MessageProof {
        MessageProof(
            digest: MessageDigest.sha256.hash(Array(whole.utf8)),
            headerDigest: header.map { MessageDigest.sha256.hash(Array($0.utf8)) })
    }

    @Test("the header is enough")
    func header() async throws {
        let harness = try Harness([Self.start + Self.top + Self.removal])
        let proof = Self.proof(header: "Subject: x\r\n", whole: "")
        #expect(try await harness.remove(["a"], proofs: ["a": proof]) == [.done(assigned: [:])])
        #expect(await harness.connector.problem == nil)
    }

    @Test("where the header differs or is not known, all octets decide", arguments: [nil, "Status: R\r\n"])
    func octets(_ header: String?) async throws {
        let top = header == nil ? "" : Self.top
        let harness = try Harness([Self.start + top + Self.whole + Self.removal])
        let proof = Self.proof(header: header, whole: "Subject: x\r\n\r\ntext\r\n")
        #expect(try await harness.remove(["a"], proofs: ["a": proof]) == [.done(assigned: [:])])
        #expect(await harness.connector.problem == nil)
    }

    @Test("a stranger stays, and the others go")
    func stranger() async throws {
        let trace =
            Self.start + "C: TOP 1 0\nC: TOP 2 0\n" + String(repeating: "S: +OK\nS: Subject: x\nS:\nS: .\n", count: 2)
        let harness = try Harness([trace + Self.whole + "C: DELE 2\nS: +OK\nC: QUIT\nS: +OK\n"])
        let proofs = [
            "a": Self.proof(header: "Subject: y\r\n", whole: "Subject: y\r\n\r\n"),
            "b": Self.proof(header: "Subject: x\r\n", whole: ""),
        ]
        #expect(
            try await harness.remove(["a", "b"], proofs: proofs) == [.done(assigned: [:], strangers: [.uidl("a")])])
        #expect(await harness.connector.problem == nil)
    }

    @Test("a message that this session has fetched needs no proof")
    func fetched() async throws {
        let harness = try Harness([Self.start + Self.whole + Self.removal])
        #expect(try await harness.contents(["a"]) == ["a: Subject: x\r\n\r\ntext\r\n"])
        let proof = Self.proof(header: "Subject: y\r\n", whole: "")
        #expect(try await harness.remove(["a"], proofs: ["a": proof]) == [.done(assigned: [:])])
        #expect(await harness.connector.problem == nil)
    }

    @Test("breaking off says no goodbye")
    func breaksOff() async throws {
        let harness = try Harness([Harness.login + "C<<FIN\n"])
        try await harness.backend.connect()
        await harness.backend.breakOff()
        #expect(await harness.connector.problem == nil)
    }

    @Test("where fetching may remove (EXPIRE 0), the next message is asked for when the one before was taken")
    func oneByOne() async throws {
        let login = Harness.login.replacing("S: PIPELINING\n", with: "S: PIPELINING\nS: EXPIRE 0\n")
        let trace = login + ChangesTests.listing(["a", "b"])
        let answers = ["C: RETR 1\n" + ContentTests.answer("one"), "C: RETR 2\n" + ContentTests.answer("two")]
        let harness = try Harness([trace + answers.joined()])
        #expect(try await harness.contents(["a", "b"]) == ["a: one\r\n", "b: two\r\n"])
        #expect(await harness.backend.capabilities.mayRemoveFetched)
        #expect(await harness.connector.problem == nil)
    }
}
