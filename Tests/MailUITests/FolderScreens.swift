import MailModel
import TerminalUI

/// The folder list of a POP3 account with folders of a person's own, and what is asked about them.
enum FolderScreens {
    static let all: [ScreenCase] = [(80, 24), (160, 50)].flatMap { columns, rows in
        [subscriptions(columns, rows), readOnly(columns, rows)]
            + screens.map { name, keys, text in
                ScreenCase(name: "\(name)-\(columns)x\(rows)", columns: columns, rows: rows, store: { store() }) {
                    driver in
                    driver.press("3 h " + keys)
                    driver.type(text)
                    if name.hasSuffix("refused") { driver.press("Enter") }
                }
            }
    }

    /// A server's folders, one of which a person does not want to see.
    private static func subscriptions(_ columns: Int, _ rows: Int) -> ScreenCase {
        ScreenCase(name: "folders-unsubscribed-\(columns)x\(rows)", columns: columns, rows: rows) { driver in
            driver.press("h G k k s")
        }
    }

    /// A folder in which nothing can be changed: what can't be done is not among the hints, and said when asked for.
    private static func readOnly(_ columns: Int, _ rows: Int) -> ScreenCase {
        ScreenCase(
            name: "folders-readonly-\(columns)x\(rows)", columns: columns, rows: rows, store: { sharedStore() }
        ) { driver in
            driver.press("gf")
            driver.type("team")
            driver.press("Enter d")
        }
    }

    /// `Shared/Team` (11) of the first account can only be read.
    static func sharedStore(_ rights: MailboxRights = []) -> FakeStore {
        var store = FakeStore()
        store.mailboxes[Sample.work.name]?.append(
            MailboxRow(
                id: Sample.mailboxID(Sample.work, 11), name: Sample.mailboxName("Shared/Team"), delimiter: "/",
                role: nil, isSelectable: true, isLocal: false, messages: 0, unread: 0, rights: rights))
        store.messages[Sample.mailboxID(Sample.work, 11)] = [70, 71].map {
            Sample.row(Sample.work, $0, in: 11, subject: "To all of us, \($0)", flags: [])
        }
        return store
    }

    /// By name: keys from the folder list on, and what is typed then.
    private static let screens: [(String, String, String)] = [
        ("folders-own", "G", ""), ("folders-trash", "j j j j", ""), ("folders-create", "n", "Lists/c++"),
        ("folders-refused", "n", "reisen"), ("folders-rename", "G r", " 2023"), ("folders-delete", "G k k d", ""),
        ("folders-empty", "j j j j D", ""), ("folders-info", "j j j j Enter i", ""),
    ]

    static func id(_ row: Int64) -> MailboxID { Sample.mailboxID(Sample.isp, row) }

    /// `Lists` (11) with `Lists/swift` (4) in it, and `Reisen` (12), which is empty; Trash is 1.
    static func store() -> FakeStore {
        var store = FakeStore()
        for (row, name) in [(11, "Lists"), (12, "Reisen")] as [(Int64, String)] {
            store.mailboxes[Sample.isp.name]?.append(
                MailboxRow(
                    id: id(row), name: Sample.mailboxName(name), delimiter: "/", role: nil, isSelectable: true,
                    isLocal: true, messages: 0, unread: 0))
        }
        store.messages[id(4)] = (40...42).map {
            Sample.row(Sample.isp, $0, in: 4, subject: "Evolution, part \($0)", flags: [], location: .onlyHere)
        }
        store.messages[id(11)] = [Sample.row(Sample.isp, 50, in: 11, subject: "Welcome", location: .onlyHere)]
        store.messages[id(1)] = [(60, 21), (61, 31)].map { number, days in
            var row = Sample.row(
                Sample.isp, Int64(number), in: 1, subject: "Thrown away \(days) days ago", location: .onlyHere)
            row.trashedAt = MailDate(secondsSince1970: Sample.now.secondsSince1970 - Int64(days) * 86_400)
            return row
        }
        return store
    }
}
