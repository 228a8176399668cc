import MailModel
import TerminalUI
import Testing

@testable import MailUI

@Suite("Messages laid out before they are opened")
struct PagesAheadTests {
    private static func isSettled(_ timer: UITimer) -> Bool { if case .settled = timer { true } else { false } }

    /// A driver with a message open, whose neighbours were read ahead.
    private static func reading(columns: Int, rows: Int, isAhead: Bool) -> Driver {
        var driver = Driver(columns: columns, rows: rows)
        driver.press("Enter")
        driver.runOut(isSettled)
        let wanted = driver.effects.flatMap { if case .prefetch(let ids) = $0 { ids } else { [StoredID]() } }
        for id in wanted where isAhead {
            for case .message(let id, .ready(let message)) in driver.store.carryOut(.openMessage(id)) {
                driver.send(.ahead(id, message))
            }
        }
        return driver
    }

    @Test(
        "look as they do otherwise, whatever was pressed before", arguments: [(80, 24), (160, 50)], ["", "z a", "H"])
    func same(_ size: (Int, Int), _ keys: String) {
        var (ahead, plain) = (
            Self.reading(columns: size.0, rows: size.1, isAhead: true),
            Self.reading(columns: size.0, rows: size.1, isAhead: false)
        )
        for _ in 0..<2 {
            ahead.press(keys)
            plain.press(keys)
            ahead.press("J")
            plain.press("J")
            #expect(ahead.screen == plain.screen)
        }
        ahead.press("K Space k G")
        plain.press("K Space k G")
        #expect(ahead.screen == plain.screen)
    }

    @Test("are not laid out again")
    func once() throws {
        var driver = Self.reading(columns: 80, rows: 24, isAhead: true)
        driver.press("J")
        let pager = try #require(driver.state.pager)
        let prepared = try #require(driver.state.ahead.document(of: pager.id, pager.options))
        #expect(pager.document?.wrapped === prepared.wrapped)
        // With all header fields it is another page.
        driver.press("H")
        #expect(driver.state.pager?.document?.wrapped !== prepared.wrapped)
    }
}
