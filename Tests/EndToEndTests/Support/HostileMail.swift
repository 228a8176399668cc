/// Messages that try to reach the terminal: every payload in every place that a message has for a text.
enum HostileMail {
    /// What a terminal would obey, or stumble over.
    ///
    /// `1337` and `pwned` are in nothing that Postern writes itself.
    static let payloads: [[UInt8]] =
        [
            "\u{1B}[31;1337m", "\u{1B}[2J\u{1B}[1337;1H", "\u{1B}]0;pwned\u{7}", "\u{1B}]2;pwned\u{1B}\\",
            "\u{1B}]8;;http://pwned\u{1B}\\", "\u{1B}]52;c;cHduZWQ=\u{7}", "\u{1B}]1337;File=pwned\u{7}",
            "\u{1B}P1337;pwned\u{1B}\\", "\u{1B}_Gpwned\u{1B}\\", "\u{1B}^pwned\u{1B}\\", "\u{1B}Xpwned\u{1B}\\",
            "\u{1B}c",
            "\u{1B}Ptmux;\u{1B}\u{1B}]0;pwned\u{7}\u{1B}\\", "\u{1B}[201~pwned",
            "\u{1B}[6n\u{1B}[c\u{1B}[>c\u{1B}[5n\u{1B}[21t",
            "\u{1B}[>1u", "\u{1B}#8", "\u{1B}[?1049l", "\u{1B}[?1003h", "\u{1B}[1337b", "\u{1B}kpwned\u{1B}\\",
            "\u{1B}",
            "\u{1B}[", "\u{1B}]0;pwned", "\u{5}\u{5}", "\u{E}\u{F}\u{E}", "\u{7}\u{7}", "\u{8}\u{8}\u{8}\u{8}pwned",
            "\u{B}\u{C}",
            "\u{7F}\u{7F}", "\u{9B}1337m", "\u{9D}0;pwned\u{9C}", "\u{90}1337;pwned\u{9C}", "\u{85}\u{84}\u{8D}",
            "\u{2028}\u{2029}", "\u{202E}pwned\u{202C}", "\u{2066}\u{2067}\u{2068}", "\u{FEFF}\u{E0041}\u{E007F}",
            "e" + String(repeating: "\u{301}", count: 600), String(repeating: "\u{200B}", count: 400),
            "x" + String(repeating: "\u{FE0F}\u{200D}", count: 200),
        ].map { Array($0.utf8) } + [
            // No UTF-8: C1 controls of one octet, cut and overlong ones.
            [0x9B] + Array("1337m".utf8), [0x9D] + Array("0;pwned".utf8) + [0x9C], [0xC0, 0x9B, 0xE0, 0x80, 0x9B],
            [0xC2],
            [0xED, 0xA0, 0x80, 0xF8, 0x88, 0x80, 0x80, 0x9B],
        ]

    /// The same things in places of other kinds.
    private static let kinds: [@Sendable ([UInt8]) -> [[UInt8]]] = [raw, encoded, attached, page, other]

    /// Each has its number in its subject: `N001`.
    static let messages: [[UInt8]] = kinds.flatMap { kind in payloads.map(kind) }.enumerated().map { index, parts in
        let number = String(index + 1)
        let name = "N" + String(repeating: "0", count: 3 - number.count) + number
        return Array("Subject: \(name) ".utf8) + parts.reduce([], +)
    }

    /// As they stand in header and text.
    @Sendable private static func raw(_ payload: [UInt8]) -> [[UInt8]] {
        [
            payload, octets("\r\nFrom: \"x"), payload, octets("\" <x"), payload, octets("@hostile.example>\r\nTo: "),
            payload,
            octets(" <y@hostile.example>\r\nReply-To: "), payload, octets("@z.example\r\nMessage-ID: <"), payload,
            octets("@x>\r\nDate: Thu, 26 Nov 2026 "), payload, octets("\r\nList-Id: "), payload, octets("\r\nX-"),
            payload,
            octets(": "), payload, octets("\r\nContent-Type: text/plain; charset=\""), payload,
            octets("\"\r\n\r\nbefore "), payload,
            octets(" after\r\n> "), payload, octets("\r\n-- \r\n"), payload, octets("\r\n"),
        ]
    }

