import FoundationEssentials
import TestKit
import Testing

@Suite("Folders of a POP3 account on a Dovecot", .enabled(if: Postern.canBeTested && Servers.isDovecotInstalled))
struct FolderTests {
    private let home = Home()

    private func open(columns: Int = 110, rows: Int = 30) throws -> Tmux {
        try home.open(columns: columns, rows: rows)
    }

    /// Leaves the folder list, then the program.
    private func quit(_ terminal: Tmux) throws {
        try terminal.send("Escape")
        try terminal.waitUntil(lacks: "  n new  ")
        #expect(try terminal.quit() == 0)
    }

    /// Lines of `folders --json`, the person's own.
    private func own() throws -> [FolderRecord] {
        try home.run("folders", "--json").lines.map {
            try JSONDecoder().decode(FolderRecord.self, from: Data($0.utf8))
        }.filter { $0.role == nil }
    }

    private func listed(in folder: String) throws -> [ListedRecord] {
        try home.run("list", "--folder", folder, "--json").lines.map {
            try JSONDecoder().decode(ListedRecord.self, from: Data($0.utf8))
        }
    }

    @Test("are made, filled, renamed, deleted, brought back, and there after a restart")
    func life() throws {
        let dovecot = try Servers.dovecot()
        for number in 1...3 { dovecot.deliver(Letter.octets("Letter \(number)"), to: "folders") }
        home.configure(AccountSpec("folders", on: dovecot, .pop3))
        let terminal = try open()
        try terminal.waitUntil(contains: "Letter 3")

        // Make one in another, and move two messages in.
        try terminal.press("h", "n", until: "New folder in work:")
        try terminal.type("Lists/swift")
        try terminal.press("Enter", until: "Folder “Lists/swift” made")
        try terminal.waitUntil(rowWith: "     swift")
        try terminal.press("Escape", until: "a archive")
        try terminal.press("t", "t", until: "2 selected")
        try terminal.press("s", until: "Move 2 messages to:")
        try terminal.type("swift")
        try terminal.press("Enter", until: "2 moved to Lists/swift")
        try terminal.waitUntil(rowWith: "swift", " 2 │")

        // Rename, while it is open.
        try terminal.press("g", "f", until: "Go to folder:")
        try terminal.type("swift")
        try terminal.press("Enter", until: "swift · 1 of 2")
        try terminal.press("h", "r", until: "Rename swift to: Lists/swift")
        try terminal.press("C-u", until: "Rename swift to: ")
        try terminal.type("lists")
        try terminal.press("Enter", until: "There is “Lists” already.")
        try terminal.type("/Forum")
        try terminal.press("Enter", until: "Renamed to “lists/Forum”")
        try terminal.waitUntil(contains: "Forum · 1 of 2")

        // Delete all of it, and take that back.
        try terminal.press("k", "d", until: "Delete “Lists” and the folder in it? Their 2 messages go to Trash.")
        try terminal.send("y")
        try terminal.waitUntil(lacks: "Forum · ")
        try terminal.waitUntil(rowWith: "Trash", " 2 │")
        #expect(try own().isEmpty)
        #expect(try listed(in: "Trash").count == 2)
        try terminal.press("u", until: "Undone: Folder Lists deleted")
        try terminal.waitUntil(rowWith: "Forum", " 2 │")
        try quit(terminal)

        let again = try open(columns: 160, rows: 50)
        try again.waitUntil(rowWith: "Forum", " 2 │")
        #expect(try again.quit() == 0)
        #expect(try own().map(\.name) == ["Lists", "Lists/Forum"])
        #expect(try own().map(\.messages) == [0, 2] && own().allSatisfy(\.local))
        #expect(try listed(in: "Lists/Forum").map(\.subject).sorted() == ["Letter 1", "Letter 2"])
        #expect(try listed(in: "INBOX").map(\.subject) == ["Letter 3"])
    }

    @Test("Trash says when its messages go, and is emptied after a question, on the server too")
    func trash() throws {
        let dovecot = try Servers.dovecot()
        for number in 1...2 { dovecot.deliver(Letter.octets("Letter \(number)"), to: "trash") }
        home.configure(AccountSpec("trash", on: dovecot, .pop3))
        let terminal = try open()
        try terminal.waitUntil(contains: "Letter 2")
        try terminal.press("d", until: "Moved to Trash")
        try terminal.press("g", "t", until: "gone in 30 d")
        try terminal.press("i", until: "deleted for good ")
        try terminal.press("Escape", until: "Enter open")
        #expect(try listed(in: "Trash").first?.leavesTrashAt?.hasSuffix("Z") == true)
        try terminal.press("h", "D", until: "Delete the one message in work's Trash for ever?")
        try terminal.send("y")
        try terminal.waitUntil(lacks: "gone in 30 d")
        try terminal.waitUntil("one message on the server") { _ in dovecot.messageFiles(of: "trash").count == 1 }
        try quit(terminal)
        #expect(try listed(in: "INBOX").count == 1)
    }

    @Test("are there, and can be made, before the server was ever reached")
    func offline() throws {
        let dovecot = try Dovecot()
        home.configure(AccountSpec("nowhere", on: dovecot, .pop3))
        dovecot.stop()
        let terminal = try open()
        try terminal.waitUntil(contains: "no connection")
        try terminal.waitUntil(rowWith: "Archive")
        try terminal.press("h", "n", until: "New folder in work:")
        try terminal.type("Early")
        try terminal.press("Enter", until: "Folder “Early” made")
        try terminal.waitUntil(rowWith: "   Early")
        try quit(terminal)
        #expect(try own().map(\.name) == ["Early"])
    }
}
