import TestKit

/// The messages of a point: few, but of every kind that has ever been mistaken for something else.
enum Letters {
    /// Number of different maildrops.
    static let variants = 4

    /// A maildrop: variant 3 has a message that is staged on the disk as it comes.
    static func maildrop(_ variant: Int) -> [[UInt8]] {
        let twin = letter("Twin", body: "The same octets, twice.\r\n")
        var letters = [
            letter("Small", body: "A small one.\r\n"),
            letter("Dots", body: ".\r\n..\r\n.hidden\r\n\r\n.\r\nQUIT\r\n+OK\r\n.\r\n"),
            twin,
            letter("No body", body: ""),
            twin,
            letter("Octets", body: "caf\u{E9} \r\n", more: [0xE9, 0xFF, 0x80, 0x0D, 0x0A]),
        ]
        if variant > 0 { letters.insert(long("Long \(variant)", octets: 30_000 * variant + 17), at: variant) }
        if variant == 3 { letters.insert(long("Staged", octets: 2_300_000), at: 1) }
        return letters
    }

    static func letter(_ subject: String, body: String, more: [UInt8] = []) -> [UInt8] {
        let header = """
            From: Ada Lovelace <ada@example.org>\r
            To: Charles <charles@example.org>\r
            Subject: \(subject)\r
            Message-ID: <\(subject.filter { $0 != " " })@example.org>\r
            Date: Wed, 15 Nov 2023 08:00:00 +0000\r
            \r

            """
        return Array(header.utf8) + Array(body.utf8) + more
    }

    /// A text of numbered lines: a part that is missing anywhere shows.
    static func long(_ subject: String, octets: Int) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(octets + 80)
        var line = 0
        while body.count < octets {
            line += 1
            body += Array("\(line % 7 == 0 ? "." : "")\(line) of many lines, each with a number of its own\r\n".utf8)
        }
        return letter(subject, body: "") + body
    }
}
