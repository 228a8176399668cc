import Glibc
import TestKit
import Testing

@Suite("The demo", .enabled(if: Postern.canBeTested))
struct DemoTests {
    private let home = Home()

    /// The demo with its first account's mail on the screen.
    private func demo(columns: Int = 80, rows: Int = 24) throws -> Tmux {
        let terminal = try home.open("demo", columns: columns, rows: rows)
        try terminal.waitUntil(contains: "Depths on sheet 12")
        return terminal
    }

    @Test("opens on mail of all accounts")
    func opening() throws {
        let terminal = try demo()
        let screen = try terminal.waitUntil("counts in all tabs") { screen in
            let tabs = screen.first ?? ""
            return tabs.contains("1 Work 8") && tabs.contains("2 Home ⇣ 7") && tabs.contains("3 Club 2")
                && tabs.contains("4 Old ISP ⇣ 3") && tabs.contains("0 All 20") && tabs.contains("live")
        }
        #expect(screen.contains { $0.contains("田中 美咲") && $0.contains("海図の確認") && $0.hasSuffix("yesterday") })
        #expect(screen.contains { $0.contains("Harbour Office") && $0.contains("●★@") })
        #expect(screen[22].hasPrefix(" Inbox · 1 of 17 · 8 unread"))
        #expect(screen[23].contains("Enter open") && screen[23].hasSuffix("? help"))
        // Whatever a stranger writes into a subject is text.
        #expect(screen.contains { $0.contains("␛[2J␛]0;owned") })
        #expect(terminal.value(of: "pane_title") != "owned")
    }

    @Test("reads a message and comes back to its row")
    func reading() throws {
        let terminal = try demo()
        try terminal.press("j", until: "Inbox · 2 of ")
        let message = try terminal.press("Enter", until: "they smell of ink")
        #expect(message.contains { $0.contains("Priya Nair <priya@tidewater.example>") })
        #expect(message.contains { $0.hasPrefix(" Subject") && $0.contains("Sheet 12 is printed") })
        #expect(message[22].contains("all"))
        try terminal.press("Escape", until: "Depths on sheet 12")
        // Read is read.
        try terminal.waitUntil("the message without its mark") { screen in
            screen.contains { $0.contains("Sheet 12 is printed") && !$0.contains("●") }
                && screen[22].contains("Inbox · 2 of ")
        }
        try terminal.press("Right", until: "they smell of ink")
        try terminal.press("Left", until: "Depths on sheet 12")
    }

    @Test("goes from account to account by digits, and finds each as it was left")
    func digits() throws {
        let terminal = try demo()
        try terminal.press("j", "j", until: "Inbox · 3 of ")
        try terminal.press("2", until: "Fotos vom Wochenende")
        try terminal.press("j", until: "Inbox · 2 of ")
        try terminal.press("3", until: "Minutes of the meeting")
        // This account is to be emptied there, and asks first.
        try terminal.waitUntil(contains: "Club: 3 messages, 1.7 kB, will leave 127.0.0.1")
        try terminal.answer("Escape")
        try terminal.press("1", until: "Depths on sheet 12")
        try terminal.waitUntil(contains: "Inbox · 3 of ")
        try terminal.press("M-2", until: "Fotos vom Wochenende")
        try terminal.waitUntil(contains: "Inbox · 2 of ")
        let together = try terminal.press("0", until: "All inboxes · 1 of ")
        // Each row says which account it is of.
        #expect(together.contains { $0.contains(" 1 Priya Nair") })
        #expect(together.contains { $0.contains(" 2 Jürgen Groß") })
        try terminal.press("4", until: "Your mailbox is 96% full")
    }

    @Test("shows threads, folds them, and opens what is unread in them")
    func threads() throws {
        let terminal = try demo()
        try terminal.press("z", "t", until: "  ╰─ Re: Depths on sheet 12")
        try terminal.press("z", "M", until: "M… (4) Depths on sheet 12")
        try terminal.waitUntil(contains: "Inbox · 1 of 14 ")
        try terminal.press("j", "j", "j", "j", "j", until: "Inbox · 6 of 14 ")
        let message = try terminal.press("Enter", until: "Re: Depths on sheet 12")
        #expect(message.contains { $0.contains("Jonas Lindqvist <jonas@tidewater.example>") })
        try terminal.press("Escape", until: "Inbox · 9 of 17 · 7 unread")
        try terminal.press("z", "a", until: "Inbox · 6 of 14 ")
        try terminal.press("d", until: "4 moved to Trash")
        try terminal.press("u", until: "M… (4) Depths on sheet 12")
        try terminal.press("z", "t", until: "Inbox · ")
        try terminal.waitUntil(lacks: "(4)")
    }

    @Test("stars, trashes and takes back")
    func acting() throws {
        let terminal = try demo()
        try terminal.press("j", until: "Inbox · 2 of ")
        try terminal.send("F")
        try terminal.waitUntil(rowWith: "★", "Sheet 12 is printed")
        try terminal.press("d", until: "Moved to Trash")
        try terminal.waitUntil(lacks: "Sheet 12 is printed")
        try terminal.press("g", "t", until: "Sheet 12 is printed")
        try terminal.press("u", until: "Undone")
        try terminal.waitUntil(lacks: "Sheet 12 is printed")
        try terminal.press("g", "i", until: "Sheet 12 is printed")
        try terminal.waitUntil(rowWith: "★", "Sheet 12 is printed")
        try terminal.send("u")
        try terminal.waitUntil("the row without its star") { screen in
            screen.contains { $0.contains("Sheet 12 is printed") && !$0.contains("★") }
        }
    }

