import TestKit
import Testing

@Suite("mailcap", .enabled(if: Postern.canBeTested && Servers.isDovecotInstalled))
struct MailcapTests {
    private let home = Home()

    private static let evil = "$(touch pwned)`touch pwned`';touch pwned;'"

    private func part(_ type: String, _ name: String, _ text: String) -> String {
        """
        --b\r
        Content-Type: application/x-\(type); evil="\(Self.evil)"\r
        Content-Disposition: attachment; filename="\(name)"\r
        \r
        \(text)\r

        """
    }

    private func text(of name: String) -> String {
        String(decoding: TestFiles.octets(of: "\(home.path)/\(name)") ?? [], as: UTF8.self)
    }

    private func deliver(to user: String) throws {
        let parts = [
            part("print", "-rf \(Self.evil).txt", "Printed \u{1B}[2Jhere."), part("window", "\(Self.evil).pdf", "W"),
            part("ask", "../../\(Self.evil)", "Asked here."), part("evil", "\(Self.evil)", "E"),
        ]
        let head = "From: eve@example.org\r\nSubject: Parts\r\nMIME-Version: 1.0\r\n"
        let text = "\(head)Content-Type: multipart/mixed; boundary=b\r\n\r\n\(parts.joined())--b--\r\n"
        try Servers.dovecot().deliver(Array(text.utf8), to: user)
        let record = "#!/bin/sh\nprintf '%s|' \"$#\" \"$@\" >>\"$HOME/opened\"\n"
        let path = home.write(Array(record.utf8), to: "record")
        #expect(ChildProcess.run(["chmod", "755", path]).status == 0)
        let mailcap = """
            # Nothing of the message is a word of a shell.
            application/x-print; cat '%s' | tr P p; copiousoutput; nametemplate=%s.txt
            application/x-window; never; test=false
            application/x-window; record %s %t
            application/x-ask; printf 'See: '\\; cat "%s"\\; read it; needsterminal
            application/x-evil; record never %{evil}
            application/x-evil; record \\
               reads; nametemplate=../../%s
            """
        _ = home.write(Array(mailcap.utf8), to: ".mailcap")
    }

    /// Goes down the list of parts to the one of that type.
    private func open(_ number: Int, in terminal: Tmux) throws {
        try terminal.press("V", until: "S save all")
        for _ in 1..<number { try terminal.send("j") }
        try terminal.send("Enter")
    }

    @Test("its programs get parts with hostile names and parameters, and what they print is shown")
    func opens() throws {
        try deliver(to: "mailcap")
        home.configure(AccountSpec("mailcap", on: try Servers.dovecot()))
        let terminal = try home.open(with: ["PATH": "\(home.path):/usr/bin:/bin"])
        try terminal.waitUntil(contains: "Parts")
        try terminal.press("Enter", until: "application/x-print")
        try open(1, in: terminal)
        let printed = try terminal.waitUntil(contains: "printed ")
        #expect(printed.contains { $0.contains("[2Jhere.") })
        try terminal.press("Escape", until: "application/x-window")
        try open(2, in: terminal)
        try terminal.waitUntil("the program's file") { _ in text(of: "opened").hasSuffix("x-window|") }
        let words = text(of: "opened").split(separator: "|")
        #expect(words.count == 3 && words[0] == "2" && words[1].hasSuffix("/part-2.pdf"))
        try open(3, in: terminal)
        try terminal.waitUntil(contains: "See: Asked here.")
        try terminal.press("Enter", until: "application/x-window")
        try open(4, in: terminal)
        try terminal.waitUntil("the program called") { _ in text(of: "opened").hasSuffix("1|reads|") }
        try terminal.press("q", until: "Enter open")
        #expect(try terminal.quit() == 0)
        #expect(home.temporaryFiles.isEmpty, "what was lent is gone")
        #expect(!home.files.contains("pwned") && TestFiles.octets(of: "pwned") == nil)
    }

    @Test("an opener of the configuration comes first")
    func opener() throws {
        try deliver(to: "mailcap-opener")
        home.configure("opener = \"record mine\"\n" + AccountSpec("mailcap-opener", on: try Servers.dovecot()).text)
        let terminal = try home.open(with: ["PATH": "\(home.path):/usr/bin:/bin"])
        try terminal.waitUntil(contains: "Parts")
        try terminal.press("Enter", until: "application/x-print")
        try open(2, in: terminal)
        try terminal.waitUntil("the opener called") { _ in text(of: "opened").hasPrefix("2|mine|") }
        try terminal.press("q", until: "Enter open")
        #expect(try terminal.quit() == 0)
    }
}
