/// A line of a calendar or a contact (RFC 5545 §3.1, RFC 6350 §3.3): `TEL;TYPE=work:+49 30 123`.
struct ContentLine {
    /// In lower case, without a group before it.
    let name: String
    /// In lower case, with `;` between them.
    let parameters: String
    /// As it stands, with its escapes.
    let value: String

    // contentline = name *(";" param) ":" value; a parameter's quoted value may hold a colon
    private init?(_ line: [UInt8]) {
        var isQuoted = false
        let colon = line.firstIndex { octet in
            if octet == ASCII.quote { isQuoted.toggle() }
            return octet == ASCII.colon && !isQuoted
        }
        guard let colon else { return nil }
        let words = line[..<colon].split(separator: ASCII.semicolon, maxSplits: 1)
        let name = words.first.map { $0.lowercasedText } ?? ""
        self.name = name.split(separator: ".").last.map(String.init) ?? ""
        parameters = words.count > 1 ? words[1].lowercasedText : ""
        value = String(decoding: line[(colon + 1)...], as: UTF8.self)
    }

    /// The lines of a text in UTF-8 with their continuations, a thousand at most.
    static func lines(_ octets: [UInt8]) -> [ContentLine] {
        var lines: [[UInt8]] = []
        for line in octets.split(separator: ASCII.lineFeed, maxSplits: 1_000) {
            let text = line.last == ASCII.carriageReturn ? line.dropLast() : line
            if let first = text.first, first.isBlank, !lines.isEmpty {
                lines[lines.count - 1] += text.dropFirst()
            } else {
                lines.append(Array(text))
            }
        }
        return lines.compactMap { ContentLine($0) }
    }

    /// The value as one text.
    var text: String { Self.unescaped(value) }

    /// The parts of a structured value, as in an address.
    var components: [String] {
        var (parts, isEscaped) = ([""], false)
        for character in value {
            if character == ";", !isEscaped {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        return parts.map(Self.unescaped)
    }

    // ESCAPED-CHAR = "\\" / "\;" / "\," / "\N" / "\n" (RFC 5545 §3.3.11)
    private static func unescaped(_ value: String) -> String {
        guard value.contains("\\") else { return value }
        var (text, isEscaped) = ("", false)
        for character in value {
            if isEscaped {
                text.append(character == "n" || character == "N" ? " " : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                text.append(character)
            }
        }
        return text
    }
}
