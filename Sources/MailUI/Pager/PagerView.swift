import MailModel
import TerminalUI

/// Draws the open message, on the whole screen or beside the list.
struct PagerView {
    let pager: PagerState
    let glyphs: Glyphs

    /// The text's width in an area: a blank column stands at each side.
    static func textColumns(of area: Rect) -> Int { max(1, area.columns - 2 * margin(of: area)) }

    private static func margin(of area: Rect) -> Int { area.columns > 12 ? 1 : 0 }

    func render(in area: Rect, onto screen: inout CellBuffer) {
        guard !area.isEmpty else { return }
        let margin = Self.margin(of: area)
        let text = Rect(
            column: area.column + margin, row: area.row, columns: Self.textColumns(of: area), rows: area.rows)
        switch pager.phase {
        case .asked, .ready: renderText(in: text, margin: margin, onto: &screen)
        case .loading: renderNote(["Loading…"], in: text, onto: &screen)
        case .offline:
            let lines = ["The text of this message is not here yet.", "Offline: it will come with the connection."]
            renderNote(lines, in: text, onto: &screen)
        case .failed(let reason): renderNote(["This message could not be opened.", reason], in: text, onto: &screen)
        }
    }

    private func renderText(in area: Rect, margin: Int, onto screen: inout CellBuffer) {
        for (offset, visible) in pager.visibleRows.enumerated() where offset < area.rows {
            let line = Rect(column: area.column, row: area.row + offset, columns: area.columns, rows: 1)
            render(visible.layout.margin, left: margin, of: line, onto: &screen)
            render(visible.layout, row: visible.place.row, in: line, onto: &screen)
        }
    }

    private func render(_ layout: PagerRows, row: Int, in area: Rect, onto screen: inout CellBuffer) {
        guard layout.rows.indices.contains(row) else { return }
        let indent = layout.rows[row].indent
        if case .edge(let tone) = layout.margin {
            return renderEdge(layout.text.text, style: Style(tone.role, isBold: true), in: area, onto: &screen)
        }
        let behindPrefix = area.splitLeft(screen.write(layout.prefix, in: area)).1
        screen.write(layout.text, layout.rows[row], in: behindPrefix.splitLeft(indent).1)
    }

    /// What stands left of a line of the text.
    private func render(_ margin: PagerRows.Margin, left columns: Int, of line: Rect, onto screen: inout CellBuffer) {
        let left = Rect(column: line.column - columns, row: line.row, columns: max(1, columns), rows: 1)
        switch margin {
        case .empty: break
        case .mark(let tone): screen.write(tone.mark(glyphs), in: left, style: Style(tone.role, isBold: true))
        case .edge(let tone):
            let across = Rect(column: left.column, row: line.row, columns: line.columns + 2 * columns, rows: 1)
            screen.horizontalLine(glyphs.lines.horizontal, in: across, style: Style(tone.role))
        }
    }

    /// The words in the line across the screen.
    private func renderEdge(_ text: DisplayText, style: Style, in area: Rect, onto screen: inout CellBuffer) {
        let words = " " + text + " "
        let room = area.splitLeft(2).1
        screen.write(words, in: room.splitLeft(min(words.columns, max(1, room.columns - 2))).0, style: style)
    }

    private func renderNote(_ lines: [String], in area: Rect, onto screen: inout CellBuffer) {
        for (index, line) in lines.enumerated() where index < area.rows {
            let row = Rect(
                column: area.column, row: area.row + area.rows / 3 + index, columns: area.columns, rows: 1)
            screen.write(
                DisplayText(line), in: row.intersection(area), style: Style(.muted), alignment: .center)
        }
    }
}

extension Seal.Tone {
    fileprivate func mark(_ glyphs: Glyphs) -> DisplayText {
        switch self {
        case .good: glyphs.status.synced
        case .neutral: glyphs.status.bullet
        case .warning: "!"
        case .bad: glyphs.status.failed
        }
    }
}
