import Glibc
import TestKit
import Testing

/// Protocol and mode of an account.
struct AccountKind: Sendable, CustomTestStringConvertible {
    let service: Dovecot.Service
    let mode: AccountSpec.Mode

    static let all = [Dovecot.Service.imap, .pop3].flatMap { service in
        AccountSpec.Mode.allCases.map { AccountKind(service: service, mode: $0) }
    }

    var testDescription: String { "\(service), \(mode.rawValue)" }

    /// A user of the server for one test and this kind.
    func user(_ test: String) -> String { "\(test)-\(service)-\(mode == .leaveOnServer ? "leave" : "remove")" }
}

@Suite("The reader on a Dovecot", .enabled(if: Postern.canBeTested && Servers.isDovecotInstalled))
struct DovecotTests {
    private let home = Home()

    /// Opens the reader on one account and waits for a message in its list.
    private func reader(_ account: AccountSpec, showing subject: String) throws -> Tmux {
        home.configure(account)
        let terminal = try home.open()
        try terminal.waitUntil(contains: subject)
        return terminal
    }

    @Test("reads mail, over each protocol in each mode", arguments: AccountKind.all)
    func reading(_ kind: AccountKind) throws {
        let dovecot = try Servers.dovecot()
        let user = kind.user("read")
        dovecot.deliver(Letter.octets("Notes on the engine", "It weaves algebraical patterns."), to: user)
        let terminal = try reader(AccountSpec(user, on: dovecot, kind.service, kind.mode), showing: "Notes on the")
        #expect(terminal.screen().contains { $0.contains("Ada Lovelace") && $0.hasSuffix("Nov 2023") })
        if kind.mode == .downloadAndRemove {
            try terminal.waitUntil(contains: "work: 1 message, ")
            try terminal.answer("Escape")
        }
        try terminal.press("Enter", until: "It weaves algebraical patterns.")
        #expect(dovecot.messageFiles(of: user).count == 1, "nothing leaves the server without a yes")
        #expect(try quit(terminal) == 0)
    }

    private func quit(_ terminal: Tmux) throws -> Int {
        try terminal.send("q")
        return try terminal.quit()
    }

    @Test("empties the server after a yes, and keeps the mail", arguments: [Dovecot.Service.imap, .pop3])
    func removing(_ service: Dovecot.Service) throws {
        let dovecot = try Servers.dovecot()
        let user = "empty-\(service)"
        for number in 1...3 {
            dovecot.deliver(Letter.octets("Letter \(number)", "Text of letter \(number)."), to: user)
        }
        let account = AccountSpec(user, on: dovecot, service, .downloadAndRemove)
        let terminal = try reader(account, showing: "Letter 3")
        let question = try terminal.waitUntil(contains: "will leave 127.0.0.1 once they are stored here. Go")
        #expect(question.contains { $0.contains("work: 3 messages, ") })
        try terminal.answer("y")
        try terminal.waitUntil("an empty maildrop") { _ in dovecot.messageFiles(of: user).isEmpty }
        try terminal.press("Enter", until: "Text of letter ")
        #expect(try quit(terminal) == 0)

        // What comes later goes without a question; what was here stays.
        dovecot.deliver(Letter.octets("Letter 4", "Text of letter 4."), to: user)
        let again = try home.open()
        try again.waitUntil(contains: "Letter 4")
        try again.waitUntil("an empty maildrop") { _ in dovecot.messageFiles(of: user).isEmpty }
        let list = again.screen()
        #expect((1...4).allSatisfy { number in list.contains { $0.contains("Letter \(number)") } })
        try again.press("G", "Enter", until: "Text of letter ")
        #expect(try quit(again) == 0)
    }

    @Test("shows new mail, and what another program does, at once")
    func news() throws {
        let dovecot = try Servers.dovecot()
        dovecot.deliver(Letter.octets("First"), to: "news")
        let terminal = try reader(AccountSpec("news", on: dovecot), showing: "First")
        try terminal.waitUntil(contains: "live")
        dovecot.deliver(Letter.octets("Second"), to: "news")
        // Dovecot itself looks once a second.
        try terminal.waitUntil(contains: "Second", within: .seconds(3))
        let file = try #require(dovecot.messageFiles(of: "news").first)
        let folder = file.split(separator: "/").dropLast(2).joined(separator: "/")
        let name = try #require(file.split(separator: "/").last?.split(separator: ":").first)
        #expect(rename(file, "/\(folder)/cur/\(name):2,F") == 0)
        try terminal.waitUntil(contains: "★", within: .seconds(3))
    }

