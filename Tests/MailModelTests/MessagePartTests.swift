import MailModel
import Testing

@Suite("parts of messages")
struct MessagePartTests {
    private static func part(
        _ type: String, _ subtype: String, disposition: String = "", fileName: String = "", contentID: String = ""
    ) -> MessagePart {
        MessagePart(
            number: "1", type: type, subtype: subtype, disposition: disposition, fileName: fileName,
            contentID: contentID)
    }

    @Test(
        "are attachments or not",
        arguments: [
            (part("text", "plain"), false), (part("text", "plain", fileName: "a.txt"), false),
            (part("text", "html", disposition: "inline"), false),
            (part("text", "plain", disposition: "attachment"), true),
            (part("text", "csv", fileName: "a.csv"), true), (part("text", "calendar"), false),
            (part("image", "png"), true), (part("image", "png", disposition: "inline", contentID: "a@b"), false),
            (part("image", "png", disposition: "attachment", contentID: "a@b"), true),
            (part("application", "pdf"), true), (part("message", "rfc822"), true),
            (part("application", "pgp-signature", fileName: "signature.asc"), false),
            (part("multipart", "mixed", disposition: "attachment"), false),
        ] as [(MessagePart, Bool)]
    )
    func isAttachment(_ part: MessagePart, _ expected: Bool) {
        #expect(part.isAttachment == expected)
    }

    @Test("are listed in the message's order, those of an attached message left out")
    func attachments() {
        func file(_ number: String) -> MessagePart {
            MessagePart(number: number, type: "application", subtype: "pdf", fileName: "a")
        }
        func container(_ number: String, _ type: String, _ children: [MessagePart]) -> MessagePart {
            MessagePart(
                number: number, type: type, subtype: type == "multipart" ? "mixed" : "rfc822", children: children)
        }
        let tree = container(
            "", "multipart",
            [
                container("1", "multipart", [file("1.1"), MessagePart(number: "1.2")]), file("2"),
                container("3", "message", [file("3.1")]),
            ])
        #expect(tree.attachments.map(\.number) == ["1.1", "2", "3"])
        #expect(tree.flattened.map(\.number) == ["", "1", "1.1", "1.2", "2", "3", "3.1"])
    }

    @Test("are quoted in the plain text as they were")
    func plainText() {
        let lines = [
            ReadableLine(text: "a"), ReadableLine(text: "b", quoteDepth: 2), ReadableLine(text: "", quoteDepth: 1),
            ReadableLine(text: ""),
        ]
        #expect(ReadableMessage(header: [], summary: MessageSummary(), lines: lines).plainText == "a\n>> b\n>\n")
    }
}
