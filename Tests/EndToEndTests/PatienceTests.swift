import TestKit
import Testing

@Suite("A server that says no", .enabled(if: Postern.canBeTested))
struct PatienceTests {
    private let home = Home()

    private func configure(port: Int, _ more: String = #"password_env = "POSTERN_PASSWORD""#) {
        home.configure(
            """
            [[account]]
            name = "work"
            protocol = "pop3"
            host = "127.0.0.1"
            port = \(port)
            tls = "none"
            username = "user"
            \(more)

            """)
    }

    /// What a server answers to a login, the status of `sync`, and what it says.
    static let refusals: [(String, Int, String)] = [
        (
            "[IN-USE] locked", 75,
            "maildrop in use elsewhere: “locked” (work, 127.0.0.1): another program reads it; try again in some minutes"
        ),
        (
            "[LOGIN-DELAY] too soon", 75,
            "the server allows a login every 15 minutes: “too soon” (work, 127.0.0.1): try again in 15 minutes"
        ),
        (
            "[SYS/TEMP] disk", 75,
            "the server asks to come back later: “disk” (work, 127.0.0.1): try again in some minutes"
        ),
        (
            "[AUTH] no secret", 77,
            "the server refused the login: “no …” (work, 127.0.0.1): check the user name and the password"
        ),
        ("[SYS/PERM] closed", 69, "the server refused: “closed” (work, 127.0.0.1): see the log"),
    ]

    @Test("sync tells by its status whether to come back or to do something", arguments: refusals)
    func statuses(_ answer: String, _ status: Int, _ words: String) throws {
        let server = ScriptedServer(
            try Trace(
                """
                S: +OK ready
                C: CAPA
                S: +OK
                S: RESP-CODES
                S: AUTH-RESP-CODE
                S: LOGIN-DELAY 900
                S: .
                C: USER user
                S: +OK
                C: PASS secret
                S: -ERR \(answer)

                """))
        configure(port: server.port)
        let result = home.run("sync")
        #expect(result.status == status)
        #expect(result.errors == "postern: \(words)\n")
        #expect(server.problem == nil)
    }

    @Test("of several accounts the one that a person must see to decides the status")
    func severalAccounts() throws {
        func server(_ answer: String) throws -> ScriptedServer {
            ScriptedServer(
                try Trace("S: +OK\nC: CAPA\nS: -ERR\nC: USER user\nS: +OK\nC: PASS secret\nS: -ERR \(answer)\n"))
        }
        let (busy, refusing) = (try server("[IN-USE] busy"), try server("[AUTH] no"))
        let account = { (name: String, port: Int) in
            """
            [[account]]
            name = "\(name)"
            protocol = "pop3"
            host = "127.0.0.1"
            port = \(port)
            tls = "none"
            username = "user"
            password_env = "POSTERN_PASSWORD"

            """
        }
        home.configure(account("busy", busy.port) + account("refusing", refusing.port))
        #expect(home.run("sync").status == 77)
    }

    @Test(
        "a busy maildrop shows when it is tried again, keeps what waits, and asks for no password",
        .enabled(if: Servers.isDovecotInstalled))
    func busy() throws {
        let dovecot = try Dovecot(.init(extraConfiguration: "protocol pop3 {\n  pop3_lock_session = yes\n}"))
        for number in 1...2 { dovecot.deliver(Letter.octets("Letter \(number)"), to: "busy") }
        let account = AccountSpec("busy", on: dovecot, .pop3)
        home.configure(account)
        #expect(home.run("sync").status == 0)
        let session = try #require(logIn("busy", at: dovecot.port(.pop3, isTLS: false)))

        let sync = home.run("sync")
        #expect(sync.status == 75)
        #expect(sync.errors.hasPrefix("postern: maildrop in use elsewhere: “"), "\(sync.errors)")
        // A password that only a person knows is not asked for once more.
        home.configure(account.text.replacing("password_env = \"POSTERN_PASSWORD\"\n", with: ""))
        let terminal = try home.open()
        try terminal.waitUntil(contains: "Password of busy at 127.0.0.1 (work):")
        try terminal.type(Dovecot.password)
        try terminal.press("Enter", until: "maildrop in use elsewhere, next try ")
        try terminal.press("x", until: "r remove from 127.0.0.1 now")
        try terminal.press("r", until: "Remove this message")
        try terminal.press("y", until: "◔ leaving")
        try terminal.waitUntil(rowWith: "1 to send", "maildrop in use elsewhere")
        #expect(!terminal.screen().contains { $0.contains("Password") })
        #expect(dovecot.messageFiles(of: "busy").count == 2)

        // Whoever reads it goes, and a person need not wait.
        session.close()
        try terminal.press("$", until: "✓ synced")
        try terminal.waitUntil("one copy") { _ in dovecot.messageFiles(of: "busy").count == 1 }
        try terminal.waitUntil(lacks: "leaving")
        #expect(try terminal.quit() == 0)
    }

    /// A session that has the maildrop until it is closed.
    private func logIn(_ user: String, at port: Int) -> LoopbackSocket? {
        guard let socket = LoopbackSocket.connected(to: port) else { return nil }
        for line in ["USER \(user)", "PASS \(Dovecot.password)"] {
            _ = socket.readLine()
            guard socket.write(Array("\(line)\r\n".utf8)) else { return nil }
        }
        return socket.readLine().starts(with: Array("+OK".utf8)) ? socket : nil
    }

    @Test("a refused password is asked for again, in the reader and by sync", .enabled(if: Servers.isDovecotInstalled))
    func password() throws {
        let dovecot = try Servers.dovecot()
        dovecot.deliver(Letter.octets("Behind a password"), to: "typed")
        let account = AccountSpec("typed", on: dovecot, .pop3)
        home.configure(account.text.replacing("password_env = \"POSTERN_PASSWORD\"\n", with: ""))
        let terminal = try home.open()
        try terminal.waitUntil(contains: "Password of typed at 127.0.0.1 (work):")
        try terminal.type("wrong")
        try terminal.press("Enter", until: "Password for work at 127.0.0.1:")
        // What is typed in the first moment was meant for something else.
        try terminal.waitUntil("a prompt that takes keys") { screen in
            try? terminal.send("x")
            return screen.contains { $0.contains("127.0.0.1: *") }
        }
        try terminal.press("C-u", until: "Password for work at 127.0.0.1:")
        try terminal.type(Dovecot.password)
        try terminal.press("Enter", until: "Behind a password")
        #expect(!terminal.screen().contains { $0.contains(Dovecot.password) })
        #expect(try terminal.quit() == 0)

        let sync = try home.open("sync")
        try sync.waitUntil(contains: "Password of typed")
        try sync.type("wrong")
        try sync.send("Enter")
        try sync.waitUntil(contains: "The server refused it. Password of typed")
        try sync.type(Dovecot.password)
        try sync.send("Enter")
        #expect(try sync.waitForExit() == 0)
    }
}
