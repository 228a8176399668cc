extension ResponseParser {
    // msg-att = "(" (msg-att-dynamic / msg-att-static) *(SP (msg-att-dynamic / msg-att-static)) ")"
    //
    // Liberal: blanks too many, and items that break the grammar: they are stepped over,
    // so that one bad BODYSTRUCTURE costs its own message's structure and nothing else.
    mutating func parseMsgAtt() throws(SyntaxError) -> [FetchItem] {
        try expect("(")
        var items: [FetchItem] = []
        items.reserveCapacity(8)
        skipBlanks()
        while !accept(")") {
            items.append(try parseMsgAttItem())
            skipBlanks()
        }
        skipBlanks()
        guard isAtEnd else { throw failure("CRLF") }
        return items
    }

    private mutating func parseMsgAttItem() throws(SyntaxError) -> FetchItem {
        let name = try span("msg-att") { $0 != UInt8(ascii: "[") && CharacterClass.isAtom($0) }
        let start = position
        if let item = try? parseMsgAttValue(named: name), next == UInt8(ascii: " ") || next == UInt8(ascii: ")") {
            return item
        }
        position = start
        // "[" section "]" ["<" number ">"]
        if next == UInt8(ascii: "[") { try skipSection() }
        try expect(" ")
        try skipValue()
        return .unread(name: text(name).uppercased())
    }

    private mutating func parseMsgAttValue(named name: Range<Int>) throws(SyntaxError) -> FetchItem? {
        if next == UInt8(ascii: "[") { return try parseSectionValue(named: name) }
        try expect(" ")
        if isName(name, "UID") { return .uid(try parseNZNumber()) }
        if isName(name, "FLAGS") { return .flags(try parseFlagList()) }
        if isName(name, "ENVELOPE") { return .envelope(try parseEnvelope()) }
        if isName(name, "BODYSTRUCTURE") || isName(name, "BODY") { return .bodyStructure(try parseBody()) }
        if isName(name, "INTERNALDATE") { return .internalDate(try parseDateTime()) }
        if isName(name, "RFC822.SIZE") { return .sizeInOctets(try parseNumber64()) }
        if isName(name, "MODSEQ") {
            return .modSeq(try parseParenthesized { parser throws(SyntaxError) in try parser.parseNumber64() })
        }
        return try parseRareMsgAttValue(named: name)
    }

    private mutating func parseRareMsgAttValue(named name: Range<Int>) throws(SyntaxError) -> FetchItem? {
        if isName(name, "RFC822") { return .body(.whole, origin: nil, try parseNString()) }
        if isName(name, "RFC822.HEADER") { return .body(.header, origin: nil, try parseNString()) }
        if isName(name, "RFC822.TEXT") { return .body(Section(text: .text), origin: nil, try parseNString()) }
        if isName(name, "PREVIEW") { return .preview(try parseNString()) }
        if isName(name, "SAVEDATE") { return .saveDate(accept(keyword: "NIL") ? nil : try parseDateTime()) }
        // "EMAILID" SP "(" objectid ")" / "THREADID" SP ("(" objectid ")" / nil) (RFC 8474 §7)
        if isName(name, "EMAILID") {
            return .emailID(try parseParenthesized { parser throws(SyntaxError) in try parser.parseAString() })
        }
        if isName(name, "THREADID") {
            if accept(keyword: "NIL") { return .threadID(nil) }
            return .threadID(try parseParenthesized { parser throws(SyntaxError) in try parser.parseAString() })
        }
        return nil
    }

    // "BODY" section ["<" number ">"] SP nstring
    // "BINARY" section-binary SP (nstring / literal8) / "BINARY.SIZE" section-binary SP number
    private mutating func parseSectionValue(named name: Range<Int>) throws(SyntaxError) -> FetchItem? {
        let section = try parseSection()
        var origin: UInt64?
        if accept("<") {
            origin = try parseNumber64()
            try expect(">")
        }
        try expect(" ")
        if isName(name, "BODY") { return .body(section, origin: origin, try parseNString()) }
        guard section.text == nil else { return nil }
        if isName(name, "BINARY") { return .binary(section.part, origin: origin, try parseNString()) }
        if isName(name, "BINARY.SIZE") { return .binarySize(section.part, try parseNumber64()) }
        return nil
    }

    // section = "[" [section-spec] "]"
    // section-spec = section-msgtext / (section-part ["." section-text])
    // section-part = nz-number *("." nz-number)
    package mutating func parseSection() throws(SyntaxError) -> Section {
        try expect("[")
        var section = Section()
        while let next, CharacterClass.isDigit(next) {
            guard section.part.count < Self.nestingLimit else { throw failure("section-part within the limit") }
            section.part.append(try parseNZNumber())
            guard accept(".") else {
                try expect("]")
                return section
            }
        }
        if section.part.isEmpty, accept("]") { return section }
        section.text = try parseSectionText()
        try expect("]")
        return section
    }

    // section-msgtext = "HEADER" / "HEADER.FIELDS" [".NOT"] SP header-list / "TEXT"
    // section-text = section-msgtext / "MIME"
    private mutating func parseSectionText() throws(SyntaxError) -> Section.Text {
        if accept(keyword: "HEADER.FIELDS.NOT ") { return .headerFieldsNot(try parseAStringList()) }
        if accept(keyword: "HEADER.FIELDS ") { return .headerFields(try parseAStringList()) }
        if accept(keyword: "HEADER") { return .header }
        if accept(keyword: "TEXT") { return .text }
        if accept(keyword: "MIME") { return .mime }
        throw failure("section-text")
    }

    /// Steps over a section that could not be read.
    private mutating func skipSection() throws(SyntaxError) {
        while let next, next != UInt8(ascii: "]") {
            if next == UInt8(ascii: "\"") || next == UInt8(ascii: "{") {
                _ = try parseStringSpan()
            } else {
                position += 1
            }
        }
        try expect("]")
        while let next, next != UInt8(ascii: " ") { position += 1 }
    }

    // date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE
    // date-day-fixed = (SP DIGIT) / 2DIGIT
    //
    // Liberal: a day of one digit without the blank.
    package mutating func parseDateTime() throws(SyntaxError) -> DateTime {
        let start = position
        let bad = SyntaxError(expected: "date-time", offset: start)
        try expect("\"")
        _ = accept(" ")
        let day = try parseNumber()
        try expect("-")
        guard let month = acceptMonth() else { throw bad }
        try expect("-")
        let year = try parseNumber()
        try expect(" ")
        let hour = try parseNumber()
        try expect(":")
        let minute = try parseNumber()
        try expect(":")
        let second = try parseNumber()
        try expect(" ")
        // zone = ("+" / "-") 4DIGIT
        let isWest = accept("-")
        if !isWest { try expect("+") }
        let zone = Int(try parseNumber())
        try expect("\"")
        guard (1...31).contains(day), (1...9999).contains(year), hour < 24, minute < 60, second <= 60, zone < 10_000
        else { throw bad }
        let minutes = zone / 100 * 60 + zone % 100
        return DateTime(
            year: Int(year), month: month, day: Int(day), hour: Int(hour), minute: Int(minute), second: Int(second),
            minutesEastOfUTC: isWest ? -minutes : minutes)
    }

    // date-month = "Jan" / "Feb" / … / "Dec"
    package mutating func acceptMonth() -> Int? {
        if accept(keyword: "JAN") { return 1 }
        if accept(keyword: "FEB") { return 2 }
        if accept(keyword: "MAR") { return 3 }
        if accept(keyword: "APR") { return 4 }
        if accept(keyword: "MAY") { return 5 }
        if accept(keyword: "JUN") { return 6 }
        if accept(keyword: "JUL") { return 7 }
        if accept(keyword: "AUG") { return 8 }
        if accept(keyword: "SEP") { return 9 }
        if accept(keyword: "OCT") { return 10 }
        if accept(keyword: "NOV") { return 11 }
        return accept(keyword: "DEC") ? 12 : nil
    }
}
