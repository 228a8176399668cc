import InternetMessage
import MailModel
import Testing

private func report(_ kind: String, _ fields: String) -> ReadableMessage {
    let text = """
        Content-Type: multipart/report; report-type=\(kind); boundary=b

        --b

        Something went wrong.
        --b
        Content-Type: message/\(kind)

        \(fields)
        --b--
        """
    return ReadableText.read(ParsedMessage(octets: Array(text.utf8)))
}

@Suite("reports as a sentence (RFC 3464, RFC 8098, RFC 5965)")
struct ReportTests {
    @Test(
        "say who and why",
        arguments: [
            ("Action: failed\nStatus: 5.2.2", "Not delivered to ada@example.org: mailbox full (5.2.2)"),
            ("Action: failed\nStatus: 5.1.1", "Not delivered to ada@example.org: no such mailbox (5.1.1)"),
            // The general code says less than the server.
            (
                "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 552-5.2.2 The inbox is full",
                "Not delivered to ada@example.org: mailbox full (5.2.2)"
            ),
            (
                "Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 We do not like you",
                "Not delivered to ada@example.org: We do not like you (5.0.0)"
            ),
            ("Action: failed\nStatus: 5.0.0", "Not delivered to ada@example.org: the server gives no reason (5.0.0)"),
            (
                "Action: failed\nStatus: 5.7.509",
                "Not delivered to ada@example.org: refused for reasons of policy (5.7.509)"
            ),
            (
                "Action: Failed (permanent)\nStatus: 5.1.1 (no mailbox)",
                "Not delivered to ada@example.org: no such mailbox (5.1.1)"
            ),
            ("Status: 5.1.10", "Not delivered to ada@example.org: the domain takes no mail (5.1.10)"),
            ("Action: failed", "Not delivered to ada@example.org"),
            (
                "Action: delayed\nStatus: 4.4.1\nWill-Retry-Until: Fri, 05 May 2023 14:02:00 +0000",
                "Not yet delivered to ada@example.org: the other server does not answer (4.4.1); "
                    + "the server goes on trying until 2023-05-05"
            ),
            ("Action: delivered\nStatus: 2.0.0", "Delivered to ada@example.org"),
            ("Action: relayed", "Passed on for ada@example.org, by a server that will not tell more"),
            ("Action: expanded", "Delivered to the members of ada@example.org"),
        ] as [(String, String)])
    func delivery(_ fields: String, _ sentence: String) {
        let message = report(
            "delivery-status",
            "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; ada@example.org\n\(fields)")
        #expect(message.lines.map(\.text) == [sentence, "", "Something went wrong."])
        #expect(message.attachments.isEmpty)
        #expect(message.snippet.hasPrefix(sentence))
    }

    @Test(
        "say what became of a message that asked",
        arguments: [
            ("manual-action/MDN-sent-manually; displayed", "Your message was opened by ada@example.org"),
            (
                "automatic-action/MDN-sent-automatically; deleted",
                "Your message was deleted by ada@example.org, perhaps unread"
            ),
            ("manual-action/MDN-sent-manually; processed", "Your message was processed by ada@example.org"),
            (
                "automatic-action / MDN-sent-automatically; dispatched/error",
                "Your message was processed by ada@example.org automatically"
            ),
            ("manual-action/MDN-sent-manually;denied", "ada@example.org gives no read receipts"),
        ] as [(String, String)])
    func disposition(_ field: String, _ sentence: String) {
        let message = report(
            "disposition-notification", "Final-Recipient: rfc822;ada@example.org\nDisposition: \(field)")
        #expect(message.lines.first?.text == sentence)
    }

    @Test("name what is complained of")
    func feedback() {
        let message = report(
            "feedback-report", "Feedback-Type: abuse\nVersion: 1\nOriginal-Mail-From: <list@example.org>")
        #expect(message.lines.first?.text == "Report of abuse about a message from <list@example.org>")
    }

    @Test("with no facts in them stay attachments", arguments: ["", "nothing of use", ": :\n\n\n:", "Action: failed"])
    func useless(_ fields: String) {
        let message = report("delivery-status", fields)
        #expect(message.lines.map(\.text) == ["Something went wrong."])
        #expect(message.attachments.count == 1)
    }

    @Test("of very many recipients name twenty")
    func many() {
        let fields = (0..<2_000).map { "Final-Recipient: rfc822; u\($0)@x.org\nAction: failed\nStatus: 5.1.1\n" }
        let message = report("delivery-status", fields.joined(separator: "\n"))
        #expect(message.lines[20].text == "… and 1980 more recipients")
    }
}

@Suite("what a message leaves out")
struct NoticeTests {
    @Test(
        "is said in a line",
        arguments: [
            (
                "Content-Type: message/external-body; access-type=URL; url=\"https://x.org/a b\"\n\nContent-Type: text/plain\n\n",
                "not fetched: a part that is kept elsewhere (https://x.org/ab)"
            ),
            (
                "Content-Type: message/external-body; access-type=anon-ftp; site=ftp.x.org; directory=pub; name=a.txt\n\n",
                "not fetched: a part that is kept elsewhere (ftp.x.org/pub/a.txt)"
            ),
            ("Content-Type: message/external-body\n\n", "not fetched: a part that is kept elsewhere"),
            (
                "Content-Type: message/partial; id=\"a@x\"; number=2; total=5\n\nrest",
                "this is piece 2 of 5 of a message that was sent in pieces"
            ),
            ("Content-Type: message/partial\n\nrest", "this is a piece of a message that was sent in pieces"),
        ] as [(String, String)])
    func notices(_ text: String, _ notice: String) {
        let message = ReadableText.read(ParsedMessage(octets: Array(text.utf8)))
        #expect(message.notices == [notice])
    }

    @Test("is said of what is beyond a limit")
    func limits() {
        let wide = "Content-Type: multipart/mixed; boundary=b\n\n" + String(repeating: "--b\n\nx\n", count: 3_000)
        #expect(
            ReadableText.read(ParsedMessage(octets: Array(wide.utf8))).notices
                == ["this message has more than 2000 parts; the rest is in the last one"])
        let deep = String(repeating: "Content-Type: message/rfc822\n\n", count: 200)
        #expect(
            ReadableText.read(ParsedMessage(octets: Array(deep.utf8))).notices
                == ["this message nests deeper than 100 levels; what is deeper is text"])
    }
}
