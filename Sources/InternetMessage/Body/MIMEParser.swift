/// Finds the parts of a message (RFC 2046 §5.1), in one pass over its octets.
///
///     header ──multipart──▶ scan for the next delimiter of any open multipart
///        │ ──message────▶ header of the message in it
///        └ ──other──────▶ scan for the next delimiter of any open multipart
///
/// Open multiparts are a list, not recursion. What is beyond the limits stays in
/// the last part as text.
struct MIMEParser {
    /// At most this many parts are told apart.
    static let maximumParts = 2_000
    /// At most this many containers stand inside each other.
    static let maximumDepth = 100
    /// Header fields of all parts together.
    static let maximumFields = 100_000

    private struct OpenMultipart {
        let part: Int
        let boundary: [UInt8]
        let isDigest: Bool
    }

    private struct Delimiter {
        /// Index into the open multiparts.
        let level: Int
        let isLast: Bool
        /// Where the line end before it begins, which belongs to it.
        let start: Int
        /// Where the next line begins.
        let end: Int
    }

    private let octets: [UInt8]
    private let buffer: UnsafeBufferPointer<UInt8>
    private let lineEnd: UInt8
    private(set) var parts: [ParsedPart] = []
    /// Multiparts whose last delimiter has not come.
    private var open: [OpenMultipart] = []
    /// Parts whose end is not known, outermost first.
    private var unended: [Int] = []
    private var fields = 0
    private(set) var rootHeader = HeaderLayout(range: 0..<0)
    private var isTooWide = false
    private var isTooDeep = false
    /// Multiparts by their headers, whether they could be read as such or not.
    private var declared: [Int] = []
    /// What delimits a multipart's parts instead of what its header says, by where the header begins.
    private var guessed: [Int: [UInt8]] = [:]

    init(_ octets: [UInt8], _ buffer: UnsafeBufferPointer<UInt8>) {
        self.octets = octets
        self.buffer = buffer
        lineEnd = octets.lineEnd
    }

    mutating func parse() {
        parseOnce()
        // Liberal: a header names another boundary than the body has, or none.
        let found = guessedBoundaries()
        if !found.isEmpty {
            self = MIMEParser(octets, buffer)
            guessed = found
            parseOnce()
        }
        readPartlessAsText()
    }

    /// What was left out at a limit, in a line for the reader.
    var notice: String? {
        if isTooWide { return "this message has more than \(Self.maximumParts) parts; the rest is in the last one" }
        if isTooDeep { return "this message nests deeper than \(Self.maximumDepth) levels; what is deeper is text" }
        return nil
    }

    private mutating func parseOnce() {
        beginEntity(at: 0, in: nil, number: "")
        var position = parts[parts.count - 1].body.lowerBound
        while !open.isEmpty, parts.count < Self.maximumParts, let delimiter = nextDelimiter(from: position) {
            let multipart = open[delimiter.level]
            endParts(inside: multipart.part, at: delimiter.start)
            open.removeSubrange((delimiter.isLast ? delimiter.level : delimiter.level + 1)...)
            position = delimiter.end
            guard !delimiter.isLast else { continue }
            beginPart(at: delimiter.end, in: multipart)
            position = parts[parts.count - 1].body.lowerBound
        }
        for part in unended { end(part, at: buffer.count) }
    }

    /// For each multipart without a part: what delimits its parts, if anything does.
    private func guessedBoundaries() -> [Int: [UInt8]] {
        var found: [Int: [UInt8]] = [:]
        for index in declared where parts[index].children.isEmpty {
            if let boundary = guessedBoundary(in: parts[index].body) {
                found[parts[index].header.lowerBound] = boundary
            }
        }
        return found
    }

    /// The first line of a body that looks like a delimiter: "--", and a Content field on the line after it.
    private func guessedBoundary(in body: Range<Int>) -> [UInt8]? {
        var position = body.lowerBound
        while let line = nextDashedLine(from: position, before: body.upperBound) {
            let (text, next) = buffer.line(at: line, before: body.upperBound, end: lineEnd)
            let (following, _) = buffer.line(at: next, before: body.upperBound, end: lineEnd)
            let boundary = octets[text].dropFirst(2).trimmed
            if !boundary.isEmpty, boundary.count <= 200, octets[following].startsIgnoringCase(with: "Content-") {
                return Array(boundary)
            }
            position = next
        }
        return nil
    }

    /// A multipart whose boundary never comes is text, so that a person can at least look at it.
    private mutating func readPartlessAsText() {
        for index in parts.indices where parts[index].content.isMultipart && parts[index].children.isEmpty {
            parts[index].content = .plainText
            if parts[index].number.isEmpty { parts[index].number = "1" }
            if parts[index].number.hasSuffix(".TEXT") { parts[index].number = parts[index].number.dropLast(4) + "1" }
        }
    }

    // encapsulation = delimiter transport-padding CRLF body-part
    private mutating func beginPart(at start: Int, in multipart: OpenMultipart) {
        let parent = multipart.part
        var prefix = parts[parent].number
        if prefix.hasSuffix(".TEXT") { prefix.removeLast(5) }
        let index = parts[parent].children.count + 1
        let number = prefix.isEmpty ? "\(index)" : "\(prefix).\(index)"
        if parts.count + 1 >= Self.maximumParts || fields >= Self.maximumFields {
            // The rest of the message, as it stands.
            parts[parent].children.append(parts.count)
            unended.append(parts.count)
            parts.append(
                ParsedPart(
                    number: number, header: start..<start, body: start..<start, parent: parent, content: .plainText))
            open.removeAll()
            isTooWide = true
            return
        }
        beginEntity(at: start, in: parent, number: number, standard: multipart.isDigest ? .message : .plainText)
    }

