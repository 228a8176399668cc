/// The rows of a window onto several stores' lists, and how far each of these has to be read for them.
struct WindowReach {
    let rows: Range<Int>
    /// They are found sooner from the lists' ends.
    let isNearEnd: Bool
    /// Rows from that end to the window's far side.
    let depth: Int

    init(offset: Int, count: Int, total: Int) {
        let start = max(0, min(offset, total))
        rows = start..<max(start, min(total, start + max(0, count)))
        isNearEnd = start > total / 2
        depth = isNearEnd ? total - start : rows.upperBound
    }
}

extension ListKey {
    /// What another store's rows are compared with: of the same second, an earlier store's stand above, a later one's
    /// below.
    ///
    /// - Parameters:
    ///   - home: Index of the store that the key is of.
    ///   - store: Index of the other, or the same.
    /// - Returns: The key as that store has to take it.
    func limit(of home: Int, in store: Int) -> ListKey {
        store == home ? self : ListKey(date: date, row: store < home ? .min : .max)
    }
}
