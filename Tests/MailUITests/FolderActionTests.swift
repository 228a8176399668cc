import MailModel
import MailUI
import TerminalUI
import Testing

@Suite("What a person does to folders")
struct FolderActionTests {
    private static let isp = Sample.isp.name

    private func driver(columns: Int = 120, rows: Int = 30) -> Driver {
        var driver = Driver(FolderScreens.store(), columns: columns, rows: rows)
        driver.press("3")
        return driver
    }

    private static func path(_ text: String) -> MailboxPath {
        guard let path = try? MailboxPath(text) else { preconditionFailure("\(text) is no path") }
        return path
    }

    @Test(
        "keys and commands become actions",
        arguments: [
            ("h n a b Enter", .createMailbox(path("ab"), in: isp)),
            (": c r e a t e - f o l d e r Space a / b Enter", .createMailbox(path("a/b"), in: isp)),
            (": c r e a t e Enter N e w Enter", .createMailbox(path("New"), in: isp)),
            ("h G r Ctrl-U L i s t s / x Enter", .renameMailbox(FolderScreens.id(12), to: path("Lists/x"))),
            ("h G F6 2 Enter", .renameMailbox(FolderScreens.id(12), to: path("Reisen2"))),
            ("gf r e i s Enter : r e n a m e Space X Enter", .renameMailbox(FolderScreens.id(12), to: path("X"))),
            ("h G d", .deleteMailbox(FolderScreens.id(12))),
            ("h G Delete", .deleteMailbox(FolderScreens.id(12))),
            ("h G k k d y", .deleteMailbox(FolderScreens.id(11))),
            (": d e l e t e - f o l Space L i s t s / s w i f t Enter y", .deleteMailbox(FolderScreens.id(4))),
            ("h j j j j D y", .emptyMailbox(FolderScreens.id(1))),
            (": e m p t y Enter y", .emptyMailbox(FolderScreens.id(1))),
        ] as [(String, UserAction)])
    func actions(_ keys: String, _ action: UserAction) {
        var driver = driver()
        driver.press(keys)
        #expect(driver.submitted == [action])
    }

    @Test(
        "or nothing, with a reason",
        arguments: [
            ("h n i n b o x Enter", "There is “Inbox” already."), ("h n / Enter", "A folder's name can't be empty."),
            ("h r", "Inbox is always there: it can't be renamed or deleted."),
            ("h d", "Inbox is always there: it can't be renamed or deleted."),
            ("h G r Ctrl-U L i s t s Enter", "There is “Lists” already."),
            ("h G D", "Only Trash can be emptied: select it first."),
            (": d e l e t e - f o l Space N o Enter", "There is no folder “No”."),
            (": d e l e t e Space L i s t s Enter", "“delete” can be delete-folder, delete-forever."),
            ("h G k k d n", "Lists"), ("h n a Esc", "Old ISP"), ("h n Enter", "Old ISP"),
            ("h G r Enter", "Reisen"), ("0 : e m p t y Enter", "There is no Trash here."),
            ("0 : c r e a t e Enter", "In which account?"), ("1 gd : e m p t y Enter", "Trash is empty."),
        ])
    func nothing(_ keys: String, _ text: String) {
        var driver = driver()
        driver.press(keys)
        #expect(driver.submitted == [])
        #expect(driver.text.contains(text), "\(driver.text)")
    }

    @Test("a name that can't be taken waits for a better one")
    func betterName() {
        var driver = driver()
        driver.press("h n")
        driver.type("Lists")
        driver.press("Enter")
        #expect(driver.line(driver.rows - 1).contains("New folder in Old ISP: Lists"))
        driver.type("/new")
        driver.press("Enter")
        #expect(driver.submitted == [.createMailbox(Self.path("Lists/new"), in: Self.isp)])
    }