    /// Reads the header at `start`, and the header of the message inside, if it is one, and so on.
    private mutating func beginEntity(
        at start: Int, in parent: Int?, number: String, standard: ContentFields = .plainText
    ) {
        var (start, parent, number, standard) = (start, parent, number, standard)
        var isMessageRoot = parent == nil
        while true {
            let index = parts.count
            let layout = parseHeader(at: start)
            var content = ContentFields(Header(octets: octets, layout: layout), standard: standard)
            let boundary = guessed[layout.range.lowerBound] ?? boundary(of: content)
            let isDeep = unended.count >= Self.maximumDepth
            if content.isMultipart, !isDeep { declared.append(index) }
            if isDeep, content.isMultipart || content.isMessage { isTooDeep = true }
            // Without a boundary, or too deep, the content is text to look at.
            if content.isMultipart, boundary.isEmpty || isDeep { content = .plainText }
            if isMessageRoot { number = Self.rootNumber(in: number, isMultipart: content.isMultipart) }
            let body = layout.range.upperBound..<layout.range.upperBound
            parts.append(
                ParsedPart(number: number, header: layout.range, body: body, parent: parent, content: content))
            if let parent { parts[parent].children.append(index) } else { rootHeader = layout }
            unended.append(index)
            if content.isMultipart {
                open.append(OpenMultipart(part: index, boundary: boundary, isDigest: content.subtype == "digest"))
            }
            guard content.isMessage, !isDeep, parts.count < Self.maximumParts else { return }
            (start, parent, standard, isMessageRoot) = (body.lowerBound, index, .plainText, true)
        }
    }

    /// RFC 9051 §6.4.5: a message's only part is 1; the parts of its multipart are 1, 2, …, and
    /// the multipart itself is the message's TEXT.
    private static func rootNumber(in message: String, isMultipart: Bool) -> String {
        switch (message.isEmpty, isMultipart) {
        case (true, true): ""
        case (true, false): "1"
        case (false, true): "\(message).TEXT"
        case (false, false): "\(message).1"
        }
    }

    private func boundary(of content: ContentFields) -> [UInt8] {
        guard content.isMultipart else { return [] }
        var boundary = Array((content.parameters["boundary"] ?? "").utf8)
        while boundary.last?.isBlank == true { boundary.removeLast() }
        return boundary
    }

    private mutating func parseHeader(at start: Int) -> HeaderLayout {
        let parser = HeaderParser(octets: buffer, end: buffer.count, lineEnd: lineEnd)
        let layout = parser.parse(from: start) { level(of: $0) != nil }
        fields += layout.fields.count
        return layout
    }

    private mutating func endParts(inside multipart: Int, at end: Int) {
        while let part = unended.last, part != multipart {
            self.end(part, at: end)
            unended.removeLast()
        }
    }

    private mutating func end(_ part: Int, at end: Int) {
        let start = parts[part].body.lowerBound
        parts[part].body = start..<max(start, end)
    }

    // dash-boundary = "--" boundary, at the beginning of a line
    private func nextDelimiter(from start: Int) -> Delimiter? {
        var position = start
        while let line = nextDashedLine(from: position, before: buffer.count) {
            let (text, next) = buffer.line(at: line, before: buffer.count, end: lineEnd)
            if let (level, isLast) = level(of: text) {
                var begin = max(start, line)
                if begin > start { begin -= 1 }
                while begin > start, lineEnd == ASCII.lineFeed, buffer[begin - 1] == ASCII.carriageReturn { begin -= 1 }
                return Delimiter(level: level, isLast: isLast, start: begin, end: next)
            }
            position = next
        }
        return nil
    }

    /// Where the next line begins that starts with "--"; `start` is the beginning of a line.
    private func nextDashedLine(from start: Int, before limit: Int) -> Int? {
        var position = start
        while position < limit, let hyphen = buffer.position(of: ASCII.hyphen, in: position..<limit) {
            let isFirst = hyphen == start || buffer[hyphen - 1] == lineEnd
            if isFirst, hyphen + 1 < limit, buffer[hyphen + 1] == ASCII.hyphen { return hyphen }
            position = hyphen + 1
            // A row of hyphens in a text, passed over without a search for each.
            while position < limit, buffer[position] == ASCII.hyphen { position += 1 }
        }
        return nil
    }

    /// Which open multipart a line is a delimiter of, the innermost first, and whether it is its last one.
    ///
    /// Blanks may follow (RFC 2046 §5.1.1, transport-padding).
    private func level(of text: Range<Int>) -> (level: Int, isLast: Bool)? {
        var end = text.upperBound
        while end > text.lowerBound + 2, buffer[end - 1].isBlank { end -= 1 }
        let name = (text.lowerBound + 2)..<max(text.lowerBound + 2, end)
        let isDashed = name.count > 2 && buffer[end - 1] == ASCII.hyphen && buffer[end - 2] == ASCII.hyphen
        for level in open.indices.reversed() {
            if buffer.isEqual(name, to: open[level].boundary) { return (level, false) }
            if isDashed, buffer.isEqual(name.lowerBound..<(end - 2), to: open[level].boundary) { return (level, true) }
        }
        return nil
    }
}
