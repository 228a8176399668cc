import TestKit
import Testing

@Suite("Other programs", .enabled(if: Postern.canBeTested))
struct ProgramTests {
    private let home = Home()

    /// The demo's first account; what opens links writes down how it was called.
    private func demo() throws -> Tmux {
        let opener = """
            #!/bin/sh
            [ ! -f "$1" ] || cp "$1" "$HOME/lent"
            printf '%s|' "$#" "$@" >"$HOME/opened"

            """
        let path = home.write(Array(opener.utf8), to: "xdg-open")
        #expect(ChildProcess.run(["chmod", "755", path]).status == 0)
        let terminal = try home.open("demo", with: ["PATH": "\(home.path):/usr/bin:/bin"])
        try terminal.waitUntil(contains: "Coffee is ready", within: .seconds(60))
        return terminal
    }

    private func text(of name: String) -> String {
        String(decoding: TestFiles.octets(of: "\(home.path)/\(name)") ?? [], as: UTF8.self)
    }

    @Test("the shell has the terminal, and then Postern has it again")
    func shell() throws {
        let terminal = try demo()
        let place = String(terminal.screen()[22].prefix(15))
        try terminal.press("!", until: "Shell:")
        try terminal.type("stty -a >\"$HOME/modes\"; printf 'n%s? ' ame; read it; echo \"hello $it\"; exit 3")
        try terminal.press("Enter", until: "name?")
        #expect(terminal.value(of: "alternate_on") == "0")
        try terminal.type("j1d")
        try terminal.press("Enter", until: "hello j1d")
        try terminal.waitUntil(contains: "[Status 3. Any key goes back to Postern]")
        // It is no command of ours, and neither are the octets of a longer one.
        try terminal.press("Down", until: "Depths on sheet 12")
        #expect(text(of: "modes").contains(" icanon") && text(of: "modes").contains(" echo "))
        // What was typed for the program was no command of ours.
        #expect(terminal.screen()[22].hasPrefix(place))
        try terminal.press("G", until: "Inbox · 18 of 18")
        #expect(try terminal.quit() == 0)
    }

    @Test("a command reads each message whole, with the line ends of files")
    func pipe() throws {
        let terminal = try demo()
        try terminal.press("t", "t", "|", until: "Pipe 2 messages to:")
        try terminal.type("cat >>\"$HOME/all\"; tail -c 1 \"$HOME/all\" | od -An -c")
        try terminal.press("Enter", until: "Any key goes back to Postern")
        try terminal.press("d", until: "2 selected")
        let all = text(of: "all")
        #expect(all.components(of: "\nMessage-ID: ") == 3 && !all.contains("\r"))
        // One that stops reading is no error of ours.
        try terminal.press("Escape", until: "Enter open")
        try terminal.press("|", until: "Pipe to:")
        try terminal.type("head -c 4; echo second")
        try terminal.send("Enter")
        // The first command's end may stand above it.
        try terminal.waitUntil("the end of the second command") { screen in
            guard let words = screen.firstIndex(where: { $0.hasPrefix("Fromsecond") }) else { return false }
            return screen[words...].contains { $0.contains("Any key goes back to Postern") }
        }
        try terminal.press("Enter", until: "Depths on sheet 12")
        #expect(try terminal.quit() == 0)
    }

    @Test("parts are read here, lent to another program while Postern runs, and saved all at once")
    func parts() throws {
        let terminal = try demo()
        try terminal.press("/", until: "in this folder")
        try terminal.type("Three files")
        try terminal.waitUntil(contains: "1 of 1 ")
        try terminal.press("Enter", until: "Enter open  a archive")
        try terminal.press("Enter", until: "Dear Ann")
        try terminal.press("V", until: "S save all")
        try terminal.press("k", until: "Enter read")
        try terminal.press("Enter", until: "North quay,4.2,yes")
        try terminal.press("Escape", until: "Dear Ann")
        try terminal.press("V", until: "S save all")
        try terminal.press("j", "Enter", until: "Dear Ann")
        try terminal.waitUntil("the file lent") { _ in text(of: "opened").hasSuffix("/sheet-12.pdf|") }
        #expect(text(of: "lent").hasPrefix("%PDF-"))
        #expect(!home.temporaryFiles.isEmpty)
        for names in [["bay.png", "sheet-12.pdf"], ["bay (2).png", "sheet-12 (2).pdf"]] {
            try terminal.press("V", until: "S save all")
            try terminal.press("S", until: "Save 3 files into:")
            try terminal.send("C-u")
            try terminal.type(home.path)
            try terminal.press("Enter", until: "3 files saved in")
            // The first time's word may still stand there.
            try terminal.waitUntil("the files \(names)") { _ in
                names.allSatisfy { TestFiles.octets(of: "\(home.path)/\($0)")?.isEmpty == false }
            }
        }
        try terminal.press("q", until: "Enter open  a archive")
        try terminal.press("Escape", until: "Depths on sheet 12")
        #expect(try terminal.quit() == 0)
        #expect(home.temporaryFiles.isEmpty, "what was lent is gone")
    }

    @Test("a link is opened as one argument, or copied for the person's own machine")
    func links() throws {
        let terminal = try demo()
        try terminal.press("/", until: "in this folder")
        try terminal.type("sleep in")
        try terminal.waitUntil(contains: "1 of 1 ")
        try terminal.press("Enter", until: "Enter open  a archive")
        try terminal.press("Enter", until: "Read the whole story[1]")
        try terminal.press("y", until: "Enter open  y copy")
        try terminal.press("y", until: "Copied: https://lighthouse.example/48/north?utm_source=letter")
        #expect(terminal.clipboard == "https://lighthouse.example/48/north?utm_source=letter&utm_medium=mail")
        try terminal.press("y", until: "Enter open  y copy")
        try terminal.send("Enter")
        try terminal.waitUntil("the link opened") { _ in text(of: "opened").hasSuffix("|") }
        #expect(text(of: "opened") == "1|https://lighthouse.example/48/north?utm_source=letter&utm_medium=mail|")
        try terminal.waitUntil(contains: "Lighthouse")
        try terminal.press("q", until: "Enter open  a archive")
        try terminal.press("Escape", until: "Depths on sheet 12")
        #expect(try terminal.quit() == 0)
    }
}

extension String {
    /// Into how many pieces a text cuts it.
    fileprivate func components(of separator: String) -> Int {
        var count = 1
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
