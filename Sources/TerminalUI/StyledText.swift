/// Drawable text with its styles.
package struct StyledText: Hashable, Sendable {
    /// A range of a string that looks different.
    package struct Span: Hashable, Sendable {
        /// In unicode scalars of the string as it was before cleaning.
        package var scalars: Range<Int>
        package var style: Style

        package init(scalars: Range<Int>, style: Style) {
            self.scalars = scalars
            self.style = style
        }
    }

    /// Where a style ends.
    struct Stretch: Hashable, Sendable {
        /// In UTF-8 octets of the text.
        var end: Int
        var style: Style
    }

    package let text: DisplayText
    /// Without gaps from the text's start; ends ascend, the last is the text's.
    let stretches: [Stretch]

    package init(_ text: DisplayText, style: Style = .plain) {
        self.init(text: text, stretches: [Stretch(end: text.string.utf8.count, style: style)])
    }

    /// Makes a string drawable and keeps its spans where they belong.
    ///
    /// - Parameters:
    ///   - string: Any text.
    ///   - style: How it looks outside the spans.
    ///   - spans: In any order, also beyond the string; where two overlap, the later wins.
    package init(_ string: String, style: Style, spans: [Span]) {
        guard !spans.isEmpty else {
            self.init(DisplayText(string), style: style)
            return
        }
        let edges = Self.edges(of: spans)
        var cleaner = TextCleaner()
        var offsets: [Int] = []
        var position = 0
        for scalar in string.unicodeScalars {
            while offsets.count < edges.count, edges[offsets.count] <= position {
                offsets.append(cleaner.output.count)
            }
            cleaner.append(scalar)
            position += 1
        }
        let total = cleaner.output.count
        self.init(
            text: DisplayText(cleaned: cleaner.text),
            stretches: Self.stretches(edges: edges, offsets: offsets, total: total, style: style, spans: spans))
    }

    private init(text: DisplayText, stretches: [Stretch]) {
        self.text = text
        self.stretches = stretches
    }

    /// The text in pieces of one style.
    package var runs: [(DisplayText, Style)] { runs(in: 0..<text.string.utf8.count) }

    /// A part of the text in pieces of one style.
    ///
    /// - Parameter range: In UTF-8 octets, as ``LineWrap`` gives it.
    /// - Returns: What to give to ``CellBuffer/write(_:in:truncation:)``.
    package func runs(in range: Range<Int>) -> [(DisplayText, Style)] {
        var runs: [(DisplayText, Style)] = []
        var start = range.lowerBound
        forEachStretch(in: range) { end, style in
            runs.append((text[start..<end], style))
            start = end
        }
        return runs
    }

    /// Calls for each piece of one style in a part of the text, with where it ends.
    func forEachStretch(in range: Range<Int>, _ body: (_ end: Int, Style) -> Void) {
        var index = firstStretch(after: range.lowerBound)
        var start = range.lowerBound
        while index < stretches.count, start < range.upperBound {
            let end = min(stretches[index].end, range.upperBound)
            if end > start { body(end, stretches[index].style) }
            start = max(start, end)
            index += 1
        }
    }

    /// Halves the search: a long line has many lines on the screen, each asks once.
    private func firstStretch(after offset: Int) -> Int {
        var low = 0
        var high = stretches.count
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].end <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func edges(of spans: [Span]) -> [Int] {
        Set(spans.flatMap { [$0.scalars.lowerBound, $0.scalars.upperBound] }).sorted()
    }

    /// Puts the styles between the edges; `active` holds the spans that cover the present stretch.
    private static func stretches(
        edges: [Int], offsets: [Int], total: Int, style: Style, spans: [Span]
    ) -> [Stretch] {
        var starting: [Int: [Int]] = [:]
        for (index, span) in spans.enumerated() where !span.scalars.isEmpty {
            starting[span.scalars.lowerBound, default: []].append(index)
        }
        var stretches: [Stretch] = []
        var active: [Int] = []
        for (number, edge) in edges.enumerated() {
            let offset = number < offsets.count ? offsets[number] : total
            let winner = active.max().map { spans[$0].style } ?? style
            extend(&stretches, to: offset, winner)
            active.removeAll { spans[$0].scalars.upperBound <= edge }
            active += starting[edge] ?? []
        }
        extend(&stretches, to: total, style)
        return stretches
    }

    private static func extend(_ stretches: inout [Stretch], to end: Int, _ style: Style) {
        guard end > (stretches.last?.end ?? 0) else { return }
        if stretches.last?.style == style { stretches.removeLast() }
        stretches.append(Stretch(end: end, style: style))
    }
}
