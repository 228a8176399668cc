import IMAP
import MailModel

/// Commands that name messages, but for SEARCH.
extension CommandParser {
    // fetch = "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")")
    //         [SP "(" fetch-modifier *(SP fetch-modifier) ")"]
    mutating func parseFetch(isUID: Bool) throws -> FetchRequest {
        let messages = MessageSet(set: try input.parseSequenceSet(), isUID: isUID)
        try space()
        var request = FetchRequest(messages: messages, items: try parseFetchItems())
        // UID FETCH always tells the UID (RFC 9051 §6.4.9).
        if isUID, !request.items.contains(.uid) { request.items.insert(.uid, at: 0) }
        if input.accept(" ") {
            _ = try parseParenthesized { parser in
                switch try parser.parseWord() {
                case "CHANGEDSINCE":
                    try parser.space()
                    request.changedSince = try parser.input.parseNumber64()
                case "VANISHED": request.wantsVanished = true
                default: throw Malformed("Unknown modifier of FETCH")
                }
            }
        }
        return request
    }

    private mutating func parseFetchItems() throws -> [FetchAttribute] {
        if input.accept(keyword: "ALL") { return [.flags, .internalDate, .size, .envelope] }
        if input.accept(keyword: "FULL") { return [.flags, .internalDate, .size, .envelope, .body] }
        if input.accept(keyword: "FAST") { return [.flags, .internalDate, .size] }
        guard input.next == UInt8(ascii: "(") else { return [try parseFetchItem()] }
        let items = try parseParenthesized { parser in try parser.parseFetchItem() }
        guard !items.isEmpty, items.count <= 100 else { throw Malformed("Expected items to fetch") }
        return items
    }

    /// The longer ones first, as one may begin with another.
    private static let items: [(StaticString, FetchAttribute)] = [
        ("RFC822.HEADER", .old(.header)), ("RFC822.TEXT", .old(.text)), ("RFC822.SIZE", .size),
        ("RFC822", .old(.whole)), ("ENVELOPE", .envelope), ("FLAGS", .flags), ("INTERNALDATE", .internalDate),
        ("UID", .uid), ("MODSEQ", .modSeq), ("BODYSTRUCTURE", .bodyStructure),
    ]

    // fetch-att = … / "BODY" section ["<" number "." nz-number ">"] / "BODY.PEEK" …
    private mutating func parseFetchItem() throws -> FetchAttribute {
        for (keyword, item) in Self.items where input.accept(keyword: keyword) { return item }
        guard input.accept(keyword: "BODY") else { throw Malformed("Unknown item to fetch") }
        let isPeek = input.accept(keyword: ".PEEK")
        guard isPeek || input.next == UInt8(ascii: "[") else { return .body }
        let section = try input.parseSection()
        guard section.text != .mime || !section.part.isEmpty else { throw Malformed("MIME needs a part") }
        return .section(section, marksSeen: !isPeek, partial: try parsePartial())
    }

    private mutating func parsePartial() throws -> FetchAttribute.Partial? {
        guard input.accept("<") else { return nil }
        let origin = try input.parseNumber()
        try input.expect(".")
        let partial = FetchAttribute.Partial(origin: origin, count: try input.parseNZNumber())
        try input.expect(">")
        return partial
    }

    // store = "STORE" SP sequence-set [SP "(UNCHANGEDSINCE" SP mod-sequence ")"] SP store-att-flags
    // store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))
    mutating func parseStore(isUID: Bool) throws -> StoreRequest {
        let messages = MessageSet(set: try input.parseSequenceSet(), isUID: isUID)
        try space()
        var unchangedSince: UInt64?
        if input.accept("(") {
            guard input.accept(keyword: "UNCHANGEDSINCE ") else { throw Malformed("Unknown modifier of STORE") }
            unchangedSince = try input.parseNumber64()
            try input.expect(")")
            try space()
        }
        let kind: FlagChange.Kind = input.accept("+") ? .add : input.accept("-") ? .remove : .replace
        guard input.accept(keyword: "FLAGS") else { throw Malformed("Expected FLAGS") }
        let isSilent = input.accept(keyword: ".SILENT")
        try space()
        var flags = Flags()
        if input.next == UInt8(ascii: "(") {
            flags = try parseFlagList()
        } else {
            repeat { flags.insert(try parseFlag()) } while input.accept(" ")
        }
        guard flags.keywords.count <= 100 else { throw Malformed("Too many keywords") }
        return StoreRequest(
            messages: messages, change: FlagChange(kind: kind, flags: flags), isSilent: isSilent,
            unchangedSince: unchangedSince)
    }
}
