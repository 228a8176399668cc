import MailModel
import Testing

@Suite("names")
struct NameTests {
    @Test(
        "of mailboxes are free of what ends a command, and INBOX has one spelling (RFC 9051 §5.1)",
        arguments: [
            ("INBOX", "INBOX"), ("inbox", "INBOX"), ("InBox", "INBOX"), ("Inbox/a", "Inbox/a"), ("Grüße", "Grüße"),
            ("a\r", nil), ("a\nb", nil), ("a\0", nil), ("", nil), (String(repeating: "a", count: 4_097), nil),
        ] as [(String, String?)]
    )
    func mailboxes(_ text: String, _ expected: String?) {
        #expect(MailboxName(text)?.text == expected)
    }

    @Test(
        "of accounts can be a folder's",
        arguments: [
            ("work", true), ("Zu Hause", true), ("", false), (".", false), ("..", false), ("a/b", false),
            ("a\u{7F}", false),
            ("a\n", false), (String(repeating: "a", count: 129), false),
        ] as [(String, Bool)]
    )
    func accounts(_ text: String, _ isName: Bool) {
        #expect((AccountName(text) != nil) == isName)
    }

    @Test(
        "of stored messages are read as they are written",
        arguments: [
            ("work/1204", true), ("a/b/1", false), ("work/", false), ("work/x", false), ("/1", false), ("work", false),
        ])
    func stored(_ text: String, _ isID: Bool) {
        let id = StoredID(text)
        #expect((id != nil) == isID)
        #expect(id == nil || id?.description == text)
    }

    @Test("of mailboxes are cut at their delimiter")
    func path() throws {
        let name = try #require(MailboxName("Lists//swift"))
        let account = try #require(AccountName("work"))
        func path(_ delimiter: Character?) -> [String] {
            MailboxRow(
                id: MailboxID(account: account, row: 1), name: name, delimiter: delimiter, role: nil,
                isSelectable: true,
                isLocal: false, messages: 0, unread: 0
            ).path
        }
        #expect(path("/") == ["Lists", "swift"])
        #expect(path(nil) == ["Lists//swift"])
    }
}
