import Glibc
import Secrets
import Testing

@testable import MailConfig

@Suite("where passwords come from")
struct SecretTests {
    @Test(
        "takes the first line a command prints",
        arguments: [
            ("printf 'p w\\nuser: x\\n'", "p w"), ("printf nonl", "nonl"), ("printf 'crlf\\r\\n'", "crlf"),
            ("printf 'später\\n'; exit 0", "später"), ("yes x | head -c 300000", "x"), ("echo a; echo noise >&2", "a"),
            ("cat; echo eof", "eof"),
        ])
    func command(_ command: String, _ secret: String) throws {
        #expect(try SecretSource.command(command).read()?.text == secret)
    }

    @Test(
        "says why a command gave none",
        arguments: [
            ("exit 3", SecretError.commandFailed(status: 3, complaint: "")),
            (
                "echo hunter; echo one >&2; echo no such entry >&2; exit 1",
                .commandFailed(status: 1, complaint: "no such entry")
            ),
            ("kill -9 $$", .commandFailed(status: 137, complaint: "")),
            ("true", .commandPrintedNothing), ("echo; echo x", .commandPrintedNothing),
        ])
    func commandFails(_ command: String, _ error: SecretError) {
        #expect(throws: error) { try SecretSource.command(command).read() }
    }

    @Test("a command that hangs is ended, even where its child keeps the pipe open")
    func hangs() {
        let limit = Duration.milliseconds(50)
        #expect(throws: SecretError.commandTimedOut(limit)) {
            try SecretSource.command("sleep 30 & wait").read(within: limit)
        }
    }

    @Test("a command that prints without end is not waited for")
    func floods() throws {
        #expect(try SecretSource.command("yes").read()?.text == "y")
    }

    @Test("a command has none of this process's files")
    func files() throws {
        let descriptor = open("/dev/null", O_RDONLY)
        defer { close(descriptor) }
        let command = "if [ -e /proc/self/fd/\(descriptor) ]; then echo open; else echo closed; fi"
        #expect(try SecretSource.command(command).read()?.text == "closed")
    }

    @Test("takes the first line of a private file", arguments: [0o600, 0o400] as [mode_t])
    func file(_ mode: mode_t) throws {
        try withFile("geheim\nmore\n", mode: mode) { path in
            let secret = try SecretSource.file(path).read()
            #expect(secret?.text == "geheim")
        }
    }

    @Test(
        "refuses a file that others can read, with the command that mends it",
        arguments: [0o644, 0o640, 0o604, 0o660] as [mode_t])
    func refusesFile(_ mode: mode_t) throws {
        try withFile("geheim\n", mode: mode) { path in
            let error = #expect(throws: SecretError.filePermissions(path: path)) { try SecretSource.file(path).read() }
            #expect(error?.description.hasSuffix(": chmod 600 \(path)") == true)
        }
    }

    @Test("refuses what is no file with a password")
    func refusesOthers() throws {
        #expect(throws: SecretError.fileUnreadable(path: "/nonexistent", reason: "No such file or directory")) {
            try SecretSource.file("/nonexistent").read()
        }
        #expect(throws: SecretError.self) { try SecretSource.file("/tmp").read() }
        try withFile("\n", mode: 0o600) { path in
            #expect(throws: SecretError.fileEmpty(path: path)) { try SecretSource.file(path).read() }
        }
    }

    @Test("the mending command can be pasted whatever the path is")
    func quoting() {
        let error = SecretError.filePermissions(path: "/a b/it's;rm")
        #expect(error.description.hasSuffix(#"chmod 600 '/a b/it'\''s;rm'"#))
    }

    @Test("reads the environment")
    func environment() throws {
        #expect(try SecretSource.environment("PATH").read()?.text == environmentVariable("PATH"))
        #expect(throws: SecretError.variableNotSet(name: "POSTERN_NOT_SET")) {
            try SecretSource.environment("POSTERN_NOT_SET").read()
        }
        #expect(try SecretSource.prompt.read() == nil)
    }

    @Test("a secret prints as an ellipsis")
    func prints() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(![dumped, "\(secret)", String(reflecting: [secret])].joined().contains("hunter2"))
    }

    private func withFile(_ text: String, mode: mode_t, _ body: (String) throws -> Void) throws {
        var name = Array("/tmp/postern-secret-XXXXXX\0".utf8CString)
        let descriptor = mkstemp(&name)
        try #require(descriptor >= 0)
        let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { unlink(path) }
        #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
        fchmod(descriptor, mode)
        close(descriptor)
        try body(path)
    }
}