    @Test("tells the server of a star, of reading, of the trash")
    func telling() throws {
        let dovecot = try Servers.dovecot()
        dovecot.deliver(Letter.octets("Starred"), to: "flags")
        let terminal = try reader(AccountSpec("flags", on: dovecot), showing: "Starred")
        func waitUntilServerHas(_ flags: String, in mailbox: String = "INBOX") throws {
            try terminal.waitUntil("flags \(flags) in \(mailbox)") { _ in
                dovecot.messageFiles(of: "flags", mailbox: mailbox).contains { $0.hasSuffix(":2,\(flags)") }
            }
        }
        try terminal.press("F", until: "★")
        try waitUntilServerHas("F")
        try terminal.press("Enter", until: "A text.")
        try waitUntilServerHas("FS")
        try terminal.press("Left", until: "Enter open")
        try terminal.press("d", until: "Moved to Trash")
        try waitUntilServerHas("FS", in: "Trash")
        try terminal.waitUntil("an empty inbox") { _ in dovecot.messageFiles(of: "flags").isEmpty }
        // The server may be faster than the screen: without its row there is nothing to delete.
        try terminal.waitUntil(lacks: "Starred")
        try terminal.press("u", until: "Starred")
        try waitUntilServerHas("FS")
        // For ever, after a question.
        try terminal.press("D", until: "Delete this message for ever?")
        try terminal.send("y")
        try terminal.waitUntil("an empty mailbox") { _ in dovecot.messageFiles(of: "flags").isEmpty }
        try terminal.waitUntil(lacks: "Starred")
    }

    @Test("says so on the screen where an account is left out or its login refused")
    func trouble() throws {
        let dovecot = try Servers.dovecot()
        var account = AccountSpec("trouble", on: dovecot)
        account.more = #"hots = "elsewhere""#
        home.configure(AccountSpec("trouble", on: dovecot).text + account.text)
        let terminal = try home.open()
        try terminal.waitUntil(contains: "config.toml:20: ")
        #expect(try terminal.quit() == 0)

        home.configure(
            AccountSpec("trouble", on: dovecot).text.replacing(
                "_env = \"POSTERN_PASSWORD", with: "_command = \"echo no"))
        let refused = try home.open()
        try refused.waitUntil(contains: "the server refused the login")
        try refused.waitUntil(contains: "no connection")
    }

    @Test("keeps the list while the server is gone, and catches up by itself")
    func outage() throws {
        let dovecot = try Dovecot()
        dovecot.deliver(Letter.octets("Before"), to: "outage")
        let terminal = try reader(AccountSpec("outage", on: dovecot), showing: "Before")
        try terminal.waitUntil(contains: "live")
        dovecot.kill()
        let alone = try terminal.waitUntil(contains: "no connection")
        #expect(alone.contains { $0.contains("Before") })
        #expect(alone.contains { $0.contains("next try in") || $0.contains("trying again") })
        dovecot.deliver(Letter.octets("Meanwhile"), to: "outage")
        try dovecot.start()
        try terminal.waitUntil(contains: "Meanwhile", within: .seconds(20))
        try terminal.waitUntil(contains: "live")
        #expect(terminal.screen().contains { $0.contains("Before") })
    }

    @Test("works without a server, which learns of it later")
    func offline() throws {
        let dovecot = try Dovecot()
        for (age, name) in ["Flag me", "Trash me", "File me"].enumerated() {
            dovecot.deliver(Letter.octets(name), to: "offline", date: 1_700_000_000 - Int64(age), flags: "S")
        }
        home.configure(AccountSpec("offline", on: dovecot))
        #expect(home.run("sync", "--bodies").status == 0)
        dovecot.stop()

        let terminal = try home.open()
        try terminal.waitUntil(contains: "no connection")
        try terminal.press("F", until: "★")
        try terminal.press("j", until: "Inbox · 2 of 3")
        try terminal.press("d", until: "Inbox · 2 of 2")
        try terminal.press("s", until: "Archive")
        try terminal.type("arch")
        try terminal.press("Enter", until: "Moved to Archive")
        try terminal.waitUntil("one message in the list") { screen in
            screen.contains { $0.contains("Inbox · 1 of 1") }
                && !screen.contains { $0.contains("Trash me") || $0.contains("File me") }
        }
        try terminal.waitUntil(contains: "3 to send")
        try terminal.press("Enter", until: "A text.")
        try terminal.press("Escape", until: "Enter open")

        try dovecot.start()
        try terminal.send("$")
        func has(_ mailbox: String, _ flags: String) -> Bool {
            let files = dovecot.messageFiles(of: "offline", mailbox: mailbox)
            return files.count == 1 && files[0].hasSuffix(":2,\(flags)")
        }
        try terminal.waitUntil("everything on the server", within: .seconds(20)) { _ in
            has("INBOX", "FS") && has("Archive", "S") && has("Trash", "S")
        }
        try terminal.waitUntil(lacks: "to send")
    }
}