    /// In encoded words, parameters and transfer encodings.
    @Sendable private static func encoded(_ payload: [UInt8]) -> [[UInt8]] {
        let word = octets("=?utf-8?b?") + base64(payload) + octets("?=")
        let percents = payload.flatMap { octets("%" + hex($0)) }
        return [
            word, octets("\r\nFrom: "), word, octets(" <a@hostile.example>\r\nTo: =?iso-8859-1?q?"),
            payload.flatMap { octets("=" + hex($0)) }, octets("?= <b@hostile.example>\r\nList-Id: "), word,
            octets("\r\nX-Note: "), word,
            octets("\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"),
            octets("--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"),
            base64(octets("before ") + payload + octets(" after\r\n")),
            octets("\r\n--b\r\nContent-Type: application/x-y; name*=utf-8''"),
            percents, octets("\r\nContent-Disposition: attachment; filename*=utf-8''"), percents,
            octets(".txt\r\n\r\nx\r\n--b--\r\n"),
        ]
    }

    /// In names, types and texts of parts, in a text of another character set.
    @Sendable private static func attached(_ payload: [UInt8]) -> [[UInt8]] {
        [
            octets("\r\nFrom: a@hostile.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"),
            octets("--b\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n"), payload, octets("\u{1B}$B"),
            payload,
            octets("\r\n--b\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n+ABs-[1337m "), payload,
            octets("\r\n--b\r\nContent-Type: application/"), payload, octets("; name=\""), payload,
            octets("\"\r\nContent-Description: "), payload, octets("\r\nContent-Disposition: "), payload,
            octets("; filename=\""), payload,
            octets("\"\r\n\r\nx\r\n--b\r\nContent-Type: text/plain\r\n\r\nbegin 644 "), payload,
            octets("\r\n#0V%T\r\n`\r\nend\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: "), payload,
            octets("\r\nFrom: "), payload, octets("\r\n\r\n"), payload, octets("\r\n--b--\r\n"),
        ]
    }

    /// In an HTML text.
    @Sendable private static func page(_ payload: [UInt8]) -> [[UInt8]] {
        let entities = payload.flatMap { octets("&#\($0);") }
        return [
            octets("\r\nFrom: a@hostile.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>"),
            payload,
            octets("</title></head><body style=\""), payload, octets("\"><h1>"), payload, octets("</h1><p>before "),
            entities,
            octets(" after</p><a href=\"http://hostile.example/"), payload, octets("\">"), payload,
            octets("</a> <a href=\"http://hostile.example/"), entities, octets("\">"), entities,
            octets("</a><img alt=\""), payload,
            octets("\" src=\"cid:"), payload, octets("\"><table border=1><tr><td>"), payload, octets("<td>"), entities,
            octets("</table><pre>"), payload, octets("</pre><ul><li>"), entities, octets("</ul></body></html>\r\n"),
        ]
    }

    /// In a report, an invitation, a list's fields and what names other servers.
    @Sendable private static func other(_ payload: [UInt8]) -> [[UInt8]] {
        [
            octets("\r\nFrom: a@hostile.example\r\nAuthentication-Results: mx; dmarc="), payload,
            octets("\r\nList-Unsubscribe: <"),
            payload, octets(">\r\nReferences: <"), payload, octets("@x>\r\n"),
            octets("Content-Type: multipart/report; boundary=b\r\n\r\n"),
            octets("--b\r\nContent-Type: text/plain\r\n\r\nbefore "), payload,
            octets("\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; "), payload,
            octets("\r\n\r\nFinal-Recipient: rfc822; "), payload,
            octets("\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 "),
            payload,
            octets(
                "\r\n--b\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:"
            ),
            payload, octets("\r\nLOCATION:"), payload, octets("\r\nORGANIZER;CN=\""), payload,
            octets("\":mailto:a@b.example\r\nDTSTART:20261126T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n--b--\r\n"),
        ]
    }

    private static func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func hex(_ octet: UInt8) -> String {
        let digits = Array("0123456789ABCDEF")
        return String([digits[Int(octet >> 4)], digits[Int(octet & 15)]])
    }

    private static func base64(_ octets: [UInt8]) -> [UInt8] {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: octets.count, by: 3) {
            let piece = octets[start..<min(start + 3, octets.count)]
            let bits = (piece.reduce(0) { $0 << 8 | UInt32($1) }) << (8 * UInt32(3 - piece.count))
            for place in 0..<4 {
                text.append(place <= piece.count ? digits[Int(bits >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "="))
            }
        }
        return text
    }
}
