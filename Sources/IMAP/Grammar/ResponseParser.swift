/// Reads one whole response, as ``Framer`` cut it out, without its last CRLF.
///
/// Works on octets in place; values are copied out of them only where they are kept.
/// Each function is named after the production it reads. What nests is read with lists
/// of its own or a count, never by recursion, so no response can exhaust the stack.
package struct ResponseParser: Sendable {
    let octets: [UInt8]
    var position = 0

    /// The deepest nesting of parts, threads or groups that is read.
    static let nestingLimit = 100
    /// The most parts of one message, or addresses of one field, that are read.
    static let itemLimit = 2000

    package init(_ octets: [UInt8]) { self.octets = octets }

    /// Begins at an offset, so that a command's line can be read behind its tag and name.
    package init(_ octets: [UInt8], at position: Int) {
        self.octets = octets
        self.position = min(max(position, 0), octets.count)
    }

    /// The octet to be read next.
    @inline(__always)
    package var next: UInt8? { position < octets.count ? octets[position] : nil }

    package var isAtEnd: Bool { position >= octets.count }

    /// Where the next octet is, from the start of the response.
    package var offset: Int { position }

    func failure(_ expected: String) -> SyntaxError { SyntaxError(expected: expected, offset: position) }

    /// Reads one octet if it is this one.
    @inline(__always)
    package mutating func accept(_ octet: Unicode.Scalar) -> Bool {
        guard position < octets.count, octets[position] == UInt8(truncatingIfNeeded: octet.value) else { return false }
        position += 1
        return true
    }

    @inline(__always)
    package mutating func expect(_ octet: Unicode.Scalar) throws(SyntaxError) {
        guard accept(octet) else { throw failure(octet == " " ? "SP" : "\"\(octet)\"") }
    }

    /// Reads a keyword, given in upper case, if it comes next; the case of its letters is nothing.
    package mutating func accept(keyword: StaticString) -> Bool {
        let count = keyword.utf8CodeUnitCount
        guard octets.count - position >= count else { return false }
        for index in 0..<count
        where CharacterClass.uppercased(octets[position + index]) != keyword.utf8Start[index] { return false }
        position += count
        return true
    }

    /// Reads all octets up to the first that `isMember` refuses; at least one.
    @inline(__always)
    mutating func span(
        _ expected: @autoclosure () -> String, where isMember: (UInt8) -> Bool
    ) throws(SyntaxError) -> Range<Int> {
        let start = position
        while position < octets.count, isMember(octets[position]) { position += 1 }
        guard position > start else { throw failure(expected()) }
        return start..<position
    }

    func text(_ range: Range<Int>) -> String { String(decoding: octets[range], as: UTF8.self) }
}

extension ResponseParser {
    // number = 1*DIGIT ; 0 <= n < 4,294,967,296
    package mutating func parseNumber() throws(SyntaxError) -> UInt32 {
        let start = position
        guard let number = UInt32(exactly: try parseNumber64()) else {
            throw SyntaxError(expected: "number", offset: start)
        }
        return number
    }

    // nz-number = digit-nz *DIGIT
    package mutating func parseNZNumber() throws(SyntaxError) -> UInt32 {
        let start = position
        let number = try parseNumber()
        guard number > 0 else { throw SyntaxError(expected: "nz-number", offset: start) }
        return number
    }

    // number64 = 1*DIGIT ; 0 <= n <= 9,223,372,036,854,775,807
    package mutating func parseNumber64() throws(SyntaxError) -> UInt64 {
        let start = position
        var number: UInt64 = 0
        while position < octets.count, CharacterClass.isDigit(octets[position]) {
            // 18 digits can't overflow; a 19th is looked at, a 20th never belongs to a number64.
            guard position - start < 19 else { throw SyntaxError(expected: "number64", offset: start) }
            number = number * 10 + UInt64(octets[position] & 15)
            position += 1
        }
        guard position > start else { throw failure("number") }
        guard number <= Int64.max else { throw SyntaxError(expected: "number64", offset: start) }
        return number
    }

    // atom = 1*ATOM-CHAR
    package mutating func parseAtom() throws(SyntaxError) -> String {
        text(try span("atom", where: CharacterClass.isAtom))
    }

    // tag = 1*<any ASTRING-CHAR except "+">
    package mutating func parseTag() throws(SyntaxError) -> Tag {
        let range = try span("tag", where: CharacterClass.isTag)
        guard let tag = Tag(text(range)) else { throw SyntaxError(expected: "tag", offset: range.lowerBound) }
        return tag
    }

    // astring = 1*ASTRING-CHAR / string
    package mutating func parseAString() throws(SyntaxError) -> [UInt8] {
        guard let next else { throw failure("astring") }
        if CharacterClass.isAString(next) { return Array(octets[try span("astring", where: CharacterClass.isAString)]) }
        return try parseString()
    }

