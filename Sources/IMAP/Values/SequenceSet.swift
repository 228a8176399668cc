/// A set of sequence numbers or of UIDs (RFC 9051 §9: `sequence-set`, `uid-set`).
///
/// Kept as sorted ranges that neither touch nor overlap, however large: `1:4294967295`
/// is one range. Ranges are never expanded.
package struct SequenceSet: Hashable, Sendable {
    /// Ascending, with gaps between them.
    package private(set) var ranges: [ClosedRange<UInt32>] = []
    /// What of the set hangs on `*`, the largest number in use.
    package private(set) var star: Star?

    package enum Star: Hashable, Sendable {
        /// `*`: the largest number alone.
        case largest
        /// `n:*`: all between n and the largest, whichever of the two is larger.
        case through(UInt32)
    }

    package init() {}

    package init(_ range: ClosedRange<UInt32>) { ranges = [range] }

    package init(_ number: UInt32) { ranges = [number...number] }

    /// `n:*`.
    package init(from number: UInt32) { star = .through(number) }

    /// `*`.
    package static let largest: SequenceSet = {
        var set = SequenceSet()
        set.star = .largest
        return set
    }()

    /// Numbers in any order; sorted ones cost no sorting.
    package init(_ numbers: some Sequence<UInt32>) {
        for number in numbers { insert(number...number) }
    }

    /// Ranges in any order, as they come from the wire.
    package init(unsorted ranges: [ClosedRange<UInt32>], star: Star? = nil) {
        self.ranges = ranges
        self.star = star
        normalize()
    }

    package var isEmpty: Bool { ranges.isEmpty && star == nil }

    /// How many numbers the ranges hold, `*` not counted.
    package var count: Int { ranges.reduce(0) { $0 + $1.count } }

    /// The numbers of the ranges one by one, ascending, `*` left out.
    package var numbers: some Sequence<UInt32> & Sendable { ranges.lazy.joined() }

    /// Whether `number` is in the set, where `*` stands for `largest`.
    ///
    /// Without `largest`, `*` is nothing and `n:*` all from n on.
    package func contains(_ number: UInt32, largest: UInt32? = nil) -> Bool {
        switch star {
        case .largest: if number == largest { return true }
        case .through(let first):
            let last = largest ?? .max
            if (min(first, last)...max(first, last)).contains(number) { return true }
        case nil: break
        }
        return indexOfRange(notBefore: number).map { ranges[$0].contains(number) } ?? false
    }

    package mutating func insert(_ number: UInt32) { insert(number...number) }

    /// Adds a range; at the end of the set, as sorted input gives them, at no cost.
    package mutating func insert(_ range: ClosedRange<UInt32>) {
        guard let last = ranges.last, range.lowerBound <= last.upperBound else {
            return appendBehindAll(range)
        }
        let touches = { (known: ClosedRange<UInt32>) in
            Int64(known.upperBound) + 1 >= Int64(range.lowerBound)
                && Int64(known.lowerBound) - 1 <= Int64(range.upperBound)
        }
        var first = indexOfRange(notBefore: range.lowerBound) ?? ranges.count
        if first > 0, touches(ranges[first - 1]) { first -= 1 }
        var end = first
        var joined = range
        while end < ranges.count, touches(ranges[end]) {
            joined = min(joined.lowerBound, ranges[end].lowerBound)...max(joined.upperBound, ranges[end].upperBound)
            end += 1
        }
        ranges.replaceSubrange(first..<end, with: CollectionOfOne(joined))
    }

    package mutating func formUnion(_ other: SequenceSet) {
        ranges += other.ranges
        switch (star, other.star) {
        case (.through(let mine), .through(let theirs)): star = .through(min(mine, theirs))
        case (_, .through), (nil, _): star = other.star
        case (_, .largest), (_, nil): break
        }
        normalize()
    }

    package func union(_ other: SequenceSet) -> SequenceSet {
        var result = self
        result.formUnion(other)
        return result
    }

    /// The numbers that are in `limits`, too; `*` is left out.
    package func clamped(to limits: ClosedRange<UInt32>) -> SequenceSet {
        SequenceSet(unsorted: ranges.filter { $0.overlaps(limits) }.map { $0.clamped(to: limits) })
    }

    /// The set in pieces of at most `limit` numbers each, ascending; `*` is left out.
    package func pieces(of limit: Int) -> [SequenceSet] {
        var result: [SequenceSet] = []
        var piece = SequenceSet()
        var room = max(limit, 1)
        for range in ranges {
            var lower = range.lowerBound
            while true {
                let taken = min(Int(range.upperBound - lower) + 1, room)
                piece.insert(lower...(lower + UInt32(taken - 1)))
                room -= taken
                if room == 0 {
                    result.append(piece)
                    piece = SequenceSet()
                    room = max(limit, 1)
                }
                guard lower + UInt32(taken - 1) < range.upperBound else { break }
                lower += UInt32(taken)
            }
        }
        if !piece.isEmpty { result.append(piece) }
        return result
    }

    private mutating func appendBehindAll(_ range: ClosedRange<UInt32>) {
        if let last = ranges.last, last.upperBound + 1 == range.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound...range.upperBound
        } else {
            ranges.append(range)
        }
    }

    /// The first range that ends at `number` or later.
    private func indexOfRange(notBefore number: UInt32) -> Int? {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < number { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count ? low : nil
    }

    private mutating func normalize() {
        let isSorted = zip(ranges, ranges.dropFirst()).allSatisfy { Int64($0.upperBound) + 1 < Int64($1.lowerBound) }
        guard !isSorted else { return }
        let unsorted = ranges.sorted { $0.lowerBound < $1.lowerBound }
        ranges = []
        for range in unsorted { insert(range) }
    }
}

extension SequenceSet: CustomStringConvertible {
    /// As on the wire; empty for the empty set, which no command can carry.
    package var description: String {
        var items = ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound):\($0.upperBound)" }
        switch star {
        case .largest: items.append("*")
        case .through(let first): items.append("\(first):*")
        case nil: break
        }
        return items.joined(separator: ",")
    }

    /// Reads a set as a command or an answer has it, or nothing where it is none.
    package init?(_ text: String) {
        var parser = ResponseParser(Array(text.utf8))
        guard let set = try? parser.parseSequenceSet(), parser.isAtEnd else { return nil }
        self = set
    }
}
