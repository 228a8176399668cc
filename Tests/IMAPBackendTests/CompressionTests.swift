import BackendAPI
import MailModel
import TestKit
import Testing
import Transport

@testable import IMAPBackend

@Suite("COMPRESS=DEFLATE (RFC 4978)")
struct CompressionTests {
    /// SELECT of a mailbox in which message n has UID 10 n.
    static func opened(_ count: Int, _ tag: String = "A2", _ mailbox: String = "INBOX") -> String {
        """
        C: \(tag) SELECT \(mailbox)
        S: * \(count) EXISTS
        S: * OK [UIDVALIDITY 7] x
        S: * OK [UIDNEXT 99999] x
        S: \(tag) OK there
        """
    }

    static func asks(_ tag: String, _ range: ClosedRange<Int>) -> String {
        "C: \(tag) FETCH \(range.lowerBound):\(range.upperBound) \(ChangesTests.items)"
    }

    /// The summaries of a window, and what ends them.
    static func window(_ tag: String, _ range: ClosedRange<Int>) -> String {
        range.map { ChangesTests.line($0, $0 * 10) }.joined(separator: "\n") + "\nS: \(tag) OK done"
    }

    static func numbers(_ count: Int) -> String { (1...count).map(String.init).joined(separator: " ") }

    static func play(_ trace: String..., pieces: ScriptedStream.Pieces = .whole) async throws -> Play {
        let play = try Play(
            [Play.loggedIn("COMPRESS=DEFLATE IDLE", trace.joined(separator: "\n"))], pieces: pieces)
        try await play.backend.connect()
        return play
    }

    /// The first screen of 700 messages, alone.
    static var screen: String {
        [opened(700), asks("A3", 641...700), window("A3", 641...700)].joined(separator: "\n")
    }

    static let compresses = "C: A4 COMPRESS DEFLATE\nS: A4 OK go\nDEFLATE"

    /// The five windows that are asked for behind the first screen of 700, and a piece of the first answer.
    static func older(_ tag: Int) -> String {
        "C~ A\(tag) FETCH *:640 *\n" + (1...4).map { "C~ A\(tag + $0) FETCH *\n" }.joined()
            + window("A\(tag)", 639...640)
    }

    @Test("a large mailbox is compressed behind its first screen", arguments: ScriptedStream.Pieces.allCases)
    func firstSync(_ pieces: ScriptedStream.Pieces) async throws {
        let play = try await Self.play(Self.screen, Self.compresses, Self.older(5), pieces: pieces)
        let stream = play.backend.changes(in: .inbox, since: .nothing)
        #expect(try await stream.next()?.arrived.count == 60)
        #expect(try await stream.next()?.arrived.count == 2)
        #expect(await play.connector.problem == nil)
    }

    @Test("what is told while COMPRESS is on its way, or right behind, is heeded")
    func expunged() async throws {
        let play = try await Self.play(
            Self.screen, "C: A4 COMPRESS DEFLATE\nS: * 1 EXPUNGE\nS: A4 OK go\nDEFLATE\nS: * 1 EXPUNGE",
            "C: A5 SEARCH UID 1:6409\nS: * SEARCH \(Self.numbers(10))\nS: A5 OK",
            // Right behind, no command was under way: only now it is known that numbers have moved again.
            "C: A6 SEARCH UID 1:6409\nS: * SEARCH \(Self.numbers(10))\nS: A6 OK",
            Self.asks("A7", 1...10), Self.window("A7", 1...10))
        #expect(try await play.backend.changes(in: .inbox, since: .nothing).all().map(\.arrived.count) == [60, 10])
        #expect(await play.connector.problem == nil)
    }

    @Test("refused, it goes on as it was and does not ask again", arguments: ["NO [COMPRESSIONACTIVE] x", "BAD what"])
    func refused(_ answer: String) async throws {
        let play = try await Self.play(
            Self.screen, "C: A4 COMPRESS DEFLATE\nS: A4 \(answer)", Self.older(5),
            "S: A6 OK\nS: A7 OK\nS: A8 OK\nS: A9 OK", Self.opened(700, "A10", "Archive"),
            Self.asks("A11", 641...700), "C~ A12 FETCH *", "C~ A13 FETCH *", Self.window("A11", 641...700))
        try await Self.twoMailboxes(on: play)
    }

    @Test("it is asked for once, whatever comes later")
    func once() async throws {
        let play = try await Self.play(
            Self.screen, Self.compresses, Self.older(5),
            "S: A6 OK\nS: A7 OK\nS: A8 OK\nS: A9 OK", Self.opened(700, "A10", "Archive"),
            Self.asks("A11", 641...700), "C~ A12 FETCH *", "C~ A13 FETCH *", Self.window("A11", 641...700))
        try await Self.twoMailboxes(on: play)
    }

