extension ResponseParser {
    // response = *(continue-req / response-data) response-done, one of them at a time
    /// Reads the response.
    ///
    /// - Throws: Where it is none of the grammar's; the next response is not harmed by that.
    package mutating func parseResponse() throws(SyntaxError) -> Response {
        if accept("+") { return parseContinueRequest() }
        if accept("*") {
            try expect(" ")
            return try parseResponseData()
        }
        return try parseResponseTagged()
    }

    // continue-req = "+" SP (resp-text / base64) CRLF
    //
    // Liberal: some servers leave out the blank, or all behind the "+".
    private mutating func parseContinueRequest() -> Response {
        _ = accept(" ")
        defer { position = octets.count }
        return .continuation(Array(octets[position...]))
    }

    // response-tagged = tag SP resp-cond-state CRLF
    private mutating func parseResponseTagged() throws(SyntaxError) -> Response {
        let tag = try parseTag()
        try expect(" ")
        let start = position
        guard let status = parseConditionIfAny(), [.ok, .no, .bad].contains(status) else {
            throw SyntaxError(expected: "resp-cond-state", offset: start)
        }
        return .tagged(tag, parseRespText(status))
    }

    // response-data = "*" SP (resp-cond-state / resp-cond-bye / mailbox-data / message-data / capability-data) CRLF
    private mutating func parseResponseData() throws(SyntaxError) -> Response {
        if let next, CharacterClass.isDigit(next) { return try parseNumberedData() }
        if let condition = parseConditionIfAny() { return .status(parseRespText(condition)) }
        let name = try span("response-data", where: CharacterClass.isAtom)
        if let response = try parseMailboxData(named: name) { return response }
        if let response = try parseExtensionData(named: name) { return response }
        position = octets.count
        return .unknown(keyword: text(name).uppercased())
    }

    // mailbox-data =/ number SP "EXISTS" / number SP "RECENT"
    // message-data = nz-number SP ("EXPUNGE" / ("FETCH" SP msg-att))
    private mutating func parseNumberedData() throws(SyntaxError) -> Response {
        let start = position
        let number = try parseNumber()
        try expect(" ")
        let name = try span("message-data", where: CharacterClass.isAtom)
        if isName(name, "FETCH") {
            guard number > 0 else { throw SyntaxError(expected: "nz-number", offset: start) }
            try expect(" ")
            return .fetch(FetchResponse(sequenceNumber: number, items: try parseMsgAtt()))
        }
        if isName(name, "EXISTS") { return try ending(.exists(number)) }
        if isName(name, "RECENT") { return try ending(.recent(number)) }
        if isName(name, "EXPUNGE") {
            guard number > 0 else { throw SyntaxError(expected: "nz-number", offset: start) }
            return try ending(.expunge(number))
        }
        position = octets.count
        return .unknown(keyword: text(name).uppercased())
    }

    private mutating func parseMailboxData(named name: Range<Int>) throws(SyntaxError) -> Response? {
        if isName(name, "LIST") { return .list(try parseMailboxList()) }
        if isName(name, "STATUS") { return .mailboxStatus(try parseStatus()) }
        if isName(name, "SEARCH") { return try parseSearch { .search($0, modSeq: $1) } }
        if isName(name, "ESEARCH") { return .extendedSearch(try parseESearch()) }
        if isName(name, "VANISHED") { return try parseVanished() }
        if isName(name, "FLAGS") {
            try expect(" ")
            return try ending(.flags(try parseFlagList()))
        }
        if isName(name, "LSUB") { return .listSubscribed(try parseMailboxList()) }
        if isName(name, "CAPABILITY") { return .capability(try parseCapabilityData()) }
        if isName(name, "ENABLED") { return .enabled(try parseCapabilityData()) }
        return nil
    }

    private mutating func parseExtensionData(named name: Range<Int>) throws(SyntaxError) -> Response? {
        if isName(name, "NAMESPACE") { return .namespace(try parseNamespace()) }
        if isName(name, "ID") { return .id(try parseID()) }
        if isName(name, "SORT") { return try parseSearch { .sort($0, modSeq: $1) } }
        if isName(name, "THREAD") { return .thread(try parseThreadData()) }
        if isName(name, "QUOTA") { return try parseQuota() }
        if isName(name, "QUOTAROOT") { return try parseQuotaRoot() }
        if isName(name, "MYRIGHTS") { return try parseMyRights() }
        return nil
    }

    /// Whether these octets are `name`, given in upper case.
    @inline(__always)
    func isName(_ range: Range<Int>, _ name: StaticString) -> Bool {
        guard range.count == name.utf8CodeUnitCount else { return false }
        for index in 0..<range.count
        where CharacterClass.uppercased(octets[range.lowerBound + index]) != name.utf8Start[index] { return false }
        return true
    }

    /// Makes sure that nothing is left.
    ///
    /// Liberal: blanks at the end of a line.
    mutating func ending(_ response: Response) throws(SyntaxError) -> Response {
        skipBlanks()
        guard isAtEnd else { throw failure("CRLF") }
        return response
    }

    mutating func skipBlanks() {
        while accept(" ") {}
    }
}

extension ResponseParser {
    /// Steps over one value of an unknown kind: a string, a word, or a list of these, however deep.
    ///
    /// - Throws: Where a string or list has no end.
    mutating func skipValue() throws(SyntaxError) {
        var depth = 0
        let start = position
        repeat {
            guard let next else {
                if depth == 0, position > start { return }
                throw failure("value")
            }
            switch next {
            case UInt8(ascii: "("):
                depth += 1
                position += 1
            case UInt8(ascii: ")"):
                guard depth > 0 else { return }
                depth -= 1
                position += 1
                if depth == 0 { return }
            case UInt8(ascii: " "):
                guard depth > 0 else { return }
                position += 1
            case UInt8(ascii: "\""):
                _ = try parseStringSpan()
            case UInt8(ascii: "{"), UInt8(ascii: "~"):
                let before = position
                if (try? parseStringSpan()) == nil { position = before + 1 }
            default:
                position += 1
            }
        } while true
    }
}
