import MailModel
import TerminalUI

/// Draws the assistant over the whole body.
///
///      Sign in to Work
///
///      User name      ann@example.com
struct SetupView {
    /// Longer lines are hard to read.
    private static let longestLine = 92

    let state: SetupState
    private let labelColumns: Int
    private let area: Rect

    init(state: SetupState, in area: Rect) {
        self.state = state
        self.area = area
        // What is typed is more important than what it is.
        labelColumns = area.columns < 50 ? area.columns * 2 / 5 : 20
    }

    /// One row of the screen.
    private struct Line {
        var runs: [(DisplayText, Style)] = []
        var indent = 0
        /// Where the cursor belongs in it.
        var cursor: Int?
        var isFocused = false
    }

    /// - Returns: Where the cursor belongs, while text is typed.
    func render(onto screen: inout CellBuffer) -> Position? {
        screen.fill(area, with: .plain)
        let columns = min(Self.longestLine, area.columns - 2)
        guard columns > 0, area.rows > 0 else { return nil }
        let lines = SetupPage(state).rows.flatMap { self.lines(of: $0, columns: columns) }
        // What has the keys is seen, however small the screen is.
        let focus = lines.lastIndex { $0.isFocused } ?? 0
        let isCut = lines.count > area.rows - 1
        let blank = isCut ? 0 : 1
        let top = max(0, min(lines.count - (area.rows - blank), focus - area.rows / 2))
        var cursor: Position?
        for (index, line) in lines.dropFirst(top).prefix(area.rows - blank).enumerated() {
            let row = Rect(
                column: area.column + 1 + line.indent, row: area.row + blank + index, columns: columns - line.indent,
                rows: 1)
            screen.write(line.runs, in: row)
            if let column = line.cursor {
                cursor = Position(column: min(row.column + column, row.endColumn - 1), row: row.row)
            }
        }
        return cursor
    }

    private func lines(of row: SetupPage.Row, columns: Int) -> [Line] {
        switch row {
        case .blank: [Line()]
        case .title(let text): [Line(runs: [(DisplayText(text), Style(.heading, isBold: true))])]
        case .text(let text, let role, let indent): wrapped(text, Style(role), indent: indent, columns)
        case .field(let label, let editor, let isFocused): [field(label, editor, isFocused, columns)]
        case .option(let label, let value, let isFocused):
            [
                Line(
                    runs: [
                        self.label(label, isFocused), (DisplayText(isFocused ? "< " : "  "), Style(.accent)),
                        (DisplayText(value), .plain), (DisplayText(isFocused ? " >" : ""), Style(.accent)),
                    ], isFocused: isFocused)
            ]
        case .choice(let title, let note, let isSelected, let isPossible):
            [
                Line(
                    runs: [
                        (DisplayText(isSelected ? " > " : "   "), Style(.accent)),
                        (DisplayText(title), Style(isPossible ? .text : .muted, isBold: isSelected)),
                        (DisplayText(note.isEmpty ? "" : "   \(note)"), Style(.ok)),
                    ], isFocused: isSelected)
            ]
        case .step(let step): self.step(step, columns)
        }
    }

    private func wrapped(_ text: String, _ style: Style, indent: Int, _ columns: Int) -> [Line] {
        let text = DisplayText(text)
        return LineWrap(text, columns: max(1, columns - indent)).map {
            Line(runs: [(text[$0.range], style)], indent: indent)
        }
    }

    private func label(_ text: String, _ isFocused: Bool) -> (DisplayText, Style) {
        (DisplayText(text).truncated(to: labelColumns).padded(to: labelColumns), Style(isFocused ? .accent : .muted))
    }

    private func field(_ label: String, _ editor: LineEditor, _ isFocused: Bool, _ columns: Int) -> Line {
        // Where the text is longer than the field, its end is what is being typed.
        let room = max(1, columns - labelColumns - 3)
        let before = DisplayText(editor.beforeCursor)
        let isLong = isFocused && before.columns > room
        let hidden = isLong ? max(0, editor.beforeCursor.count - room) : 0
        let shown = String(editor.characters.dropFirst(hidden))
        let width = isLong ? DisplayText(String(editor.beforeCursor.dropFirst(hidden))).columns : before.columns
        return Line(
            runs: [
                self.label(label, isFocused), (DisplayText("  "), .plain),
                (DisplayText(shown), Style(.text, isUnderlined: isFocused)),
            ], cursor: isFocused ? labelColumns + 2 + width : nil, isFocused: isFocused)
    }

    private func step(_ step: CheckedStep, _ columns: Int) -> [Line] {
        let role: Role =
            switch step.verdict {
            case .fine: .ok
            case .doubtful: .warning
            case .failed: .error
            }
        let mark =
            switch step.verdict {
            case .fine: "ok"
            case .doubtful: "note"
            case .failed: "FAILED"
            }
        let time = step.time.map { "\(Int($0 / .milliseconds(1))) ms" } ?? ""
        let padding = String(repeating: " ", count: max(0, 8 - time.count))
        return [
            Line(runs: [
                (DisplayText(step.name.isEmpty ? "" : mark).padded(to: 7), Style(role)),
                (DisplayText(step.name).padded(to: 12), Style(.muted)),
                (DisplayText("\(padding)\(time)  "), Style(.muted)),
                (DisplayText(step.text), .plain),
            ])
        ]
    }
}
