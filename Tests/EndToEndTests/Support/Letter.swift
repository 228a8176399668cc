/// Messages that tests deliver.
enum Letter {
    static func octets(_ subject: String, _ text: String = "A text.") -> [UInt8] {
        Array(
            """
            From: Ada Lovelace <ada@example.org>\r
            To: Charles <charles@example.org>\r
            Subject: \(subject)\r
            Message-ID: <\(subject.filter { $0 != " " })@example.org>\r
            Date: Wed, 15 Nov 2023 08:00:00 +0000\r
            \r
            \(text)\r

            """.utf8)
    }
}
