/// Finds what someone probably meant.
package enum NearestWord {
    /// `did you mean "x"?`, or nothing where no word is near.
    static func advice(for word: String, among words: [String]) -> String? {
        nearest(to: word, among: words).map { "did you mean \"\($0)\"?" }
    }

    /// The word that differs in the fewest letters, if those are few.
    package static func nearest(to word: String, among words: [String]) -> String? {
        // Nothing is near a word this long, and comparing it would take time.
        guard word.utf8.count <= 64 else { return nil }
        let limit = max(1, word.utf8.count / 3)
        let near = words.map { ($0, distance(Array(word.lowercased().utf8), Array($0.utf8))) }.filter { $0.1 <= limit }
        return near.min { $0.1 < $1.1 }?.0
    }

    /// Letters to put in, leave out, replace or swap with their neighbour to make one word of the other.
    static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for (row, letter) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[second.count]
    }
}
