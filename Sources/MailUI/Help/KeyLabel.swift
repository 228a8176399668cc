/// How help and hint line name the keys of a command.
extension CommandEntry {
    /// The keys that work in the same places, and those places.
    struct KeyGroup: Hashable, Sendable {
        var label: String
        /// Empty where they work everywhere.
        var contexts: String
    }

    var keyGroups: [KeyGroup] {
        var order: [Set<CommandContext>] = []
        var keys: [Set<CommandContext>: [String]] = [:]
        for binding in bindings {
            if keys[binding.contexts] == nil { order.append(binding.contexts) }
            keys[binding.contexts, default: []] += binding.keys
        }
        return order.map { KeyGroup(label: Self.label(of: keys[$0] ?? []), contexts: Self.label(of: $0)) }
    }

    /// Keys side by side; a row of digits as a range: `1-9`.
    private static func label(of keys: [String]) -> String {
        var parts: [String] = []
        for prefix in ["", "Alt-"] {
            let digits = keys.filter { $0.count == prefix.count + 1 && $0.hasPrefix(prefix) && isDigit($0.last) }
            if digits.count > 2, let first = digits.first?.last, let last = digits.last?.last {
                parts.append("\(prefix)\(first)-\(last)")
            } else {
                parts += digits
            }
        }
        return (parts + keys.filter { !isDigit($0.last) || $0.hasPrefix("F") }).joined(separator: " ")
    }

    private static func isDigit(_ character: Character?) -> Bool { character.map { ("0"..."9").contains($0) } ?? false }

    private static func label(of contexts: Set<CommandContext>) -> String {
        contexts.count == CommandContext.allCases.count
            ? "" : CommandContext.allCases.filter(contexts.contains).map { "\($0)" }.joined(separator: ", ")
    }
}