    @Test("narrows the list with every key of a search")
    func searching() throws {
        let terminal = try demo()
        try terminal.press("/", until: "in this folder")
        try terminal.type("dep")
        try terminal.waitUntil(lacks: "Sheet 12 is printed")
        try terminal.waitUntil(contains: "Depths on sheet 12")
        try terminal.type("qx")
        try terminal.waitUntil(contains: "Nothing found for “depqx”")
        try terminal.press("BSpace", "BSpace", until: "Depths on sheet 12")
        try terminal.press("Enter", until: "“dep” in Inbox · 1 of ")
        try terminal.press("Escape", until: "Sheet 12 is printed")
        try terminal.press("/", until: "in this folder")
        try terminal.type("wochenende")
        try terminal.waitUntil(contains: "Nothing found")
        // Tab looks in the account, then everywhere.
        try terminal.press("Tab", until: "in Work  Tab")
        try terminal.press("Tab", until: "Fotos vom Wochenende")
        try terminal.press("Escape", until: "Sheet 12 is printed")
    }

    @Test("completes commands, and tells of all keys")
    func commands() throws {
        let terminal = try demo()
        try terminal.press(":", until: "next-message")
        try terminal.type("archi")
        try terminal.waitUntil(lacks: "next-message")
        try terminal.press("Tab", until: ":archive-message")
        try terminal.send("Escape")
        try terminal.waitUntil(lacks: "archive-message")
        try terminal.press(":", until: "next-message")
        try terminal.type("go-trash")
        try terminal.press("Enter", until: "Toner low")
        try terminal.press("?", until: "Next message")
        try terminal.send("/")
        try terminal.type("star")
        try terminal.waitUntil(lacks: "Next message")
        try terminal.waitUntil(contains: "Set or remove the star")
        try terminal.press("Escape", until: "Next message")
        try terminal.press("q", until: "Toner low")
        #expect(try terminal.quit() == 0)
    }

    @Test("follows the terminal's size")
    func resizing() throws {
        let terminal = try demo()
        try terminal.resize(columns: 160, rows: 50)
        try terminal.waitUntil("folders, list and message side by side") { screen in
            screen.contains { $0.contains("▸ Inbox") && $0.contains("│") }
                && screen.contains { $0.contains("│ Subject") }
        }
        try terminal.resize(columns: 20, rows: 5)
        let small = try terminal.waitUntil("a tiny list") { screen in
            screen.count == 5 && screen[0].hasPrefix(" 1 Work") && screen[1].contains("●")
                && screen[4].hasPrefix(" Inbox · 1 of")
        }
        #expect(small.allSatisfy { $0.count <= 20 })
        try terminal.press("Enter", until: "From")
        try terminal.press("Escape", until: "Inbox · 1 of")
        try terminal.resize(columns: 80, rows: 24)
        try terminal.waitUntil(contains: "Depths on sheet 12")
        try terminal.waitUntil(contains: "? help")
    }

    @Test("asks before it quits, then leaves the terminal as it was and nothing on the disk")
    func quitting() throws {
        let script = #"echo before; "$1" demo; echo "status $?"; stty -a; exec cat"#
        let terminal = try home.shell(["sh", "-c", script, "sh", Postern.path])
        try terminal.waitUntil(contains: "Depths on sheet 12")
        #expect(terminal.value(of: "alternate_on") == "1")
        #expect(!home.temporaryFiles.isEmpty)
        try terminal.press("q", until: "Quit Postern?")
        try terminal.press("n", until: "? help")
        try terminal.press("q", until: "Quit Postern?")
        let screen = try terminal.press("y", until: "status 0")
        #expect(screen.first == "before", "what was there before is there again")
        let modes = try terminal.waitUntil(contains: " echo ").joined(separator: " ")
        #expect(modes.contains(" icanon ") && modes.contains(" isig ") && modes.contains(" icrnl "))
        #expect(terminal.value(of: "alternate_on") == "0")
        #expect(terminal.value(of: "cursor_flag") == "1")
        #expect(terminal.value(of: "mouse_any_flag") == "0")
        #expect(home.temporaryFiles.isEmpty)
        #expect(home.files == ["tmp"], "nothing in the home folder either")
    }

    @Test("stays quick to the keys while the line is slow")
    func latency() throws {
        let terminal = try home.open("demo", "--latency", "400")
        try terminal.waitUntil(contains: "Depths on sheet 12", within: .seconds(20))
        try terminal.press("j", until: "Inbox · 2 of ")
        // Four round trips would be far more.
        let start = ContinuousClock.now
        try terminal.press("F", until: "★")
        try terminal.waitUntil(rowWith: "★", "Sheet 12 is printed", within: .milliseconds(350))
        #expect(ContinuousClock.now - start < .milliseconds(390))
    }

    @Test("serves other programs too, until it is told to end")
    func serving() throws {
        let server = home.start("demo", "--serve-only")
        var text = ""
        while !text.contains("config: ") || !text.hasSuffix("\n") {
            let octets = server.output.read()
            try #require(!octets.isEmpty, "the demo ended: \(text)")
            text += String(decoding: octets, as: UTF8.self)
        }
        let configuration = text.split(separator: "\n").last?.dropFirst("config: ".count)
        let path = try #require(configuration.map(String.init))
        let check = home.run("check", "--config", path)
        #expect(check.status == 0, "\(check.text)\(check.errors)")
        #expect(check.text.contains("Old ISP: POP3 at 127.0.0.1"))
        server.stop()
        #expect(home.temporaryFiles.isEmpty)
    }
}
