import TestKit
import Testing

@Suite("A real terminal for tests", .enabled(if: Tmux.isInstalled))
struct TmuxTests {
    @Test("shows what a program writes, and passes on what is typed")
    func conversation() throws {
        let program = #"stty size; printf '\033[31mred\033[m 東京\n'; read line; echo "got $line"; exit 3"#
        let terminal = try Tmux(["sh", "-c", program], columns: 40, rows: 6)
        defer { terminal.stop() }
        let screen = try terminal.waitUntil(contains: "東京")
        #expect(screen.prefix(2) == ["6 40", "red 東京"])
        #expect(terminal.styledScreen()[1].contains("\u{1B}[31mred"))
        try terminal.type("a 'quoted' $word")
        try terminal.send("Enter")
        #expect(try terminal.waitForExit() == 3)
        #expect(terminal.screen().contains("got a 'quoted' $word"))
    }

    @Test("gives the program its size and variables")
    func environment() throws {
        let program = #"echo "$TERM/$NO_COLOR/${LC_ALL-unset}"; trap 'stty size' WINCH; while :; do sleep 0.05; done"#
        let terminal = try Tmux(
            ["sh", "-c", program], columns: 20, rows: 5, term: "vt100", environment: ["NO_COLOR": "1", "LC_ALL": ""])
        defer { terminal.stop() }
        try terminal.waitUntil(contains: "vt100/1/unset")
        try terminal.resize(columns: 100, rows: 30)
        try terminal.waitUntil(contains: "30 100")
    }

    @Test("says what it waited for and what stood there instead")
    func missing() throws {
        let terminal = try Tmux(["sh", "-c", "echo here; read line"], columns: 20, rows: 3)
        defer { terminal.stop() }
        try terminal.waitUntil(contains: "here")
        let missing = #expect(throws: Tmux.Missing.self) {
            try terminal.waitUntil(contains: "there", within: .zero)
        }
        #expect(missing?.description.contains("│here") == true)
    }
}