    // nstring = string / nil
    package mutating func parseNString() throws(SyntaxError) -> [UInt8]? {
        if next != UInt8(ascii: "\""), accept(keyword: "NIL") { return nil }
        return try parseString()
    }

    // string = quoted / literal
    package mutating func parseString() throws(SyntaxError) -> [UInt8] {
        try parseStringSpan().value(in: octets)
    }

    // quoted = DQUOTE *QUOTED-CHAR DQUOTE
    // literal = "{" number64 ["+"] "}" CRLF *CHAR8
    // literal8 = "~{" number64 "}" CRLF *OCTET
    //
    // Liberal: servers put 8-bit octets between quotes, and quote what needs no quotes.
    mutating func parseStringSpan() throws(SyntaxError) -> StringSpan {
        if accept("\"") {
            let start = position
            var hasEscapes = false
            while position < octets.count {
                let octet = octets[position]
                if octet == UInt8(ascii: "\"") {
                    position += 1
                    return StringSpan(range: start..<(position - 1), hasEscapes: hasEscapes)
                }
                if octet == UInt8(ascii: "\\") {
                    hasEscapes = true
                    position += 1
                }
                position += 1
            }
            position = octets.count
            throw failure("DQUOTE")
        }
        return StringSpan(range: try parseLiteralRange(), hasEscapes: false)
    }

    private mutating func parseLiteralRange() throws(SyntaxError) -> Range<Int> {
        let start = position
        _ = accept("~")
        guard accept("{") else { throw SyntaxError(expected: "string", offset: start) }
        let length = try parseNumber64()
        // Liberal: some servers write the client's non-synchronising form.
        _ = accept("+")
        try expect("}")
        _ = accept("\r")
        guard accept("\n") else { throw failure("CRLF") }
        guard length <= UInt64(octets.count - position) else { throw SyntaxError(expected: "literal", offset: start) }
        let range = position..<(position + Int(length))
        position = range.upperBound
        return range
    }

    // sequence-set = (seq-number / seq-range) ["," sequence-set]
    package mutating func parseSequenceSet() throws(SyntaxError) -> SequenceSet {
        var star: SequenceSet?
        var ranges: [ClosedRange<UInt32>] = []
        repeat {
            let first = accept("*") ? nil : try parseNZNumber()
            let last = accept(":") ? (accept("*") ? nil : try parseNZNumber()) : first
            if let first, let last {
                ranges.append(min(first, last)...max(first, last))
            } else if let number = first ?? last {
                star = star?.union(SequenceSet(from: number)) ?? SequenceSet(from: number)
            } else {
                star = star?.union(.largest) ?? .largest
            }
        } while accept(",")
        return SequenceSet(unsorted: ranges, star: star?.star)
    }

    // uid-set = (uniqueid / uid-range) ["," uid-set], in the order in which it was written
    package mutating func parseUIDRanges() throws(SyntaxError) -> [ClosedRange<UInt32>] {
        var ranges: [ClosedRange<UInt32>] = []
        repeat {
            let first = try parseNZNumber()
            let last = accept(":") ? try parseNZNumber() : first
            ranges.append(min(first, last)...max(first, last))
        } while accept(",")
        return ranges
    }

    // flag-list = "(" [flag *(SP flag)] ")"
    //
    // Liberal: a blank before the ")", as in `(\Seen )`.
    package mutating func parseFlagList() throws(SyntaxError) -> [Flag] {
        try expect("(")
        var flags: [Flag] = []
        while !accept(")") {
            if !flags.isEmpty { try expect(" ") }
            if accept(")") { break }
            flags.append(try parseFlag())
        }
        return flags
    }

    // flag = "\Answered" / "\Flagged" / "\Deleted" / "\Seen" / "\Draft" / flag-keyword / flag-extension
    // flag-perm = flag / "\*"
    //
    // Liberal: keywords with a "]" in them.
    package mutating func parseFlag() throws(SyntaxError) -> Flag {
        let start = position
        if accept("\\") {
            if accept("*") { return .anyKeyword }
            if accept(keyword: "SEEN"), isAtEndOfWord { return .seen }
            position = start + 1
        }
        let end = try span("flag", where: CharacterClass.isAString).upperBound
        return Flag(validated: text(start..<end))
    }

    private var isAtEndOfWord: Bool { next.map { !CharacterClass.isAString($0) } ?? true }
}

/// Where a string's octets stand in a response.
struct StringSpan {
    let range: Range<Int>
    /// True where backslashes must be taken out.
    let hasEscapes: Bool

    func value(in octets: [UInt8]) -> [UInt8] {
        guard hasEscapes else { return Array(octets[range]) }
        var value: [UInt8] = []
        value.reserveCapacity(range.count)
        var isEscaped = false
        for octet in octets[range] {
            if octet == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
            } else {
                value.append(octet)
                isEscaped = false
            }
        }
        return value
    }
}
