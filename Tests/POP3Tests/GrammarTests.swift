import Testing

@testable import POP3

@Suite("status lines (RFC 1939 §3, RFC 2449 §8)")
struct ReplyParserTests {
    static let cases: [(String, Reply)] = [
        ("+OK", Reply(.ok)),
        ("+OK ", Reply(.ok)),
        ("+ok ready", Reply(.ok, text: "ready")),  // servers in lower case
        ("-ERR no such message", Reply(.err, text: "no such message")),
        (
            "-ERR [IN-USE] Do you have another POP session running?",
            Reply(.err, code: .inUse, text: "Do you have another POP session running?")
        ),
        ("-ERR [LOGIN-DELAY]", Reply(.err, code: .loginDelay)),
        ("-ERR [sys/temp] later", Reply(.err, code: .systemTemporary, text: "later")),
        ("-ERR [SYS/PERM] never", Reply(.err, code: .systemPermanent, text: "never")),
        ("-ERR [AUTH] no", Reply(.err, code: .authentication, text: "no")),
        ("-ERR [X-FOO] no", Reply(.err, code: .other("X-FOO"), text: "no")),
        ("-ERR [not a code] no", Reply(.err, text: "[not a code] no")),
        ("-ERR [unclosed", Reply(.err, text: "[unclosed")),
        ("-ERR []", Reply(.err, text: "[]")),
        ("+ cGFzcw==", Reply(.challenge, text: "cGFzcw==")),
        ("+ ", Reply(.challenge)),
        ("+", Reply(.challenge)),
    ]

    @Test("reads", arguments: cases)
    func reads(_ line: String, _ reply: Reply) throws {
        #expect(try ReplyParser.parse(Array(line.utf8)[...]) == reply)
        // A slice's indices need not begin at 0.
        #expect(try ReplyParser.parse(Array("xx\(line)".utf8)[2...]) == reply)
    }

    @Test("refuses", arguments: ["", "+OKAY", "-ERROR", "* OK", "OK", "+-", "-", "-ER", "+O", " +OK"])
    func refuses(_ line: String) {
        #expect(throws: SyntaxError(expected: "status indicator", offset: 0)) {
            try ReplyParser.parse(Array(line.utf8)[...])
        }
    }

    @Test(
        "finds the time-stamp of APOP (RFC 1939 §7)",
        arguments: [
            ("ready <1.2@host>", "<1.2@host>"), ("ready <1.2>", nil), ("ready", nil), ("<a b@c>", nil),
            ("a>b<c@d", nil),
        ] as [(String, String?)])
    func timestamp(_ text: String, _ expected: String?) {
        #expect(Reply(.ok, text: text).apopTimestamp.map(String.init) == expected)
    }
}

@Suite("scan-listing and unique-id-listing (RFC 1939 §5, §7)")
struct ListingParserTests {
    @Test(
        "reads a line of LIST",
        arguments: [
            ("1 120", 1, 120), ("2 200 and more", 2, 200), (" 3 0", 3, 0),
            ("4294967295 999999999999999", 4_294_967_295, 999_999_999_999_999),
        ] as [(String, UInt32, Int)])
    func scanLine(_ line: String, _ number: UInt32, _ size: Int) throws {
        let parsed = try ListingParser.parseScanLine(Array(line.utf8)[...])
        #expect(parsed.number.value == number && parsed.sizeInOctets == size)
    }

    @Test(
        "refuses a line of LIST",
        arguments: [
            ("", "nz-number", 0), ("0 1", "nz-number", 0), ("x", "nz-number", 0), ("1", "SP", 1), ("1 ", "size", 2),
            ("1 x", "size", 2), ("1 2x", "size", 3), ("-1 2", "nz-number", 0), ("4294967296 1", "nz-number", 0),
            ("9999999999999999 1", "nz-number", 0), ("1 9999999999999999", "size", 2),
        ] as [(String, String, Int)])
    func refusesScanLine(_ line: String, _ expected: String, _ offset: Int) {
        #expect(throws: SyntaxError(expected: expected, offset: offset)) {
            try ListingParser.parseScanLine(Array(line.utf8)[...])
        }
    }

    @Test(
        "reads a line of UIDL",
        arguments: [
            ("1 whqtswO00WBw418f9t5JxYwZ", "whqtswO00WBw418f9t5JxYwZ"), ("1 a b", "a"), ("1 ';DROP TABLE--", "';DROP"),
            ("1 ../../etc", "../../etc"),
            ("1 " + String(repeating: "x", count: 5000), String(repeating: "x", count: 5000)),
        ])
    func uniqueID(_ line: String, _ id: String) throws {
        #expect(try ListingParser.parseUniqueIDLine(Array(line.utf8)[...]).id.text == id)
    }

    @Test("octets above ASCII stay apart")
    func octets() throws {
        let first = try ListingParser.parseUniqueIDLine([0x31, 0x20, 0xE9])
        let second = try ListingParser.parseUniqueIDLine([0x31, 0x20, 0xC3, 0xA9])
        #expect(first.id.text == "\u{E9}")
        #expect(second.id.text.unicodeScalars.map(\.value) == [0xC3, 0xA9])
        #expect(first.id != second.id)
    }

    @Test(
        "refuses a line of UIDL",
        arguments: [("1", "SP"), ("1 ", "unique-id"), ("x y", "nz-number"), ("1 \u{7F}", "unique-id")])
    func refusesUniqueID(_ line: String, _ expected: String) {
        let error = #expect(throws: SyntaxError.self) { try ListingParser.parseUniqueIDLine(Array(line.utf8)[...]) }
        #expect(error?.expected == expected)
    }
}

