import Glibc
import Synchronization
import TestKit
import Testing

/// Servers that mean harm, beside one that does not: little memory, a clear error, and the other account as if nothing were.
@Suite("Hostile servers", .enabled(if: Postern.canBeTested && Servers.isDovecotInstalled))
struct HostileServerTests {
    private let home = Home()

    /// What a server does, and where: the shapes of safety.md's row 13.
    enum Harm: String, CaseIterable, Sendable {
        case endlessGreeting, endlessLine, millionCapabilities, hugeLiteral, literalFlood, deepParentheses,
            endlessAnswers
        case endlessFolders, existsOverflow
        case popEndlessGreeting, popEndlessCapabilities, popEndlessList, popHugeNumbers

        var isPOP3: Bool { rawValue.hasPrefix("pop") }
    }

    /// More than any limit, and as much as may be sent until the client has had enough.
    private static let flood = 256 << 20

    private static func write(_ pattern: String, upTo limit: Int = flood, to client: LoopbackSocket) {
        let piece = Array(String(repeating: pattern, count: max(1, 65_536 / pattern.utf8.count)).utf8)
        var sent = 0
        while sent < limit, client.write(piece) { sent += piece.count }
    }

    private static func server(_ harm: Harm) -> LoopbackServer {
        LoopbackServer { client in harm.isPOP3 ? talkPOP3(client, harm) : talkIMAP(client, harm) }
    }

    private static func talkIMAP(_ client: LoopbackSocket, _ harm: Harm) {
        func say(_ line: String) { client.write(Array((line + "\r\n").utf8)) }
        func start(_ text: String) { client.write(Array(text.utf8)) }
        switch harm {
        case .endlessGreeting:
            start("* OK ")
            return write("x", to: client)
        case .millionCapabilities:
            start("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN")
            return write(" X-NOTHING", upTo: 12 << 20, to: client)
        default: say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi")
        }
        while case let line = String(decoding: client.readLine(), as: UTF8.self), !line.isEmpty {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\r" || $0 == "\n" || $0 == "\r\n" })
            guard let tag = words.first, words.count > 1 else { continue }
            switch words[1].uppercased() {
            case "AUTHENTICATE": say("\(tag) OK [CAPABILITY IMAP4rev1] in")
            case "LIST":
                switch harm {
                case .endlessLine:
                    start("* LIST () \"/\" ")
                    return write("x", to: client)
                case .hugeLiteral: return say("* LIST () \"/\" {4294967295}")
                case .literalFlood:
                    start("* LIST () \"/\" {1073741824}\r\n")
                    return write("x", to: client)
                case .deepParentheses:
                    start("* LIST ")
                    return write("(", upTo: 32 << 20, to: client)
                case .endlessAnswers: return write("* OK still there\r\n", to: client)
                case .endlessFolders: return write("* LIST () \"/\" \"folder\"\r\n", to: client)
                default:
                    say("* LIST () \"/\" INBOX")
                    say("\(tag) OK")
                }
            case "SELECT", "EXAMINE", "STATUS":
                say("* 4294967295 EXISTS")
                say("* OK [UIDVALIDITY 1] x")
                say("* OK [UIDNEXT 4294967295] x")
                say("* STATUS INBOX (MESSAGES 4294967295 UIDNEXT 4294967295 UIDVALIDITY 1 UNSEEN 4294967295)")
                say("\(tag) OK")
            case "LOGOUT": return say("* BYE\r\n\(tag) OK")
            default: say("\(tag) OK")
            }
        }
    }

