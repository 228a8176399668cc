import TerminalUI

/// The help screen: the command table, searchable.
struct HelpState: Sendable {
    enum Line: Hashable, Sendable {
        case topic(String)
        case command(keys: String, contexts: String, help: String, name: String)
        case blank
    }

    private(set) var lines: [Line]
    private(set) var query = LineEditor()
    private(set) var isSearching = false
    private(set) var top = 0
    private var height = 1

    init() { lines = Self.lines(fitting: "") }

    /// Takes a key.
    ///
    /// - Returns: False where help is to be closed.
    mutating func press(_ key: KeyEvent) -> Bool {
        if isSearching { return edit(key) }
        switch (key.key, key.modifiers) {
        case (.escape, _), (.character("q"), []), (.character("?"), []), (.left, []):
            guard !query.isEmpty, key.key == .escape else { return false }
            narrow(LineEditor())
        case (.character("/"), []): isSearching = true
        case (.character("j"), []), (.down, []): scroll(by: 1)
        case (.character("k"), []), (.up, []): scroll(by: -1)
        case (.space, []), (.pageDown, []): scroll(by: height)
        case (.character("b"), []), (.pageUp, []): scroll(by: -height)
        case (.character("d"), .control): scroll(by: height / 2)
        case (.character("u"), .control): scroll(by: -height / 2)
        case (.home, []), (.character("g"), []): scroll(by: -lines.count)
        case (.end, []), (.character("G"), []): scroll(by: lines.count)
        default: break
        }
        return true
    }

    mutating func paste(_ text: String) {
        guard isSearching else { return }
        var line = query
        line.paste(text)
        narrow(line)
    }

    mutating func scroll(by rows: Int) { top = max(0, min(top + rows, lines.count - height)) }

    mutating func settle(height: Int) {
        self.height = max(1, height)
        scroll(by: 0)
    }

    private mutating func edit(_ key: KeyEvent) -> Bool {
        switch key.key {
        case .enter: isSearching = false
        case .escape:
            isSearching = false
            narrow(LineEditor())
        case .down: scroll(by: 1)
        case .up: scroll(by: -1)
        default:
            var line = query
            if line.press(key) { narrow(line) }
        }
        return true
    }

    private mutating func narrow(_ line: LineEditor) {
        query = line
        lines = Self.lines(fitting: line.text)
        top = 0
    }

    /// The table by topic: one line for each set of contexts that a command has keys in.
    private static func lines(fitting query: String) -> [Line] {
        var lines: [Line] = []
        for topic in CommandEntry.Topic.allCases {
            let commands = CommandTable.all.filter { $0.topic == topic }.flatMap(commandLines).filter {
                fits($0, query)
            }
            guard !commands.isEmpty else { continue }
            if !lines.isEmpty { lines.append(.blank) }
            lines += [.topic(topic.rawValue)] + commands
        }
        return lines
    }

    private static func commandLines(of entry: CommandEntry) -> [Line] {
        let groups = entry.keyGroups
        guard !groups.isEmpty else {
            return [.command(keys: ":\(entry.name)", contexts: "", help: entry.help, name: entry.name)]
        }
        return groups.map {
            .command(keys: $0.label, contexts: $0.contexts, help: entry.help, name: entry.name)
        }
    }

    private static func fits(_ line: Line, _ query: String) -> Bool {
        guard case .command(let keys, let contexts, let help, let name) = line else { return false }
        let words = query.lowercased().split(separator: " ")
        let text = "\(keys) \(contexts) \(help) \(name)".lowercased()
        return words.allSatisfy { text.contains($0) }
    }
}
