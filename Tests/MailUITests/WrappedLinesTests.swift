import TerminalUI
import Testing

@testable import MailUI

@Suite("Lines that were wrapped before")
struct WrappedLinesTests {
    private static let narrow = WrappedLines.Manner(columns: 40)

    /// How often lines are wrapped anew when they are asked for in turn.
    private static func count(_ asked: [(Int, WrappedLines.Manner)]) -> Int {
        let lines = WrappedLines()
        var made = 0
        for (line, manner) in asked {
            _ = lines.rows(of: line, in: manner) {
                made += 1
                return .empty
            }
        }
        return made
    }

    @Test("are not wrapped again for the next picture of the screen")
    func again() {
        let screen = (0..<24).map { ($0, Self.narrow) }
        #expect(Self.count(screen + screen + screen) == 24)
    }

    @Test("are wrapped again in another width, and where something is looked for in them")
    func otherwise() {
        let found = WrappedLines.Manner(columns: 40, find: TextFind("word"))
        #expect(Self.count([(1, Self.narrow), (1, .init(columns: 41)), (1, found), (1, found), (1, Self.narrow)]) == 4)
    }

    @Test("are few, however long the text is")
    func few() {
        let there = (0..<10_000).map { ($0, Self.narrow) }
        #expect(Self.count(there + [(0, Self.narrow)]) == 10_001)
    }
}
