/// The messages of one thread in their order: each below the one that it answers, those who answer the same by date.
///
/// What answers no message that is there stands below the first one.
struct ThreadTree {
    struct Member {
        var messageID: String
        /// What it answers, the nearest last.
        var references: [String]
    }

    /// A message, by its index among the members, and for each message above it whether another reply follows.
    struct Place {
        var member: Int
        var branches: [Bool]
    }

    /// Lines are drawn for so many messages above one another.
    static let depth = 12

    let places: [Place]

    /// `members`: By date.
    init(_ members: [Member]) {
        let above = Self.answered(members)
        var replies = [[Int]](repeating: [], count: members.count)
        for (index, above) in above.enumerated() { if let above { replies[above].append(index) } }
        guard let first = above.firstIndex(of: nil) else {
            places = []
            return
        }
        replies[first] += above.indices.filter { $0 != first && above[$0] == nil }
        replies[first].sort()
        var places: [Place] = []
        var waiting = [Place(member: first, branches: [])]
        while let place = waiting.popLast() {
            places.append(place)
            let below = replies[place.member]
            let outer = place.branches.prefix(Self.depth - 1)
            waiting += below.enumerated().reversed().map { index, reply in
                Place(member: reply, branches: outer + [index < below.count - 1])
            }
        }
        self.places = places
    }

    /// The index of what each one answers, if that is there.
    private static func answered(_ members: [Member]) -> [Int?] {
        let known = Dictionary(
            members.enumerated().lazy.filter { !$1.messageID.isEmpty }.map { ($1.messageID, $0) },
            uniquingKeysWith: { first, _ in first })
        var above = [Int?](repeating: nil, count: members.count)
        for (index, member) in members.enumerated() {
            above[index] = member.references.reversed().lazy.compactMap { known[$0] }.first { candidate in
                // A reply that its own answers name as one.
                var next: Int? = candidate
                while let place = next, place != index { next = above[place] }
                return next == nil
            }
        }
        return above
    }
}
