import MailModel

/// Moving about in a text whose length in rows nobody has counted.
extension PagerState {
    /// The last row is on the screen.
    var isAtEnd: Bool {
        guard let document, document.count > 0, let last = visibleRows.last else { return true }
        return last.place.line == document.count - 1 && last.place.row >= last.layout.rows.count - 1
    }

    /// Scrolls by rows, as far as the text goes.
    ///
    /// - Returns: False where it could not move at all.
    @discardableResult
    mutating func scroll(by rows: Int) -> Bool {
        let before = place
        place = rows > 0 ? min(advanced(place, by: rows), lastPlace) : retreated(place, by: -rows)
        return place != before
    }

    mutating func scrollToStart() { place = Place() }

    mutating func scrollToEnd() { place = lastPlace }

    /// The place at the top when the last row is at the bottom.
    var lastPlace: Place {
        guard let document, document.count > 0 else { return Place() }
        let last = document.count - 1
        return document.wrapped.lastPlace(for: size) {
            retreated(Place(line: last, row: rowCount(of: last) - 1), by: max(1, size.rows) - 1)
        }
    }

    /// How much of the text has been shown, 0 to 100.
    var percentage: Int {
        guard let document, document.count > 0 else { return 100 }
        let last = visibleRows.last?.place.line ?? 0
        return isAtEnd ? 100 : min(99, (last + 1) * 100 / document.count)
    }

    /// The rows on the screen, from the top.
    var visibleRows: [VisibleRow] { document?.rows(from: place, in: size, find: find) ?? [] }

    func layout(of line: Int) -> PagerRows {
        document?.layout(of: line, in: WrappedLines.Manner(columns: size.columns, find: find)) ?? PagerRows.empty
    }

    private func rowCount(of line: Int) -> Int { max(1, layout(of: line).rows.count) }

    private func advanced(_ from: Place, by rows: Int) -> Place {
        guard let document, document.count > 0 else { return Place() }
        var place = from
        var left = rows
        while left > 0 {
            let below = rowCount(of: place.line) - 1 - place.row
            if left <= below { return Place(line: place.line, row: place.row + left) }
            guard place.line + 1 < document.count else { break }
            left -= max(0, below) + 1
            place = Place(line: place.line + 1, row: 0)
        }
        return place
    }

    private func retreated(_ from: Place, by rows: Int) -> Place {
        var place = from
        var left = rows
        while left > place.row {
            guard place.line > 0 else { return Place() }
            left -= place.row + 1
            place = Place(line: place.line - 1, row: rowCount(of: place.line - 1) - 1)
        }
        return Place(line: place.line, row: place.row - left)
    }
}

// MARK: - Finding

extension PagerState {
    /// Scrolls to the next line that has what is looked for, around the end.
    ///
    /// - Parameters:
    ///   - forward: Down, or else up.
    ///   - stays: The line at the top counts too.
    /// - Returns: False where there is none.
    mutating func findNext(forward: Bool, stays: Bool = false) -> Bool {
        guard let find, let document, document.count > 0 else { return false }
        let count = document.count
        let first = stays ? 0 : 1
        for distance in first..<first + count {
            let line = (place.line + (forward ? distance : count - distance % count)) % count
            guard find.isIn(document.text(of: line)) else { continue }
            place = min(Place(line: line, row: 0), lastPlace)
            return true
        }
        return false
    }
}

extension PagerDocument {
    /// A line's rows.
    func layout(of index: Int, in manner: WrappedLines.Manner) -> PagerRows {
        wrapped.rows(of: index, in: manner) {
            PagerRows(line(at: index), in: self, columns: manner.columns, find: manner.find)
        }
    }

    /// As many rows as there is room for, from a place on.
    func rows(from place: PagerState.Place, in size: PagerSize, find: TextFind?) -> [VisibleRow] {
        let manner = WrappedLines.Manner(columns: size.columns, find: find)
        return wrapped.page(WrappedLines.PageKey(place: place, rows: size.rows, manner: manner)) {
            var visible: [VisibleRow] = []
            visible.reserveCapacity(size.rows)
            var line = place.line
            while line < count, visible.count < size.rows {
                let layout = layout(of: line, in: manner)
                let count = max(1, layout.rows.count)
                let first = line == place.line ? min(place.row, count - 1) : 0
                for row in first..<min(count, first + size.rows - visible.count) {
                    visible.append(VisibleRow(place: PagerState.Place(line: line, row: row), layout: layout))
                }
                line += 1
            }
            return visible
        }
    }

    /// What can be found in a line.
    func text(of index: Int) -> String {
        switch line(at: index) {
        case .text(let line): lines[line].text
        case .header(let name, let value, _): "\(name): \(value)"
        case .attachment(_, let part), .part(let part): part.fileName
        case .notice(let text), .link(_, let text): text
        case .seal(let seal): seal.sentence
        case .blank, .fold: ""
        }
    }
}
