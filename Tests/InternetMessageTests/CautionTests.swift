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

    @Test(
        "what the trusted server says of the sender (RFC 8601), and nobody else",
        arguments: [
            ("mx.test; dmarc=pass; spf=pass; dkim=pass", "DMARC pass, DKIM pass, SPF pass (mx.test)", nil),
            (
                "MX.test 1;\n dmarc=fail (p=none dis=none) header.from=bank.example;\n dkim=none",
                "DMARC fail, DKIM none (mx.test)", "mx.test says that it is not from bank.example: DMARC fails"
            ),
            (
                "mx.test; spf=softfail smtp.mailfrom=x@evil.test; dkim=fail reason=\"bad; dkim=pass\"",
                "DKIM fail, SPF softfail (mx.test)",
                "mx.test can’t confirm that it is from bank.example: SPF softfail, DKIM fail"
            ),
            // One signature of several, and a list's forwarding: no reason to worry.
            ("mx.test; dkim=fail; dkim=pass; spf=fail", "DKIM pass, SPF fail (mx.test)", nil),
            ("mx.test; spf=fail; dkim=none; dmarc=pass", "DMARC pass, DKIM none, SPF fail (mx.test)", nil),
            ("mx.test; dkim/1 = pass (good (very; dmarc=fail) one)", "DKIM pass (mx.test)", nil),
            ("\"mx.test\"; dmarc=temperror", "DMARC temperror (mx.test)", nil),
            // What a sender may have written.
            ("evil.test; dmarc=pass", nil, nil), ("(mx.test) evil.test; dmarc=pass", nil, nil),
            ("mx.test.evil.test; dmarc=fail", nil, nil), ("mx.test; none", nil, nil), ("", nil, nil),
            (
                "mx.test; dmarc=fail\nAuthentication-Results: mx.test; dmarc=pass", "DMARC fail (mx.test)",
                "mx.test says that it is not from bank.example: DMARC fails"
            ),
            (
                "mx.test; dmarc=pass\nAuthentication-Results: mx.test; dmarc=fail", "DMARC fail (mx.test)",
                "mx.test says that it is not from bank.example: DMARC fails"
            ),
        ] as [(String, String?, String?)])
    func verdict(_ field: String, _ summary: String?, _ caution: String?) {
        let text = "From: a@bank.example\nAuthentication-Results: \(field)\n\nHello\n"
        let parsed = ParsedMessage(octets: Array(text.replacing("\n", with: "\r\n").utf8))
        let message = ReadableText.read(parsed, background: SenderBackground(trustedServer: "mx.test"))
        #expect(message.authentication == summary)
        #expect(message.notices == [caution].compactMap(\.self))
        let unasked = ReadableText.read(parsed)
        #expect(unasked.authentication == nil && unasked.notices == [])
    }

    @Test(
        "a sender of whom nothing was here before, but not on a list",
        arguments: [
            ("From: a@bank.example", "the first message here from a@bank.example"),
            ("From: a@bank.example\nList-Id: <l.test>", nil), ("From: ", nil),
        ] as [(String, String?)])
    func first(_ header: String, _ caution: String?) {
        let message = ReadableText.read(
            ParsedMessage(octets: Array("\(header)\n\nHello\n".utf8)), background: SenderBackground(isFirst: true))
        #expect(message.notices == [caution].compactMap(\.self))
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
