package import TerminalUI

/// Which keys mean which command where; made from the command table.
package struct KeyMap: Sendable {
    package enum Match: Hashable, Sendable {
        case command(Command)
        /// The beginning of a longer sequence.
        case prefix
        case none
    }

    private var commands: [CommandContext: [KeySequence: Command]] = [:]
    private var prefixes: [CommandContext: Set<KeySequence>] = [:]

    package static let standard = KeyMap(CommandTable.all)

    package init(_ table: [CommandEntry]) {
        for entry in table {
            for binding in entry.bindings {
                for context in binding.contexts { bind(binding.keys, to: entry.command, in: context) }
            }
        }
    }

    private mutating func bind(_ notations: [String], to command: Command, in context: CommandContext) {
        for sequence in notations.compactMap(KeySequence.init) {
            commands[context, default: [:]][sequence] = command
            for length in 1..<max(1, sequence.keys.count) {
                prefixes[context, default: []].insert(KeySequence(Array(sequence.keys.prefix(length))))
            }
        }
    }

    package func match(_ keys: [KeyEvent], in context: CommandContext) -> Match {
        let sequence = KeySequence(keys)
        if let command = commands[context]?[sequence] { return .command(command) }
        return prefixes[context]?.contains(sequence) == true ? .prefix : .none
    }

    /// What can follow a prefix: the next key of each sequence, with its command, in the table's order.
    package func continuations(of prefix: [KeyEvent], in context: CommandContext) -> [(key: String, command: Command)] {
        CommandTable.all.flatMap { entry in
            entry.bindings.filter { $0.contexts.contains(context) }.flatMap(\.keys)
                .compactMap(KeySequence.init)
                .filter { $0.keys.count > prefix.count && Array($0.keys.prefix(prefix.count)) == prefix }
                .map { (KeySequence(Array($0.keys.dropFirst(prefix.count))).description, entry.command) }
        }
    }

    /// The first key of a command in a context, for the hint line.
    package func key(of command: Command, in context: CommandContext) -> String? {
        CommandTable.entry(of: command)?.bindings.first { $0.contexts.contains(context) }?.keys.first
    }
}
