import Glibc
import TestKit
import Testing

@Suite("The reader in any terminal", .enabled(if: Postern.canBeTested))
struct TerminalTests {
    private let home = Home()

    /// A terminal and a locale, and what the reader makes of them.
    struct Surroundings: Sendable, CustomTestStringConvertible {
        let term: String
        var environment: [String: String] = [:]
        /// Whether it has characters beyond ASCII at all.
        var isUnicode = true
        /// Whether its font can be trusted to have the marks.
        var hasMarks = true
        var hasColour = true

        var testDescription: String { ([term] + environment.map { "\($0.key)=\($0.value)" }).joined(separator: " ") }
    }

    @Test(
        "shows the same first screen, and nothing that the terminal does not understand",
        arguments: [
            Surroundings(term: "xterm-256color"), Surroundings(term: "tmux-256color"), Surroundings(term: "screen"),
            Surroundings(term: "linux", hasMarks: false),
            Surroundings(term: "vt100", hasMarks: false, hasColour: false),
            Surroundings(term: "xterm-256color", environment: ["NO_COLOR": "1"], hasColour: false),
            Surroundings(term: "xterm-256color", environment: ["LC_ALL": "C"], isUnicode: false, hasMarks: false),
            Surroundings(
                term: "vt100", environment: ["LC_ALL": "C"], isUnicode: false, hasMarks: false, hasColour: false),
        ])
    func firstScreen(_ surroundings: Surroundings) throws {
        let terminal = try home.open("demo", term: surroundings.term, with: surroundings.environment)
        let screen = try terminal.waitUntil("the first screen") { screen in
            (screen.first ?? "").contains("0 All 20") && (screen.first ?? "").hasSuffix(" live")
                && screen.contains { $0.contains("root@gauge-3") }
        }
        #expect(screen[0].hasPrefix(" 1 Work 8   2 Home "))
        #expect(screen.contains { $0.hasSuffix("Depths on sheet 12                      yesterday") })
        #expect(
            screen[23].hasPrefix(" Enter open  a archive  d trash  / search  1-9 account")
                && screen[23].hasSuffix("? help"))
        #expect(screen.contains { $0.hasPrefix(surroundings.hasMarks ? " ●★@ Harbour" : " N!@ Harbour") })
        // A sequence that the terminal doesn't know leaves its end on the screen.
        #expect(screen.allSatisfy { !$0.contains("[0m") && !$0.contains("[?") && !$0.contains("$<") })
        #expect(Self.hasColour(terminal.styledScreen()) == surroundings.hasColour)
        if surroundings.isUnicode {
            #expect(screen.contains { $0.contains("田中 美咲            海図の確認") }, "columns stay straight")
        } else {
            #expect(screen.joined().unicodeScalars.allSatisfy { $0.value < 0x80 }, "\(screen)")
        }
        try terminal.press("Enter", until: " Subject")
        #expect(try terminal.press("q", until: "Enter open").count == 24)
        #expect(try terminal.quit() == 0)
    }

    @Test(
        "ends in order when it is told to by a signal",
        arguments: [("TERM", SIGTERM), ("HUP", SIGHUP), ("INT", SIGINT)] as [(String, Int32)])
    func signals(_ name: String, _ signal: Int32) throws {
        let script = #"echo before; "$1" demo & echo $! >"$HOME/pid"; fg; echo "status $?"; stty -a; exec cat"#
        let terminal = try home.shell(["bash", "-mc", script, "bash", Postern.path])
        try terminal.waitUntil(contains: "Depths on sheet 12")
        let text = String(decoding: TestFiles.octets(of: home.path + "/pid") ?? [], as: UTF8.self)
        let process = try #require(Int32(text.filter(\.isNumber)))
        #expect(kill(process, signal) == 0)
        try terminal.waitUntil(contains: "status 0")
        try expectSaneTerminal(terminal)
        #expect(home.temporaryFiles.isEmpty, "the demo leaves nothing behind")
    }

    @Test("leaves nothing behind when its window is closed")
    func hangUp() throws {
        let terminal = try home.open("demo")
        try terminal.waitUntil(contains: "Depths on sheet 12")
        let process = try #require(terminal.processID)
        terminal.stop()
        // The process goes by itself; there is no screen left to look at.
        let end = ContinuousClock.now + .seconds(10)
        while kill(process, 0) == 0, ContinuousClock.now < end { usleep(5_000) }
        #expect(kill(process, 0) != 0)
        #expect(home.temporaryFiles.isEmpty)
    }

    @Test("stops on Ctrl-Z and comes back as it was")
    func suspending() throws {
        let terminal = try home.shell(["bash", "--norc", "--noediting", "-i"])
        try terminal.waitUntil(contains: "bash")
        try terminal.type("PS1='prompt> '; stty -a >\"$HOME/modes\"\n")
        try terminal.type("\"\(Postern.path)\" demo\n")
        try terminal.waitUntil(contains: "Depths on sheet 12")
        try terminal.press("j", "j", until: "Inbox · 3 of ")
        try terminal.send("C-z")
        try terminal.waitUntil(contains: "Stopped")
        try terminal.waitUntil("the prompt") { $0.last { !$0.isEmpty } == "prompt>" }
        try terminal.type("stty -a | cmp - \"$HOME/modes\" && echo same modes\n")
        try terminal.waitUntil("the same modes") { $0.contains("same modes") }
        #expect(terminal.value(of: "alternate_on") == "0")
        #expect(terminal.value(of: "cursor_flag") == "1")
        try terminal.type("fg\n")
        try terminal.waitUntil(contains: "Inbox · 3 of ")
        try terminal.waitUntil(contains: "Depths on sheet 12")
        try terminal.press("k", until: "Inbox · 2 of ")
        try terminal.press("q", until: "Quit Postern?")
        try terminal.send("y")
        try terminal.waitUntil("the prompt") { $0.last { !$0.isEmpty } == "prompt>" }
    }

    /// The newest messages of the demo, by words in their texts.
    private static let words = [
        "commented on this pull request", "they smell of ink", "the table of moorings", "Mei Tanaka invites you",
        "The keepers have gone", "goes to the printer",
    ]

    @Test("shows the same whether it drew a screen before its key came, or behind a redrawn one")
    func foreseen() throws {
        let terminal = try home.open("demo")
        try terminal.waitUntil(contains: "Depths on sheet 12")
        var screens = [try Self.message(0, behind: "Enter", on: terminal)]
        for place in Self.words.indices.dropFirst() {
            screens.append(try Self.message(place, behind: "J", on: terminal))
        }
        for place in Self.words.indices.reversed().dropFirst() {
            #expect(try Self.message(place, behind: "K", on: terminal) == screens[place])
        }
        for place in Self.words.indices.dropFirst() {
            // Another key was pressed last.
            try terminal.send("C-l")
            #expect(try Self.message(place, behind: "J", on: terminal) == screens[place])
        }
        try terminal.press("q", until: "Enter open")
        #expect(try terminal.quit() == 0)
    }

    /// The rows of a message between the tabs and the status line, which is drawn last.
    private static func message(_ place: Int, behind key: String, on terminal: Tmux) throws -> [String] {
        try terminal.press(key, until: words[place])
        return try terminal.waitUntil(contains: "Inbox · \(place + 1) of ").dropFirst().dropLast(3)
    }

    @Test("says so where there is no terminal")
    func noTerminal() throws {
        let result = home.run("demo")
        #expect(result.status == 78)
        #expect(result.errors.hasPrefix("postern: "))
        #expect(!result.text.contains("\u{1B}") && home.temporaryFiles.isEmpty)
    }

    /// Whether a screen has any colour but the terminal's own, by its SGR sequences (ECMA-48 §8.3.117).
    private static func hasColour(_ screen: [String]) -> Bool {
        screen.contains { row in
            row.split(separator: "\u{1B}[").contains { sequence in
                sequence.prefix { $0 != "m" }.split(separator: ";").compactMap { Int($0) }.contains {
                    (30...38).contains($0) || (40...48).contains($0) || (90...107).contains($0)
                }
            }
        }
    }

    private func expectSaneTerminal(_ terminal: Tmux) throws {
        let screen = try terminal.waitUntil(contains: " echo ")
        #expect(screen.first == "before", "what was there before is there again")
        let modes = screen.joined(separator: " ")
        for mode in [" echo ", " icanon ", " isig ", " icrnl ", " opost "] { #expect(modes.contains(mode)) }
        #expect(terminal.value(of: "alternate_on") == "0")
        #expect(terminal.value(of: "cursor_flag") == "1")
        #expect(terminal.value(of: "mouse_any_flag") == "0")
        #expect(terminal.value(of: "keypad_flag") == "0")
    }
}
