import MailModel
import TerminalUI
import Testing

@testable import MailUI

@Suite("What a server does not permit")
struct RightsTests {
    /// In `Shared/Team`, with these rights there.
    private func driver(_ rights: MailboxRights, width: Int = 120) -> Driver {
        var driver = Driver(FolderScreens.sharedStore(rights), columns: width, rows: 30)
        driver.press("gf")
        driver.type("team")
        driver.press("Enter")
        return driver
    }

    @Test(
        "is said at once, and nothing is done",
        arguments: [
            ("d", [.putIn, .markRead], "Nothing can be taken out of Shared/Team"),
            ("D", [.putIn, .markRead], "Nothing can be taken out of Shared/Team"),
            ("a", [.putIn, .markDeleted], "Nothing can be taken out of Shared/Team"),
            ("s", [.putIn], "Nothing can be taken out of Shared/Team"),
            ("U", [.putIn], "Nothing can be marked read or unread in Shared/Team"),
            ("M", [.putIn], "Nothing can be marked read or unread in Shared/Team"),
            ("t M", [.putIn], "Nothing can be marked read or unread in Shared/Team"),
            ("F", [.putIn], "Nothing can be marked with a star in Shared/Team"),
            ("t t d", [], "Shared/Team can only be read here"), ("U", [], "Shared/Team can only be read here"),
            ("F", [.makeInside, .deleteMailbox], "Shared/Team can only be read here"),
            ("h r", [.putIn], "Shared/Team can't be renamed or deleted"),
            ("h d", .takeOut, "Shared/Team can't be renamed or deleted"),
            ("h d", .deleteMailbox, "Shared/Team can only be read here"),
            ("h d", [.deleteMailbox, .markRead], "Nothing can be taken out of Shared/Team"),
            ("h n S h a r e d / T e a m / x Enter", .deleteMailbox, "No folder can be made in Shared/Team"),
            ("gi C t e a m Enter", .takeOut, "Nothing can be put into Shared/Team"),
            ("gi s t e a m Enter", .takeOut, "Nothing can be put into Shared/Team"),
        ] as [(String, MailboxRights, String)])
    func refusals(_ keys: String, _ rights: MailboxRights, _ text: String) {
        var driver = driver(rights)
        driver.press(keys)
        #expect(driver.submitted == [])
        #expect(driver.text.contains(text), "\(driver.text)")
    }

    @Test("is no hint, and what is permitted goes on as ever")
    func hints() {
        var driver = driver([.putIn, .setFlags])
        let hint = { (driver: Driver) in driver.line(driver.rows - 1) }
        #expect(!hint(driver).contains("trash") && !hint(driver).contains("archive"))
        driver.press("F C i n b o x Enter")
        #expect(driver.submitted.count == 2)
        driver.press("gi")
        #expect(hint(driver).contains("trash") && hint(driver).contains("archive"))
        driver.press("h")
        driver.type("jjjjjjjjjjjj")
        #expect(!hint(driver).contains("rename"))
    }

    @Test("a message is not marked read where nothing can be", arguments: [true, false])
    func reading(_ isPermitted: Bool) {
        var driver = driver(isPermitted ? .all : .takeOut)
        driver.press("Enter")
        #expect(driver.read.isEmpty == !isPermitted)
    }

    @Test(
        "is in the info of a message",
        arguments: [
            ([], "can only be read"), (.takeOut, "the server does not permit to put messages in, mark them read"),
        ] as [(MailboxRights, String)])
    func info(_ rights: MailboxRights, _ text: String) {
        var driver = driver(rights)
        driver.press("i")
        #expect(driver.text.contains(text), "\(driver.text)")
    }
}
