/// Cuts what a server sends into responses (RFC 9051 §4.3, §2.2.2).
///
/// Fed in pieces of any size. A response is kept until it is whole, but for the octets of
/// large body sections: those are handed on as they come, so that a message of 200 MB
/// costs no more memory than one of 200 kB. Nothing is allocated by an announced number,
/// and what exceeds a limit is stepped over, so that the next response is read in step.
package struct Framer: Sendable {
    package enum Event: Hashable, Sendable {
        /// A whole response without its last CRLF, literals in place.
        ///
        /// A literal that was handed on stands in it as an empty one.
        case response([UInt8])
        /// A response above the limits was stepped over; its first octets.
        case tooLong([UInt8])
        /// A large body section begins. `head` is the response so far, closed as though the
        /// section were empty and the last item: it can be parsed like any FETCH.
        case bodyBegan(head: [UInt8], sizeInOctets: UInt64)
        case bodyOctets([UInt8])
        case bodyEnded
    }

    /// Limits in octets.
    package struct Limits: Hashable, Sendable {
        /// A response's text between two literals.
        package var line = 65_536
        /// The same for FETCH, which carries whole header fields.
        package var fetchLine = 1_048_576
        /// The same for lists of numbers: SEARCH, ESEARCH, SORT, THREAD, VANISHED.
        package var numbersLine = 4_194_304
        /// A literal that is no body section.
        package var literal = 65_536
        /// A body section that stays in its response; larger ones are handed on.
        package var inlineBody = 65_536
        /// A response with all its literals, where it is not a list of numbers.
        package var response = 2_097_152
        /// What is stepped over of one response before the connection is given up.
        package var skipped = 67_108_864

        package init() {}
    }

    private enum Mode {
        case line
        case literal(UInt64)
        case body(UInt64)
    }

    private let limits: Limits
    private var input: [UInt8] = []
    /// Octets of `input` that are dealt with.
    private var consumed = 0
    /// Octets of `input` in which no line end is.
    private var scanned = 0
    private var mode = Mode.line
    /// The response so far; while it is stepped over, its first octets.
    private var response: [UInt8] = []
    /// How many octets were stepped over, while they are.
    private var skipped: Int?

    package init(limits: Limits = Limits()) { self.limits = limits }

    /// True between two responses with nothing waiting: what STARTTLS needs (RFC 9051 §11.1).
    package var isEmpty: Bool {
        guard case .line = mode else { return false }
        return consumed == input.count && response.isEmpty && skipped == nil
    }

    /// Takes what came from the server; best called when `next()` has returned nothing.
    package mutating func append(_ octets: [UInt8]) {
        if consumed == input.count {
            input = octets
            consumed = 0
            scanned = 0
        } else {
            input.removeFirst(consumed)
            scanned -= consumed
            consumed = 0
            input.append(contentsOf: octets)
        }
    }

    /// Returns what is complete, or nothing until more is appended.
    ///
    /// - Throws: Where the stream can't be followed any further.
    package mutating func next() throws(ProtocolViolation) -> Event? {
        while true {
            switch mode {
            case .line:
                guard let end = indexOfLineFeed() else {
                    try keepLineWithinLimit()
                    return nil
                }
                if let event = try endLine(at: end) { return event }
            case .literal(let remaining):
                guard try take(remaining) else { return nil }
            case .body(let remaining):
                return takeBody(remaining)
            }
        }
    }

    /// Takes what was appended behind the last response; to be called between two.
    ///
    /// For COMPRESS: what follows its OK is another stream (RFC 4978 §3).
    package mutating func takeRest() -> [UInt8] {
        defer {
            input = []
            consumed = 0
            scanned = 0
        }
        return Array(input[consumed...])
    }

    private mutating func indexOfLineFeed() -> Int? {
        let found = input.withUnsafeBufferPointer { octets -> Int? in
            var index = scanned
            while index < octets.count {
                if octets[index] == UInt8(ascii: "\n") { return index }
                index += 1
            }
            return nil
        }
        scanned = found ?? input.count
        return found
    }

    // Liberal: a bare LF ends a line, too.
    private mutating func endLine(at lineFeed: Int) throws(ProtocolViolation) -> Event? {
        var end = lineFeed
        if end > consumed, input[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        let line = consumed..<end
        let isWhole = response.isEmpty && skipped == nil
        defer {
            consumed = lineFeed + 1
            scanned = consumed
        }
        guard let literal = try announcedLiteral(in: line) else {
            if isWhole, line.count <= lineLimit(line) { return .response(Array(input[line])) }
            keep(line)
            return endResponse()
        }
        keep(line)
        let isBody = literal.isBody
        let limit = isBody ? limits.inlineBody : limits.literal
        if literal.size <= limit, skipped != nil || response.count + Int(literal.size) <= limits.response {
            if skipped == nil { response.append(contentsOf: [0x0D, 0x0A]) }
            mode = .literal(literal.size)
            return nil
        }
        guard isBody, skipped == nil else {
            if skipped == nil { beginSkipping() }
            mode = .literal(literal.size)
            return nil
        }
        response.removeLast(literal.announcementCount)
        response.append(contentsOf: Array("{0}\r\n".utf8))
        mode = .body(literal.size)
        return .bodyBegan(head: response + [UInt8(ascii: ")")], sizeInOctets: literal.size)
    }

    /// Keeps a line of the response, or only counts it where the response is too long.
    private mutating func keep(_ line: Range<Int>) {
        if skipped != nil {
            skipped? += line.count
        } else if line.count > lineLimit(line) || response.count + line.count > max(limits.response, lineLimit(line)) {
            response.append(contentsOf: input[line].prefix(1024))
            beginSkipping()
        } else {
            response.append(contentsOf: input[line])
        }
    }

    private mutating func endResponse() -> Event {
        defer {
            response = []
            skipped = nil
        }
        return skipped == nil ? .response(response) : .tooLong(response)
    }

    private mutating func beginSkipping() {
        response = Array(response.prefix(1024))
        skipped = 0
    }

    /// Looks after a line whose end has not come: it must not grow without bounds.
    private mutating func keepLineWithinLimit() throws(ProtocolViolation) {
        let line = consumed..<input.count
        guard skipped != nil || line.count > lineLimit(line) else { return }
        // The end may announce a literal; what is before it is not needed any more.
        let kept = min(line.count, 64)
        if skipped == nil {
            response.append(contentsOf: input[line].prefix(1024))
            beginSkipping()
        }
        try count(skipped: line.count - kept)
        consumed = input.count - kept
    }

    private mutating func count(skipped count: Int) throws(ProtocolViolation) {
        let total = (skipped ?? 0) + count
        skipped = total
        guard total <= limits.skipped else { throw ProtocolViolation("a response that does not end") }
    }

    /// Moves a literal's octets into the response; false where some are still to come.
    private mutating func take(_ remaining: UInt64) throws(ProtocolViolation) -> Bool {
        let available = Int(min(UInt64(input.count - consumed), remaining))
        if skipped == nil {
            response.append(contentsOf: input[consumed..<(consumed + available)])
        } else {
            try count(skipped: available)
        }
        consumed += available
        scanned = consumed
        let left = remaining - UInt64(available)
        mode = left == 0 ? .line : .literal(left)
        return left == 0
    }

    private mutating func takeBody(_ remaining: UInt64) -> Event? {
        guard remaining > 0 else {
            mode = .line
            return .bodyEnded
        }
        let available = Int(min(UInt64(input.count - consumed), remaining))
        guard available > 0 else { return nil }
        defer {
            consumed += available
            scanned = consumed
            mode = .body(remaining - UInt64(available))
        }
        if consumed == 0, available == input.count { return .bodyOctets(input) }
        return .bodyOctets(Array(input[consumed..<(consumed + available)]))
    }
}

extension Framer {
    private struct Literal {
        var size: UInt64
        /// Of a FETCH's body section.
        var isBody: Bool
        /// Octets of `~{123+}`.
        var announcementCount: Int
    }

    /// The literal that a line's end announces.
    ///
    /// Only untagged responses other than OK, NO, BAD, BYE and PREAUTH have literals; a text
    /// that ends in `{5}` is a text.
    private func announcedLiteral(in line: Range<Int>) throws(ProtocolViolation) -> Literal? {
        guard line.count >= 3, input[line.upperBound - 1] == UInt8(ascii: "}"), canHoldLiterals(line) else {
            return nil
        }
        var index = line.upperBound - 2
        if input[index] == UInt8(ascii: "+") { index -= 1 }
        let lastDigit = index
        while index > line.lowerBound, CharacterClass.isDigit(input[index]) { index -= 1 }
        guard index < lastDigit, input[index] == UInt8(ascii: "{"), !isInsideQuotes(line) else { return nil }
        var size: UInt64 = 0
        for digit in input[(index + 1)...lastDigit] {
            guard size <= UInt64.max / 20 else { throw ProtocolViolation("a literal of impossible size") }
            size = size * 10 + UInt64(digit & 15)
        }
        if index > line.lowerBound, input[index - 1] == UInt8(ascii: "~") { index -= 1 }
        return Literal(
            size: size, isBody: announcesBody(line.lowerBound..<index), announcementCount: line.upperBound - index)
    }

    /// The line before a literal ends as that of a body section does: `BODY[…] `, `BODY[…]<0> `, `RFC822 `.
    private func announcesBody(_ before: Range<Int>) -> Bool {
        guard before.count >= 2, input[before.upperBound - 1] == UInt8(ascii: " "), isFetch(before) else {
            return false
        }
        let name = input[before].dropLast()
        switch name.last {
        case UInt8(ascii: "]"): return true
        case UInt8(ascii: ">"):
            let digits = name.dropLast().reversed().prefix { CharacterClass.isDigit($0) }.count
            return name.dropLast(digits + 1).suffix(2).elementsEqual("]<".utf8)
        default:
            // A line after a literal need not have a blank in it.
            let before = name.lastIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "(") }
            let word = name[(before.map { $0 + 1 } ?? name.startIndex)...]
            return word.isEqualIgnoringCase(to: "RFC822") || word.isEqualIgnoringCase(to: "RFC822.TEXT")
                || word.isEqualIgnoringCase(to: "RFC822.HEADER")
        }
    }

    /// What the response begins with, of which `line` is the next.
    private func beginning(_ line: Range<Int>) -> ArraySlice<UInt8> {
        response.isEmpty ? input[line].prefix(32) : response.prefix(32)
    }

    private func canHoldLiterals(_ line: Range<Int>) -> Bool {
        var parser = ResponseParser(Array(beginning(line)))
        return parser.accept("*") && parser.accept(" ") && parser.parseConditionIfAny() == nil
    }

    private func isFetch(_ line: Range<Int>) -> Bool { name(of: line).isEqualIgnoringCase(to: "FETCH") }

    private func lineLimit(_ line: Range<Int>) -> Int {
        // The name needs no look where the line is short, as nearly all are.
        guard line.count > limits.line else { return limits.line }
        if isFetch(line) { return limits.fetchLine }
        let name = name(of: line)
        let isNumbers =
            name.isEqualIgnoringCase(to: "SEARCH") || name.isEqualIgnoringCase(to: "ESEARCH")
            || name.isEqualIgnoringCase(to: "VANISHED") || name.isEqualIgnoringCase(to: "SORT")
            || name.isEqualIgnoringCase(to: "THREAD")
        return isNumbers ? limits.numbersLine : limits.line
    }

    /// `FETCH` of `* 12 FETCH (…`, `SEARCH` of `* SEARCH 1 2 3`; empty for all but untagged responses.
    private func name(of line: Range<Int>) -> ArraySlice<UInt8> {
        let words = beginning(line).split(separator: UInt8(ascii: " "), maxSplits: 3)
        guard words.count > 1, words[0].elementsEqual(CollectionOfOne(UInt8(ascii: "*"))) else { return [] }
        if words.count > 2, words[1].allSatisfy(CharacterClass.isDigit) { return words[2] }
        return words[1]
    }

    private func isInsideQuotes(_ line: Range<Int>) -> Bool {
        var isInside = false
        var isEscaped = false
        for octet in input[line] {
            if isEscaped {
                isEscaped = false
            } else if octet == UInt8(ascii: "\\"), isInside {
                isEscaped = true
            } else if octet == UInt8(ascii: "\"") {
                isInside.toggle()
            }
        }
        return isInside
    }
}
