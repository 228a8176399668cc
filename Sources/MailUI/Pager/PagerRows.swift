import MailModel
import TerminalUI

/// One line of a message, wrapped and styled.
struct PagerRows {
    /// A longer text is hard to read: the eye loses the line.
    static let widestParagraph = 92
    /// Deeper quotes are drawn as this one.
    static let deepestQuote = 6

    /// What stands left of the text, where only Postern writes: no message can imitate it.
    enum Margin: Hashable {
        case empty
        /// What the line says is Postern's own finding.
        case mark(Seal.Tone)
        /// A line across the screen, where a sealed part begins or ends.
        case edge(Seal.Tone)
    }

    private(set) var margin = Margin.empty
    /// What stands before each row.
    let prefix: [(DisplayText, Style)]
    let text: StyledText
    let rows: [LineWrap.Row]

    static let empty = PagerRows(prefix: [], text: StyledText(.empty), rows: [])

    private init(prefix: [(DisplayText, Style)], text: StyledText, rows: [LineWrap.Row]) {
        self.prefix = prefix
        self.text = text
        self.rows = rows
    }

    init(_ line: PagerLine, in document: PagerDocument, columns: Int, find: TextFind?) {
        switch line {
        case .blank: self = PagerRows(prefix: [], text: StyledText(.empty), rows: Self.single(.empty))
        case .header(let name, let value, let isAligned):
            let label =
                isAligned && columns >= 40 ? name + String(repeating: " ", count: max(1, 9 - name.count)) : "\(name): "
            self.init(label: label, value: value, isSubject: name == "Subject", columns: columns, find: find)
        case .attachment(let number, let part): self.init(attachment: number, part, columns: columns)
        case .part(let part): self.init(part: part, columns: columns)
        case .notice(let notice): self.init(notice: notice, columns: columns)
        case .link(let number, let target): self.init(link: number, target, columns: columns)
        case .fold(let range): self.init(fold: range.count)
        case .seal(let seal): self.init(seal: seal, columns: columns)
        case .text(let index):
            let line = document.lines[index]
            if case .edge(let seal, _) = line.kind, document.seals.indices.contains(seal) {
                self.init(edge: line.text, tone: document.seals[seal].tone)
            } else {
                self.init(line, columns: columns, find: find)
            }
        }
    }

    /// One row, however long: the screen cuts it.
    private static func single(_ text: DisplayText) -> [LineWrap.Row] {
        Array(LineWrap(text, columns: .max))
    }

    private init(label: String, value: String, isSubject: Bool, columns: Int, find: TextFind?) {
        let labelEnd = label.unicodeScalars.count
        let whole = label + value
        var spans = [StyledText.Span(scalars: 0..<labelEnd, style: Style(.muted))]
        spans += Self.matches(find, in: whole, style: Style(isSubject ? .heading : .text))
        text = StyledText(whole, style: Style(isSubject ? .heading : .text), spans: spans)
        rows = Array(LineWrap(text.text, columns: columns, hangingIndent: min(9, labelEnd)))
        prefix = []
    }

    private init(attachment number: Int, _ part: MessagePart, columns: Int) {
        let name = part.fileName.isEmpty ? "without a name" : PagerHeader.collapsed(part.fileName)
        let size = NumberText.size(part.sizeInOctets)
        let whole = "@\(number) \(name)  \(part.contentType)  \(size)"
        let mark = "@\(number)".unicodeScalars.count
        let tail = mark + 1 + name.unicodeScalars.count
        text = StyledText(
            whole, style: .plain,
            spans: [
                .init(scalars: 0..<mark, style: Style(.accent)),
                .init(scalars: tail..<whole.unicodeScalars.count, style: Style(.muted)),
            ])
        rows = Array(LineWrap(text.text, columns: columns, hangingIndent: mark + 1))
        prefix = []
    }

    private init(part: MessagePart, columns: Int) {
        let name = PagerHeader.collapsed(part.fileName)
        let mark = part.isWholeMessage ? "Source  " : "Part \(part.number)  "
        let whole =
            mark + (name.isEmpty ? "" : "\(name)  ") + "\(part.contentType)  \(NumberText.size(part.sizeInOctets))"
        text = StyledText(
            whole, style: Style(.muted), spans: [.init(scalars: 0..<mark.unicodeScalars.count, style: Style(.accent))])
        rows = Array(LineWrap(text.text, columns: columns, hangingIndent: 2))
        prefix = []
    }

