import IMAP
import MailModel

/// SEARCH (RFC 3501 §6.4.4, RFC 4731, RFC 7162 §3.1.5).
extension CommandParser {
    /// The deepest nesting of OR, NOT and parentheses, and the most keys altogether.
    private static let limits = (depth: 20, keys: 1000)

    // search = "SEARCH" [SP "RETURN" SP "(" … ")"] SP ["CHARSET" SP charset SP] search-key *(SP search-key)
    mutating func parseSearch(isUID: Bool) throws -> SearchRequest {
        var results: [SearchRequest.Result]?
        if input.accept(keyword: "RETURN ") {
            let words = try parseParenthesized { parser in try parser.parseWord() }
            let known = words.compactMap(SearchRequest.Result.init)
            guard known.count == words.count else { throw Malformed("Unknown search result") }
            results = known.isEmpty ? [.all] : known
            try space()
        }
        var charset: String?
        if input.accept(keyword: "CHARSET ") {
            charset = String(decoding: try input.parseAString(), as: UTF8.self).uppercased()
            try space()
        }
        var keysLeft = Self.limits.keys
        return SearchRequest(
            isUID: isUID, results: results, charset: charset,
            key: try parseKeys(depth: Self.limits.depth, keysLeft: &keysLeft))
    }

    private mutating func parseKeys(depth: Int, keysLeft: inout Int) throws -> SearchKey {
        var keys = [try parseKey(depth: depth, keysLeft: &keysLeft)]
        while input.accept(" ") { keys.append(try parseKey(depth: depth, keysLeft: &keysLeft)) }
        return keys.count == 1 ? keys[0] : .all(keys)
    }

    // search-key = … / sequence-set / "(" search-key *(SP search-key) ")"
    private mutating func parseKey(depth: Int, keysLeft: inout Int) throws -> SearchKey {
        keysLeft -= 1
        guard depth > 0, keysLeft > 0 else { throw Malformed("Too many search keys") }
        if input.accept("(") {
            let key = try parseKeys(depth: depth - 1, keysLeft: &keysLeft)
            try input.expect(")")
            return key
        }
        if let next = input.next, next == UInt8(ascii: "*") || (0x30...0x39).contains(next) {
            return .numbers(MessageSet(set: try input.parseSequenceSet(), isUID: false))
        }
        let word = try parseWord()
        if let key = Self.plainKeys[word] { return key }
        switch word {
        case "OR":
            try space()
            let first = try parseKey(depth: depth - 1, keysLeft: &keysLeft)
            try space()
            return .or(first, try parseKey(depth: depth - 1, keysLeft: &keysLeft))
        case "NOT":
            try space()
            return .not(try parseKey(depth: depth - 1, keysLeft: &keysLeft))
        default:
            try space()
            return try parseKeyWithArgument(word)
        }
    }

    private static let plainKeys: [String: SearchKey] = [
        "ALL": .everything, "NEW": .new, "OLD": .old, "RECENT": .recent, "ANSWERED": .flag(.answered),
        "DELETED": .flag(.deleted), "DRAFT": .flag(.draft), "FLAGGED": .flag(.flagged), "SEEN": .flag(.seen),
        "UNANSWERED": .not(.flag(.answered)), "UNDELETED": .not(.flag(.deleted)), "UNDRAFT": .not(.flag(.draft)),
        "UNFLAGGED": .not(.flag(.flagged)), "UNSEEN": .not(.flag(.seen)),
    ]

    private mutating func parseKeyWithArgument(_ word: String) throws -> SearchKey {
        switch word {
        case "BCC", "CC", "FROM", "SUBJECT", "TO": return .header(word, text: try input.parseAString())
        case "BODY": return .body(try input.parseAString())
        case "TEXT": return .text(try input.parseAString())
        case "HEADER":
            let name = String(decoding: try input.parseAString(), as: UTF8.self)
            try space()
            return .header(name, text: try input.parseAString())
        case "KEYWORD": return .flag(try parseFlag())
        case "UNKEYWORD": return .not(.flag(try parseFlag()))
        case "LARGER": return .larger(Int(try input.parseNumber()))
        case "SMALLER": return .smaller(Int(try input.parseNumber()))
        case "BEFORE": return .before(try parseDay(), isSent: false)
        case "ON": return .on(try parseDay(), isSent: false)
        case "SINCE": return .since(try parseDay(), isSent: false)
        case "SENTBEFORE": return .before(try parseDay(), isSent: true)
        case "SENTON": return .on(try parseDay(), isSent: true)
        case "SENTSINCE": return .since(try parseDay(), isSent: true)
        case "UID": return .numbers(MessageSet(set: try input.parseSequenceSet(), isUID: true))
        case "MODSEQ": return try parseModSeq()
        default: throw Malformed("Unknown search key")
        }
    }

    // search-modsequence = "MODSEQ" [search-modseq-ext] SP mod-sequence-valzer ; all flags share one MODSEQ here
    private mutating func parseModSeq() throws -> SearchKey {
        if input.next == UInt8(ascii: "\"") {
            _ = try input.parseString()
            try space()
            _ = try parseWord()
            try space()
        }
        return .modSeq(try input.parseNumber64())
    }

    // date = date-text / DQUOTE date-text DQUOTE ; date-text = date-day "-" date-month "-" date-year
    private mutating func parseDay() throws -> Int {
        let isQuoted = input.accept("\"")
        let day = try input.parseNumber()
        try input.expect("-")
        guard let month = input.acceptMonth() else { throw Malformed("Expected a month") }
        try input.expect("-")
        let year = try input.parseNumber()
        if isQuoted { try input.expect("\"") }
        guard (1...31).contains(day), (1...9999).contains(year) else { throw Malformed("Not a date") }
        return CalendarDate(year: Int(year), month: month, day: Int(day)).daysSince1970
    }
}
