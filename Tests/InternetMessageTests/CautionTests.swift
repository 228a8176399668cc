import MailModel
import Testing

@testable import InternetMessage

@Suite("What a person should know of a message before trusting it")
struct CautionTests {
    private func notices(_ text: String) -> [String] {
        ReadableText.read(ParsedMessage(octets: Array(text.replacing("\n", with: "\r\n").utf8))).notices
    }

    @Test(
        "senders, answers and signs",
        arguments: [
            (
                "From: \"ann@bank.example\" <x@evil.test>",
                "the sender’s name says ann@bank.example, but it is x@evil.test"
            ),
            ("From: \"Ann (ann@bank.example)\" <ann@mail.bank.example>", nil),
            ("From: Ann <ann@bank.example>", nil),
            ("From: Ann <ann@bank.example>\nReply-To: ann@mail.bank.example", nil),
            (
                "From: Ann <ann@bank.example>\nReply-To: x@evil.test",
                "answers go to x@evil.test, not to the sender’s domain"
            ),
            // A list's ways.
            ("From: Ann <ann@bank.example>\nReply-To: list@lists.test\nList-Post: <mailto:list@lists.test>", nil),
            (
                "From: \"ann@bank.example via list\" <list@lists.test>\nReply-To: ann@bank.example\nList-Id: <l.lists.test>",
                nil
            ),
            (
                "From: \"ann@bank.example via list\" <list@lists.test>\nList-Id: <l.lists.test>",
                "the sender’s name says ann@bank.example, but it is list@lists.test"
            ),
            // co.uk belongs to nobody.
            (
                "From: Ann <ann@bank.co.uk>\nReply-To: x@evil.co.uk",
                "answers go to x@evil.co.uk, not to the sender’s domain"
            ),
            (
                "From: =?utf-8?q?Ann?= <ann@xn--pypal-4ve.com>",
                "the sender’s domain only looks like another one: it is xn--pypal-4ve.com"
            ),
            (
                "From: Ann <ann@pаypal.com>",
                "the sender’s domain only looks like another one: it is xn--pypal-4ve.com"
            ),
            ("From: Ann <ann@xn--mnchen-3ya.de>", nil), ("From: Ann <ann@почта.рф>", nil),
            ("From: Ann <ann@例え.jp>", nil),
            ("Subject: =?utf-8?b?4oCudHh0LmV4ZQ==?=\nFrom: a@b.test", "hidden signs turn the subject around"),
            // A mark alone is part of Arabic mail.
            ("Subject: =?utf-8?b?4oCP2LPZhNin2YU=?=\nFrom: a@b.test", nil),
            ("From: nobody", nil), ("Subject: nothing else", nil),
        ] as [(String, String?)])
    func header(_ header: String, _ expected: String?) {
        #expect(
            notices("\(header)\nContent-Type: text/plain; charset=utf-8\n\nHello\n") == [expected].compactMap(\.self))
    }

    @Test(
        "links that show another host than they lead to",
        arguments: [
            ("https://bank.example/login", "https://evil.test/x", "a link shows bank.example and leads to evil.test"),
            (
                "www.bank.example", "https://bank.example.evil.test/",
                "a link shows www.bank.example and leads to bank.example.evil.test"
            ),
            ("bank.com", "https://evil.test/", "a link shows bank.com and leads to evil.test"),
            ("ann@bank.com", "mailto:ann@evil.test", "a link shows bank.com and leads to evil.test"),
            (
                "https://bank.example", "https://bank.example@evil.test/",
                "a link shows bank.example and leads to evil.test"
            ),
            ("https://www.bank.example/", "https://login.bank.example/?next=/", nil),
            ("https://bank.example:8443/", "http://BANK.example./", nil),
            ("Click here", "https://evil.test/", nil), ("report.pdf", "https://files.test/1", nil),
            ("Node.js", "https://evil.test/", nil), ("v1.2.3", "https://evil.test/", nil),
            (
                "news", "https://xn--80ak6aa92e.com/",
                "a link leads to a domain that only looks like another one: xn--80ak6aa92e.com"
            ),
        ] as [(String, String, String?)])
    func links(_ shown: String, _ target: String, _ expected: String?) {
        let page = "<p>Dear customer, <a href=\"\(target)\">\(shown)</a> today.</p>"
        let found = notices("From: a@b.test\nContent-Type: text/html; charset=utf-8\n\n\(page)\n")
        #expect(found == [expected].compactMap(\.self))
    }

    @Test("all of it is one line, above what was blocked")
    func together() {
        let page = """
            <a href="https://evil.test/1">https://bank.example</a> <a href="https://evil.test/2">www.bank.example</a>
            <img src="https://evil.test/i.png" width="80" height="80">
            """
        let found = notices(
            "From: \"pay@bank.example\" <x@evil.test>\nReply-To: y@other.test\nContent-Type: text/html\n\n\(page)\n")
        #expect(
            found == [
                "the sender’s name says pay@bank.example, but it is x@evil.test; "
                    + "answers go to y@other.test, not to the sender’s domain; "
                    + "a link shows bank.example and leads to evil.test, and 1 more like that",
                "blocked: 1 remote image",
            ])
    }

    @Test(
        "labels beyond ASCII (RFC 3492 §7.1 and others)",
        arguments: [
            ("xn--mnchen-3ya", "münchen"), ("xn--bcher-kva", "bücher"), ("xn--80ak6aa92e", "аррӏе"),
            ("xn--ihqwcrb4cv8a8dqg056pqjye", "他们为什么不说中文"),
            ("xn--4dbcagdahymbxekheh6e0a7fei0b", "למההםפשוטלאמדבריםעברית"),
        ])
    func punycode(_ ascii: String, _ text: String) {
        #expect(Punycode.decoded(ascii) == text)
        #expect(Punycode.encoded(text) == ascii)
    }

    @Test(
        "broken labels stay as they are",
        arguments: ["xn--", "xn--ü", "xn--999999999999999999", "xn--a-b*", "plain", ""])
    func broken(_ label: String) {
        let decoded = Punycode.decoded(label)
        #expect(decoded == label || decoded.utf8.count < 256)
        #expect(Punycode.encoded("plain") == "plain")
    }
}
