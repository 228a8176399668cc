import TestKit
import Testing

@testable import POP3

@Suite("a POP3 session (RFC 1939)")
struct SessionTraceTests {
    static let traces = (try? TestFiles.traces(besides: #filePath)) ?? []

    @Test("there are traces")
    func existence() { #expect(Self.traces.count >= 14) }

    @Test("fed whole and octet by octet, a trace gives the same events", arguments: traces)
    func chunking(_ trace: Trace) throws {
        let whole = Player.play(trace, pieceSize: .max)
        for size in [1, 2, 3, 7] { #expect(Player.play(trace, pieceSize: size) == whole) }
        #expect((whole.violation != nil) == trace.name.hasPrefix("violation-"), "\(whole.violation ?? "")")
        if whole.violation != nil { #expect(!whole.isTrusted) }
    }

    @Test("the example of RFC 1939 §10 gives each answer to its command")
    func example() throws {
        let trace = try #require(Self.traces.first { $0.name == "whole-session.trace" })
        let result = Player.play(trace, pieceSize: .max)
        #expect(result.isTrusted)
        #expect(
            result.events.suffix(11) == [
                "TOP 1 0: ok", "content: Subject: one\r\n\r\n", "end: TOP 1 0",
                "RETR 1: ok", "content: Subject: one\r\n\r\n.a dot\r\n..\r\n", "end: RETR 1",
                "RETR 2: ok", "end: RETR 2",
                "DELE 1: ok", "DELE 2: ok", "QUIT: ok",
            ])
    }

    @Test("a refused login leaves the session where it was")
    func refused() throws {
        let trace = try #require(Self.traces.first { $0.name == "login-refused.trace" })
        let events = Player.play(trace, pieceSize: .max).events
        #expect(
            events == [
                "greeting: ok", "USER ann: ok", "PASS …: err", "UIDL: err", "LIST: err", "USER ann: ok", "PASS …: ok",
                "STAT: ok",
            ])
    }

    @Test("a mail cannot end itself with a lone LF")
    func smuggling() throws {
        let trace = try #require(Self.traces.first { $0.name == "smuggled-end.trace" })
        #expect(
            Player.play(trace, pieceSize: .max).events == [
                "greeting: ok", "PASS …: ok", "RETR 1: ok", "content: ab\n.\r\n+OK fake\r\nc\r\n", "end: RETR 1",
                "QUIT: ok",
            ])
    }

    @Test("an error in answer to what should work ends the trust, a missing extension does not")
    func trust() throws {
        var session = try loggedIn()
        _ = try session.send(.top(number(1), lines: 0))
        session.receive(Array("-ERR what?\r\n".utf8))
        _ = try session.next()
        #expect(session.isTrusted)
        _ = try session.send(.retrieve(number(1)))
        session.receive(Array("-ERR no\r\n".utf8))
        _ = try session.next()
        #expect(!session.isTrusted)
    }

    @Test("a status line without end is refused before it fills the memory")
    func endless() throws {
        var session = try loggedIn()
        _ = try session.send(.noop)
        let piece = [UInt8](repeating: 0x41, count: 8192)
        #expect(throws: ProtocolViolation.self) {
            for _ in 0..<9 {
                session.receive(piece)
                let event = try session.next()
                #expect(event == nil)
            }
        }
    }

    private func loggedIn() throws -> Session {
        var session = Session()
        session.receive(Array("+OK\r\n".utf8))
        _ = try session.next()
        _ = try session.send(.password(try #require(Argument("x"))))
        session.receive(Array("+OK\r\n".utf8))
        _ = try session.next()
        #expect(session.isInTransaction)
        return session
    }

    private func number(_ value: UInt32) throws -> MessageNumber { try #require(MessageNumber(value)) }
}

/// Plays a trace against a session: its `C:` lines are sent, its `S:` octets received in pieces.
struct Player: Equatable {
    private(set) var events: [String] = []
    private(set) var violation: String?
    private(set) var isTrusted = true

    static func play(_ trace: Trace, pieceSize: Int) -> Player {
        var player = Player()
        var session = Session()
        do {
            for entry in trace.entries {
                switch entry.step {
                case .client(let octets):
                    // The client reads what there is before it speaks.
                    guard let command = command(octets) else { continue }
                    let written = try session.send(command)
                    #expect(written == octets)
                case .server(let octets): try player.feed(octets, to: &session, pieceSize)
                case .startTLS: try session.startTLS()
                default: break
                }
            }
        } catch {
            player.violation = "\(error)"
        }
        player.isTrusted = session.isTrusted
        return player
    }

    private mutating func feed(_ octets: [UInt8], to session: inout Session, _ pieceSize: Int) throws {
        var rest = octets[...]
        while !rest.isEmpty {
            session.receive(Array(rest.prefix(pieceSize)))
            rest = rest.dropFirst(pieceSize)
            while let event = try session.next() { note(event) }
        }
    }

    private mutating func note(_ event: Session.Event) {
        switch event {
        case .greeting(let reply): events.append("greeting: \(reply.status)")
        case .reply(let reply, let command): events.append("\(command.descriptionForLog): \(reply.status)")
        case .octets(let octets):
            let text = String(decoding: octets, as: UTF8.self)
            // Pieces of one content are one event, however they were cut.
            if let last = events.last, last.hasPrefix("content: ") {
                events[events.count - 1] = last + text
            } else {
                events.append("content: " + text)
            }
        case .end(let command): events.append("end: \(command.descriptionForLog)")
        }
    }

    private static func command(_ line: [UInt8]) -> Command? {
        let words = line.dropLast(2).split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
        func argument(_ index: Int) -> Argument? { index < words.count ? Argument(words[index]) : nil }
        func number(_ index: Int) -> MessageNumber? {
            index < words.count ? UInt32(words[index]).flatMap { MessageNumber($0) } : nil
        }
        switch words[0] {
        case "CAPA": return .capabilities
        case "STLS": return .startTLS
        case "USER": return argument(1).map { .user($0) }
        case "PASS": return argument(1).map { .password($0) }
        case "AUTH": return argument(1).map { .authenticate(mechanism: $0, initialResponse: argument(2)) }
        case "STAT": return .status
        case "LIST": return .list(number(1))
        case "UIDL": return .uniqueIDs(number(1))
        case "TOP": return number(1).map { .top($0, lines: 0) }
        case "RETR": return number(1).map { .retrieve($0) }
        case "DELE": return number(1).map { .delete($0) }
        case "NOOP": return .noop
        case "RSET": return .reset
        case "QUIT": return .quit
        default: return nil
        }
    }
}
