/// The ">" marks that quoted lines begin with.
struct Quotation {
    let depth: Int
    /// Where the quoted text begins.
    let start: Int

    /// More marks than these are text.
    static let maximumDepth = 50

    /// Counts the marks of a line: `> > text`, `>>text`; one space after the last one belongs to it.
    init(of line: ArraySlice<UInt8>) {
        var (depth, position) = (0, line.startIndex)
        while depth < Self.maximumDepth, position < line.endIndex {
            var mark = position
            if depth > 0, line[mark] == ASCII.space { mark += 1 }
            guard mark < line.endIndex, line[mark] == ASCII.greater else { break }
            depth += 1
            position = mark + 1
        }
        if depth > 0, position < line.endIndex, line[position] == ASCII.space { position += 1 }
        self.depth = depth
        start = position
    }
}
