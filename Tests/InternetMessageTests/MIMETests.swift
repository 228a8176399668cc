import InternetMessage
import MailModel
import Testing

/// One line a part: `number type/subtype "content"`.
private func tree(_ text: String) -> [String] {
    let message = ParsedMessage(octets: Array(text.utf8))
    return message.structure.flattened.map { part in
        let content = String(decoding: message.decoded(part), as: UTF8.self)
        return part.children.isEmpty
            ? "\(part.number) \(part.contentType) \(content)" : "\(part.number) \(part.contentType)"
    }
}

private func multipart(_ body: String, _ type: String = "mixed", boundary: String = "b") -> String {
    "Content-Type: multipart/\(type); boundary=\"\(boundary)\"\n\n\(body)"
}

@Suite("MIME tree (RFC 2046 §5.1, RFC 9051 §6.4.5)")
struct MIMETests {
    @Test(
        "reads",
        arguments: [
            ("", ["1 text/plain "]),
            ("\n", ["1 text/plain "]),
            ("Subject: x\n\nbody", ["1 text/plain body"]),
            ("Subject: x\r\n\r\nbody\r\n", ["1 text/plain body\r\n"]),
            ("Subject: x\r\rbody", ["1 text/plain body"]),
            ("no header at all", ["1 text/plain no header at all"]),
            ("Content-Type: text/html\n\n<p>", ["1 text/html <p>"]),
            ("Content-Type: text\n\nx", ["1 text/plain x"]),
            ("Content-Type: garbage; charset=x\n\nx", ["1 text/plain x"]),
            ("Content-Type: text/html (as (it) were); charset=x\n\nx", ["1 text/html x"]),
            ("Content-Transfer-Encoding: base64 (really)\n\nZm9v\n", ["1 text/plain foo"]),
            (
                multipart("--b\r\r\n\r\r\none\r\r\n--b--").replacing("\n\n--", with: "\r\r\n\r\r\n--"),
                [" multipart/mixed", "1 text/plain one"]
            ),
            (
                multipart("preamble\n--b\n\none\n--b\nContent-Type: text/html\n\ntwo\n--b--\nepilogue"),
                [" multipart/mixed", "1 text/plain one", "2 text/html two"]
            ),
            // Line ends before a delimiter belong to it.
            (multipart("--b\r\n\r\none\r\n\r\n--b--\r\n"), [" multipart/mixed", "1 text/plain one\r\n"]),
            (multipart("--b\n--b\n\n--b--"), [" multipart/mixed", "1 text/plain ", "2 text/plain "]),
            (multipart("--b  \n\none\n--b--  \n"), [" multipart/mixed", "1 text/plain one"]),
            // No last delimiter; no line end after it; none at all.
            (multipart("--b\n\none\n--b\n\ntwo"), [" multipart/mixed", "1 text/plain one", "2 text/plain two"]),
            (multipart("--b\n\none\n--b"), [" multipart/mixed", "1 text/plain one", "2 text/plain "]),
            (multipart("no delimiter"), ["1 text/plain no delimiter"]),
            ("Content-Type: multipart/mixed\n\n--b\n\nno boundary", ["1 text/plain --b\n\nno boundary"]),
            // What only looks like a delimiter.
            (
                multipart("--b\n\n--bb\n --b\n-b\n--\nx--b\n--b--"),
                [" multipart/mixed", "1 text/plain --bb\n --b\n-b\n--\nx--b"]
            ),
            // Nested, and the inner one not closed.
            (
                multipart(
                    "--b\n" + multipart("--i\n\none\n--i\n\ntwo\n", "alternative", boundary: "i")
                        + "--b\n\nthree\n--b--"),
                [
                    " multipart/mixed", "1 multipart/alternative", "1.1 text/plain one", "1.2 text/plain two",
                    "2 text/plain three",
                ]
            ),
            // A boundary that is the beginning of another.
            (
                multipart("--b\n" + multipart("--bb\n\none\n--bb--\n", boundary: "bb") + "--b\n\ntwo\n--b--"),
                [" multipart/mixed", "1 multipart/mixed", "1.1 text/plain one", "2 text/plain two"]
            ),
            // A header that ends at a delimiter.
            (
                multipart("--b\nContent-Type: text/html\n--b\n\ntwo"),
                [" multipart/mixed", "1 text/html ", "2 text/plain two"]
            ),
            // The boundary of an inner multipart is wrong, or missing, or is none.
            (
                multipart(
                    "--b\n" + multipart("--x\nContent-Type: text/html\n\none\n--x--\n", "alternative", boundary: "i")
                        + "--b\n\ntwo\n--b--"),
                [" multipart/mixed", "1 multipart/alternative", "1.1 text/html one", "2 text/plain two"]
            ),
            (
                multipart(
                    "--b\nContent-Type: multipart/related\n\n--x\nContent-Type: text/html\n\none\n--x--\n--b\n\ntwo\n--b--"
                ),
                [" multipart/mixed", "1 multipart/related", "1.1 text/html one", "2 text/plain two"]
            ),
            (
                multipart("--b\n" + multipart("--x\nno header\n", boundary: "i") + "--b\n\ntwo\n--b--"),
                [" multipart/mixed", "1 text/plain --x\nno header", "2 text/plain two"]
            ),
            (
                "Content-Type: message/rfc822\n\n" + multipart("--x\nContent-Type: text/html\n\none\n--x--\n"),
                ["1 message/rfc822", "1.TEXT multipart/mixed", "1.1 text/html one"]
            ),
            // Messages inside.
            ("Content-Type: message/rfc822\n\nSubject: in\n\ntext", ["1 message/rfc822", "1.1 text/plain text"]),
            (
                multipart(
                    "--b\n\nx\n--b\nContent-Type: message/rfc822\n\n"
                        + multipart("--i\n\none\n--i\n\ntwo\n--i--", boundary: "i") + "\n--b--"),
                [
                    " multipart/mixed", "1 text/plain x", "2 message/rfc822", "2.TEXT multipart/mixed",
                    "2.1 text/plain one", "2.2 text/plain two",
                ]
            ),
            (
                multipart("--b\n\nSubject: one\n\n1\n--b\n\nSubject: two\n\n2\n--b--", "digest"),
                [
                    " multipart/digest", "1 message/rfc822", "1.1 text/plain 1", "2 message/rfc822", "2.1 text/plain 2",
                ]
            ),
            (
                multipart(
                    "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdA==\n--b--"),
                [" multipart/mixed", "1 message/rfc822 Subject"]
            ),
            // Internationalized (RFC 6532 §3.7).
            ("Content-Type: message/global\n\nSubject: é\n\nKörper", ["1 message/global", "1.1 text/plain Körper"]),
            // Neither fetched nor put together.
            (
                "Content-Type: message/external-body; access-type=URL; url=x\n\nContent-Type: text/plain\n\nphantom",
                ["1 message/external-body Content-Type: text/plain\n\nphantom"]
            ),
            ("Content-Type: message/partial; number=2\n\nhalf", ["1 message/partial half"]),
            // NULs are octets as any other.
            (multipart("--b\n\na\0b\n--b\0\n--b--"), [" multipart/mixed", "1 text/plain a\0b\n--b\0"]),
            // Encodings.
            ("Content-Transfer-Encoding: BASE64\n\nZm9v\n", ["1 text/plain foo"]),
            ("Content-Transfer-Encoding: quoted-printable\n\nf=6Fo=\n", ["1 text/plain foo"]),
            ("Content-Transfer-Encoding: x-unknown\n\nfoo", ["1 text/plain foo"]),
        ] as [(String, [String])]
    )
    func reads(_ text: String, _ expected: [String]) {
        #expect(tree(text) == expected)
    }

