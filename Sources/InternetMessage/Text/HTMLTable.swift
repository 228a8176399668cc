import CLibXML2
import MailModel

/// A table of data, gathered cell by cell and drawn with straight columns.
struct HTMLTable {
    private(set) var rows: [[StyledText]] = []
    /// What stands above it.
    var caption = StyledText()
    /// Cells of the first row that are headers.
    private var headers = 0

    private static let maximumColumns = 20
    /// A wider table is shown cell by cell instead: a terminal of the usual width would cut it.
    private static let maximumWidth = 80

    mutating func beginRow() { rows.append([]) }

    mutating func add(_ cell: StyledText, isHeader: Bool) {
        if rows.isEmpty { beginRow() }
        guard rows[rows.count - 1].count < Self.maximumColumns else { return }
        rows[rows.count - 1].append(cell)
        if isHeader, rows.count == 1 { headers += 1 }
    }

    /// One line a row; of a wide table with headers, one a cell.
    func lines(quoteDepth: Int) -> [ReadableLine] {
        let filled = rows.filter { row in row.contains { !$0.isEmpty } }
        let columns = filled.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            filled.map { column < $0.count ? $0[column].columns : 0 }.max() ?? 0
        }
        let title = caption.isEmpty ? [] : [caption.line(.flowed, quoteDepth: quoteDepth)]
        // An empty column is there for looks.
        let shown = (0..<columns).filter { widths[$0] > 0 }
        let isWide = shown.map { widths[$0] + 2 }.reduce(-2, +) > Self.maximumWidth
        if isWide, headers > 1, headers == rows.first?.count {
            return title + cells(of: filled, quoteDepth: quoteDepth)
        }
        let isRight = (0..<columns).map { Self.isNumeric(column: $0, of: filled) }
        return title
            + filled.map { row in
                var line = StyledText()
                for column in shown {
                    let cell = column < row.count ? row[column] : StyledText()
                    let room = isWide ? 0 : widths[column] - cell.columns
                    if !line.isEmpty { line.append(repeatElement(ASCII.space, count: 2)) }
                    if isRight[column] { line.append(repeatElement(ASCII.space, count: room)) }
                    line.append(cell)
                    if !isRight[column] { line.append(repeatElement(ASCII.space, count: room)) }
                }
                line.trimEnd()
                return line.line(
                    isWide ? .flowed : .preformatted, quoteDepth: quoteDepth, hangingIndent: isWide ? 2 : 0)
            }
    }

    /// `Telephone: +44 20 0000 0001`, with an empty line between two rows.
    private func cells(of rows: [[StyledText]], quoteDepth: Int) -> [ReadableLine] {
        var lines: [ReadableLine] = []
        for row in rows.dropFirst() {
            if !lines.isEmpty { lines.append(ReadableLine(text: "", kind: .flowed, quoteDepth: quoteDepth)) }
            for (column, cell) in row.enumerated() where !cell.isEmpty {
                var line = column < rows[0].count ? rows[0][column] : StyledText()
                if !line.isEmpty { line.append(line.octets.last == ASCII.colon ? " ".utf8 : ": ".utf8) }
                line.append(cell)
                lines.append(line.line(.flowed, quoteDepth: quoteDepth, hangingIndent: 2))
            }
        }
        return lines
    }

    /// Numbers and amounts of money stand to the right; the first row may be a heading.
    private static func isNumeric(column: Int, of rows: [[StyledText]]) -> Bool {
        let cells = rows.dropFirst().compactMap { column < $0.count && !$0[column].isEmpty ? $0[column] : nil }
        return !cells.isEmpty
            && cells.allSatisfy { isNumeric($0.octets) && $0.octets.count(where: \.isDigit) * 2 + 2 >= $0.scalars }
    }

    /// A number, with a currency or a unit at one end: `€ 4.90`, `12 kg`; no date and no telephone number.
    private static func isNumeric(_ text: [UInt8]) -> Bool {
        guard let first = text.firstIndex(where: \.isDigit), let last = text.lastIndex(where: \.isDigit) else {
            return false
        }
        return text[first...last].allSatisfy { !$0.isLetter } && !text[..<first].contains(ASCII.plus)
    }
}

/// Whether a table shows data or only arranges a page.
struct HTMLTableShape {
    private var rows = 0
    private var wideRows = 0
    private var cells = 0
    private var cellOctets = 0
    private var longestCell = 0
    private var hasHeader = false
    private var isLayout = false

    /// Looks at a table: data has rows of at least two short cells, and no table in it.
    static func isData(_ table: xmlNodePtr) -> Bool {
        var shape = HTMLTableShape()
        shape.isLayout = table.attribute("role") == "presentation"
        var node = table.pointee.children
        while let current = node {
            shape.look(at: current)
            // What is settled needs no further look; a page of nested tables would cost a walk each.
            if shape.isSettled { break }
            node = current.pointee.children ?? current.following(in: table) { _ in }
        }
        shape.endRow()
        return shape.isData
    }

    private var isSettled: Bool { (isLayout && !hasHeader && rows > 3) || longestCell > 60 || hasTable }
    private var hasTable = false

    private var isData: Bool {
        guard !hasTable, longestCell <= (hasHeader ? 60 : 40) else { return false }
        return hasHeader ? rows >= 2 && wideRows >= 1 : !isLayout && rows >= 2 && wideRows >= 2
    }

    private mutating func look(at node: xmlNodePtr) {
        if node.isText {
            cellOctets += node.text.count(where: { !$0.isFolding })
            longestCell = max(longestCell, cellOctets)
            return
        }
        guard node.isElement else { return }
        switch node.element {
        case .table: hasTable = true
        // Pictures and lists arrange a page.
        case .list, .blockquote, .preformatted: hasTable = true
        case .row: endRow()
        case .cell(let isHeader):
            hasHeader = hasHeader || isHeader
            endCell()
            cells += 1
        default: break
        }
    }

    private mutating func endCell() {
        cellOctets = 0
    }

    private mutating func endRow() {
        if cells > 0 { rows += 1 }
        if cells > 1 { wideRows += 1 }
        cells = 0
        endCell()
    }

    /// Whether a cell of a page's layout holds a few words only, so that it can share a line with its neighbours.
    static func isInline(_ cell: xmlNodePtr) -> Bool {
        var (nodes, octets) = (0, 0)
        var node = cell.pointee.children
        while let current = node {
            nodes += 1
            if current.isText {
                octets += current.text.count
            } else if current.isElement {
                switch current.element {
                case .inline, .link, .strong, .emphasis, .image, .quotation: break
                default: return false
                }
            }
            if nodes > 20 || octets > 80 { return false }
            node = current.pointee.children ?? current.following(in: cell) { _ in }
        }
        return true
    }
}
