import MailModel

/// The lines that an HTML text becomes, while they are written.
struct HTMLLines {
    /// A style or link that has begun and not ended.
    private struct OpenSpan {
        enum Style {
            case strong
            case emphasis
            case link(String)
        }

        var style: Style
        /// In unicode scalars of the current line.
        var start: Int
        /// In octets of the current line; nothing where it began on an earlier one.
        var textStart: Int?
        /// How many lines there were when it began.
        var lines: Int
        var hasImage = false
    }

    private(set) var lines: [ReadableLine] = []
    private(set) var links: LinkList
    private var current = StyledText()
    /// An empty line stands before the next one.
    private var wantsGap = false
    /// An item's bullet or number, for the next line.
    private var marker: String?
    private var openSpans: [OpenSpan] = []
    private var table: HTMLTable?

    init(links: LinkList) { self.links = links }

    var isInTable: Bool { table != nil }

    // MARK: Lines

    /// Ends the current line, if there is text in it; in a table's cell, a line end is a blank.
    mutating func endLine(_ context: HTMLContext) {
        if isInTable {
            current.hasPendingBlank = true
            return
        }
        current.hasPendingBlank = false
        guard !current.isEmpty else { return }
        finishSpans()
        current.trimEnd()
        append(current.line(context.kind, quoteDepth: context.quoteDepth, hangingIndent: context.indent))
        current = StyledText()
    }

    mutating func requestGap() { wantsGap = true }

    /// `<br>`: the second of two leaves a line empty.
    mutating func breakLine(_ context: HTMLContext) {
        if current.isEmpty, !isInTable { wantsGap = true } else { endLine(context) }
    }

    /// A line end in preformatted text, where an empty line is a line.
    mutating func breakPreformatted(_ context: HTMLContext) {
        if current.isEmpty, !isInTable, !lines.isEmpty, !wantsGap {
            lines.append(ReadableLine(text: "", kind: context.kind, quoteDepth: context.quoteDepth))
        } else {
            endLine(context)
        }
    }

    mutating func setMarker(_ text: String?) { marker = text }

    mutating func rule(_ context: HTMLContext) {
        endLine(context)
        guard !isInTable else { return }
        append(
            ReadableLine(text: String(repeating: "─", count: 20), kind: .preformatted, quoteDepth: context.quoteDepth))
    }

    private mutating func append(_ line: ReadableLine) {
        if wantsGap, let last = lines.last, !last.text.isEmpty {
            lines.append(ReadableLine(text: "", kind: .flowed, quoteDepth: min(last.quoteDepth, line.quoteDepth)))
        }
        wantsGap = false
        lines.append(line)
    }

    // MARK: Text

    mutating func requestBlank() { current.hasPendingBlank = true }

    /// Two pictures side by side stay two: `[one] [two]`.
    mutating func separateBrackets() {
        if current.octets.last == ASCII.closeBracket { current.hasPendingBlank = true }
    }

    /// Between two cells of a page's layout that stand on one line.
    mutating func requestWideBlank() {
        guard !current.isEmpty else { return }
        current.trimEnd()
        current.append("  ".utf8)
        current.hasPendingBlank = false
    }

    /// A blank is wanted, or would be the line's first character.
    var isAtBlank: Bool { current.isEmpty || current.hasPendingBlank }

    mutating func append(_ text: some Sequence<UInt8>, _ context: HTMLContext) {
        begin(context)
        current.settleBlank()
        current.append(text)
    }

    /// Columns written of the current line, for tab stops.
    var column: Int { current.scalars }

    /// Writes what stands before a line's text: its indentation and an item's marker.
    private mutating func begin(_ context: HTMLContext) {
        guard current.isEmpty, !isInTable, context.indent > 0 else { return }
        let width = marker?.unicodeScalars.count ?? 0
        current.append(repeatElement(ASCII.space, count: max(0, context.indent - width)))
        if let marker { current.append(marker.utf8) }
        marker = nil
        current.hasPendingBlank = false
        for index in openSpans.indices { openSpans[index].start = current.scalars }
        if let last = openSpans.indices.last, openSpans[last].textStart != nil {
            openSpans[last].textStart = current.octets.count
        }
    }

    // MARK: Styles and links