    private static func talkPOP3(_ client: LoopbackSocket, _ harm: Harm) {
        func say(_ line: String) { client.write(Array((line + "\r\n").utf8)) }
        if harm == .popEndlessGreeting {
            client.write(Array("+OK ".utf8))
            return write("x", to: client)
        }
        say("+OK hi")
        while case let line = String(decoding: client.readLine(), as: UTF8.self), !line.isEmpty {
            switch line.prefix(4).uppercased() {
            case "CAPA":
                say("+OK")
                if harm == .popEndlessCapabilities { return write("X-NOTHING\r\n", to: client) }
                say("UIDL\r\nUSER\r\n.")
            case "STAT": say(harm == .popHugeNumbers ? "+OK 99999999999999999999 99999999999999999999" : "+OK 1 1")
            case "LIST", "UIDL":
                say("+OK")
                if harm == .popEndlessList { return write("1 xxxxxxxxxxxx\r\n", to: client) }
                say("99999999999999999999 99999999999999999999\r\n.")
            default: say("+OK")
            }
        }
    }

    /// Runs a command and says how much memory it took at most, in megabytes.
    private func measured(_ arguments: [String]) -> (status: Int, output: String, megabytes: Int) {
        let script = """
            import resource, subprocess, sys
            status = subprocess.run(sys.argv[2:]).returncode
            open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024))
            sys.exit(status)
            """
        let path = home.path + "/memory"
        let result = ChildProcess.run(
            ["sh", "-c", "exec \"$@\" 2>&1", "sh"]
                + home.words(arguments, behind: ["timeout", "100", "python3", "-c", script, path]))
        let text = String(decoding: TestFiles.octets(of: path) ?? [], as: UTF8.self)
        return (Int(result.status), result.output, Int(text) ?? .max)
    }

    @Test("cost little memory, and nobody but themselves", arguments: Harm.allCases)
    func harm(_ harm: Harm) throws {
        let dovecot = try Servers.dovecot()
        let user = "beside-\(harm.rawValue.lowercased())"
        dovecot.deliver(Letter.octets("Beside a hostile server"), to: user)
        let server = Self.server(harm)
        var hostile = AccountSpec(
            user: "x", port: server.port, authorities: nil, harm.isPOP3 ? .pop3 : .imap, .leaveOnServer)
        hostile.name = "hostile"
        var fine = AccountSpec(user, on: dovecot)
        fine.name = "fine"
        home.configure(hostile, fine)
        let start = ContinuousClock.now
        let sync = measured(["sync"])
        print("\(harm): \(sync.megabytes) MB, \(ContinuousClock.now - start)")
        #expect(sync.megabytes < 200, "\(sync.megabytes) MB")
        #expect(sync.status != 124 && sync.status < 128, "\(sync.status): \(sync.output)")
        #expect(sync.status == 0 || sync.output.contains("hostile"), "\(sync.output)")
        #expect(home.run("list", "--account", "fine").text.contains("Beside a hostile server"))
        withExtendedLifetime(server) {}
    }

    // MARK: - Servers that say nothing, or nothing of use

    enum Quiet: String, CaseIterable, Sendable {
        case greetsNever, answersNever, readsNothing, onlyRemarks, popGreetsNever, popAnswersNever

        var isPOP3: Bool { rawValue.hasPrefix("pop") }
    }

    private static func talk(_ client: LoopbackSocket, _ quiet: Quiet) {
        func say(_ line: String) -> Bool { client.write(Array((line + "\r\n").utf8)) }
        switch quiet {
        case .greetsNever, .popGreetsNever: break
        case .answersNever: _ = say("* OK hi")
        case .popAnswersNever: _ = say("+OK hi")
        case .readsNothing:
            _ = say("* OK hi")
            // Until the client is gone.
            while say("* OK not reading") { usleep(200_000) }
        case .onlyRemarks:
            _ = say("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi")
            guard case let line = String(decoding: client.readLine(), as: UTF8.self), !line.isEmpty else { return }
            _ = say("\(line.prefix { $0 != " " }) OK [CAPABILITY IMAP4rev1] in")
            while say("* OK still here") { usleep(200_000) }
        }
        _ = client.readToEnd()
    }

