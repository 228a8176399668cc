import Testing

@testable import IMAP

@Suite("response (RFC 9051 §9)")
struct ResponseParserTests {
    @Test("reads every form", arguments: acceptedResponses)
    func reads(_ text: String, _ expected: Response) throws {
        var parser = ResponseParser(Array(text.utf8))
        #expect(try parser.parseResponse() == expected)
        #expect(parser.isAtEnd)
    }

    @Test("refuses or reads every prefix of it without trapping", arguments: acceptedResponses.map(\.0))
    func prefixes(_ text: String) {
        let octets = Array(text.utf8)
        for count in 0..<octets.count {
            var parser = ResponseParser(Array(octets.prefix(count)))
            do {
                _ = try parser.parseResponse()
                #expect(parser.isAtEnd)
            } catch {
                #expect(error.offset <= count)
            }
        }
    }

    @Test("survives any one octet being another", arguments: acceptedResponses.map(\.0))
    func mutations(_ text: String) {
        let octets = Array(text.utf8)
        var read = 0
        for index in octets.indices {
            for other in [0x00, 0x20, 0x22, 0x28, 0x29, 0x5C, 0x5D, 0x7B, 0x39, 0xFF] as [UInt8] {
                var mutant = octets
                mutant[index] = other
                var parser = ResponseParser(mutant)
                if (try? parser.parseResponse()) != nil { read += 1 }
                #expect(parser.position <= mutant.count)
            }
        }
        #expect(read < octets.count * 10)
    }

    @Test(
        "refuses, and says where and what it wanted",
        arguments: [
            ("", 0, "tag"), ("*", 1, "SP"), ("* ", 2, "response-data"), ("A1", 2, "SP"),
            ("A1 YES", 3, "resp-cond-state"),
            ("A1 BYE x", 3, "resp-cond-state"), ("* 5 EXISTS x", 11, "CRLF"), ("* 0 EXPUNGE", 2, "nz-number"),
            ("* 0 FETCH (UID 1)", 2, "nz-number"), ("* 4294967296 EXISTS", 2, "number"),
            ("* 99999999999999999999 EXISTS", 2, "number64"), ("* 1 FETCH (UID 1", 16, "msg-att"),
            ("* 1 FETCH", 9, "SP"), ("* SEARCH 1,2", 10, "SP"), ("* SEARCH 0", 9, "nz-number"),
            ("* LIST x", 7, "\"(\""), ("* LIST () \"ab\" x", 10, "QUOTED-CHAR"), ("* FLAGS (a", 10, "SP"),
            ("* VANISHED 0", 11, "nz-number"), ("* THREAD 1", 9, "thread-list"), ("* THREAD (1", 11, "\")\""),
            ("* ESEARCH (TAG) ", 11, "search-correlator"), ("* STATUS x", 10, "SP"), ("{3}", 0, "tag"),
        ] as [(String, Int, String)]
    )
    func refuses(_ text: String, at offset: Int, expecting expected: String) {
        var parser = ResponseParser(Array(text.utf8))
        #expect(throws: SyntaxError(expected: expected, offset: offset)) { try parser.parseResponse() }
    }

    @Test("knows every response code that has no argument", arguments: ResponseCode.Word.allCases)
    func words(_ word: ResponseCode.Word) throws {
        var parser = ResponseParser(Array("* NO [\(word.rawValue.lowercased())] x".utf8))
        #expect(try parser.parseResponse() == .status(StatusResponse(.no, code: .word(word), text: "x")))
    }

    @Test("steps over nesting of any depth in what it does not know")
    func deepUnknown() throws {
        let deep = String(repeating: "(", count: 200_000) + String(repeating: ")", count: 200_000)
        var parser = ResponseParser(Array("* 1 FETCH (X \(deep) UID 5)".utf8))
        #expect(
            try parser.parseResponse()
                == .fetch(FetchResponse(sequenceNumber: 1, items: [.unread(name: "X"), .uid(5)])))
    }

    @Test("refuses threads nested too deep")
    func deepThread() {
        let deep = String(repeating: "(1 ", count: 200) + String(repeating: ")", count: 200)
        var parser = ResponseParser(Array("* THREAD \(deep)".utf8))
        #expect(throws: SyntaxError.self) { try parser.parseResponse() }
    }
}