    @Test("the cursor of the folder list goes to the new folder, and stays where a deleted one was")
    func cursor() {
        var driver = driver()
        driver.press("h n")
        driver.type("Aa")
        driver.press("Enter")
        driver.press("Enter")
        #expect(driver.line(driver.rows - 2).hasPrefix(" Aa"))
        driver.press("h d")
        // The list of the deleted folder is gone, and the keys are still the folder list's.
        #expect(driver.line(driver.rows - 2).hasPrefix(" Inbox"))
        driver.press("d")
        #expect(driver.text.contains("Delete “Lists” and the folder in it? Their 4 messages go to Trash."))
    }

    @Test("news do not lead the cursor away")
    func news() {
        var driver = driver()
        driver.press("h G")
        driver.tellNews()
        driver.press("Enter")
        #expect(driver.line(driver.rows - 2).hasPrefix(" Reisen"))
    }

    @Test("a level that is no folder itself can't be changed, and says so")
    func level() {
        var driver = Driver(columns: 120, rows: 30)
        driver.press("h G k k k k r")
        #expect(driver.text.contains("“debian” only holds other folders."), "\(driver.text)")
    }

    @Test("a renamed folder stays open, with its messages and the cursor")
    func rename() {
        var driver = driver()
        driver.press("gf")
        driver.type("swift")
        driver.press("Enter j")
        driver.press(": r e n a m e Space O t h e r Enter")
        #expect(driver.line(driver.rows - 2).hasPrefix(" Other · 2 of 3"))
    }

    @Test("a pasted name is one line, and presses no key")
    func paste() {
        var driver = driver()
        driver.press("h n")
        driver.send(.terminal(.paste("one\ntwo")))
        driver.press("Enter")
        #expect(driver.submitted == [.createMailbox(Self.path("one two"), in: Self.isp)])
    }

    @Test("a server's folder changes once the server has changed it, and is said so")
    func server() {
        var driver = Driver(columns: 120, rows: 30)
        driver.press("gf")
        driver.type("reisen")
        driver.press("Enter : r e n a m e Space X Enter")
        #expect(driver.text.contains("“X” once the server has renamed it"))
        driver.press(": d e l e t e - f o l Enter")
        #expect(driver.text.contains("“X” will go once the server has deleted it"))
    }

    @Test(
        "subscriptions are the server's",
        arguments: [
            ("h G s", [.subscribe(false, to: Sample.mailboxID(Sample.work, 10))], "Unsubscribed from 東京"),
            (
                "h G s s",
                [
                    .subscribe(false, to: Sample.mailboxID(Sample.work, 10)),
                    .subscribe(true, to: Sample.mailboxID(Sample.work, 10)),
                ], "Subscribed to 東京"
            ),
            (
                ": u n s u b Space R e i s e n Enter",
                [.subscribe(false, to: Sample.mailboxID(Sample.work, 9))], "Unsubscribed from Reisen · u undoes"
            ),
            (": s u b s c r i b e Space R e i s e n Enter", [], "Reisen is subscribed."),
            (": s u b s c r i b e Space N o Enter", [], "There is no folder “No”."),
            ("3 h s", [], "“Inbox” is only here: there is no server to subscribe to it on."),
        ] as [(String, [UserAction], String)])
    func subscriptions(_ keys: String, _ actions: [UserAction], _ text: String) {
        var driver = Driver(columns: 160, rows: 30)
        driver.press(keys)
        #expect(driver.submitted == actions)
        #expect(driver.text.contains(text), "\(driver.text)")
    }

    @Test("what is in a folder with a role is shown below it")
    func tree() {
        var store = FolderScreens.store()
        store.mailboxes[Self.isp]?.append(
            MailboxRow(
                id: FolderScreens.id(20), name: Sample.mailboxName("Archive/2024"), delimiter: "/", role: nil,
                isSelectable: true, isLocal: true, messages: 0, unread: 0))
        var driver = Driver(store, columns: 120, rows: 30)
        driver.press("3")
        #expect(driver.line(4).hasPrefix("   Archive"))
        #expect(driver.line(5).hasPrefix("     2024"))
        driver.press("gf")
        driver.type("2024")
        #expect(driver.text.contains("Archive/2024"))
    }
}
