/// How well some letters fit a name: `swo` finds `Lists/swift-forums`.
enum FuzzyMatch {
    /// Scores a name; nothing where it does not have the query's letters in their order.
    ///
    /// Beginnings of words and letters side by side count most, then shortness.
    static func score(_ query: String, in name: String) -> Int? {
        let wanted = Array(query.lowercased().filter { !$0.isWhitespace })
        guard !wanted.isEmpty else { return 0 }
        let letters = Array(name.lowercased().prefix(512))
        var score = -letters.count
        var next = 0
        var previous = -2
        for (index, letter) in letters.enumerated() where next < wanted.count && letter == wanted[next] {
            if index == previous + 1 { score += 20 }
            if index == 0 || !(letters[index - 1].isLetter || letters[index - 1].isNumber) { score += 30 }
            previous = index
            next += 1
        }
        guard next == wanted.count else { return nil }
        let isContained = String(letters).contains(String(wanted))
        return score + (isContained ? 50 : 0)
    }

    /// The names that fit, best first; equal ones in their order.
    static func best<Item>(_ query: String, of items: [Item], name: (Item) -> String) -> [Item] {
        items.enumerated()
            .compactMap { index, item in score(query, in: name(item)).map { (item: item, score: $0, index: index) } }
            .sorted { $0.score == $1.score ? $0.index < $1.index : $0.score > $1.score }
            .map(\.item)
    }
}
