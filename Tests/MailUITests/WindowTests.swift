import MailModel
import TerminalUI
import Testing

@testable import MailUI

@Suite("A list's window: the selection stays on its message")
struct WindowTests {
    private static let inbox = Sample.inbox(of: Sample.work)

    private static func arrive(_ count: Int, in driver: inout Driver, from first: Int64 = 5_000_000) {
        let rows = (0..<count).map { Sample.row(Sample.work, first + Int64(count - $0), subject: "New \($0)") }
        driver.store.messages[inbox]?.insert(contentsOf: rows, at: 0)
        driver.tellNews()
    }

    private static func remove(_ numbers: Set<Int64>, in driver: inout Driver) {
        driver.store.messages[inbox]?.removeAll { numbers.contains($0.id.row) }
        driver.tellNews()
    }

    private static func selected(_ driver: Driver) -> Int64? { driver.state.list.selected?.id.row }

    @Test("new mail above moves no selection", arguments: [1, 7, 30, 500, 12_000])
    func arrivals(_ count: Int) {
        var driver = Driver(.long(2000))
        driver.press("j j j j j")
        let before = Self.selected(driver)
        Self.arrive(count, in: &driver)
        #expect(before == 1995)
        #expect(Self.selected(driver) == before)
        #expect(driver.state.list.cursor.index == 5 + count)
    }

    @Test("new mail is seen where the list's first row was seen")
    func arrivalAtTop() {
        var driver = Driver(.long(100))
        Self.arrive(2, in: &driver)
        #expect(driver.state.list.top == 0)
        #expect(driver.line(1).contains("New 0"))
        #expect(Self.selected(driver) == 100)
    }

    @Test("further down the rows stand still while mail arrives")
    func arrivalBelowTop() {
        var driver = Driver(.long(500))
        driver.press("PgDn PgDn")
        let before = (1...20).map { driver.line($0) }
        Self.arrive(3, in: &driver)
        // Dates of the sample are fixed, so whole lines can be compared; the scroll bar may move.
        #expect((1...20).map { driver.line($0).prefix(70) } == before.map { $0.prefix(70) })
    }

    @Test("when the selected message vanishes, the next one is selected")
    func removal() {
        var driver = Driver(.long(100))
        driver.press("j j")
        Self.remove([98], in: &driver)
        #expect(Self.selected(driver) == 97)
        #expect(driver.state.list.cursor.index == 2)
        Self.remove([97, 96, 95], in: &driver)
        #expect(Self.selected(driver) == 94)
    }

    @Test("when the last message vanishes, the one before is selected")
    func removalAtEnd() {
        var driver = Driver(.long(100))
        driver.press("G")
        #expect(Self.selected(driver) == 1)
        Self.remove([1], in: &driver)
        #expect(Self.selected(driver) == 2)
    }

    @Test("a list that empties and fills again is no problem")
    func emptying() {
        var driver = Driver(.long(3))
        Self.remove([1, 2, 3], in: &driver)
        #expect(Self.selected(driver) == nil)
        #expect(driver.text.contains("No mail here."))
        Self.arrive(2, in: &driver)
        #expect(Self.selected(driver) != nil)
    }

    @Test("arrivals and removals at once leave the selection where it was")
    func both() {
        var driver = Driver(.long(300))
        driver.press("PgDn PgDn j")
        let before = Self.selected(driver)
        driver.store.messages[Self.inbox]?.removeAll { $0.id.row > 290 || $0.id.row < 20 }
        Self.arrive(4, in: &driver)
        #expect(Self.selected(driver) == before)
    }

    @Test("a million messages are looked at through windows of a few screens")
    func million() {
        var store = FakeStore()
        store.messages = [:]
        var driver = Driver(store)
        driver.store.isSilent = true
        let source = MessageSource.mailbox(Self.inbox)
        func window(_ offset: Int, _ count: Int) -> UIEvent {
            let rows = (offset..<min(1_000_000, offset + count)).map {
                Sample.row(Sample.work, Int64(1_000_000 - $0), subject: "Message \($0)")
            }
            return .window(MessageWindow(source: source, offset: offset, rows: rows, total: 1_000_000, unread: 0))
        }
        driver.send(window(0, 60))
        driver.forgetEffects()
        driver.press("G")
        let asked = driver.effects.compactMap { effect -> (Int, Int)? in
            if case .observe(_, _, let offset, let count, _) = effect { (offset, count) } else { nil }
        }
        #expect(asked.count == 1)
        #expect(asked.allSatisfy { $0.1 <= 100 && $0.0 + $0.1 >= 1_000_000 })
        for (offset, count) in asked { driver.send(window(offset, count)) }
        #expect(Self.selected(driver) == 1)
        #expect(driver.line(20).contains("Message 999999"))
    }

    @Test("paging asks for rows before they are needed")
    func prefetchesRows() {
        var driver = Driver(.long(5000))
        for _ in 0..<20 {
            driver.store.isSilent = true
            driver.press("PgDn")
            #expect(!driver.line(20).allSatisfy { $0 == " " }, "the page is here before the store answers")
            driver.store.isSilent = false
            driver.tellNews()
        }
    }

    @Test("deleting goes on at once, and nothing jumps when the store follows")
    func deletingFast() {
        var driver = Driver(.long(100))
        driver.press("j")
        driver.store.isSilent = true
        driver.press("d d d")
        #expect(driver.submitted == [99, 98, 97].map { .move([Sample.id(Sample.work, $0)], to: .role(.trash)) })
        #expect(Self.selected(driver) == 96)
        driver.store.isSilent = false
        driver.tellNews()
        #expect(Self.selected(driver) == 96)
        #expect(driver.state.list.cursor.index == 1)
    }

    @Test("a range reaches further than a window")
    func longRange() {
        var driver = Driver(.long(3000))
        driver.press("v G a")
        #expect(driver.submitted.first?.messages.count == 3000)
        #expect(driver.text.contains("3,000 moved to Archive"))
    }

    @Test("a range of more messages than can be held stops growing")
    func longestRange() {
        var driver = Driver(.long(20_000))
        driver.press("v G")
        #expect(driver.text.contains("5,000 selected"))
    }

    @Test("each list is found again as it was left")
    func places() {
        var driver = Driver(.long(500))
        driver.press("PgDn PgDn j j")
        let before = driver.text
        driver.press("gj gi")
        #expect(driver.text == before)
        driver.press("2 j 3 1")
        #expect(driver.text == before)
    }
}