@Suite("capabilities (RFC 2449 §6)")
struct CapabilityParserTests {
    @Test(
        "reads",
        arguments: [
            ("TOP", .top), ("user", .user), ("SASL PLAIN login", .sasl(["PLAIN", "LOGIN"])),
            ("RESP-CODES", .responseCodes),
            ("AUTH-RESP-CODE", .authenticationResponseCode), ("PIPELINING", .pipelining), ("UIDL", .uniqueIDs),
            ("STLS", .startTLS), ("UTF8", .utf8(canLogin: false)), ("UTF8 USER", .utf8(canLogin: true)),
            ("LANG", .languages),
            ("LOGIN-DELAY 900", .loginDelay(seconds: 900, mayDifferByUser: false)),
            ("LOGIN-DELAY 120 USER", .loginDelay(seconds: 120, mayDifferByUser: true)),
            ("LOGIN-DELAY soon", .other("LOGIN-DELAY soon")), ("LOGIN-DELAY -1", .other("LOGIN-DELAY -1")),
            ("EXPIRE NEVER", .expire(days: nil, mayDifferByUser: false)),
            ("EXPIRE 30 USER", .expire(days: 30, mayDifferByUser: true)), ("EXPIRE", .other("EXPIRE")),
            ("IMPLEMENTATION Cyrus POP3 v2", .implementation("Cyrus POP3 v2")), ("X-FOO bar", .other("X-FOO bar")),
            ("", .other("")),
        ] as [(String, Capability)])
    func reads(_ line: String, _ capability: Capability) {
        #expect(CapabilityParser.parse(Array(line.utf8)[...]) == capability)
    }
}

@Suite("listings in pieces")
struct LineCutterTests {
    @Test("cuts the same lines from pieces of any size", arguments: 1...12)
    func cuts(_ size: Int) throws {
        let octets = Array("1 a\r\n2 b\n\r\n3 c\r\n4".utf8)
        var cutter = LineCutter()
        var lines: [String] = []
        for start in stride(from: 0, to: octets.count, by: size) {
            try cutter.cut(Array(octets[start..<min(start + size, octets.count)])) { line throws(SyntaxError) in
                lines.append(String(decoding: line, as: UTF8.self))
            }
        }
        #expect(lines == ["1 a", "2 b", "", "3 c"])
    }

    @Test("refuses a line without end before it fills the memory")
    func limit() {
        var cutter = LineCutter()
        #expect(throws: SyntaxError(expected: "CRLF", offset: LineCutter.limit)) {
            for _ in 0..<17 { try cutter.cut([UInt8](repeating: 0x41, count: 4096)) { _ in } }
        }
    }
}

@Suite("commands (RFC 1939, RFC 2449 §4)")
struct CommandTests {
    @Test("an argument that would end the line does not exist", arguments: ["", "a\r\nDELE 1", "a\n", "a\0b", "a\r"])
    func refuses(_ text: String) { #expect(Argument(text) == nil) }

    @Test("is written, and logged without its secrets")
    func writes() throws {
        let one = try #require(MessageNumber(1))
        let word = try #require(Argument("p w"))
        let table: [(Command, String, String)] = [
            (.capabilities, "CAPA", "CAPA"), (.startTLS, "STLS", "STLS"), (.user(word), "USER p w", "USER p w"),
            (.password(word), "PASS p w", "PASS …"), (.apop(name: word, digest: word), "APOP p w p w", "APOP …"),
            (.authenticate(mechanism: word, initialResponse: word), "AUTH p w p w", "AUTH p w …"),
            (.authenticate(mechanism: word, initialResponse: nil), "AUTH p w", "AUTH p w …"), (.utf8, "UTF8", "UTF8"),
            (.status, "STAT", "STAT"), (.list(nil), "LIST", "LIST"), (.list(one), "LIST 1", "LIST 1"),
            (.uniqueIDs(nil), "UIDL", "UIDL"), (.uniqueIDs(one), "UIDL 1", "UIDL 1"),
            (.top(one, lines: 0), "TOP 1 0", "TOP 1 0"), (.retrieve(one), "RETR 1", "RETR 1"),
            (.delete(one), "DELE 1", "DELE 1"), (.noop, "NOOP", "NOOP"), (.reset, "RSET", "RSET"),
            (.quit, "QUIT", "QUIT"),
        ]
        for (command, line, logged) in table {
            #expect(command.octets == Array("\(line)\r\n".utf8))
            #expect(command.descriptionForLog == logged)
        }
    }

    @Test("there is no message 0")
    func zero() { #expect(MessageNumber(0) == nil) }
}
