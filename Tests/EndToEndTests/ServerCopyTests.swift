import FoundationEssentials
import TestKit
import Testing

@Suite("Where mail lives", .enabled(if: Postern.canBeTested && Servers.isDovecotInstalled))
struct ServerCopyTests {
    private let home = Home()

    private func account(_ user: String, _ mode: AccountSpec.Mode = .leaveOnServer, more: String = "") throws
        -> AccountSpec
    {
        var account = AccountSpec(user, on: try Servers.dovecot(), .pop3, mode)
        account.more = more
        return account
    }

    private func records() throws -> [ListedRecord] {
        try home.run("list", "--json").lines.map { try JSONDecoder().decode(ListedRecord.self, from: Data($0.utf8)) }
    }

    @Test("x keeps and removes the server's copies; the store, the list and the next mode know it")
    func deciding() throws {
        let dovecot = try Servers.dovecot()
        for number in 1...3 { dovecot.deliver(Letter.octets("Letter \(number)"), to: "decide") }
        home.configure(try account("decide", more: #"remove_after = "14d""#))
        let terminal = try home.open()
        try terminal.waitUntil("dates for all") { screen in screen.count { $0.contains("◔ 14 d") } == 3 }
        try terminal.press("i", until: "here; leaves 127.0.0.1 in 14 days (")
        try terminal.press("x", until: "k keep on 127.0.0.1")
        try terminal.press("k", until: "Kept on 127.0.0.1 · u undoes")
        try terminal.waitUntil(contains: "kept there")
        try terminal.press("u", until: "Undone: 1 message kept on the server")
        try terminal.waitUntil(lacks: "kept there")
        try terminal.press("x", until: "k keep on 127.0.0.1")
        try terminal.press("Enter", until: "kept there")
        try terminal.press("j", until: "Inbox · 2 of 3")
        try terminal.press("x", until: "r remove from 127.0.0.1 now")
        try terminal.press("r", until: "Remove this message from 127.0.0.1 now? Only the copy here stays.")
        #expect(dovecot.messageFiles(of: "decide").count == 3)
        try terminal.press("y", until: "Removed from 127.0.0.1, kept here")
        try terminal.waitUntil("one copy less") { _ in dovecot.messageFiles(of: "decide").count == 2 }
        try terminal.waitUntil("a row without its mark") { screen in
            screen.contains { $0.contains("Letter 2") && !$0.contains("◔") }
        }
        try terminal.press("x", until: "Only here: the server has no copy of it.")
        #expect(try terminal.quit() == 0)

        let all = try records()
        #expect(all.map(\.onServer) == [true, false, true])
        #expect(all.map(\.serverCopy) == ["kept", "none", "leaves"])
        #expect(all.map { $0.leavesServerAt != nil } == [false, false, true])

        // Another mode asks with numbers, and leaves what is kept.
        home.configure(try account("decide", .downloadAndRemove))
        let check = home.run("check").text
        let dryRun = "1 message, 177 B, will leave 127.0.0.1 once it is stored here; 1 kept there"
        #expect(check.contains("download-and-remove: \(dryRun) (the reader asks first, sync does not)"), "\(check)")
        let again = try home.open()
        try again.waitUntil(contains: "kept there")
        try again.waitUntil(contains: "work: 1 message, ")
        try again.answer("y")
        try again.waitUntil("one copy") { _ in dovecot.messageFiles(of: "decide").count == 1 }
        #expect(home.run("check").text.contains("nothing is on 127.0.0.1 now"))
        #expect(try again.quit() == 0)
        #expect(try records().map(\.serverCopy) == ["kept", "none", "none"])
    }

    @Test("check tells from the server what a mode will do, where the store is empty")
    func emptyStore() throws {
        let dovecot = try Servers.dovecot()
        for number in 1...2 { dovecot.deliver(Letter.octets("Letter \(number)"), to: "stat") }
        home.configure(try account("stat", .downloadAndRemove))
        let drained = home.run("check")
        #expect(drained.status == 0)
        #expect(
            drained.text.contains("download-and-remove: 2 messages, 354 B, will leave 127.0.0.1"), "\(drained.text)")
        #expect(drained.text.contains("1 mailbox, 2 messages in the inbox"))
        home.configure(try account("stat", more: #"remove_after = "1d""#))
        let dated = home.run("check").text
        #expect(dated.contains("leave-on-server for 1 day: 2 messages, 354 B, leave 127.0.0.1 on "), "\(dated)")
        home.configure(try account("stat"))
        #expect(home.run("check").text.contains("leave-on-server: nothing leaves 127.0.0.1"))
    }

    @Test("an earlier remove_after waits for a yes in the reader, and none at all is told")
    func changingMode() throws {
        let dovecot = try Servers.dovecot()
        for number in 1...2 { dovecot.deliver(Letter.octets("Letter \(number)"), to: "change") }
        home.configure(try account("change"))
        #expect(home.run("sync").status == 0)
        home.configure(try account("change", more: #"remove_after = "3d""#))
        let terminal = try home.open()
        try terminal.waitUntil(contains: "work: 2 messages, 354 B, leave 127.0.0.1 on ")
        try terminal.answer("n")
        #expect(try terminal.quit() == 0)
        #expect(try records().allSatisfy { $0.leavesServerAt == nil && $0.onServer })
        let again = try home.open()
        try again.waitUntil(contains: "work: 2 messages, 354 B, leave 127.0.0.1 on ")
        try again.answer("y")
        try again.waitUntil(contains: "◔ 3 d")
        #expect(try again.quit() == 0)
        home.configure(try account("change"))
        let sync = home.run("sync")
        #expect(sync.status == 0)
        #expect(sync.errors == "postern: work: nothing leaves 127.0.0.1 any more\n")
        #expect(try records().allSatisfy { $0.serverCopy == "stays" })
    }
}
