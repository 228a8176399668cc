/// The targets of a text's numbered links, each once.
struct LinkList {
    private(set) var targets: [String] = []
    private var numbers: [String: Int] = [:]

    /// Index of a target; the same target keeps its number.
    mutating func index(of target: String) -> Int {
        if let known = numbers[target] { return known }
        targets.append(target)
        numbers[target] = targets.count - 1
        return targets.count - 1
    }
}
