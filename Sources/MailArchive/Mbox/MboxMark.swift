import Digests
import MailModel

/// The lines that an mbox puts before a message's own: its flags, as mutt, Dovecot and others know them, and what
/// is needed to give the message back octet for octet.
///
///     Status: RO
///     X-Status: F
///     X-Keywords: $Junk
///     X-Postern-Message: size=1204; lines=crlf; date=1700000000; sha256=9f86d08…
struct MboxMark {
    var flags: Flags
    var date: MailDate
    var sizeInOctets: Int
    /// LF stands for CRLF.
    var hasShortLines: Bool
    var digest: String

    static let field = "X-Postern-Message"

    init(_ entry: ArchiveEntry) {
        flags = entry.flags
        date = entry.date
        sizeInOctets = entry.shape.sizeInOctets
        hasShortLines = entry.shape.hasOnlyCRLF
        digest = MessageDigest.hexadecimal(entry.shape.digest)
    }

    var text: String {
        StatusFields.lines(for: flags)
            + "\(Self.field): size=\(sizeInOctets); lines=\(hasShortLines ? "crlf" : "exact"); "
            + "date=\(date.secondsSince1970); sha256=\(digest)\n"
    }

    /// Reads the lines at the beginning of a message.
    ///
    /// - Returns: What they say, and how many octets they are; nothing where they are not ours.
    static func parse(_ octets: [UInt8]) -> (mark: MboxMark, count: Int)? {
        var status = StatusFields()
        var rest = octets[...]
        // Four lines at most; a reader that changes flags may have put them elsewhere.
        for _ in 0..<4 {
            guard let end = rest.firstIndex(of: 0x0A), end - rest.startIndex < 4096 else { return nil }
            let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
            rest = rest[(end + 1)...]
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            if line[..<colon] == field {
                guard let mark = MboxMark(value, status.flags) else { return nil }
                return (mark, rest.startIndex - octets.startIndex)
            }
            guard status.take(String(line[..<colon]), value) else { return nil }
        }
        return nil
    }

    private init?(_ value: Substring, _ flags: Flags) {
        var fields: [Substring: Substring] = [:]
        for part in value.split(separator: ";") {
            let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { fields[pair[0]] = pair[1].prefix { $0 != "\r" && $0 != " " } }
        }
        guard let size = fields["size"].flatMap({ Int($0) }), size >= 0, let lines = fields["lines"],
            let date = fields["date"].flatMap({ Int64($0) }), let digest = fields["sha256"]
        else { return nil }
        self.flags = flags
        self.date = MailDate(secondsSince1970: date)
        sizeInOctets = size
        hasShortLines = lines == "crlf"
        self.digest = String(digest)
    }
}

/// Flags as header fields: how they travel in an mbox.
struct StatusFields {
    private(set) var flags = Flags()

    /// Fields that programs keep in an mbox for themselves: no part of the message.
    private static let kept = [
        "status", "x-status", "x-keywords", "x-uid", "x-imap", "x-imapbase", "content-length",
    ]

    static func isKept(_ name: String) -> Bool {
        kept.contains(name.lowercased()) || name.lowercased() == MboxMark.field.lowercased()
    }

    /// Takes what a field says; false where it says nothing of flags.
    mutating func take(_ name: String, _ value: some StringProtocol) -> Bool {
        switch name.lowercased() {
        case "status":
            if value.contains("R") { flags.insert(.seen) }
            if value.contains("r") { flags.insert(.answered) }
        case "x-status":
            for (letter, flag) in Self.letters where value.contains(letter) { flags.insert(flag) }
        case "x-keywords":
            for word in value.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "," }) {
                flags.insert(KeywordSpelling.flag(word))
            }
        default: return false
        }
        return true
    }

    private static let letters: [(Character, Flag)] = [
        ("A", .answered), ("F", .flagged), ("T", .draft), ("D", .deleted),
    ]

    /// `O`, not new any more, only beside `R`: readers show what has neither as new.
    static func lines(for flags: Flags) -> String {
        var lines = flags.contains(.seen) ? "Status: RO\n" : ""
        let status = letters.filter { flags.contains($0.1) }.map { String($0.0) }.joined()
        if !status.isEmpty { lines += "X-Status: \(status)\n" }
        let keywords = flags.all.compactMap(KeywordSpelling.word)
        if !keywords.isEmpty { lines += "X-Keywords: \(keywords.joined(separator: " "))\n" }
        return lines
    }
}
