package import MailModel

/// Writes messages for the demo servers and the tests (RFC 5322, RFC 2045).
///
/// What it writes is plain: UTF-8 in quoted-printable or base64, header text in encoded words
/// where it is not ASCII, lines that end in CR LF.
package struct MessageWriter: Sendable {
    /// What a part holds, and its header fields.
    package struct Part: Sendable {
        fileprivate var fields: [(name: String, value: String)]
        fileprivate var body: [UInt8]

        /// Text in UTF-8, quoted-printable.
        package static func text(_ text: String, subtype: String = "plain", parameters: String = "") -> Part {
            Part(
                fields: [
                    ("Content-Type", "text/\(subtype); charset=utf-8" + (parameters.isEmpty ? "" : "; \(parameters)")),
                    ("Content-Transfer-Encoding", "quoted-printable"),
                ],
                body: QuotedPrintable.encode(Array(text.utf8)))
        }

        /// A file, in base64.
        package static func file(_ octets: [UInt8], contentType: String, name: String, isInline: Bool = false) -> Part {
            let disposition = isInline ? "inline" : "attachment"
            return Part(
                fields: [
                    ("Content-Type", contentType), ("Content-Transfer-Encoding", "base64"),
                    ("Content-Disposition", "\(disposition); filename*=utf-8''\(MessageWriter.percentEncoded(name))"),
                ],
                body: Base64.encode(octets))
        }

        /// A whole message inside.
        package static func message(_ octets: [UInt8]) -> Part {
            Part(fields: [("Content-Type", "message/rfc822")], body: octets)
        }

        /// Parts in a multipart of that subtype; the boundary comes from `seed`, so that it is always the same.
        package static func multipart(_ subtype: String, _ parts: [Part], seed: Int = 1) -> Part {
            let boundary = "=_postern_\(seed)_\(parts.count)"
            var body: [UInt8] = []
            for part in parts { body += Array("\r\n--\(boundary)\r\n".utf8) + part.octets }
            body += Array("\r\n--\(boundary)--\r\n".utf8)
            return Part(
                fields: [("Content-Type", "multipart/\(subtype); boundary=\"\(boundary)\"")],
                body: Array(body.dropFirst(2)))
        }

        fileprivate var octets: [UInt8] { MessageWriter.header(fields) + [0x0D, 0x0A] + body }
    }

    /// A message of these header fields and this content.
    ///
    /// - Parameters:
    ///   - fields: Names and values, decoded. A value that is not ASCII is written in encoded words, so
    ///     addresses come from ``addresses(_:)``.
    ///   - content: The message's only part, or its multipart.
    /// - Returns: The message's octets.
    package static func write(_ fields: [(name: String, value: String)], _ content: Part) -> [UInt8] {
        header(fields + [(name: "MIME-Version", value: "1.0")]) + content.octets
    }

    /// An address list, ready for ``write(_:_:)``.
    package static func addresses(_ list: [Address]) -> String {
        list.map { address in
            guard !address.name.isEmpty else { return address.address }
            let isPlain = address.name.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == ASCII.space }
            let isASCII = address.name.utf8.allSatisfy { $0 < 0x80 }
            let quoted = "\"" + address.name.filter { $0 != "\"" && $0 != "\\" } + "\""
            return "\(isPlain ? address.name : isASCII ? quoted : encodedWords(address.name)) <\(address.address)>"
        }.joined(separator: ", ")
    }

    /// RFC 5322 §3.3: `Wed, 03 May 2023 14:02:00 +0200`.
    package static func date(_ date: MailDate, secondsEastOfUTC offset: Int = 0) -> String {
        let calendar = CalendarDate(date, secondsEastOfUTC: offset)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = "\(days[calendar.weekday]), \(two(calendar.day)) \(months[calendar.month - 1]) \(calendar.year)"
        let time = "\(two(calendar.hour)):\(two(calendar.minute)):\(two(calendar.second))"
        let zone = "\(offset < 0 ? "-" : "+")\(two(abs(offset) / 3600))\(two(abs(offset) / 60 % 60))"
        return "\(day) \(time) \(zone)"
    }

    private static func header(_ fields: [(name: String, value: String)]) -> [UInt8] {
        var text = ""
        for (name, value) in fields {
            // No value can begin a field of its own; a fold between encoded words becomes a blank.
            let line = value.unicodeScalars.filter { $0 != "\r" && $0 != "\n" }
            let shown = String(String.UnicodeScalarView(line))
            text += "\(name): \(shown.utf8.allSatisfy { $0 < 0x80 } ? shown : encodedWords(shown))\r\n"
        }
        return Array(text.utf8)
    }

    // encoded-word, at most 75 characters (RFC 2047 §2), never splitting a character (§5)
    private static func encodedWords(_ text: String) -> String {
        var words: [String] = []
        var octets: [UInt8] = []
        for character in text {
            let added = Array(String(character).utf8)
            if octets.count + added.count > 42, !octets.isEmpty {
                words.append(encodedWord(octets))
                octets = []
            }
            octets += added
        }
        words.append(encodedWord(octets))
        return words.joined(separator: "\r\n ")
    }

    private static func encodedWord(_ octets: [UInt8]) -> String {
        "=?utf-8?B?\(String(decoding: Base64.encode(octets, lines: false), as: UTF8.self))?="
    }

    // ext-octet (RFC 2231 §7)
    private static func percentEncoded(_ text: String) -> String {
        var output = ""
        for octet in text.utf8 {
            let isPlain = octet.isLetter || octet.isDigit || octet == ASCII.dot || octet == ASCII.hyphen
            let digits = String(octet, radix: 16, uppercase: true)
            output += isPlain ? String(UnicodeScalar(octet)) : "%\(digits.count < 2 ? "0" : "")\(digits)"
        }
        return output
    }
}