    @Test("gives names, dispositions and identifiers")
    func fields() {
        let text = """
            Content-Type: Application/PDF; name="old.pdf"
            Content-Disposition: ATTACHMENT; filename*=utf-8''caf%C3%A9.pdf
            Content-ID: <part1@x>
            Content-Transfer-Encoding: Base64

            Zm9v
            """
        let part = ParsedMessage(octets: Array(text.utf8)).structure
        #expect(
            part
                == MessagePart(
                    number: "1", type: "application", subtype: "pdf", parameters: ["name": "old.pdf"],
                    disposition: "attachment", fileName: "café.pdf", contentID: "part1@x", encoding: "base64",
                    sizeInOctets: 4))
    }

    @Test("nests to a hundred levels, and what is deeper stays as text")
    func deep() {
        var text = ""
        for level in 0..<10_000 { text += multipart("--b\(level)\n", boundary: "b\(level)") }
        let message = ParsedMessage(octets: Array((text + "\nthe end").utf8))
        #expect(message.parts.count == 101)
        let last = message.structure.flattened.last
        #expect(last?.type == "text")
        #expect(String(decoding: message.octets(of: last?.number ?? "").suffix(7), as: UTF8.self) == "the end")
    }

    @Test("nests messages to a hundred levels")
    func deepMessages() {
        let text = String(repeating: "Content-Type: message/rfc822\n\n", count: 10_000) + "Subject: x\n\nthe end"
        let message = ParsedMessage(octets: Array(text.utf8))
        #expect(message.parts.count == 101)
        #expect(
            String(decoding: message.octets(of: message.structure.flattened[100].number).suffix(7), as: UTF8.self)
                == "the end")
    }

    @Test("tells 2,000 parts apart, and the rest stays as text")
    func wide() {
        let text = multipart(String(repeating: "--b\n\nx\n", count: 10_000) + "--b--\n")
        let message = ParsedMessage(octets: Array(text.utf8))
        #expect(message.parts.count == 2_000)
        #expect(message.parts.last?.body.upperBound == message.octets.count)
        #expect(message.parts.map(\.body.count).reduce(0, +) > 50_000)
    }

    @Test(
        "is linear in what never ends",
        arguments: ["-", "--", "\n--", "\n-", "\n--b\n", "\n--b--\n", "a:\n", " \n", "\r", "\0", "=\n", "\n--b\na"])
    func bounded(_ piece: String) {
        let message = ParsedMessage(octets: Array(multipart(String(repeating: piece, count: 30_000)).utf8))
        #expect(message.parts.count <= 2_000)
        #expect(message.structure.flattened.count == message.parts.count)
    }
}
