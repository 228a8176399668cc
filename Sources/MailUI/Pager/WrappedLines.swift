import Synchronization

/// A row of the screen with the line that it is a part of.
struct VisibleRow: Sendable {
    var place: PagerState.Place
    var layout: PagerRows
}

/// Lines of a document as they were wrapped last: each picture of the screen asks for them several times.
final class WrappedLines: Sendable {
    /// How lines are wrapped.
    struct Manner: Hashable, Sendable {
        var columns: Int
        var find: TextFind?
    }

    private struct Kept {
        var manner: Manner?
        var rows: [Int: PagerRows] = [:]
        var end: (size: PagerSize, place: PagerState.Place)?
        var page: (key: PageKey, rows: [VisibleRow])?
    }

    /// What is on the screen from a place on.
    struct PageKey: Hashable, Sendable {
        var place: PagerState.Place
        var rows: Int
        var manner: Manner
    }

    /// More than some screens are not kept.
    private static let mostLines = 500

    private let kept = Mutex(Kept())

    /// A line's rows, made where they are not here.
    func rows(of line: Int, in manner: Manner, make: () -> PagerRows) -> PagerRows {
        if let rows = kept.withLock({ $0.manner == manner ? $0.rows[line] : nil }) { return rows }
        let rows = make()
        kept.withLock { kept in
            if kept.manner != manner || kept.rows.count >= Self.mostLines { kept.rows = [:] }
            kept.manner = manner
            kept.rows[line] = rows
        }
        return rows
    }

    /// What is on the screen: asked for by the text, and by the status line.
    func page(_ key: PageKey, make: () -> [VisibleRow]) -> [VisibleRow] {
        if let page = kept.withLock({ $0.page }), page.key == key { return page.rows }
        let rows = make()
        kept.withLock { $0.page = (key, rows) }
        return rows
    }

    /// The place at the top when the last row is at the bottom.
    func lastPlace(for size: PagerSize, find: () -> PagerState.Place) -> PagerState.Place {
        if let end = kept.withLock({ $0.end }), end.size == size { return end.place }
        let place = find()
        kept.withLock { $0.end = (size, place) }
        return place
    }
}
