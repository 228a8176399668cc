import MailModel
import TerminalUI

/// Draws the open message, on the whole screen or beside the list.
struct PagerView {
    let pager: PagerState
    let glyphs: Glyphs

    /// The text's width in an area: a blank column stands at each side.
    static func textColumns(of area: Rect) -> Int { max(1, area.columns - (area.columns > 30 ? 2 : 0)) }

    func render(in area: Rect, onto screen: inout CellBuffer) {
        guard !area.isEmpty else { return }
        let margin = area.columns > 30 ? 1 : 0
        let text = Rect(
            column: area.column + margin, row: area.row, columns: Self.textColumns(of: area), rows: area.rows)
        switch pager.phase {
        case .asked, .ready: renderText(in: text, onto: &screen)
        case .loading: renderNote(["Loading…"], in: text, onto: &screen)
        case .offline:
            let lines = ["The text of this message is not here yet.", "Offline: it will come with the connection."]
            renderNote(lines, in: text, onto: &screen)
        case .failed(let reason): renderNote(["This message could not be opened.", reason], in: text, onto: &screen)
        }
    }

    private func renderText(in area: Rect, onto screen: inout CellBuffer) {
        var known: (line: Int, rows: PagerRows)?
        for (offset, place) in pager.visiblePlaces.enumerated() where offset < area.rows {
            let rows = known?.line == place.line ? known?.rows : nil
            let layout = rows ?? pager.layout(of: place.line)
            known = (place.line, layout)
            let line = Rect(column: area.column, row: area.row + offset, columns: area.columns, rows: 1)
            render(layout, row: place.row, in: line, onto: &screen)
        }
    }

    private func render(_ layout: PagerRows, row: Int, in area: Rect, onto screen: inout CellBuffer) {
        guard layout.rows.indices.contains(row) else { return }
        let indent = layout.rows[row].indent
        let runs = layout.prefix + [(DisplayText.spaces(indent), .plain)] + layout.text.runs(in: layout.rows[row].range)
        screen.write(runs, in: area)
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
