import InternetMessage
import MailModel
import Testing

@Suite("date-time (RFC 5322 §3.3)")
struct DateTests {
    @Test(
        "reads",
        arguments: [
            ("Wed, 03 May 2023 14:02:00 +0200", "2023-05-03T12:02:00Z"),
            ("3 May 2023 14:02 -0000", "2023-05-03T14:02:00Z"),
            ("Wed, 3 May 2023 14:02:59 -0730 (PDT)", "2023-05-03T21:32:59Z"),
            ("Wed,\r\n 3 May\r\n 2023 14:02:00 +0000", "2023-05-03T14:02:00Z"),
            ("Fri, 21 Nov 97 09:55:06 -0600", "1997-11-21T15:55:06Z"),
            ("21 Nov 49 09:55 GMT", "2049-11-21T09:55:00Z"),
            ("21 Nov 101 09:55 GMT", "2001-11-21T09:55:00Z"),
            ("Fri, 21 Nov 1997 09(comment):55:06 -0600", nil),
            ("Fri, 21 Nov 1997 (comment) 09:55:06 -0600", "1997-11-21T15:55:06Z"),
            ("Thu, 13 Feb 1969 23:32 EST", "1969-02-14T04:32:00Z"),
            ("3 May 2023 14:02:00 Z", "2023-05-03T14:02:00Z"),
            ("3 May 2023 14:02:00 K", "2023-05-03T14:02:00Z"),
            ("Wed, 3 May 2023 14:02:60 +0000", "2023-05-03T14:03:00Z"),
            // asctime and its kin.
            ("Wed May  3 14:02:00 2023", "2023-05-03T14:02:00Z"),
            ("Wed May  3 14:02:00 CEST 2023", "2023-05-03T12:02:00Z"),
            ("Wed May 03 14:02:00 2023 +0200", "2023-05-03T12:02:00Z"),
            // IMAP's INTERNALDATE.
            (" 3-May-2023 14:02:00 +0200", "2023-05-03T12:02:00Z"),
            // Junk that people send.
            ("2023-05-03T14:02:00+02:00", "2023-05-03T12:02:00Z"),
            ("2023-05-03 14:02:00.123Z", "2023-05-03T14:02:00Z"),
            ("Wednesday, May 3, 2023 2:02 PM", "2023-05-03T14:02:00Z"),
            ("May 3, 2023 12:02 AM", "2023-05-03T00:02:00Z"),
            ("5/13/2023 14:02", "2023-05-13T14:02:00Z"),
            ("03.05.2023 14:02:00", "2023-05-03T14:02:00Z"),
            ("3 May 2023 14.02.00 +0200", "2023-05-03T12:02:00Z"),
            ("Wed, 3 May 2023", "2023-05-03T00:00:00Z"),
            ("Wed, 3 May 2023 14:02:00 GMT+2", "2023-05-03T12:02:00Z"),
            ("Wed, 3 May 2023 14:02:00 +02", "2023-05-03T12:02:00Z"),
            ("3 maj 2023", nil),
            ("", nil), ("yesterday", nil), ("99 May 2023", nil), ("3 May 2023 99:02", nil),
            ("99999999999999999999 May 2023 14:02:00", nil), ("1:2:3:4:5", nil), ("+", nil), ("(", nil),
        ] as [(String, String?)]
    )
    func reads(_ raw: String, _ expected: String?) {
        #expect(DateParser.parse(Array(raw.utf8)[...])?.rfc3339 == expected)
    }
}

@Suite("msg-id (RFC 5322 §3.6.4)")
struct MessageIDTests {
    @Test(
        "reads",
        arguments: [
            ("<a@b>", ["a@b"]), (" <a@b>\r\n <c@d>", ["a@b", "c@d"]), ("<a@b><c@d>", ["a@b", "c@d"]),
            ("Your message of Friday <a@b>", ["a@b"]), ("a@b", ["a@b"]), ("<a\r\n @b>", ["a@b"]),
            ("<a@b <c@d>", ["c@d"]), ("<a@b", ["a@b"]), ("", []), ("words only", []), ("<>", []),
        ] as [(String, [String])]
    )
    func reads(_ raw: String, _ expected: [String]) {
        #expect(MessageIDParser.parse(Array(raw.utf8)[...]) == expected)
    }

    @Test("puts In-Reply-To after References, once")
    func ancestors() {
        func ancestors(_ references: String, _ parent: String) -> [String] {
            MessageIDParser.ancestors(
                references: Array(references.utf8)[...], inReplyTo: Array(parent.utf8)[...])
        }
        #expect(ancestors("<a@x> <b@x>", "<b@x>") == ["a@x", "b@x"])
        #expect(ancestors("<a@x>", "<b@x>") == ["a@x", "b@x"])
        #expect(ancestors("", "<b@x> <c@x>") == ["b@x"])
    }

    @Test("keeps the first and the last of very many")
    func bounded() {
        let raw = (0..<5_000).map { "<\($0)@x>" }.joined(separator: " ")
        let read = MessageIDParser.parse(Array(raw.utf8)[...])
        #expect(read.count == 1_000)
        #expect(read.first == "0@x")
        #expect(read.last == "4999@x")
    }
}
