import Glibc
import MailArchive
import MailModel
import TestKit
import Testing

@Suite("What a message can do to the terminal", .enabled(if: Postern.canBeTested), .timeLimit(.minutes(5)))
struct HostileTests {
    private let home = Home()
    private let folder = TemporaryFolder("hostile")

    /// What Postern writes itself: motion, also by scrolling, erasing and colours by ncurses, the end of attributes (SI is part of it
    /// in this terminal), the cursor shown and hidden.
    private static let own = Set("ABCDGHJKLMPSTX@bdmr".map { "CSI \($0)" })
        .union(["ESC M", "ESC 7", "ESC 8", "CSI ?25h", "CSI ?25l", "CSI 34h", "CSI 34l"])
        .union(["8", "a", "d", "f"].map { "C0 or C1 \($0)" })

    init() {
        home.configure(
            """
            [[account]]
            name = "old"
            protocol = "pop3"
            host = "127.0.0.1"
            port = 1
            tls = "none"
            username = "ann"
            password_env = "POSTERN_PASSWORD"

            """)
    }

    private func bringIn(_ messages: [[UInt8]]) throws {
        var writer = try MaildirWriter(root: "\(folder.path)/mail")
        try writer.openFolder(["INBOX"])
        for (index, octets) in messages.enumerated() {
            // The newest has the lowest number, and stands first.
            let date = MailDate(secondsSince1970: Int64(1_700_000_000 - index * 60))
            let entry = ArchiveEntry(flags: [], date: date, sender: "", shape: .of(octets))
            #expect(try writer.begin(entry))
            try writer.write(octets)
            try writer.end()
        }
        _ = try writer.closeFolder()
        let result = home.run("import", "--account", "old", "\(folder.path)/mail")
        #expect(result.status == 0, "\(result.text)")
    }

    /// All that the reader writes while so many messages are read, one after the other, with what is known of each.
    private func read(_ count: Int) throws -> TerminalOutput {
        let path = folder.path + "/output"
        let terminal = try home.open()
        try terminal.waitUntil(contains: "N001")
        try terminal.record(to: path)
        try terminal.press("C-l", "PageDown", "PageDown", "g", "g", "Enter", until: "q back")
        for number in 1...count {
            let name = "N" + String(repeating: "0", count: 3 - String(number).count) + String(number)
            try terminal.waitUntil("the text of \(name)") { screen in
                screen.contains { $0.contains("Subject") && $0.contains(name) }
            }
            try terminal.send("H", "j", "j", "j", "j", "j", "j")
            try terminal.press("H", until: "Source  message/rfc822")
            try terminal.send("H")
            // Where there is no part or link to be listed, the details come.
            for (key, shown) in [("V", "open with another program"), ("y", "0-9 number")] {
                try terminal.send(key, "i")
                try terminal.waitUntil("\(shown), or details") { screen in
                    screen.contains { $0.contains(shown) || $0.contains("Here as") }
                }
                try terminal.press("Down", "C-c", until: "q back")
            }
            try terminal.press("i", until: "Here as")
            try terminal.press("C-c", until: "q back")
            if number < count { try terminal.send("J") }
        }
        #expect(terminal.value(of: "alternate_on") == "1")
        #expect(!terminal.value(of: "pane_title").contains("pwned") && !terminal.clipboard.contains("pwned"))
        let output = TerminalOutput(TestFiles.octets(of: path) ?? [])
        try terminal.press("q", until: "Enter open")
        #expect(try terminal.quit() == 0)
        return output
    }

    /// All that commands write to a terminal about the same messages.
    private func commands() throws -> TerminalOutput {
        let path = folder.path + "/commands"
        let ids = home.run("list", "--account", "old").lines.compactMap { $0.split(separator: " ").first }
        #expect(ids.count >= 200)
        let script = """
            "$0" list; "$0" list --json; "$0" search N; for id in "$@"; do "$0" show "$id"; "$0" show --json "$id"; done
            """
        let terminal = try home.shell(["sh", "-c", "read it; \(script)", Postern.path] + ids.map(String.init))
        try terminal.record(to: path)
        try terminal.send("Enter")
        #expect(try terminal.waitForExit(within: .seconds(120)) == 0)
        return TerminalOutput(TestFiles.octets(of: path) ?? [])
    }

    /// No sequence has anything of a message in it.
    private func check(_ output: TerminalOutput) {
        for sequence in output.sequences where sequence.contains("1337") || sequence.contains("pwned") {
            Issue.record("\(sequence.debugDescription)")
        }
    }

    @Test("of two hundred hostile messages nothing reaches it as a sequence, wherever it is shown")
    func hostile() throws {
        let count = HostileMail.messages.count
        #expect(count >= 200)
        try bringIn(HostileMail.messages)
        let shown = try read(count)
        check(shown)
        #expect(shown.kinds.subtracting(Self.own) == [])
        let printed = try commands()
        check(printed)
        #expect(printed.kinds.subtracting(["C0 or C1 a", "C0 or C1 d"]) == [])
        for octet in TestFiles.octets(of: "\(home.path)/.local/state/postern/postern.log") ?? [] where octet != 10 {
            #expect(octet >= 0x20 && octet != 0x7F)
        }
    }
}
