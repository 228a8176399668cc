import MailModel
import Testing

@testable import MailUI

@Suite("Lists as threads")
struct ThreadTests {
    private func driver(_ keys: String) -> Driver {
        var store = FakeStore()
        store.messages[Sample.inbox(of: Sample.work)] = Sample.threads
        var driver = Driver(store)
        driver.press(keys)
        return driver
    }

    private func status(_ driver: Driver) -> String { driver.line(driver.rows - 2) }

    private static func work(_ rows: Int64...) -> [StoredID] { rows.map { Sample.id(Sample.work, $0) } }

    /// Keys, and where the cursor is then: a message, by its number, in a row.
    static let moves: [(keys: String, message: Int64, row: Int)] = [
        // By date: 56 55 54 53 52 51 50 49.
        ("j j j", 53, 3),
        // On the same message in another order, and back.
        ("j j j zt", 53, 2),
        ("zt j j zt", 52, 4),
        ("zt k za", 50, 0),
        ("zt k za za", 50, 0),
        ("zt j j za", 52, 5),
        ("zt zM", 50, 0),
        ("zt G zM", 49, 2),
        ("zt zM j j zR", 49, 7),
        ("zt zM j za j", 55, 2),
        // One message is no thread, and a flat list has none.
        ("zt G za", 49, 7),
        ("za", 56, 0),
        ("zM", 56, 0),
        // The first unread one is opened, its thread unfolded; the keys go on through it.
        ("zt zM Enter", 56, 3),
        ("zt zM Enter J", 54, 4),
        ("zt zM j Enter", 55, 2),
        ("zt zM j Tab", 50, 0),
    ]

    @Test("keep the cursor on its message", arguments: moves)
    func cursor(_ keys: String, _ message: Int64, _ row: Int) {
        let driver = driver(keys)
        #expect(driver.state.list.selected?.id == Self.work(message)[0])
        #expect(driver.state.list.cursor.index == row)
        if driver.state.focus.context == .message { #expect(driver.state.pager?.id == Self.work(message)[0]) }
    }

    @Test("act on the whole of a folded thread, and on one message of an open one")
    func acting() {
        let cases: [(String, UserAction)] = [
            ("zt zM d", .move(Self.work(50, 51, 53, 56, 54), to: .role(.trash))),
            ("zt d", .move(Self.work(56), to: .role(.trash))),
            ("zt zM j F", .setFlag(.flagged, true, on: Self.work(52, 55))),
            ("zt zM j t j t a", .move(Self.work(52, 55, 49), to: .role(.archive))),
            // What was selected is what is acted on, however it is folded then.
            ("zt zM j t za d", .move(Self.work(52, 55), to: .role(.trash))),
            ("zt k k k t za d", .move(Self.work(50), to: .role(.trash))),
            ("zt zM j t k t d", .move(Self.work(49), to: .role(.trash))),
            ("zt zM v j zR d", .move(Self.work(52), to: .role(.trash))),
            ("zt zM v j d", .move(Self.work(50, 51, 53, 56, 54, 52, 55), to: .role(.trash))),
            ("zt zM U", .setFlag(.seen, true, on: Self.work(50, 51, 53, 56, 54))),
        ]
        for (keys, action) in cases {
            let submitted = driver(keys).submitted
            #expect(submitted.count == 1)
            #expect(submitted.first.map { Set($0.messages) } == Set(action.messages), "\(keys)")
        }
        #expect(status(driver("zt zM j t j t")).contains("3 selected"))
    }

    @Test(
        "say why they can't be folded, or shown",
        arguments: [
            ("za", "zt shows threads"), ("zt G za", "Nobody has answered"), ("/ t r i p Enter zt", "has no threads"),
            ("zt", "za folds"), ("zt zt", "by its date"),
        ])
    func notes(_ keys: String, _ text: String) {
        #expect(status(driver(keys)).contains(text))
    }

    @Test("are what a search ends in where it began with them")
    func search() {
        var driver = driver("zt zM / t r i p Enter")
        #expect(driver.state.list.total == 4)
        driver.press("Esc")
        #expect(driver.state.list.total == 3)
    }
}
