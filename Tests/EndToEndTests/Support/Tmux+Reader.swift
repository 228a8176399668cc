import TestKit

extension Tmux {
    /// Presses keys one after another, and waits until the screen has a text.
    @discardableResult
    func press(_ keys: String..., until text: String, within limit: Duration = .seconds(30)) throws -> [String] {
        for key in keys { try send(key) }
        return try waitUntil(contains: text, within: limit)
    }

    /// Waits until a text is gone.
    @discardableResult
    func waitUntil(lacks text: String, within limit: Duration = .seconds(30)) throws -> [String] {
        try waitUntil("the end of “\(text)”", within: limit) { screen in !screen.contains { $0.contains(text) } }
    }

    /// Waits until one row has all these texts.
    @discardableResult
    func waitUntil(rowWith texts: String..., within limit: Duration = .seconds(30)) throws -> [String] {
        try waitUntil("a row with \(texts)", within: limit) { screen in
            screen.contains { row in texts.allSatisfy { row.contains($0) } }
        }
    }

    /// Answers a question that came up by itself, as soon as it takes an answer, and waits until it is gone.
    func answer(_ key: String) throws {
        // Its keys are as pale as their words until then.
        try waitUntil("a question that can be answered") { _ in
            let hints = styledScreen().last { !$0.isEmpty } ?? ""
            return hints.contains("yes") && !hints.contains("y yes")
        }
        try send(key)
        try waitUntil(lacks: "y yes   n no")
    }

    /// Quits the reader by its keys; returns the program's status.
    @discardableResult
    func quit() throws -> Int {
        try press("q", until: "Quit Postern?")
        try send("y")
        return try waitForExit()
    }
}
