import AccountSetup
import TestKit
import Testing

@Suite("DNS answers (RFC 1035 §4)")
struct DNSAnswerTests {
    private static let header: [UInt8] = [0, 7, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]
    private static let question = DNSServer.name("example.org") + [0, 15, 0, 1]

    private static func record(_ type: UInt8, _ data: [UInt8], length: Int? = nil) -> [UInt8] {
        let length = length ?? data.count
        return [0xC0, 12, 0, type, 0, 1, 0, 0, 0, 60, UInt8(length >> 8), UInt8(length & 0xFF)] + data
    }

    private static func answer(_ records: [UInt8]..., flags: [UInt8] = [0x81, 0x80]) -> [UInt8] {
        [0, 7] + flags + [0, 1, 0, UInt8(records.count), 0, 0, 0, 0] + question + records.flatMap(\.self)
    }

    private static let exchanger = answer(record(15, [0, 10] + DNSServer.name("Mx.Example.org")))

    @Test("reads mail exchangers, the most preferred first")
    func exchangers() throws {
        let octets = Self.answer(
            Self.record(15, [0, 20] + DNSServer.name("b.example.org")),
            // "a", and the question's name behind it.
            Self.record(15, [0, 10, 1, UInt8(ascii: "a"), 0xC0, 12]),
            Self.record(16, [3, 1, 2, 3]))
        #expect(
            try DNSAnswer(octets).mailExchangers == [
                .init(preference: 10, host: "a.example.org"), .init(preference: 20, host: "b.example.org"),
            ])
    }

    @Test("reads services by priority and weight; a target of . is none")
    func services() throws {
        let octets = Self.answer(
            Self.record(33, [0, 5, 0, 1, 3, 0xE1] + DNSServer.name("light.example.org")),
            Self.record(33, [0, 5, 0, 9, 3, 0xE1] + DNSServer.name("heavy.example.org")),
            Self.record(33, [0, 9, 0, 0, 0, 0, 0]))
        let answer = try DNSAnswer(octets)
        #expect(answer.services.map(\.host) == ["heavy.example.org", "light.example.org", ""])
        #expect(answer.services.first?.port == 993)
        #expect(!answer.isValidated)
        #expect(try DNSAnswer(Self.answer(flags: [0x81, 0xA0])).isValidated)
    }

    @Test(
        "refuses what points outside of itself, or nowhere",
        arguments: [
            [], [0, 7], answer(flags: [0x01, 0x80]), answer(flags: [0x81, 0x83]),
            answer(record(15, [0, 10] + DNSServer.name("a.org"), length: 200)),
            answer(record(15, [0, 10] + DNSServer.name("a.org"), length: 3)),
            answer(record(15, [0, 10, 63, 1, 2])),
            // A pointer to itself, one forwards, one to a loop over a label, and a kind of label that is not.
            answer(record(15, [0, 10, 0xC0, 43])), answer(record(15, [0, 10, 0xFF, 0xFF])),
            answer(record(15, [0, 10, 1, 97, 0xC0, 43])), answer(record(15, [0, 10, 0x80, 1])),
            // 256 octets of name.
            answer(record(15, [0, 10] + (0..<64).flatMap { _ in [3, 97, 97, 97] as [UInt8] } + [0])),
            [0, 7, 0x81, 0x80, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0],
        ] as [[UInt8]])
    func refuses(_ octets: [UInt8]) {
        #expect(throws: DNSAnswer.Malformed.self) { try DNSAnswer(octets) }
    }

    @Test(
        "passes over names that are no hosts'",
        arguments: [[4, 97, 46, 98, 99, 0], [2, 97, 0x1B, 0], [3, 0xC3, 0xA4, 97, 0], [2, 0x2D, 97, 0]] as [[UInt8]])
    func strangeNames(_ name: [UInt8]) throws {
        #expect(try DNSAnswer(Self.answer(Self.record(15, [0, 10] + name))).mailExchangers == [])
    }

    @Test("every beginning of an answer is refused, and no changed octet traps")
    func mutations() {
        for count in 0..<Self.exchanger.count {
            #expect(throws: DNSAnswer.Malformed.self) { try DNSAnswer(Array(Self.exchanger.prefix(count))) }
        }
        for index in Self.exchanger.indices {
            for value in [0, 1, 0x3F, 0x40, 0x80, 0xC0, 0xFF] as [UInt8] {
                var octets = Self.exchanger
                octets[index] = value
                // Read or refused: either is right.
                let hosts = (try? DNSAnswer(octets))?.mailExchangers ?? []
                #expect(hosts.count <= 1)
            }
        }
    }
}
