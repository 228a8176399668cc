/// Takes out of a conversation over IMAP or POP3 what is nobody's business: logins, user names, folders' names.
struct TranscriptCleaner {
    private var client = LineCollector()
    private var server = LineCollector()
    /// What the answer to the login begins with; empty: with + or -, over POP3.
    ///
    /// Nothing while nobody logs in.
    private var login: String?
    /// The answer to COMPRESS begins so.
    private var compression: String?
    private var isCompressed = false

    mutating func lines(fromClient octets: [UInt8]) -> [String] {
        guard !isCompressed else { return [] }
        return client.lines(octets).map { clean(client: $0) }
    }

    mutating func lines(fromServer octets: [UInt8]) -> [String] {
        guard !isCompressed else { return [] }
        var lines: [String] = []
        for line in server.lines(octets) where !isCompressed { lines.append(clean(server: line)) }
        if isCompressed { lines.append("(compressed from here on, and left out)") }
        return lines
    }

    private mutating func clean(client line: String) -> String {
        let words = line.split(separator: " ", maxSplits: 3).map(String.init)
        let first = words.first?.uppercased() ?? ""
        let second = words.count > 1 ? words[1].uppercased() : ""
        // Only what surely is a command is no part of a login that goes on.
        if login != nil, !Self.bareCommands.contains(line), !Self.isTagged(words), first != "PASS" { return "…" }
        switch (first, second) {
        case ("PASS", _), ("APOP", _), ("USER", _):
            login = ""
            return "\(first) …"
        case ("AUTH", let mechanism) where !mechanism.isEmpty:
            login = ""
            return "AUTH \(mechanism) …"
        case (_, "LOGIN"):
            login = words[0] + " "
            return "\(words[0]) LOGIN …"
        case (_, "AUTHENTICATE"):
            login = words[0] + " "
            return "\(words[0]) AUTHENTICATE \(words.count > 2 ? words[2] : "") …"
        case (_, "COMPRESS"): compression = words[0] + " OK"
        case (_, "LIST"), (_, "LSUB"), (_, "STATUS"), (_, "SELECT"), (_, "EXAMINE"), (_, "GETQUOTAROOT"):
            // What is asked for is known; of which folder is not said.
            return words.count > 2 ? "\(words[0]) \(second) …" : line
        default: break
        }
        return line
    }

    private static let bareCommands: Set<String> = ["CAPA", "STAT", "UIDL", "LIST", "NOOP", "QUIT", "UTF8"]

    private static let taggedCommands: Set<String> = [
        "CAPABILITY", "COMPRESS", "ENABLE", "EXAMINE", "GETQUOTAROOT", "ID", "IDLE", "LIST", "LOGOUT", "LSUB",
        "NAMESPACE",
        "NOOP", "NOTIFY", "SELECT", "STATUS",
    ]

    /// Whether it is a command with a tag, such as `A2 ENABLE`.
    private static func isTagged(_ words: [String]) -> Bool {
        guard words.count > 1, taggedCommands.contains(words[1].uppercased()) else { return false }
        return words[0].first == "A" && words[0].count > 1 && words[0].dropFirst().allSatisfy(\.isNumber)
    }

    private mutating func clean(server line: String) -> String {
        if let compression, line.uppercased().hasPrefix(compression.uppercased()) { isCompressed = true }
        if let login {
            let isEnd = login.isEmpty ? line.hasPrefix("+OK") || line.hasPrefix("-ERR") : line.hasPrefix(login)
            if isEnd { self.login = nil }
            if line.hasPrefix("+ ") { return "+ …" }
            // The server may repeat what it did not like.
            return isEnd ? Self.status(of: line) : line
        }
        let upper = line.uppercased()
        for name in ["* LIST ", "* LSUB ", "* XLIST ", "* STATUS ", "* QUOTAROOT ", "* QUOTA "]
        where upper.hasPrefix(name) {
            return Self.withoutNames(line, after: name.count)
        }
        return line
    }

    /// `A1 NO [AUTHENTICATIONFAILED] …`; all that the server can do, once it has let somebody in.
    private static func status(of line: String) -> String {
        if line.contains(" OK [CAPABILITY "), let end = line.firstIndex(of: "]") { return line[...end] + " …" }
        let words = line.split(separator: " ", maxSplits: 3).map(String.init)
        let kept = words.prefix(while: { word in
            word == words[0] || ["OK", "NO", "BAD"].contains(word.uppercased()) || word.hasPrefix("[")
        })
        return kept.joined(separator: " ") + (kept.count < words.count ? " …" : "")
    }

    /// What stands in parentheses is the server's, what stands outside is a name.
    private static func withoutNames(_ line: String, after start: Int) -> String {
        var text = String(line.prefix(start))
        var depth = 0
        var isHiding = false
        for character in line.dropFirst(start) {
            if character == "(" { depth += 1 }
            if depth > 0 {
                if isHiding { text += "… " }
                isHiding = false
                text.append(character)
            } else {
                isHiding = true
            }
            if character == ")" { depth = max(0, depth - 1) }
        }
        return text + (isHiding ? " …" : "")
    }
}

/// Cuts octets into lines; what is in literals is only counted.
private struct LineCollector {
    private var line: [UInt8] = []
    private var literal = 0

    mutating func lines(_ octets: [UInt8]) -> [String] {
        var lines: [String] = []
        for octet in octets {
            if literal > 0 {
                literal -= 1
                continue
            }
            guard octet == 0x0A else {
                if line.count < 8192 { line.append(octet) }
                continue
            }
            if line.last == 0x0D { line.removeLast() }
            let text = String(decoding: line, as: UTF8.self)
            lines.append(text)
            literal = Self.literal(at: text)
            line = []
        }
        return lines
    }

    // "{" number ["+"] "}" at the end of a line (RFC 9051 §4.3)
    private static func literal(at line: String) -> Int {
        guard line.hasSuffix("}"), let brace = line.lastIndex(of: "{") else { return 0 }
        return Int(line[line.index(after: brace)...].dropLast().filter { $0 != "+" && $0 != "-" }) ?? 0
    }
}
