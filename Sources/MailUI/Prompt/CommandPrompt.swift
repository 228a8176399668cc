import TerminalUI

/// What can stand in a command's place or behind it.
struct Completion: Hashable, Sendable {
    var text: String
    /// What it means, dim behind it.
    var help: String
}

/// The `:` line: text, what completes it, and the lines entered before.
struct CommandPrompt: Hashable, Sendable {
    /// What arguments can be, by kind.
    struct Arguments: Hashable, Sendable {
        var accounts: [String] = []
        var folders: [String] = []
        /// Where the messages at hand can go to.
        var destinations: [String] = []
        var themes: [String] = []
    }

    private(set) var line = LineEditor()
    /// What fits what was typed.
    private(set) var choices = Choices<Completion>()
    /// A completion has taken the place of what was typed.
    private(set) var isCompleting = false
    private let arguments: Arguments
    private let history: [String]
    /// Counted from the latest line; nothing while a new one is typed.
    private var historyIndex: Int?

    init(arguments: Arguments, history: [String]) {
        self.arguments = arguments
        self.history = history
        complete()
    }

    /// Takes a key that is neither Enter nor Esc.
    mutating func press(_ key: KeyEvent) {
        switch (key.key, key.modifiers) {
        case (.tab, []): cycle(by: 1)
        case (.tab, .shift): cycle(by: -1)
        case (.up, []): recall(by: 1)
        case (.down, []): recall(by: -1)
        default:
            guard line.press(key) else { return }
            startOver()
        }
    }

    mutating func paste(_ text: String) {
        line.paste(text)
        startOver()
    }

    private mutating func startOver() {
        historyIndex = nil
        isCompleting = false
        complete()
    }

    /// The first Tab takes the first completion, the next ones go through the others.
    private mutating func cycle(by distance: Int) {
        if isCompleting { choices.move(by: distance) }
        guard let selected = choices.selected else { return }
        isCompleting = true
        line = LineEditor(selected.text)
    }

    private mutating func recall(by distance: Int) {
        let next = (historyIndex ?? -1) + distance
        guard next >= -1, next < history.count else { return }
        historyIndex = next < 0 ? nil : next
        line = LineEditor(historyIndex.map { history[history.count - 1 - $0] } ?? "")
        isCompleting = false
        complete()
    }

    private mutating func complete() {
        let text = line.text
        guard let space = text.firstIndex(of: " ") else {
            choices.replace(Self.commands(fitting: text))
            return
        }
        let name = String(text[..<space])
        let argument = String(text[text.index(after: space)...])
        choices.replace(arguments(of: name, fitting: argument))
    }

    private static func commands(fitting text: String) -> [Completion] {
        // A name's beginning is what is meant most often; the table's order is easier to read than a score's.
        let beginning = CommandTable.all.filter { $0.name.hasPrefix(text) }
        let others = FuzzyMatch.best(text, of: CommandTable.all.filter { !$0.name.hasPrefix(text) }, name: \.name)
        return (beginning + others).map { Completion(text: $0.name, help: $0.help) }
    }

    private func arguments(of name: String, fitting text: String) -> [Completion] {
        guard let command = CommandTable.command(meant: name), let entry = CommandTable.entry(of: command) else {
            return []
        }
        let values: [String] =
            switch entry.argument {
            case .account: arguments.accounts
            case .folder: arguments.folders
            case .destination: arguments.destinations
            case .theme: arguments.themes
            case .none, .name, .query, .path, .shell: []
            }
        return FuzzyMatch.best(text, of: values, name: \.self).map { Completion(text: "\(name) \($0)", help: "") }
    }
}
