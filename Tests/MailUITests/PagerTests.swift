import MailModel
import TerminalUI
import Testing

@testable import MailUI

@Suite("The pager's scrolling")
struct PagerTests {
    private static let dates = DateText(now: Sample.now, timeZone: { _ in 0 })

    private static func pager(_ lines: [ReadableLine], columns: Int = 40, rows: Int = 10) -> PagerState {
        var pager = PagerState(Sample.row(Sample.work, 1, subject: "S"), after: nil)
        pager.settle(PagerSize(columns: columns, rows: rows))
        pager.take(.ready(ReadableMessage(header: [], summary: MessageSummary(), lines: lines)), dates: dates)
        return pager
    }

    @Test("down and up again is where it began", arguments: [1, 3, 9, 25, 1000])
    func roundTrip(_ rows: Int) {
        let text = (0..<60).map { ReadableLine(text: String(repeating: "word ", count: $0 % 23), kind: .flowed) }
        var pager = Self.pager(text)
        pager.scroll(by: 17)
        let start = pager.place
        guard pager.scroll(by: rows) else { return }
        var reached = pager
        // From the end, one comes back to somewhere else only if the end cut the way short.
        if !reached.isAtEnd {
            reached.scroll(by: -rows)
            #expect(reached.place == start)
        }
        reached.scroll(by: -1_000_000)
        #expect(reached.place == PagerState.Place())
    }

    @Test("row by row shows every row once")
    func everyRow() {
        let text = (0..<30).map { ReadableLine(text: "\($0) " + String(repeating: "long ", count: $0), kind: .flowed) }
        var pager = Self.pager(text)
        var seen = Set(pager.visibleRows.map(\.place))
        while pager.scroll(by: 1) { seen.formUnion(pager.visibleRows.map(\.place)) }
        let all = (0..<31).flatMap { line in
            (0..<max(1, pager.layout(of: line).rows.count)).map { PagerState.Place(line: line, row: $0) }
        }
        #expect(seen == Set(all))
        #expect(pager.visibleRows.count == 10)
    }

    @Test("a text of 400,000 lines is opened, ended and left without wrapping it")
    func hugeText() {
        let line = ReadableLine(text: String(repeating: "x", count: 50))
        var pager = Self.pager(Array(repeating: line, count: 400_000))
        pager.scrollToEnd()
        #expect(pager.visibleRows.last?.place == PagerState.Place(line: 400_000, row: 1))
        #expect(pager.percentage == 100)
    }

    @Test("a line of a megabyte is cut into pieces that lose nothing")
    func hugeLine() throws {
        let word = "wörter 東京 "
        let text = String(repeating: word, count: 60_000)
        let line = ReadableLine(text: text, kind: .flowed, spans: [.init(range: 10..<5000, style: .strong)])
        let pager = Self.pager([line])
        let document = try #require(pager.document)
        #expect(document.lines.map(\.text).joined() == text)
        #expect(document.lines.allSatisfy { $0.text.utf8.count <= PagerDocument.longestLine })
        let covered = document.lines.flatMap(\.spans).reduce(0) { $0 + $1.range.count }
        #expect(covered == 4990)
    }

    @Test("what is looked for is scrolled to, around the end")
    func finding() {
        var pager = Self.pager((0..<100).map { ReadableLine(text: $0 % 40 == 7 ? "needle \($0)" : "hay") })
        pager.find = TextFind("NEEDLE")
        let places = (0..<4).map { _ -> Int in
            let isFound = pager.findNext(forward: true)
            return isFound ? pager.place.line : -1
        }
        #expect(places == [8, 48, 88, 8])
        let isFoundBefore = pager.findNext(forward: false)
        #expect(isFoundBefore && pager.place.line == 88)
        pager.find = TextFind("absent")
        let isFound = pager.findNext(forward: true)
        #expect(!isFound)
    }

    @Test("quotes of more than two lines fold into one")
    func folding() {
        let quoted = (0..<5).map { ReadableLine(text: "\($0)", quoteDepth: 1) }
        var pager = Self.pager([ReadableLine(text: "a")] + quoted + [ReadableLine(text: "b")])
        #expect(pager.document?.count == 8)
        pager.toggleQuotes(dates: Self.dates)
        #expect(pager.document?.count == 4)
        pager.toggleQuotes(dates: Self.dates)
        #expect(pager.document?.count == 8)
    }

    @Test("links are listed unless the text spells them out")
    func links() throws {
        let line = ReadableLine(
            text: "see https://a.example and here",
            spans: [
                .init(range: 4..<21, style: .link(0)), .init(range: 26..<30, style: .link(1)),
                .init(range: 0..<1, style: .link(99)),
            ])
        let message = ReadableMessage(
            header: [], summary: MessageSummary(), lines: [line], links: ["https://a.example", "https://b.example"])
        let document = PagerDocument(
            message, id: Sample.id(Sample.work, 1), isFullHeader: false, foldsQuotes: false, dates: Self.dates)
        let lines = (0..<document.count).map(document.line)
        #expect(lines == [.blank, .text(0), .blank, .link(2, "https://b.example")])
    }
}
