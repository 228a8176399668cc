import Glibc

/// A real terminal for a test: a tmux server of its own with one window.
///
/// Nothing of the user's tmux is read or touched. The server ends with ``stop()``, or with the object.
package final class Tmux {
    /// What a test waited for in vain.
    package struct Missing: Error, CustomStringConvertible {
        package let wanted: String
        package let screen: [String]

        package var description: String {
            "waited for \(wanted), but the screen is\n" + screen.map { "│" + $0 }.joined(separator: "\n")
        }
    }

    private let socket: String
    private var isRunning = true

    /// Whether the machine has tmux at all.
    package static var isInstalled: Bool { ChildProcess.run(["tmux", "-V"]).status == 0 }

    /// Starts a command in a terminal.
    ///
    /// - Parameters:
    ///   - command: Program and arguments; no shell comes between.
    ///   - columns: Width.
    ///   - rows: Height.
    ///   - term: The terminal type that the command sees.
    ///   - environment: Variables beyond the test's own; an empty value removes one.
    /// - Throws: `Missing` where tmux refuses.
    package init(
        _ command: [String], columns: Int = 80, rows: Int = 24, term: String = "tmux-256color",
        environment: [String: String] = [:]
    ) throws {
        socket = "postern-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        var variables = ["LC_ALL": "C.UTF-8", "TERM": term, "TMUX": "", "TMUX_PANE": ""]
        variables.merge(environment) { _, new in new }
        let unset = variables.filter(\.value.isEmpty).keys.sorted().flatMap { ["-u", $0] }
        let set = variables.filter { !$0.value.isEmpty }.map { "\($0.key)=\($0.value)" }.sorted()
        // The pane stays when its command ends, so that the last screen can be read.
        let start = [
            "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "-s", "test",
            "exec cat >/dev/null",
        ]
        try require(start)
        try require(["set-option", "-g", "status", "off"])
        try require(["set-option", "-g", "remain-on-exit", "on"])
        try require(["set-option", "-s", "escape-time", "0"])
        try require(["set-option", "-s", "set-clipboard", "on"])
        // Without the status line the window has one row more than the session was made with.
        try require(["resize-window", "-t", "test", "-x", "\(columns)", "-y", "\(rows)"])
        try require(["respawn-pane", "-k", "-t", "test", "--", "env"] + unset + set + command)
    }

    deinit { stop() }

    /// Ends the command and the server.
    package func stop() {
        guard isRunning else { return }
        isRunning = false
        // tmux leaves its socket behind.
        let path = value(of: "socket_path")
        _ = tmux(["kill-server"])
        if path.hasSuffix(socket) { unlink(path) }
    }

    /// Presses keys by tmux's names: `j`, `Enter`, `C-z`, `M-1`, `PageDown`.
    package func send(_ keys: String...) throws { try require(["send-keys", "-t", "test"] + keys) }

    /// Types text as it stands.
    package func type(_ text: String) throws { try require(["send-keys", "-t", "test", "-l", text]) }

    /// Pastes text with the marks of bracketed paste, if the program has asked for them.
    package func paste(_ text: String) throws {
        try require(["set-buffer", text])
        try require(["paste-buffer", "-p", "-t", "test"])
    }

    /// Writes from now on all that the program writes, as it writes it, into a file as well.
    package func record(to path: String) throws { try require(["pipe-pane", "-t", "test", "exec cat >'\(path)'"]) }

    package func resize(columns: Int, rows: Int) throws {
        try require(["resize-window", "-t", "test", "-x", "\(columns)", "-y", "\(rows)"])
    }

    /// What a program has put on the clipboard (OSC 52).
    package var clipboard: String { tmux(["show-buffer"]).output }

    /// The screen's rows, without the blanks at their ends.
    package func screen() -> [String] { Self.lines(tmux(["capture-pane", "-p", "-t", "test"]).output) }

    /// The screen's rows with the escape sequences of their colours and attributes.
    package func styledScreen() -> [String] { Self.lines(tmux(["capture-pane", "-p", "-e", "-t", "test"]).output) }

    /// The process that runs in the terminal.
    package var processID: Int32? {
        Int32(value(of: "pane_pid"))
    }

    /// The status the command ended with; `nil` while it runs.
    package var exitStatus: Int? {
        // The pane is dead as soon as its terminal is closed; how its command ended is known a little later.
        if let status = Int(value(of: "pane_dead_status")) { return status }
        if !value(of: "pane_dead_signal").isEmpty { return -1 }
        // tmux 3.3a sometimes misses the end of a command, and notices it at the end of the next one.
        if value(of: "pane_dead") == "1" { _ = tmux(["run-shell", "true"]) }
        return nil
    }

    /// One of tmux's format variables: `cursor_flag`, `alternate_on`, `mouse_any_flag`.
    package func value(of variable: String) -> String {
        let output = tmux(["display-message", "-p", "-t", "test", "#{\(variable)}"]).output
        return output.last == "\n" ? String(output.dropLast()) : output
    }

    /// Looks at the screen until it contains a text.
    @discardableResult
    package func waitUntil(contains text: String, within limit: Duration = .seconds(30)) throws -> [String] {
        try waitUntil("“\(text)”", within: limit) { $0.contains { $0.contains(text) } }
    }

    /// Looks at the screen until something is so.
    ///
    /// - Parameters:
    ///   - wanted: What is waited for, in words.
    ///   - limit: How long at most; the test goes on as soon as it is so.
    ///   - predicate: Tells from the rows.
    /// - Returns: The screen.
    /// - Throws: `Missing`, with the last screen.
    @discardableResult
    package func waitUntil(
        _ wanted: String, within limit: Duration = .seconds(30), _ predicate: ([String]) -> Bool
    ) throws -> [String] {
        let clock = ContinuousClock()
        let end = clock.now + limit
        while true {
            let screen = screen()
            if predicate(screen) { return screen }
            if clock.now >= end { throw Missing(wanted: wanted, screen: screen) }
            usleep(5_000)
        }
    }

    /// Waits for the command's end.
    ///
    /// - Returns: Its status.
    @discardableResult
    package func waitForExit(within limit: Duration = .seconds(30)) throws -> Int {
        try waitUntil("the program's end", within: limit) { _ in exitStatus != nil }
        return exitStatus ?? -1
    }

    private static func lines(_ output: String) -> [String] {
        output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    private func tmux(_ arguments: [String]) -> (status: Int, output: String) {
        let result = ChildProcess.run(["tmux", "-L", socket] + arguments)
        return (Int(result.status), result.output)
    }

    private func require(_ arguments: [String]) throws {
        let result = tmux(arguments)
        guard result.status == 0 else {
            throw Missing(wanted: "tmux \(arguments.joined(separator: " "))", screen: [result.output])
        }
    }
}
