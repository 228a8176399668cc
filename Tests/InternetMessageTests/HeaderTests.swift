import InternetMessage
import MailModel
import Testing

@Suite("header (RFC 5322 §2.2)")
struct HeaderTests {
    /// `name=value` each, as they stand, and what is left.
    @Test(
        "reads",
        arguments: [
            ("", [], ""),
            ("A: 1\r\nB: 2\r\n\r\nbody", ["A= 1", "B= 2"], "body"),
            ("A: 1\nB:2\n\nbody", ["A= 1", "B=2"], "body"),
            ("A: 1", ["A= 1"], ""),
            ("A:\n\n", ["A="], ""),
            ("A: 1\n 2\n\t3\n\nb", ["A= 1\n 2\n\t3"], "b"),
            ("A: 1\n \n 2\n\nb", ["A= 1\n \n 2"], "b"),
            // Liberal.
            ("A : 1\nB\t: 2\n\n", ["A= 1", "B= 2"], ""),
            ("From john Wed May 3\nA: 1\n\nb", ["A= 1"], "b"),
            (">From john Wed May 3\nA: 1\n\nb", ["A= 1"], "b"),
            ("A: 1\nforgot to indent\nB: 2\n\nb", ["A= 1", "B= 2"], "b"),
            (" folded at once\nA: 1\n\nb", ["A= 1"], "b"), ("A: 1\r\r\nB: 2\r\r\n\r\r\nb", ["A= 1", "B= 2"], "b"),
            // What is no header is body.
            ("hello\nA: 1\n", [], "hello\nA: 1\n"),
            ("A: 1\nhello\nyou\n", ["A= 1"], "hello\nyou\n"),
            (" A: 1\n", [], " A: 1\n"),
            (": 1\n", [], ": 1\n"),
            ("Ä: 1\n", [], "Ä: 1\n"),
            ("a b: 1\n", [], "a b: 1\n"),
            // A bare CR ends no field.
            ("A: 1\rB: 2\n\nb", ["A= 1\rB: 2"], "b"),
            ("A: 1\0\n\nb", ["A= 1\0"], "b"),
        ] as [(String, [String], String)]
    )
    func reads(_ text: String, _ fields: [String], _ rest: String) {
        let octets = Array(text.utf8)
        let header = Header(octets)
        let read = header.fields.map {
            "\(header.name(of: $0))=\(String(decoding: header.rawValue(of: $0), as: UTF8.self))"
        }
        #expect(read == fields)
        #expect(String(decoding: octets[header.range.upperBound...], as: UTF8.self) == rest)
        #expect(ParsedMessage(octets: octets).header.fields == header.fields, "the same as a message")
    }

    @Test("finds fields by their name in any case, the first one first")
    func lookup() {
        let header = Header(Array("SUBJECT: one\nsubject: two\n\n".utf8))
        #expect(header.text("Subject") == "one")
        #expect(header.values(of: "subject").count == 2)
        #expect(header["Subjec"] == nil)
    }

    @Test("leaves what is beyond 10,000 fields or a megabyte in the body")
    func bounded() {
        let many = ParsedMessage(octets: Array((String(repeating: "A: 1\n", count: 20_000) + "\nbody").utf8))
        #expect(many.header.fields.count == 10_000)
        #expect(many.body.count == 50_000 + 5)
        let long = ParsedMessage(octets: Array(("A: " + String(repeating: "x", count: 2_000_000)).utf8))
        #expect(long.header.fields.count == 1)
        #expect(long.body.count == 2_000_003 - 1_048_576)
    }

    @Test("sums a message up")
    func summary() {
        let text = """
            From: =?utf-8?q?J=C3=B6rg?= <j@x.org>
            To: a@x.org, b@x.org
            To: c@x.org
            Cc: Team:;
            Reply-To: list@x.org
            Subject: =?utf-8?q?caf=C3=A9?=
            Date: Wed, 03 May 2023 14:02:00 +0200
            Message-ID: <2@x.org>
            In-Reply-To: <1@x.org>
            References: <0@x.org>

            body
            """
        let summary = MessageSummary(ParsedMessage(octets: Array(text.utf8)))
        #expect(summary.subject == "café")
        #expect(summary.from == [Address(name: "Jörg", address: "j@x.org")])
        #expect(summary.to.map(\.address) == ["a@x.org", "b@x.org", "c@x.org"])
        #expect(summary.cc == [Address(name: "Team", address: "")])
        #expect(summary.replyTo.map(\.address) == ["list@x.org"])
        #expect(summary.sentDate?.rfc3339 == "2023-05-03T12:02:00Z")
        #expect(summary.messageID == "2@x.org")
        #expect(summary.references == ["0@x.org", "1@x.org"])
        #expect(summary.structure?.contentType == "text/plain")
    }
}
