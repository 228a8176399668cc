/// The part of the screen that has the keys.
package enum CommandContext: Hashable, Sendable, CaseIterable {
    case folders, list, message
}

/// A row of the command table: what help, key map, `:`, the hint line and the man page know of a command.
package struct CommandEntry: Sendable {
    /// Keys that mean the command in some contexts, in the notation of ``KeySequence``.
    package struct Binding: Sendable {
        package let contexts: Set<CommandContext>
        package let keys: [String]
    }

    /// What follows the name after `:`.
    package enum Argument: Hashable, Sendable {
        case none, account, folder, name, theme, query, path
        /// A line for the shell.
        case shell
        /// A folder of any account.
        case destination
    }

    /// Where help lists it.
    package enum Topic: String, Hashable, Sendable, CaseIterable {
        case moving = "Moving"
        case folders = "Accounts and folders"
        case messages = "Messages"
        case selecting = "Selecting"
        case reading = "Searching and reading"
        case program = "Postern"
    }

    package let command: Command
    package let topic: Topic
    /// One line for help, without a full stop.
    package let help: String
    package let bindings: [Binding]
    package let argument: Argument
    /// One word for the hint line; empty where it is never shown there.
    package let hint: String

    init(
        _ command: Command, _ topic: Topic, _ help: String, _ bindings: [Binding], argument: Argument = .none,
        hint: String = ""
    ) {
        self.command = command
        self.topic = topic
        self.help = help
        self.bindings = bindings
        self.argument = argument
        self.hint = hint
    }

    package var name: String { command.rawValue }

    /// Where its keys work; everywhere for a command that only `:` knows.
    package var contexts: Set<CommandContext> {
        let bound = bindings.reduce(into: Set<CommandContext>()) { $0.formUnion($1.contexts) }
        return bound.isEmpty ? Set(CommandContext.allCases) : bound
    }

    /// Its keys, each once, in the table's order.
    package var keys: [String] {
        var seen: Set<String> = []
        return bindings.flatMap(\.keys).filter { seen.insert($0).inserted }
    }
}

extension CommandEntry.Binding {
    static func everywhere(_ keys: String...) -> Self { Self(contexts: Set(CommandContext.allCases), keys: keys) }
    static func folders(_ keys: String...) -> Self { Self(contexts: [.folders], keys: keys) }
    static func list(_ keys: String...) -> Self { Self(contexts: [.list], keys: keys) }
    static func message(_ keys: String...) -> Self { Self(contexts: [.message], keys: keys) }
    static func messages(_ keys: String...) -> Self { Self(contexts: [.list, .message], keys: keys) }
}
