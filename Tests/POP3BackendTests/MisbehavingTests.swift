import BackendAPI
import MailModel
import TestKit
import Testing

@testable import POP3Backend

@Suite("a server that does not keep to POP3")
struct MisbehavingTests {
    private static let offer = "S: +OK ready\nC: CAPA\nS: +OK\nS: UIDL\nS: USER\nS: PIPELINING\nS: .\n"
    private static let sent = "C: USER ann\nC: PASS secret\n"

    @Test(
        "answers out of turn end the connection with a sentence",
        arguments: [
            "S: * OK hi", "S: hello", "S: + go on", "S: A1 OK hi", "S: +OKAY hi",
            "S: +OK hi\nC: CAPA\nS: + more", "S: +OK hi\nC: CAPA\nS: * OK", "\(offer)\(sent)S: +OK\nS: + more",
            "\(offer)\(sent)S: +OK\nS: 250 OK",
        ])
    func outOfTurn(_ trace: String) async throws {
        let harness = try Harness([trace])
        let error = await backendError { try await harness.backend.connect() }
        guard case .protocolViolation(let reason) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!reason.isEmpty)
        #expect(await harness.connector.streams.count == 1, "nothing is tried again by itself")
    }

    @Test(
        "a malformed listing is no news, and the next session is right again",
        arguments: [
            "S: -1 a", "S: 99999999999999999999 a", "S: 4294967296 a", "S: 1", "S: a 1", "S: 0 a", "S: +OK", "S: -ERR",
            "S: 1 a b\nS: 1 c",
        ])
    func malformed(_ line: String) async throws {
        let good = ChangesTests.listing(["a"])
        let harness = try Harness([
            Harness.login + "C: UIDL\nC: LIST\nS: +OK\n\(line)\nS: .\nS: +OK\nS: 1 10\nS: .\n", Harness.login + good,
        ])
        _ = await backendError { _ = try await harness.changes() }
        await harness.backend.breakOff()
        #expect(try await harness.arrived() == ["a"])
    }

    private static let listedOneByOne =
        "C: UIDL\nS: +OK\nS: 1 a\nS: 2 b\nS: .\nC: LIST\nS: +OK\nS: 1 10\nS: 2 10\nS: .\n"

    @Test("that loses what it had let us send ahead of the login is asked again, one by one")
    func lostLogin() async throws {
        let harness = try Harness([
            "\(Self.offer)\(Self.sent)S: +OK\nS<<SILENCE",
            "\(Self.offer)C: USER ann\nS: +OK\nC: PASS secret\nS: +OK\n" + Self.listedOneByOne
                + "C: RETR 1\n" + ContentTests.answer("one") + "C: RETR 2\n" + ContentTests.answer("two"),
        ])
        #expect(try await harness.contents(["a", "b"]) == ["a: one\r\n", "b: two\r\n"])
        #expect(await harness.connector.problem == nil)
    }

    @Test(
        "that loses what is sent ahead twice in a row is asked one by one from then on; a dead line is no such server")
    func lostMessages() async throws {
        let ahead = Harness.login + ChangesTests.listing(["a", "b"]) + "C: RETR 1\nC: RETR 2\n"
        let harness = try Harness([
            ahead + ContentTests.answer("one") + "S<<SILENCE", ahead + "S<<SILENCE",
            Harness.login.replacing("C: PASS secret\nS: +OK\n", with: "S: +OK\nC: PASS secret\n")
                + Self.listedOneByOne + "C: RETR 1\n" + ContentTests.answer("one") + "C: RETR 2\n"
                + ContentTests.answer("two"),
        ])
        for _ in 1...2 { _ = await backendError { _ = try await harness.contents(["a", "b"]) } }
        #expect(try await harness.contents(["a", "b"]) == ["a: one\r\n", "b: two\r\n"])
        #expect(await harness.connector.problem == nil)
    }
}