    @Test("that are quiet keep nobody from the other accounts, and from leaving", arguments: Quiet.allCases)
    func quiet(_ quiet: Quiet) throws {
        let dovecot = try Servers.dovecot()
        let user = "beside-\(quiet.rawValue.lowercased())"
        dovecot.deliver(Letter.octets("Beside a quiet server"), to: user)
        let connections = Mutex(0)
        let server = LoopbackServer { client in
            connections.withLock { $0 += 1 }
            Self.talk(client, quiet)
        }
        var hostile = AccountSpec(
            user: "x", port: server.port, authorities: nil, quiet.isPOP3 ? .pop3 : .imap, .leaveOnServer)
        hostile.name = "quiet"
        var fine = AccountSpec(user, on: dovecot)
        fine.name = "fine"
        home.configure(hostile, fine)
        let terminal = try home.open()
        try terminal.waitUntil(contains: "1 quiet")
        try terminal.press("2", until: "Beside a quiet server")
        try terminal.press("Enter", until: "A text.")
        try terminal.send("Escape")
        try terminal.press("1", until: quiet == .onlyRemarks ? "syncing" : "connecting")
        if quiet == .onlyRemarks {
            // Somebody does not want to wait any longer.
            try terminal.waitUntil("a connection") { _ in connections.withLock { $0 } == 1 }
            try terminal.type(":reconnect")
            try terminal.send("Enter")
            try terminal.waitUntil("another connection") { _ in connections.withLock { $0 } >= 2 }
        }
        let start = ContinuousClock.now
        #expect(try terminal.quit() == 0)
        let time = ContinuousClock.now - start
        print("\(quiet): left within \(time)")
        #expect(time < .seconds(4), "a second for the goodbye, and the keys")
        withExtendedLifetime(server) {}
    }

    private static let greeting = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi"

    /// What a server would like to have on the screen: the clipboard, a title, a cleared screen, and a question.
    private static let spoof =
        "\u{1B}]52;c;aGk=\u{7}\u{1B}]0;title\u{7}\u{1B}[2J\u{9B}2J”\u{0}\rPassword of ann: “"
        + String(repeating: "x", count: 3000)

    @Test(
        "their words are one line, cut, and marked as theirs, and never reach the terminal as orders",
        arguments: [
            "* BYE %", "\(greeting)|TAG NO %", "\(greeting)|TAG NO [ALERT] %", "\(greeting)|TAG BAD %", "-ERR %",
            "+OK|-ERR [AUTH] %", "+OK|-ERR [SYS/TEMP] %",
        ])
    func words(_ script: String) throws {
        let isPOP3 = !script.hasPrefix("*")
        let server = LoopbackServer { client in
            func say(_ line: String) {
                client.write(Array((line.replacing("%", with: Self.spoof) + "\r\n").utf8))
            }
            let lines = script.split(separator: "|").map(String.init)
            if lines.count == 1 { return say(script) }
            say(lines[0])
            while case let line = String(decoding: client.readLine(), as: UTF8.self), !line.isEmpty {
                let isFirst = line.hasPrefix("CAPA")
                say(isFirst ? "-ERR what?" : lines[1].replacing("TAG", with: line.prefix { $0 != " " }))
            }
        }
        home.configure(
            AccountSpec(user: "x", port: server.port, authorities: nil, isPOP3 ? .pop3 : .imap, .leaveOnServer))
        for command in ["sync", "check"] {
            let result = home.run(command)
            let text = result.errors + result.text
            #expect(result.status != 0, "\(text)")
            #expect(text.contains("xxxx"), "\(text)")
            for line in text.split(separator: "\n") {
                #expect(line.count < 600, "\(line)")
                #expect(!line.hasPrefix("Password"), "\(line)")
                #expect(line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }, "\(line)")
                if let spoofed = line.firstRange(of: "Password of ann") {
                    let before = line[..<spoofed.lowerBound]
                    #expect(
                        before.contains("“") && !before.contains("”"),
                        "what is theirs begins before it and ends behind it: \(line)")
                }
            }
        }
        withExtendedLifetime(server) {}
    }
}