    mutating func beginStrong() { beginSpan(.strong) }

    mutating func beginEmphasis() { beginSpan(.emphasis) }

    mutating func beginLink(_ target: String) { beginSpan(.link(target)) }

    private mutating func beginSpan(_ style: OpenSpan.Style) {
        current.settleBlank()
        openSpans.append(
            OpenSpan(style: style, start: current.scalars, textStart: current.octets.count, lines: lines.count))
    }

    /// A picture without a text, which is all that some links have.
    mutating func noteImage() {
        if let last = openSpans.indices.last { openSpans[last].hasImage = true }
    }

    mutating func endSpan(_ context: HTMLContext) {
        guard var span = openSpans.popLast() else { return }
        guard case .link(let target) = span.style else {
            if span.hasImage { noteImage() }
            finish(span)
            return
        }
        var isEmpty = span.start >= current.scalars
        if isEmpty, span.hasImage, span.lines == lines.count {
            append("[image]".utf8, context)
            span.start = min(span.start, current.scalars - 7)
            isEmpty = false
        }
        if isEmpty {
            if span.lines < lines.count, current.isEmpty, !isInTable { markLastLine(target) }
            return
        }
        let text = span.textStart.map { current.octets[min($0, current.octets.count)...] } ?? []
        if !Self.says(text, target) { current.append("[\(links.index(of: target) + 1)]".utf8) }
        finish(span)
    }

    /// The link's text ended with a block inside it, so its number goes to that block's last line.
    private mutating func markLastLine(_ target: String) {
        let index = links.index(of: target)
        let mark = "[\(index + 1)]"
        let last = lines.count - 1
        guard lines[last].kind != .preformatted, !lines[last].text.isEmpty else { return }
        let length = lines[last].text.unicodeScalars.count
        lines[last].text += mark
        lines[last].spans.append(.init(range: length..<(length + mark.utf8.count), style: .link(index)))
    }

    /// Whether a link's text is its target, so that a number would add nothing.
    private static func says(_ text: ArraySlice<UInt8>, _ target: String) -> Bool {
        func bare(_ octets: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
            var rest = octets
            for scheme in ["mailto:", "http://", "https://"] where rest.startsIgnoringCase(with: scheme) {
                rest = rest.dropFirst(scheme.utf8.count)
            }
            return rest.last == ASCII.slash ? rest.dropLast() : rest
        }
        return bare(text).elementsEqual(bare(Array(target.utf8)[...]))
    }

    private mutating func finish(_ span: OpenSpan) {
        guard span.start < current.scalars else { return }
        switch span.style {
        case .strong: current.add(.strong, from: span.start, to: current.scalars)
        case .emphasis: current.add(.emphasis, from: span.start, to: current.scalars)
        case .link(let target):
            current.add(.link(links.index(of: target)), from: span.start, to: current.scalars)
        }
    }

    /// At a line's end, all open spans end, and begin again on the next line.
    private mutating func finishSpans() {
        for index in openSpans.indices {
            finish(openSpans[index])
            openSpans[index].start = 0
            openSpans[index].textStart = nil
        }
    }

    // MARK: Tables of data

    mutating func beginTable(_ context: HTMLContext) {
        endLine(context)
        table = HTMLTable()
    }

    mutating func beginRow() {
        endCell()
        table?.beginRow()
    }

    mutating func beginCell() {
        if !current.isEmpty { endCell() }
        current.hasPendingBlank = false
    }

    mutating func endCell() {
        guard !current.isEmpty else {
            current.hasPendingBlank = false
            return
        }
        takeCell()
    }

    /// Takes the current text as a cell, even where it is empty: it keeps its column.
    mutating func takeCell(isHeader: Bool = false) {
        finishSpans()
        current.trimEnd()
        table?.add(current, isHeader: isHeader)
        current = StyledText()
    }

    /// Takes the current text as the line above the table.
    mutating func takeCaption() {
        finishSpans()
        current.trimEnd()
        table?.caption = current
        current = StyledText()
    }

    mutating func endTable(_ context: HTMLContext) {
        endCell()
        let drawn = table?.lines(quoteDepth: context.quoteDepth) ?? []
        table = nil
        for line in drawn { append(line) }
    }
}
