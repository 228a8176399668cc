import TestKit

/// Messages to be delivered.
enum Mail {
    /// A short message that says which it is; its Message-ID is `number@example.org`.
    static func short(_ number: Int) -> [UInt8] { Dovecot.shortMessage(number) }

    static func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// A message with this body.
    static func message(_ number: Int, body: [UInt8]) -> [UInt8] {
        octets(
            "From: Ada <ada@example.org>\r\nMessage-ID: <\(number)@example.org>\r\nSubject: Message \(number)\r\n"
                + "Date: Wed, 15 Nov 2023 00:00:00 +0000\r\n\r\n") + body
    }

    /// Bodies that are easily changed on the way.
    static let oddBodies: [(name: String, body: [UInt8])] = [
        ("leading dots", octets(".\r\n..\r\n...\r\n.x\r\n\r\n.\r\n")),
        ("no body", []),
        ("empty lines at the end", octets("x\r\n\r\n\r\n")),
        ("8-bit", octets("caf\u{e9} 日本\r\n") + [0xFF, 0xFE, 0x80, 0x0D, 0x0A]),
        ("every octet but NUL, CR and LF", (1...255).filter { $0 != 10 && $0 != 13 } + [13, 10]),
        ("a long line", [UInt8](repeating: 0x61, count: 200_000) + [13, 10]),
        ("bare CR", octets("a\rb\r\n")),
        ("bare LF", octets("a\nb\n.\nc\r\n")),
        ("what looks like an answer", octets("* 1 EXISTS\r\na1 OK done\r\n)\r\n+OK\r\n-ERR\r\n")),
        ("no line end at the end of a literal", octets("x)\r\n")),
    ]

    /// Text, and an attachment of so many octets behind it: Base64 of what can't be compressed.
    static func withAttachment(_ number: Int, sizeInOctets: Int, text: String = "The text.\r\n") -> [UInt8] {
        let lines = noisyBase64(lines: min(sizeInOctets / 78, 1000), seed: UInt64(number))
        var message = octets(
            """
            From: Ada <ada@example.org>\r
            Message-ID: <\(number)@example.org>\r
            Subject: Message \(number)\r
            Date: Wed, 15 Nov 2023 00:00:00 +0000\r
            MIME-Version: 1.0\r
            Content-Type: multipart/mixed; boundary="edge"\r
            \r
            --edge\r
            Content-Type: text/plain; charset=utf-8\r
            \r
            \(text)\r
            --edge\r
            Content-Type: application/octet-stream; name="big.bin"\r
            Content-Disposition: attachment; filename="big.bin"\r
            Content-Transfer-Encoding: base64\r
            \r

            """)
        message.reserveCapacity(message.count + sizeInOctets + 100)
        for _ in 0..<(sizeInOctets / max(lines.count, 1)) { message += lines }
        return message + octets("\r\n--edge--\r\n")
    }

    /// Lines of 78 octets; repeated, a thousand are longer than deflate looks back.
    private static func noisyBase64(lines: Int, seed: UInt64) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var generator = SeededGenerator(seed: seed)
        return (0..<lines).flatMap { _ in
            (0..<76).map { _ in digits[Int(truncatingIfNeeded: generator.next() & 63)] } + [13, 10]
        }
    }

    /// The number in the Message-ID of what ``short(_:)`` and the others made.
    static func number(of message: [UInt8]) -> Int? {
        let text = String(decoding: message.prefix(2000), as: UTF8.self)
        guard let line = text.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix("Message-ID: <") }) else {
            return nil
        }
        return Int(line.dropFirst("Message-ID: <".count).prefix { $0.isNumber })
    }
}
