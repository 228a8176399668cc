extension ResponseParser {
    // resp-cond-state = ("OK" / "NO" / "BAD") SP resp-text
    // resp-cond-bye = "BYE" SP resp-text
    // resp-cond-auth = ("OK" / "PREAUTH") SP resp-text
    mutating func parseConditionIfAny() -> StatusResponse.Condition? {
        let start = position
        let condition: StatusResponse.Condition
        if accept(keyword: "OK") {
            condition = .ok
        } else if accept(keyword: "NO") {
            condition = .no
        } else if accept(keyword: "BAD") {
            condition = .bad
        } else if accept(keyword: "BYE") {
            condition = .bye
        } else if accept(keyword: "PREAUTH") {
            condition = .preauth
        } else {
            return nil
        }
        // Liberal: no text at all, as in `A1 OK`.
        guard isAtEnd || accept(" ") else {
            position = start
            return nil
        }
        return condition
    }

    // resp-text = ["[" resp-text-code "]" SP] [text]
    mutating func parseRespText(_ condition: StatusResponse.Condition) -> StatusResponse {
        var code: ResponseCode?
        let start = position
        if accept("[") {
            if let read = parseRespTextCode() { code = read } else { position = start }
        }
        _ = accept(" ")
        defer { position = octets.count }
        return StatusResponse(condition, code: code, text: text(position..<octets.count))
    }

    /// Reads a response code and its `]`; nothing where there is no `]`, so that it is text.
    private mutating func parseRespTextCode() -> ResponseCode? {
        let start = position
        guard let name = try? span("resp-text-code", where: CharacterClass.isAtom) else { return nil }
        if accept("]") {
            let spelling = text(name).uppercased()
            if let word = ResponseCode.Word(rawValue: spelling) { return .word(word) }
            return .other(name: spelling, argument: [])
        }
        if accept(" "), let code = try? parseCodeArgument(of: name), accept("]") { return code }
        position = start
        return parseUnknownCode()
    }

    // resp-text-code =/ atom [SP 1*<any TEXT-CHAR except "]">]
    private mutating func parseUnknownCode() -> ResponseCode? {
        guard let end = octets[position...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
        let content = octets[position..<end]
        position = end + 1
        let name = content.prefix { $0 != UInt8(ascii: " ") }
        return .other(
            name: String(decoding: name, as: UTF8.self).uppercased(),
            argument: Array(content.dropFirst(name.count + 1)))
    }

    private mutating func parseCodeArgument(of name: Range<Int>) throws(SyntaxError) -> ResponseCode? {
        if isName(name, "CAPABILITY") { return .capability(try parseCapabilities()) }
        if isName(name, "PERMANENTFLAGS") { return .permanentFlags(try parseFlagList()) }
        if isName(name, "UIDNEXT") { return .uidNext(try parseNZNumber()) }
        if isName(name, "UIDVALIDITY") { return .uidValidity(try parseNZNumber()) }
        if isName(name, "UNSEEN") { return .unseen(try parseNZNumber()) }
        if isName(name, "HIGHESTMODSEQ") { return .highestModSeq(try parseNumber64()) }
        if isName(name, "MODIFIED") { return .modified(try parseSequenceSet()) }
        if isName(name, "APPENDUID") { return try parseAppendUID() }
        if isName(name, "COPYUID") { return try parseCopyUID() }
        if isName(name, "MAILBOXID") {
            return .mailboxID(try parseParenthesized { parser throws(SyntaxError) in try parser.parseAString() })
        }
        if isName(name, "BADCHARSET") { return .badCharset(try parseAStringList()) }
        return nil
    }

    // resp-code-apnd = "APPENDUID" SP nz-number SP append-uid
    private mutating func parseAppendUID() throws(SyntaxError) -> ResponseCode {
        let validity = try parseNZNumber()
        try expect(" ")
        return .appendUID(validity: validity, uids: try parseUIDRanges())
    }

    // resp-code-copy = "COPYUID" SP nz-number SP uid-set SP uid-set
    private mutating func parseCopyUID() throws(SyntaxError) -> ResponseCode {
        let validity = try parseNZNumber()
        try expect(" ")
        let source = try parseUIDRanges()
        try expect(" ")
        return .copyUID(validity: validity, source: source, destination: try parseUIDRanges())
    }

    // capability-data = "CAPABILITY" *(SP capability) SP "IMAP4rev2" *(SP capability)
    // enable-data = "ENABLED" *(SP capability)
    mutating func parseCapabilityData() throws(SyntaxError) -> [Capability] {
        guard accept(" ") else {
            guard isAtEnd else { throw failure("SP") }
            return []
        }
        let capabilities = try parseCapabilities()
        guard isAtEnd else { throw failure("capability") }
        return capabilities
    }

    // capability = ("AUTH=" auth-type) / atom
    //
    // Liberal: two blanks, or one at the end.
    private mutating func parseCapabilities() throws(SyntaxError) -> [Capability] {
        var capabilities: [Capability] = []
        skipBlanks()
        while let next, CharacterClass.isAtom(next) {
            capabilities.append(Capability(try parseAtom()))
            skipBlanks()
        }
        return capabilities
    }

    /// Reads `(` … `)`.
    mutating func parseParenthesized<Value>(
        _ parse: (inout ResponseParser) throws(SyntaxError) -> Value
    ) throws(SyntaxError) -> Value {
        try expect("(")
        let value = try parse(&self)
        try expect(")")
        return value
    }

    /// Reads `(a b c)`, or `()`.
    mutating func parseAStringList() throws(SyntaxError) -> [[UInt8]] {
        try expect("(")
        var strings: [[UInt8]] = []
        while !accept(")") {
            if !strings.isEmpty { try expect(" ") }
            strings.append(try parseAString())
        }
        return strings
    }
}
