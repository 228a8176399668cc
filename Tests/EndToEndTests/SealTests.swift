import TestKit
import Testing

@Suite(
    "Signed and encrypted mail",
    .enabled(if: Postern.canBeTested && Servers.isDovecotInstalled && OpenPGPKeys.isInstalled))
struct SealTests {
    private let home = Home()

    private func deliver(_ subject: String, _ text: String) throws {
        try Servers.dovecot().deliver(Array((Sealed.header(subject: subject) + text).utf8), to: "seals")
    }

    /// Goes through the messages to the one of that subject, from the first one on, whatever their order is.
    private func show(_ subject: String, in terminal: Tmux, until text: String) throws -> [String] {
        if !terminal.screen().contains(where: { $0.contains("Enter open") }) {
            try terminal.press("q", until: "Enter open")
        }
        try terminal.press("g", "g", until: "Inbox · 1 of 4")
        try terminal.press("Enter", until: " Subject  ")
        var shown = ""
        for _ in 0..<4 {
            let before = shown
            let screen = try terminal.waitUntil("another message") { screen in
                shown = screen.first { $0.hasPrefix(" Subject  ") } ?? before
                return shown != before
            }
            if shown.hasSuffix(" \(subject)") { break }
            #expect(screen.count == 24)
            try terminal.send("J")
        }
        return try terminal.waitUntil(contains: text)
    }

    @Test("is told in a line above the text, and decrypted with a passphrase that pinentry asks for")
    func reading() throws {
        let keys = OpenPGPKeys()
        keys.generate("Ada Lovelace <ada@example.org>")
        keys.generate("Gone <gone@example.org>")
        let signature = keys.signature(of: Sealed.text, by: "ada@example.org")
        // An agent of its own: it tries the last passphrase on other keys, too.
        keys.generate("Carol <carol@example.org>", passphrase: "wintermute")
        let inner = Sealed.mixed([
            "Content-Type: text/plain\r\n\r\nThe key is under the mat.",
            "Content-Type: text/plain; name=map.txt\r\nContent-Disposition: attachment; filename=map.txt\r\n\r\nNorth.",
        ])
        try deliver("Locked", Sealed.encrypted(keys.encrypted(inner, to: "carol@example.org")))
        try deliver("Open", Sealed.encrypted(keys.encrypted(Sealed.text)))
        try deliver("Altered", Sealed.signed(Sealed.text.replacing("ready", with: "sold"), signature))
        try deliver("Signed", Sealed.signed(Sealed.text, signature))
        home.configure(AccountSpec("seals", on: try Servers.dovecot()))
        let terminal = try home.open(with: ["GNUPGHOME": keys.home])
        try terminal.waitUntil(contains: "Locked")
        let signed = try show("Signed", in: terminal, until: "✓ Signed by Ada Lovelace <ada@example.org>")
        #expect(signed.contains { $0.contains("The engine is ready.") })
        _ = try show("Altered", in: terminal, until: "✗ The signature does not fit the message")
        let opened = try show("Open", in: terminal, until: "· Encrypted to you, unsigned")
        #expect(opened.contains { $0.contains("The engine is ready.") })

        _ = try show("Locked", in: terminal, until: "! Encrypted to you, and locked: p asks for the passphrase")
        try terminal.press("p", until: "Passphrase")
        try terminal.type("wintermute")
        let unlocked = try terminal.press("Enter", until: "The key is under the mat.")
        #expect(unlocked.contains { $0.hasPrefix("· Encrypted to you, unsigned") })
        try terminal.press("V", until: "map.txt")
        try terminal.press("Down", "Enter", until: "North.")
        try terminal.press("q", until: "The key is under the mat.")
        try terminal.press("q", until: "Enter open")
        #expect(try terminal.quit() == 0)
        for secret in ["under the mat", "wintermute"] {
            #expect(ChildProcess.run(["grep", "-rqF", secret, home.path]).status == 1, "nothing of it is on the disk")
        }
    }

    @Test("show tells it, too")
    func show() throws {
        let keys = OpenPGPKeys.shared
        let signature = keys.signature(of: Sealed.text, by: "ada@example.org")
        let path = home.write(Array((Sealed.header() + Sealed.signed(Sealed.text, signature)).utf8), to: "a.eml")
        let result = home.run("show", "--file", path)
        #expect(result.status == 0)
        // Nobody's keys are in a new home.
        #expect(result.lines.first?.hasPrefix("[Signed, but it can’t be checked: key 0x") == true, "\(result.text)")
    }
}
