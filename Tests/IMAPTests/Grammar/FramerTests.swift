import Testing

@testable import IMAP

@Suite("Framer (RFC 9051 §2.2.2, §4.3)")
struct FramerTests {
    /// All events of `text`, fed in pieces of `size`; pieces of one body are joined.
    static func events(of text: String, size: Int, limits: Framer.Limits = .init()) throws -> [Framer.Event] {
        var framer = Framer(limits: limits)
        var events: [Framer.Event] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            framer.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
            while let event = try framer.next() {
                if case .bodyOctets(let more) = event, case .bodyOctets(let octets)? = events.last {
                    events[events.count - 1] = .bodyOctets(octets + more)
                } else {
                    events.append(event)
                }
            }
        }
        return events
    }

    static var smallLimits: Framer.Limits {
        var limits = Framer.Limits()
        limits.line = 40
        limits.fetchLine = 60
        limits.numbersLine = 80
        limits.literal = 10
        limits.inlineBody = 5
        limits.response = 100
        limits.skipped = 1000
        return limits
    }

    static func response(_ text: String) -> Framer.Event { .response(Array(text.utf8)) }
    static func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

    static let streams: [(String, [Framer.Event])] = [
        ("* OK a\r\n* 3 EXISTS\r\nA1 OK\r\n", [response("* OK a"), response("* 3 EXISTS"), response("A1 OK")]),
        // Liberal: bare LF.
        ("* OK a\n\r\n", [response("* OK a"), response("")]),
        // Text that looks like a literal.
        (
            "* OK say {5}\r\nA1 NO {5}\r\n+ {5}\r\n",
            [response("* OK say {5}"), response("A1 NO {5}"), response("+ {5}")]
        ),
        ("* LIST () NIL {3}\r\na\r\n\r\nA1 OK\r\n", [response("* LIST () NIL {3}\r\na\r\n"), response("A1 OK")]),
        ("* LIST () NIL {3+}\r\na\r\n (x)\r\n", [response("* LIST () NIL {3+}\r\na\r\n (x)")]),
        ("* LIST () NIL \"x {3}\r\n* 1 EXISTS\r\n", [response("* LIST () NIL \"x {3}"), response("* 1 EXISTS")]),
        ("* LIST () NIL {0}\r\n\r\n", [response("* LIST () NIL {0}\r\n")]),
        ("* 1 FETCH (BINARY[1] ~{2}\r\n\0\n)\r\n", [response("* 1 FETCH (BINARY[1] ~{2}\r\n\0\n)")]),
        (
            "* 1 FETCH (UID 7 BODY[1]<0> {6}\r\n)\r\n* x FLAGS ())\r\nA1 OK\r\n",
            [
                .bodyBegan(head: octets("* 1 FETCH (UID 7 BODY[1]<0> {0}\r\n)"), sizeInOctets: 6),
                .bodyOctets(octets(")\r\n* x")), .bodyEnded,
                response("* 1 FETCH (UID 7 BODY[1]<0> {0}\r\n FLAGS ())"), response("A1 OK"),
            ]
        ),
        (
            "* 1 FETCH (RFC822 {6}\r\nabcdef BODY[HEADER] {2}\r\nxy BODY[2] {7}\r\n1234567)\r\n",
            [
                .bodyBegan(head: octets("* 1 FETCH (RFC822 {0}\r\n)"), sizeInOctets: 6), .bodyOctets(octets("abcdef")),
                .bodyEnded,
                .bodyBegan(
                    head: octets("* 1 FETCH (RFC822 {0}\r\n BODY[HEADER] {2}\r\nxy BODY[2] {0}\r\n)"), sizeInOctets: 7),
                .bodyOctets(octets("1234567")), .bodyEnded,
                response("* 1 FETCH (RFC822 {0}\r\n BODY[HEADER] {2}\r\nxy BODY[2] {0}\r\n)"),
            ]
        ),
        // A literal that is no body, above the limit.
        (
            "* LIST () NIL {12}\r\n123456789012 x\r\n* 1 EXISTS\r\n",
            [.tooLong(octets("* LIST () NIL {12}")), response("* 1 EXISTS")]
        ),
        // A line above the limit, with a literal at its end.
        (
            "* XLONG \(String(repeating: "x", count: 200)) {4}\r\n\r\n\r\n y\r\n* 1 EXISTS\r\n",
            [.tooLong(octets("")), response("* 1 EXISTS")]
        ),
        // FETCH and lists of numbers may be longer.
        (
            "* 1 FETCH (X \(String(repeating: "x", count: 40)))\r\n",
            [response("* 1 FETCH (X \(String(repeating: "x", count: 40)))")]
        ),
        (
            "* SEARCH \(String(repeating: "1 ", count: 35))\r\n",
            [response("* SEARCH \(String(repeating: "1 ", count: 35))")]
        ),
    ]

    @Test("cuts a stream the same way whatever pieces it comes in", arguments: streams)
    func pieces(_ text: String, _ expected: [Framer.Event]) throws {
        for size in [1, 2, 3, 7, 64, 1000] {
            let events = try Self.events(of: text, size: size, limits: Self.smallLimits)
            let comparable = events.map { event -> Framer.Event in
                // How much of a skipped response was seen depends on the pieces; that it was skipped does not.
                if case .tooLong(let start) = event, start.starts(with: Self.octets("* XLONG")) { return .tooLong([]) }
                return event
            }
            #expect(comparable == expected, "in pieces of \(size)")
        }
    }

    @Test("the head of a large body section is a FETCH of its own")
    func head() throws {
        let text = "* 9 FETCH (UID 77 BODY[] {70000}\r\n"
        guard case .bodyBegan(let head, 70000)? = try Self.events(of: text, size: 10).first else {
            Issue.record("no body began")
            return
        }
        var parser = ResponseParser(head)
        #expect(
            try parser.parseResponse()
                == .fetch(FetchResponse(sequenceNumber: 9, items: [.uid(77), .body(.whole, origin: nil, [])])))
    }

    @Test(
        "a response without end, or a literal of impossible size, ends the connection",
        arguments: [
            String(repeating: "x", count: 3000),
            "* LIST () NIL {99999999999999999999999}\r\n",
            "* LIST () NIL {100000}\r\n" + String(repeating: "x", count: 3000),
        ])
    func violations(_ text: String) {
        #expect(throws: ProtocolViolation.self) { try Self.events(of: text, size: 100, limits: Self.smallLimits) }
    }

    @Test("is empty only between responses")
    func isEmpty() throws {
        var framer = Framer()
        #expect(framer.isEmpty)
        framer.append(Array("* OK".utf8))
        #expect(try framer.next() == nil)
        #expect(!framer.isEmpty)
        framer.append(Array("\r\n".utf8))
        #expect(try framer.next() == Self.response("* OK"))
        #expect(framer.isEmpty)
    }

    @Test(
        "what stands behind a response can be taken out, and the next one begins anew",
        arguments: ["", "\n", "\0x\r\n"])
    func rest(_ text: String) throws {
        var framer = Framer()
        framer.append(Array("* OK\r\n\(text)".utf8))
        #expect(try framer.next() == Self.response("* OK"))
        #expect(framer.takeRest() == Array(text.utf8))
        #expect(framer.isEmpty)
        framer.append(Array("* 1 EXISTS\r\n".utf8))
        #expect(try framer.next() == Self.response("* 1 EXISTS"))
    }

    @Test("every accepted response comes out whole, and in step", arguments: acceptedResponses.map(\.0))
    func whole(_ text: String) throws {
        for size in [1, 5, 1000] {
            #expect(
                try Self.events(of: text + "\r\n* 1 EXISTS\r\n", size: size) == [
                    Self.response(text), Self.response("* 1 EXISTS"),
                ])
        }
    }
}
