import InternetMessage
import MailModel
import Testing

@Suite("address-list (RFC 5322 §3.4)")
struct AddressTests {
    /// `name|address` each.
    @Test(
        "reads",
        arguments: [
            ("", []),
            ("john@x.org", ["|john@x.org"]),
            ("John Doe <john@x.org>", ["John Doe|john@x.org"]),
            ("\"Doe, John\" <john@x.org>, jane@y.org", ["Doe, John|john@x.org", "|jane@y.org"]),
            ("\"a \\\"b\\\" c\" <d@x.org>", ["a \"b\" c|d@x.org"]),
            ("<john@x.org>", ["|john@x.org"]),
            ("john@x.org (John Doe)", ["John Doe|john@x.org"]),
            ("john@x.org (John (the first) Doe)", ["John (the first) Doe|john@x.org"]),
            ("=?utf-8?q?J=C3=B6rg?= <j@x.org>", ["Jörg|j@x.org"]),
            ("\"=?utf-8?q?J=C3=B6rg?=\" <j@x.org>", ["Jörg|j@x.org"]),
            ("=?utf-8?q?Doe,_John?= <j@x.org>", ["Doe, John|j@x.org"]),
            ("=?utf-8?B?5p2x?= =?utf-8?B?5Lqs?= <j@x.org>", ["東京|j@x.org"]),
            ("undisclosed-recipients:;", ["undisclosed-recipients|"]),
            ("Team: a@x.org, B <b@x.org>; c@x.org", ["Team|", "|a@x.org", "B|b@x.org", "|c@x.org"]),
            // Obsolete.
            ("John Q. Public <john@x.org>", ["John Q. Public|john@x.org"]),
            ("john @ x . org", ["|john@x.org"]),
            ("<@a.org,@b.org:john@x.org>", ["|john@x.org"]),
            ("a@x.org,,b@x.org,", ["|a@x.org", "|b@x.org"]),
            ("\"john doe\"@x.org", ["|\"john doe\"@x.org"]),
            ("Name <\"john doe\"@x.org>", ["Name|\"john doe\"@x.org"]),
            // Broken.
            ("Doe, John <john@x.org>", ["Doe, John|john@x.org"]),
            ("Doe, John <j@x.org>, Roe, Jane <r@x.org>", ["Doe, John|j@x.org", "Roe, Jane|r@x.org"]),
            ("root, operator", ["|root", "|operator"]),
            ("John Doe <john@x.org", ["John Doe|john@x.org"]),
            ("John Doe <john@x.org, jane@y.org", ["John Doe|john@x.org", "|jane@y.org"]),
            ("John Doe john@x.org>", ["John Doe|john@x.org"]),
            ("John Doe john@x.org", ["John Doe|john@x.org"]),
            ("<john@x.org> John Doe", ["John Doe|john@x.org"]),
            ("john@x.org <john@x.org>", ["john@x.org|john@x.org"]),
            ("'John' <john@x.org>", ["John|john@x.org"]),
            ("John <john> <john@x.org>", ["John|john@x.org"]),
            ("\"John Doe <john@x.org>", ["John Doe|john@x.org"]),
            ("John Doe (unfinished", ["John Doe|"]),
            ("a@x.org; b@x.org", ["|a@x.org", "|b@x.org"]),
            ("Undisclosed recipients", ["Undisclosed recipients|"]),
            ("<>", ["|"]),
            ("mailto:x <mailto:john@x.org>", ["mailto|", "x|john@x.org"]),
            ("a@x.org\r\n\t(A),\r\n b@x.org", ["A|a@x.org", "|b@x.org"]),
            ("Postfach <grüße@x.org>", ["Postfach|grüße@x.org"]),
        ] as [(String, [String])]
    )
    func reads(_ raw: String, _ expected: [String]) {
        let read = AddressParser.parse(Array(raw.utf8)[...]).map { "\($0.name)|\($0.address)" }
        #expect(read == expected.filter { $0 != "|" })
    }

    @Test("keeps a real address beside a name that is another one")
    func spoofedName() {
        let read = AddressParser.parse(Array("\"boss@x.org\" <thief@y.org>".utf8)[...])
        #expect(read == [Address(name: "boss@x.org", address: "thief@y.org")])
    }

    @Test(
        "reads IMAP's fields",
        arguments: [
            ("=?utf-8?q?J=C3=B6rg?=", "j", "x.org", "Jörg", "j@x.org"),
            ("", "j", "", "", "j"), ("", "j", "MISSING_DOMAIN", "", "j"),
        ] as [(String, String, String, String, String)])
    func envelope(_ name: String, _ mailbox: String, _ host: String, _ shown: String, _ address: String) {
        #expect(AddressParser.displayName(Array(name.utf8)[...]) == shown)
        #expect(AddressParser.address(mailbox: Array(mailbox.utf8)[...], host: Array(host.utf8)[...]) == address)
    }

    @Test(
        "is linear and bounded on what never ends",
        arguments: ["(", "\"", "<", "a,", "=?a?q?", ",", "a@b ", ":", "a:", "\\", "\"<", "<\"", ";a@b<"])
    func bounded(_ piece: String) {
        let raw = Array(String(repeating: piece, count: 20_000).utf8)
        #expect(AddressParser.parse(raw[...]).count <= 10_000)
    }
}