    private init(notice: String, columns: Int) {
        text = StyledText(DisplayText("! \(notice)"), style: Style(.warning))
        rows = Array(LineWrap(text.text, columns: columns, hangingIndent: 2))
        prefix = []
    }

    private init(seal: Seal, columns: Int) {
        let whole = seal.coversAll ? seal.sentence : "A part of it: \(seal.sentence)"
        text = StyledText(DisplayText(whole), style: Style(seal.tone.role, isBold: true))
        // A blank behind the mark.
        rows = Array(LineWrap(text.text, columns: max(1, columns - 1), hangingIndent: 0))
        prefix = [(DisplayText.spaces(1), .plain)]
        margin = .mark(seal.tone)
    }

    private init(edge words: String, tone: Seal.Tone) {
        text = StyledText(DisplayText(words), style: Style(tone.role, isBold: true))
        rows = Self.single(text.text)
        prefix = []
        margin = .edge(tone)
    }

    private init(link number: Int, _ target: String, columns: Int) {
        let mark = "[\(number)] "
        text = StyledText(
            mark + target, style: Style(.link),
            spans: [.init(scalars: 0..<mark.unicodeScalars.count, style: Style(.muted))])
        rows = Array(LineWrap(text.text, columns: columns, hangingIndent: mark.utf8.count))
        prefix = []
    }

    private init(fold count: Int) {
        let line = DisplayText("> \(NumberText.counted(count, "quoted line"))")
        text = StyledText(line, style: Style(.muted))
        rows = Self.single(line)
        prefix = []
    }

    private init(_ line: ReadableLine, columns: Int, find: TextFind?) {
        let depth = min(max(0, line.quoteDepth), Self.deepestQuote)
        let quoteRole: Role = depth % 2 == 0 ? .quote2 : .quote1
        prefix = depth == 0 ? [] : [(DisplayText(String(repeating: "> ", count: depth)), Style(quoteRole))]
        let style = Self.style(of: line, quoteRole: depth > 0 ? quoteRole : nil)
        let spans = line.spans.map { StyledText.Span(scalars: $0.range, style: Self.style(of: $0, on: style)) }
        text = StyledText(line.text, style: style, spans: spans + Self.matches(find, in: line.text, style: style))
        let room = max(1, columns - depth * 2)
        switch line.kind {
        case .preformatted, .edge: rows = Self.single(text.text)
        case .flowed, .heading:
            let width = min(room, Self.widestParagraph)
            rows = Array(LineWrap(text.text, columns: width, hangingIndent: line.hangingIndent))
        case .fixed, .signature:
            rows = Array(LineWrap(text.text, columns: room, hangingIndent: line.hangingIndent))
        }
    }

    private static func matches(_ find: TextFind?, in text: String, style: Style) -> [StyledText.Span] {
        guard let find, find.isIn(text) else { return [] }
        return find.ranges(in: text).map { StyledText.Span(scalars: $0, style: style.on(.match)) }
    }

    private static func style(of line: ReadableLine, quoteRole: Role?) -> Style {
        if let quoteRole { return Style(quoteRole) }
        switch line.kind {
        case .flowed, .fixed, .edge: return .plain
        case .signature: return Style(.muted)
        case .heading: return Style(.heading)
        case .preformatted: return patchStyle(of: line.text)
        }
    }

    /// A patch's lines by what they begin with; anything else stays plain.
    private static func patchStyle(of text: String) -> Style {
        if text.hasPrefix("+") { return Style(.added) }
        if text.hasPrefix("-"), text != "-- " { return Style(.removed) }
        if text.hasPrefix("@@") { return Style(.accent) }
        return text.hasPrefix("diff ") ? Style(.heading) : .plain
    }

    private static func style(of span: ReadableLine.Span, on base: Style) -> Style {
        var style = base
        switch span.style {
        case .strong: style.isBold = true
        case .emphasis: style.isUnderlined = true
        case .link: style.role = .link
        }
        return style
    }
}

extension Seal.Tone {
    var role: Role {
        switch self {
        case .good: .ok
        case .neutral: .accent
        case .warning: .warning
        case .bad: .error
        }
    }
}
