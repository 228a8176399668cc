import MailModel

/// Reads text/plain into lines: quotes, signature, patches, links, and paragraphs where the
/// text is format=flowed (RFC 3676).
struct PlainText {
    private let octets: [UInt8]
    private let isFlowed: Bool
    /// DelSp=yes: the space at the end of a flowed line is not part of the text (RFC 3676 §4.5).
    private let deletesSpace: Bool
    private var links: LinkList
    private var lines: [ReadableLine] = []
    private var paragraph: Paragraph?
    private var patch = PatchTracker()
    /// Depth of the signature that the lines are in.
    private var signatureDepth: Int?
    private var depth = 0
    /// Characters of the author's own text that are still wanted.
    private var wanted: Int
    private let isStopped: () -> Bool

    /// Lines of one quote depth that flow into each other.
    private struct Paragraph {
        var text: [UInt8]
        var depth: Int
        var isJoined = false
    }

    /// Reads text in UTF-8, up to the end of the line with which the author has written `enough` characters, or until
    /// it is stopped.
    static func read(
        _ octets: [UInt8], parameters: [String: String] = [:], enough: Int = .max, links: inout LinkList,
        isStopped: @escaping () -> Bool
    ) -> [ReadableLine] {
        var reader = PlainText(
            octets: octets, isFlowed: parameters["format"]?.lowercased() == "flowed",
            deletesSpace: parameters["delsp"]?.lowercased() == "yes", enough: enough, links: links,
            isStopped: isStopped)
        // Held once only, so that it grows in place.
        links = LinkList()
        reader.readLines()
        links = reader.links
        return reader.lines
    }

    private init(
        octets: [UInt8], isFlowed: Bool, deletesSpace: Bool, enough: Int, links: LinkList,
        isStopped: @escaping () -> Bool
    ) {
        self.octets = octets.withLineFeeds
        self.isFlowed = isFlowed
        self.deletesSpace = deletesSpace
        wanted = enough
        self.links = links
        self.isStopped = isStopped
    }

    private mutating func readLines() {
        octets.withUnsafeBufferPointer { buffer in
            var position = 0
            while position < buffer.count, wanted > 0, !isStopped() {
                let (text, next) = buffer.line(at: position, before: buffer.count, end: ASCII.lineFeed)
                let (following, _) = buffer.line(at: next, before: buffer.count, end: ASCII.lineFeed)
                take(octets[text], before: octets[following])
                position = next
            }
        }
        endParagraph()
    }

    private mutating func take(_ line: ArraySlice<UInt8>, before following: ArraySlice<UInt8>) {
        let quotation = Quotation(of: line)
        var content = line[quotation.start...]
        // RFC 3676 §4.4: a stuffed space; in a quoted line it is the one after the marks.
        if isFlowed, quotation.depth == 0, content.first == ASCII.space { content = content.dropFirst() }
        if quotation.depth != depth {
            endParagraph()
            patch.leave()
            signatureDepth = nil
            depth = quotation.depth
        }
        let next = following[Quotation(of: following).start...]
        if !patch.isInHunk, content.elementsEqual("-- ".utf8) {
            endParagraph()
            patch.leave()
            signatureDepth = depth
            lines.append(ReadableLine(text: "-- ", kind: .signature, quoteDepth: depth))
        } else if signatureDepth == nil, patch.accept(content, before: next) {
            endParagraph()
            append(Array(content), .preformatted)
        } else if isFlowed, signatureDepth == nil {
            takeFlowed(content)
        } else {
            append(Self.withoutTrailingBlanks(content), signatureDepth == nil ? .fixed : .signature)
        }
    }

    // flowed-line = ( *text-char SP CRLF ) / fixed-line (RFC 3676 §4.2)
    private mutating func takeFlowed(_ content: ArraySlice<UInt8>) {
        let isSoft = content.last == ASCII.space
        let text = isSoft && deletesSpace ? content.dropLast() : content
        if paragraph != nil {
            paragraph?.text += text
            paragraph?.isJoined = true
        } else {
            paragraph = Paragraph(text: Array(text), depth: depth)
        }
        if !isSoft { endParagraph() }
    }

    private mutating func endParagraph() {
        guard let ended = paragraph else { return }
        paragraph = nil
        append(Self.withoutTrailingBlanks(ended.text[...]), ended.isJoined ? .flowed : .fixed)
    }

    private mutating func append(_ text: [UInt8], _ kind: ReadableLine.Kind) {
        let expanded = Self.withoutTabs(text)
        let spans = kind == .preformatted ? [] : LinkFinder.spans(in: expanded, &links)
        let line = ReadableLine(
            text: String(decoding: expanded, as: UTF8.self), kind: kind, quoteDepth: depth, spans: spans)
        lines.append(line)
        if depth == 0, kind == .fixed || kind == .flowed { wanted -= expanded.count { $0 & 0xC0 != 0x80 } }
    }

    private static func withoutTrailingBlanks(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var end = text.endIndex
        while end > text.startIndex, text[end - 1].isFolding { end -= 1 }
        return Array(text[..<end])
    }

    /// Tab stops are every eight characters.
    private static func withoutTabs(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(ASCII.tab) else { return text }
        var output: [UInt8] = []
        var column = 0
        for octet in text {
            if octet == ASCII.tab {
                let width = 8 - column % 8
                output.append(contentsOf: repeatElement(ASCII.space, count: width))
                column += width
            } else {
                output.append(octet)
                if octet & 0xC0 != 0x80 { column += 1 }
            }
        }
        return output
    }
}
