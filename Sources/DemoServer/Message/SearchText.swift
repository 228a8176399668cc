import Glibc
import InternetMessage
import MailModel

/// A message's texts as SEARCH compares them: decoded, in UTF-8, the case of letters folded.
struct SearchText {
    private var reader: MessageReader

    init(_ message: StoredMessage) { reader = MessageReader(message) }

    var sizeInOctets: Int { reader.octets.count }

    static func folded(_ text: [UInt8]) -> [UInt8] { Array(String(decoding: text, as: UTF8.self).lowercased().utf8) }

    /// Whether any field of that name contains the text; every one that is there contains the empty text.
    func header(_ name: String, contains wanted: [UInt8]) -> Bool {
        reader.header.values(of: name).contains {
            Self.isFound(wanted, in: Array(EncodedWord.decode($0).lowercased().utf8))
        }
    }

    /// Whether a text part contains the text, or a header field does.
    mutating func contains(_ wanted: [UInt8], inHeaderToo: Bool) -> Bool {
        let parsed = reader.parsed
        if inHeaderToo {
            for field in parsed.header.fields {
                let line = parsed.header.name(of: field) + ": " + EncodedWord.decode(parsed.header.rawValue(of: field))
                if Self.isFound(wanted, in: Array(line.lowercased().utf8)) { return true }
            }
        }
        for part in parsed.structure.flattened where part.type == "text" {
            let text = Charset.readable(parsed.decoded(part)[...], named: part.parameters["charset"] ?? "").octets
            if Self.isFound(wanted, in: Self.folded(Array(text))) { return true }
        }
        return false
    }

    /// The day of the Date field as its writer's calendar has it, without regard to the zone (RFC 3501 §6.4.4).
    var sentDay: Int? {
        guard let field = reader.header["Date"], let moment = DateParser.parse(field) else { return nil }
        // The writer's own day: the moment shifted by the zone that the field ends with.
        let zone = Unfolding.text(field).split(separator: 0x20).last { $0.first == 0x2B || $0.first == 0x2D }
        let digits = zone.flatMap { Int(String(decoding: $0.dropFirst(), as: UTF8.self)) } ?? 0
        let offset = (digits / 100 * 60 + digits % 100) * (zone?.first == 0x2D ? -60 : 60)
        return CalendarDate(moment, secondsEastOfUTC: abs(offset) <= 86_400 ? offset : 0).daysSince1970
    }

    private static func isFound(_ wanted: [UInt8], in text: [UInt8]) -> Bool {
        guard let first = wanted.first else { return true }
        return text.withUnsafeBytes { text in
            var position = 0
            while let base = text.baseAddress, text.count - position >= wanted.count {
                let left = text.count - position - wanted.count + 1
                guard let found = memchr(base + position, Int32(first), left) else { return false }
                if memcmp(found, wanted, wanted.count) == 0 { return true }
                position = UnsafeRawPointer(found) - base + 1
            }
            return false
        }
    }
}
