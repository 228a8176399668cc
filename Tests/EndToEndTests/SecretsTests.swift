import Glibc
import TestKit
import Testing

/// The encrypted secrets file, from `postern secrets` to mail on the screen.
@Suite("Secrets", .enabled(if: Postern.canBeTested && Servers.isDovecotInstalled))
struct SecretsTests {
    private let home = Home()

    private func configure(_ dovecot: Dovecot, _ user: String, _ key: String, top: String = "") {
        let account = AccountSpec(user, on: dovecot).text.replacing("password_env = \"POSTERN_PASSWORD\"", with: key)
        home.configure(top + "\n" + account)
    }

    /// Runs a command with something on its standard input, and without a terminal.
    private func run(_ arguments: [String], input: String) -> (status: Int, output: String) {
        let words = home.words(arguments, behind: ["setsid", "sh", "-c", #"printf %s "$0" | "$@" 2>&1"#, input])
        let result = ChildProcess.run(words)
        return (Int(result.status), result.output)
    }

    @Test("are stored, listed and removed by scripts, with a command that knows the passphrase")
    func scripts() throws {
        let dovecot = try Servers.dovecot()
        dovecot.deliver(Letter.octets("From the vault"), to: "vault")
        configure(
            dovecot, "vault", "password_stored = \"the work one\"", top: "passphrase_command = \"echo open sesame\"")
        let missing = home.run("sync")
        #expect(missing.status == 78 && missing.errors.contains("there is no secrets file yet"), "\(missing.errors)")
        #expect(run(["secrets", "list"], input: "") == (0, ""))
        #expect(run(["secrets", "set", "the work one"], input: "secret\nmore") == (0, ""))
        #expect(run(["secrets", "set", "other"], input: "x\r\n") == (0, ""))
        #expect(run(["secrets", "list"], input: "") == (0, "other\nthe work one\n"))
        #expect(run(["secrets", "remove", "other"], input: "") == (0, ""))
        let twice = run(["secrets", "remove", "other"], input: "")
        #expect(twice.status == 78 && twice.output.contains("has no “other”"), "\(twice)")
        #expect(run(["secrets", "set", "nothing"], input: "").status == 64)
        #expect(home.run("sync").status == 0)
        #expect(home.run("list").text.contains("From the vault"))
        // Another passphrase, a file that was altered, and one that is not ours.
        configure(dovecot, "vault", "password_stored = \"the work one\"", top: "passphrase_command = \"echo wrong\"")
        let wrong = home.run("sync")
        #expect(wrong.status == 78 && wrong.errors.contains("that is not the passphrase"), "\(wrong.errors)")
        configure(
            dovecot, "vault", "password_stored = \"the work one\"", top: "passphrase_command = \"echo open sesame\"")
        let path = home.path + "/.config/postern/secrets"
        var octets = try #require(TestFiles.octets(of: path))
        octets[100] ^= 1
        home.write(octets, to: ".config/postern/secrets")
        let altered = home.run("secrets", "list")
        #expect(
            altered.status == 65 && altered.errors.contains("damaged, or somebody has altered it"), "\(altered.errors)")
        chmod(path, 0o644)
        #expect(home.run("secrets", "list").errors.contains("chmod 600"))
    }

    @Test("open a key for S/MIME, too, and are asked for only when a message wants it")
    func keyPassword() throws {
        let dovecot = try Servers.dovecot()
        let identity = dovecot.authority.issue("smime-\(UInt32.random(in: 0...UInt32.max))")
        func openssl(_ words: String...) { _ = ChildProcess.run(["openssl"] + words) }
        let key = home.path + "/ann.p12"
        openssl(
            "pkcs12", "-export", "-inkey", identity.key, "-in", identity.certificate, "-out", key, "-passout",
            "pass:of the key")
        chmod(key, 0o600)
        home.write(Array("Content-Type: text/plain\r\n\r\nOnly for Ann.\r\n".utf8), to: "inner")
        openssl(
            "cms", "-encrypt", "-aes256", "-in", home.path + "/inner", "-out", home.path + "/sealed", "-outform",
            "SMIME", "-subject", "For your eyes", "-from", "bob@example.org", "-to", "ann@example.org",
            identity.certificate)
        dovecot.deliver(try #require(TestFiles.octets(of: home.path + "/sealed")), to: "smime")
        let account = AccountSpec("smime", on: dovecot).text
        func configure(_ passphrase: String) {
            home.configure(
                "passphrase_command = \"\(passphrase)\"\nsmime_key = \"\(key)\"\n"
                    + "smime_key_password_stored = \"the key\"\n" + account)
        }
        configure("echo open sesame")
        #expect(run(["secrets", "set", "the key"], input: "of the key") == (0, ""))
        #expect(home.run("sync", "--bodies").status == 0)
        let id = try #require(home.run("list").lines.first?.split(separator: " ").first.map(String.init))
        let shown = home.run("show", id, "--text")
        #expect(shown.text.contains("Only for Ann."), "\(shown.text)\(shown.errors)")
        configure("echo wrong")
        let wrong = home.run("show", id, "--text")
        #expect(wrong.text.contains("that is not the passphrase") && !wrong.text.contains("Only for"), "\(wrong.text)")
    }

    @Test("without a terminal and a command, the sentence says what to do")
    func nobody() throws {
        let dovecot = try Servers.dovecot()
        configure(dovecot, "vault", "password_stored = \"work\"", top: "passphrase_command = \"echo open sesame\"")
        #expect(run(["secrets", "set", "work"], input: "secret").status == 0)
        configure(dovecot, "vault", "password_stored = \"work\"")
        let sync = run(["sync"], input: "")
        #expect(sync.status == 77 && sync.output.contains("the secrets file is locked"), "\(sync)")
        #expect(sync.output.contains("passphrase_command"), "\(sync)")
        #expect(run(["secrets", "list"], input: "").status == 64)
    }

    @Test("the reader asks for the passphrase once a session, at its start or on its bottom line")
    func reader() throws {
        let dovecot = try Servers.dovecot()
        dovecot.deliver(Letter.octets("Behind the passphrase"), to: "locked")
        configure(dovecot, "locked", "password_stored = \"work\"")
        let shell = try home.open("secrets", "set", "work")
        try shell.waitUntil(contains: "A passphrase for the new one")
        try shell.type("sesame")
        try shell.send("Enter")
        try shell.waitUntil(contains: "The same again")
        try shell.type("sesame")
        try shell.send("Enter")
        try shell.waitUntil(contains: "Secret to store as work")
        try shell.type("secret")
        try shell.send("Enter")
        #expect(try shell.waitForExit() == 0)
        #expect(!shell.screen().contains { $0.contains("sesame") || $0.contains("secret ") })

        let terminal = try home.open()
        try terminal.waitUntil(contains: "Passphrase of the secrets file:")
        try terminal.type("wrong")
        try terminal.send("Enter")
        try terminal.waitUntil(contains: "That was not it.")
        // Nothing typed: the reader opens, and asks again on its own line.
        try terminal.send("Enter")
        try terminal.waitUntil("the prompt in the reader") { screen in
            screen.last { !$0.isEmpty }?.contains("Passphrase of the secrets file:") == true && screen.count > 20
        }
        try terminal.waitUntil("typed keys to be taken") { screen in
            // Keys count only after a moment.
            if screen.contains(where: { $0.contains("file: *") }) { return true }
            try? terminal.type("n")
            return false
        }
        try terminal.send("C-u")
        try terminal.type("no")
        try terminal.send("Enter")
        try terminal.waitUntil(contains: "That was not it. Passphrase")
        try terminal.waitUntil("typed keys to be taken") { screen in
            if screen.contains(where: { $0.contains("file: *") }) { return true }
            try? terminal.type("n")
            return false
        }
        try terminal.send("C-u")
        try terminal.type("sesame")
        try terminal.send("Enter")
        try terminal.waitUntil(contains: "Behind the passphrase")
        #expect(!terminal.screen().contains { $0.contains("sesame") })
    }

    @Test("come from the desktop's keyring, or the sentence says that none answers")
    func keyring() throws {
        let dovecot = try Servers.dovecot()
        configure(dovecot, "keyring", "password_keyring = \"it's work\"")
        let folder = TemporaryFolder("keyring")
        func answer(_ script: String) -> CommandResult {
            chmod(folder.write("#!/bin/sh\n" + script, to: "secret-tool"), 0o700)
            return home.run(["sync"], with: ["PATH": "\(folder.path):/usr/bin:/bin"])
        }
        let fine = answer(
            #"[ "$*" = "lookup service postern account it's work" ] && printf secret"#)
        #expect(fine.status == 0, "\(fine.errors)")
        let none = answer("echo 'Cannot autolaunch D-Bus without X11 $DISPLAY' >&2; exit 1")
        #expect(
            none.status == 78 && none.errors.contains("no keyring answers here: Cannot autolaunch"), "\(none.errors)")
        let missing = answer("exit 1")
        #expect(missing.errors.contains("the keyring has nothing for 'it'\\''s work'"), "\(missing.errors)")
    }

    @Test("neither ps nor children see what was in the environment")
    func environment() throws {
        let dovecot = try Servers.dovecot()
        home.configure(
            AccountSpec("environ", on: dovecot).text
                + "\n[[account]]\nname = \"two\"\nprotocol = \"imap\"\nhost = \"127.0.0.1\"\nport = 9\nusername = \"x\"\n"
                + "password_command = \"env > \(home.path)/child; echo x\"\n")
        let terminal = try home.open(with: ["POSTERN_PASSWORD": "gReEnHeRoN"])
        try terminal.waitUntil(contains: "no connection")
        let process = try #require(terminal.processID)
        try terminal.waitUntil("the child's environment") { _ in !child.isEmpty }
        #expect(child.contains("HOME=") && !child.contains("POSTERN_PASSWORD"))
        let shown = ChildProcess.run(["cat", "/proc/\(process)/environ", "/proc/\(process)/cmdline"]).output
        #expect(shown.contains("HOME=") && !shown.contains("gReEnHeRoN"))
    }

    private var child: String { String(decoding: TestFiles.octets(of: home.path + "/child") ?? [], as: UTF8.self) }

    @Test("no core is dumped, where another program would leave one")
    func cores() {
        func end(_ words: [String]) -> String {
            let script =
                "ulimit -c unlimited; cd \(home.path); \"$@\" >out & p=$!; "
                + "for i in $(seq 600); do [ -s out ] && break; sleep 0.05; done; kill -XCPU $p; wait $p"
            return ChildProcess.run(["bash", "-c", script + " 2>&1", "bash"] + words).output
        }
        let other = end(["sh", "-c", "echo; exec sleep 30"])
        let postern = end(home.words(["demo", "--serve-only"]))
        #expect(postern.contains("CPU time limit exceeded"), "\(postern)")
        #expect(!postern.contains("core dumped"), "\(postern)")
        // Where nobody's core is dumped, the test shows nothing.
        if !other.contains("core dumped") { print("no core dumps on this machine: \(other)") }
    }
}