    static func twoMailboxes(on play: Play) async throws {
        do {
            let stream = play.backend.changes(in: .inbox, since: .nothing)
            #expect(try await stream.next()?.arrived.count == 60)
            #expect(try await stream.next()?.arrived.count == 2)
        }
        let stream = play.backend.changes(in: ConversationTests.archive, since: .nothing)
        #expect(try await stream.next()?.arrived.count == 60)
        #expect(await play.connector.problem == nil)
    }

    @Test("little is not worth a round trip")
    func small() async throws {
        let play = try await Self.play(
            Self.opened(70), Self.asks("A3", 11...70), Self.asks("A4", 1...10), Self.window("A3", 11...70),
            Self.window("A4", 1...10), "C: A5 UID FETCH 10 (UID BODY.PEEK[1]<0.131072>)",
            "S: * 1 FETCH (UID 10 BODY[1]<0> \"text\")\nS: A5 OK")
        #expect(try await play.backend.changes(in: .inbox, since: .nothing).all().map(\.arrived.count) == [60, 10])
        _ = try await play.backend.content(.part("1"), of: [.uid(10, validity: 7)], in: .inbox).all()
        #expect(await play.connector.problem == nil)
    }

    @Test("many messages are compressed from the first on, and IDLE ends before that")
    func content() async throws {
        let ids = (1...40).map { RemoteID.uid(UInt32($0 * 10), validity: 7) }
        let ask = { (number: Int) in
            "C: A\(number + 4) UID FETCH \(number * 10) (UID RFC822.SIZE BODY.PEEK[]<0.131072>)"
        }
        let play = try await Self.play(
            Self.opened(40), "C: A3 IDLE\nS: + idling\nC: DONE\nS: A3 OK", Self.compresses, ask(1), ask(2),
            "S: * 1 FETCH (UID 10 RFC822.SIZE 1 BODY[]<0> \"x\")\nS: A5 OK")
        let backend = play.backend
        let waiting = Task { try await backend.waitForChange(in: .inbox) }
        let stream = try #require(await play.connector.streams.first)
        while await !String(decoding: stream.written, as: UTF8.self).contains("IDLE") { await Task.yield() }
        waiting.cancel()
        let content = backend.content(.whole, of: ids, in: .inbox)
        #expect(try await content.next() == .began(ids[0], sizeInOctets: 1))
        _ = await waiting.result
        #expect(await stream.problem == nil)
    }

    @Test(
        "a server that fails at it gets no COMPRESS on the next connection",
        arguments: ["S: A4 OK go\nS: * 2 EXISTS\nS<<SILENCE", "S<<SILENCE", "S<<RST"])
    func distrusted(_ answer: String) async throws {
        let capabilities = "COMPRESS=DEFLATE IDLE"
        let play = try Play([
            Play.loggedIn(capabilities, Self.screen + "\nC: A4 COMPRESS DEFLATE\n" + answer),
            Play.loggedIn(
                capabilities,
                [Self.opened(700), "C~ A3 FETCH 641:700 *\nC~ A4 FETCH *\nC~ A5 FETCH *", Self.window("A3", 641...700)]
                    .joined(separator: "\n")),
        ])
        try await play.backend.connect()
        let stream = play.backend.changes(in: .inbox, since: .nothing)
        #expect(try await stream.next()?.arrived.count == 60)
        await #expect(throws: BackendError.self) { _ = try await stream.next() }
        try await play.backend.connect()
        let again = play.backend.changes(in: .inbox, since: .nothing)
        #expect(try await again.next()?.arrived.count == 60)
        #expect(await play.connector.streams.count == 2)
        #expect(await play.connector.streams.last?.problem == nil)
    }

    @Test("octets that can't be inflated end the connection with a sentence")
    func corrupt() async throws {
        let play = try await Self.play(
            Self.screen, "C: A4 COMPRESS DEFLATE\nS: A4 OK go\nS: * 2 EXISTS\nS<<SILENCE")
        let stream = play.backend.changes(in: .inbox, since: .nothing)
        #expect(try await stream.next()?.arrived.count == 60)
        await #expect {
            _ = try await stream.next()
        } throws: { error in
            guard case .protocolViolation(let reason)? = error as? BackendError else { return false }
            return reason.hasPrefix("the server's compressed octets can't be read: ")
        }
        await #expect(throws: BackendError.self) { try await play.backend.mailboxes() }
    }

    @Test("an answer that inflates without end is given up")
    func bomb() async throws {
        var deflater = try Deflater()
        let spaces = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 20)
        var bomb = deflater.deflate(Array("* X ".utf8) + spaces)
        let more = deflater.deflate(spaces)
        for _ in 1..<1024 { bomb += more }
        let escaped = bomb.map { "\\x" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let play = try await Self.play(
            Self.screen, "C: A4 COMPRESS DEFLATE\nS: A4 OK go\nS| \(escaped)\nS<<SILENCE")
        let stream = play.backend.changes(in: .inbox, since: .nothing)
        #expect(try await stream.next()?.arrived.count == 60)
        await #expect(
            throws: BackendError.protocolViolation(
                reason: "the server broke the protocol: a response that does not end")
        ) { _ = try await stream.next() }
    }
}
