import TerminalUI

/// Draws the help screen.
///
///      Moving
///        j Down        list      Next message
struct HelpView {
    let help: HelpState

    /// Draws over the body and, while searching, the last line.
    func render(in layout: ScreenLayout, onto screen: inout CellBuffer) -> Position? {
        screen.fill(layout.body, with: .plain)
        for row in 0..<max(0, min(layout.body.rows, help.lines.count - help.top)) {
            let area = Rect(
                column: layout.body.column + 1, row: layout.body.row + row, columns: layout.body.columns - 2, rows: 1)
            render(help.lines[help.top + row], in: area, onto: &screen)
        }
        if help.lines.isEmpty {
            screen.write("No command fits.", in: layout.body.splitLeft(1).1, style: Style(.muted))
        }
        guard help.isSearching else { return nil }
        let area = layout.prompt
        screen.fill(area, with: .plain)
        let label = screen.write("/", in: area.splitLeft(1).1, style: Style(.accent))
        screen.write(DisplayText(help.query.text), in: area.splitLeft(1 + label).1)
        let column = 1 + label + DisplayText(help.query.beforeCursor).columns
        return area.isEmpty ? nil : Position(column: min(column, area.endColumn - 1), row: area.row)
    }

    private func render(_ line: HelpState.Line, in area: Rect, onto screen: inout CellBuffer) {
        switch line {
        case .blank: break
        case .topic(let title): screen.write(DisplayText(title), in: area, style: Style(.heading))
        case .command(let keys, let contexts, let help, let name):
            renderCommand(keys: keys, contexts: contexts, help: help, name: name, in: area, onto: &screen)
        }
    }

    private func renderCommand(
        keys: String, contexts: String, help: String, name: String, in area: Rect, onto screen: inout CellBuffer
    ) {
        let isWide = area.columns >= 60
        let (keyArea, afterKeys) = area.splitLeft(2).1.splitLeft(isWide ? 18 : min(10, area.columns / 2))
        let (contextArea, afterContext) = afterKeys.splitLeft(isWide ? 15 : 0)
        screen.write(DisplayText(keys), in: keyArea.splitLeft(keyArea.columns - 1).0, style: Style(.accent))
        screen.write(DisplayText(contexts), in: contextArea, style: Style(.muted))
        let nameColumns = area.columns >= 110 ? 24 : 0
        let (helpArea, nameArea) = afterContext.splitLeft(afterContext.columns - nameColumns)
        screen.write(DisplayText(help), in: helpArea)
        screen.write(DisplayText(":\(name)"), in: nameArea, style: Style(.muted))
    }
}
