import MailModel

/// A message as the pager scrolls it: header, attachments, notices, text, links.
///
/// Lines are numbered without being made, so that a text of 20 MB opens at once: what
/// is on the screen is wrapped, and nothing else.
struct PagerDocument: Sendable {
    /// Longer lines are cut into several, so that wrapping one stays cheap; in octets.
    static let longestLine = 4096
    /// More links than this aren't listed below the text.
    static let mostLinks = 500

    let id: StoredID
    let lines: [ReadableLine]
    let seals: [Seal]
    let wrapped = WrappedLines()
    /// What stands above the text.
    private let lead: [PagerLine]
    /// The text's lines where some are folded, a range of one being a line that is shown; nothing where all are.
    private let folded: [Range<Int>]?
    /// What stands below the text.
    private let tail: [PagerLine]

    init(
        _ message: ReadableMessage, id: StoredID, part: MessagePart? = nil, isFullHeader: Bool, foldsQuotes: Bool,
        dates: DateText
    ) {
        self.id = id
        lines = Self.cut(message.lines)
        seals = message.seals
        lead = PagerHeader(message: message, part: part, dates: dates).lines(isFull: isFullHeader)
        folded = foldsQuotes ? Self.fold(lines) : nil
        tail = Self.links(of: message)
    }

    var count: Int { lead.count + textCount + tail.count }

    /// Where the text begins.
    var textStart: Int { lead.count }

    private var textCount: Int { folded?.count ?? lines.count }

    func line(at index: Int) -> PagerLine {
        if index < lead.count { return index < 0 ? .blank : lead[index] }
        let inText = index - lead.count
        if inText < textCount {
            guard let range = folded?[inText] else { return .text(inText) }
            return range.count == 1 ? .text(range.lowerBound) : .fold(range)
        }
        let inTail = inText - textCount
        return inTail < tail.count ? tail[inTail] : .blank
    }

    // MARK: - Making it

    /// Quoted passages of more than two lines become one line each.
    private static func fold(_ lines: [ReadableLine]) -> [Range<Int>] {
        var folded: [Range<Int>] = []
        folded.reserveCapacity(lines.count)
        var start = 0
        while start < lines.count {
            let isQuote = lines[start].quoteDepth > 0
            var end = start + 1
            while isQuote, end < lines.count, lines[end].quoteDepth > 0 { end += 1 }
            if end - start > 2 {
                folded.append(start..<end)
            } else {
                for line in start..<end { folded.append(line..<line + 1) }
            }
            start = end
        }
        return folded
    }

    /// Links whose targets can't be read in the text.
    private static func links(of message: ReadableMessage) -> [PagerLine] {
        guard !message.links.isEmpty else { return [] }
        let visible = Set(
            message.lines.lazy.filter { !$0.spans.isEmpty }.flatMap { line in
                let texts = line.linkTexts { link, length in
                    message.links.indices.contains(link) && length <= message.links[link].utf8.count
                }
                return texts.filter { isSpelledOut(message.links[$0.link], in: $0.text) }.map(\.link)
            })
        let hidden = message.links.indices.prefix(mostLinks).filter { !visible.contains($0) }
        return hidden.isEmpty ? [] : [.blank] + hidden.map { .link($0 + 1, message.links[$0]) }
    }

    private static func isSpelledOut(_ target: String, in shown: String) -> Bool {
        shown == target || "mailto:\(shown)" == target
    }

    /// Cuts very long lines into several.
    private static func cut(_ lines: [ReadableLine]) -> [ReadableLine] {
        guard lines.contains(where: { $0.text.utf8.count > longestLine }) else { return lines }
        return lines.flatMap { $0.text.utf8.count > longestLine ? pieces(of: $0) : [$0] }
    }

    private static func pieces(of line: ReadableLine) -> [ReadableLine] {
        let scalars = line.text.unicodeScalars
        var pieces: [ReadableLine] = []
        var start = scalars.startIndex
        var offset = 0
        var spans = line.spans.sorted { $0.range.lowerBound < $1.range.lowerBound }[...]
        while start < scalars.endIndex {
            let (end, count) = pieceEnd(in: scalars, from: start)
            var piece = line
            piece.text = String(scalars[start..<end])
            let covered = offset..<offset + count
            piece.spans = spans.prefix { $0.range.lowerBound < covered.upperBound }.compactMap {
                shifted($0, into: covered)
            }
            spans = spans.drop { $0.range.upperBound <= covered.upperBound }
            pieces.append(piece)
            start = end
            offset += count
        }
        return pieces
    }

    /// A piece ends behind a space near the limit, or at the limit.
    private static func pieceEnd(
        in scalars: String.UnicodeScalarView, from start: String.Index
    ) -> (end: String.Index, count: Int) {
        let limit = longestLine / 4
        var index = start
        var count = 0
        while index < scalars.endIndex, count < limit {
            let isSpace = scalars[index] == " "
            scalars.formIndex(after: &index)
            count += 1
            if isSpace, count > limit * 3 / 4 { break }
        }
        return (index, count)
    }

    private static func shifted(_ span: ReadableLine.Span, into covered: Range<Int>) -> ReadableLine.Span? {
        let common = span.range.clamped(to: covered)
        guard !common.isEmpty else { return nil }
        let start = common.lowerBound - covered.lowerBound
        return ReadableLine.Span(range: start..<start + common.count, style: span.style)
    }
}
