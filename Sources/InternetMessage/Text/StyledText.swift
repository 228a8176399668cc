import MailModel

/// A line of text while it is being written, with its spans.
struct StyledText {
    /// UTF-8.
    private(set) var octets: [UInt8] = []
    /// Length in unicode scalars, which spans count in.
    private(set) var scalars = 0
    var spans: [ReadableLine.Span] = []
    /// A blank stands between what is written and what comes next, if anything does.
    var hasPendingBlank = false

    var isEmpty: Bool { octets.isEmpty }

    mutating func append(_ text: some Sequence<UInt8>) {
        for octet in text {
            octets.append(octet)
            if octet & 0xC0 != 0x80 { scalars += 1 }
        }
    }

    mutating func append(octet: UInt8) {
        octets.append(octet)
        if octet & 0xC0 != 0x80 { scalars += 1 }
    }

    /// Writes the pending blank, but never at the beginning of a line.
    mutating func settleBlank() {
        if hasPendingBlank, !isEmpty, octets.last != ASCII.space { append(octet: ASCII.space) }
        hasPendingBlank = false
    }

    mutating func add(_ style: ReadableLine.Span.Style, from start: Int, to end: Int) {
        if start < end { spans.append(.init(range: start..<end, style: style)) }
    }

    /// Appends another one with its spans.
    mutating func append(_ other: StyledText) {
        let shift = scalars
        spans += other.spans.map {
            .init(range: ($0.range.lowerBound + shift)..<($0.range.upperBound + shift), style: $0.style)
        }
        octets += other.octets
        scalars += other.scalars
    }

    /// Takes off blanks at the end, and from the spans that cover them.
    mutating func trimEnd() {
        while octets.last == ASCII.space {
            octets.removeLast()
            scalars -= 1
        }
        guard let last = spans.last, last.range.upperBound > scalars else { return }
        spans = spans.compactMap { span in
            let end = min(span.range.upperBound, scalars)
            return span.range.lowerBound < end ? .init(range: span.range.lowerBound..<end, style: span.style) : nil
        }
    }

    func line(_ kind: ReadableLine.Kind, quoteDepth: Int = 0, hangingIndent: Int = 0) -> ReadableLine {
        ReadableLine(
            text: String(decoding: octets, as: UTF8.self), kind: kind, quoteDepth: quoteDepth,
            hangingIndent: hangingIndent, spans: spans)
    }

    /// Columns on a terminal, as near as tables need it: East Asian characters and emoji are two wide.
    var columns: Int {
        guard scalars < octets.count else { return scalars }
        return String(decoding: octets, as: UTF8.self).unicodeScalars.reduce(0) { sum, scalar in
            switch scalar.value {
            case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: sum
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
                0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
                sum + 2
            default: sum + 1
            }
        }
    }
}
