import TestKit
import Testing

@Suite("A part on its way", .enabled(if: Postern.canBeTested && Servers.isDovecotInstalled))
struct DownloadTests {
    private let home = Home()

    /// A message with a file that nobody can compress.
    private func letter(octets count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: 1)
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var lines: [UInt8] = []
        for _ in 0..<count / 76 {
            lines += (0..<76).map { _ in letters[Int.random(in: 0..<64, using: &generator)] } + [0x0D, 0x0A]
        }
        let head = """
            From: ada@example.org\r
            Subject: Large\r
            MIME-Version: 1.0\r
            Content-Type: multipart/mixed; boundary=b\r
            \r
            --b\r
            \r
            Short text.\r
            --b\r
            Content-Type: application/octet-stream\r
            Content-Disposition: attachment; filename=large.bin\r
            Content-Transfer-Encoding: base64\r
            \r

            """
        return Array(head.utf8) + lines + Array("--b--\r\n".utf8)
    }

    @Test("tells how far it is, is stopped by Esc and by Ctrl-C, and the next message opens meanwhile")
    func stopped() throws {
        let dovecot = try Servers.dovecot()
        let size = 3_000_000
        dovecot.deliver(Letter.octets("Other", "The other text."), to: "download")
        dovecot.deliver(letter(octets: size), to: "download")
        let proxy = LatencyProxy(to: dovecot.port(.imap, isTLS: true), octetsPerSecond: 500_000)
        home.configure(AccountSpec("download", on: dovecot, port: proxy.port))
        let terminal = try home.open()
        try terminal.waitUntil(contains: "Large")
        try terminal.waitUntil(contains: "Other")
        if !terminal.screen()[1].contains("Large") { try terminal.send("j") }
        try terminal.press("Enter", until: "Short text.")
        let before = proxy.traffic.octetsToClient
        for key in ["Escape", "C-c"] {
            try terminal.press("V", until: "large.bin")
            try terminal.press("j", "s", until: "Save as:")
            try terminal.send("C-u")
            try terminal.type("\(home.path)/large")
            try terminal.press("Enter", until: "of 3.1 MB")
            #expect(terminal.screen().contains { $0.contains("Esc stops it") })
            try terminal.press(key, until: "Stopped; nothing of it was kept.")
            try terminal.waitUntil(contains: "Short text.")
            #expect(proxy.traffic.octetsToClient - before < size, "no more than was asked for comes")
        }
        let clock = ContinuousClock()
        let start = clock.now
        try terminal.press(terminal.screen().contains { $0.contains("1 of 2") } ? "J" : "K", until: "The other text.")
        #expect(clock.now - start < .seconds(4), "nobody waits for the rest of the file")
        #expect(!home.files.contains("large"))
        try terminal.press("K", "J", "q", until: "Enter open")
        #expect(try terminal.quit() == 0)
    }

    @Test("comes alone, and whole, and is not fetched twice")
    func whole() throws {
        let dovecot = try Servers.dovecot()
        let size = 1_000_000
        dovecot.deliver(letter(octets: size), to: "download-whole")
        let proxy = LatencyProxy(to: dovecot.port(.imap, isTLS: true), octetsPerSecond: 1_000_000)
        home.configure(AccountSpec("download-whole", on: dovecot, port: proxy.port))
        let terminal = try home.open()
        try terminal.waitUntil(contains: "Large")
        try terminal.press("Enter", until: "Short text.")
        for name in ["one", "two"] {
            let before = proxy.traffic.octetsToClient
            try terminal.press("V", until: "large.bin")
            try terminal.press("j", "s", until: "Save as:")
            try terminal.send("C-u")
            try terminal.type("\(home.path)/\(name)")
            try terminal.press("Enter", until: "Saved as \(home.path)/\(name)".prefix(60).description)
            #expect(TestFiles.octets(of: "\(home.path)/\(name)")?.count == size / 76 * 57)
            let octets = proxy.traffic.octetsToClient - before
            #expect(name == "one" ? octets < size * 11 / 10 : octets < 10_000)
        }
        try terminal.press("q", until: "Enter open")
        #expect(try terminal.quit() == 0)
    }
}
