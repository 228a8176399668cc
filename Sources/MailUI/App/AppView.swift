import MailModel
package import TerminalUI

extension AppState {
    /// Draws the whole screen.
    ///
    /// - Parameter size: The terminal's; what does not fit the layout of the last event is cut off.
    /// - Returns: The screen, and where the cursor belongs while there is text to type.
    package func render(_ size: Size) -> (buffer: CellBuffer, cursor: Position?) {
        var screen = CellBuffer(size: size)
        let layout = layout
        let bar = TabBar(accounts: accounts, glyphs: glyphs, columns: layout.tabs.columns)
        bar.render(in: layout.tabs, glyphs: glyphs, onto: &screen)
        FolderListView(state: self).render(in: layout.sidebar, onto: &screen)
        MessageListView(state: self).render(in: layout.list, onto: &screen)
        if let pager { PagerView(pager: pager, glyphs: glyphs).render(in: layout.message, onto: &screen) }
        renderLines(of: layout, onto: &screen)
        StatusLineView(state: self).render(in: layout.status, onto: &screen)
        HintLine(self).render(in: layout.hint, onto: &screen)
        let cursor = OverlayView(state: self, layout: layout).render(onto: &screen)
        return (screen, cursor)
    }

    private func renderLines(of layout: ScreenLayout, onto screen: inout CellBuffer) {
        let lines = glyphs.lines
        let style = Style(.muted)
        let isBeside = layout.messageLine.rows > 1
        if isBeside {
            screen.verticalLine(lines.vertical, in: layout.messageLine, style: style)
        } else {
            screen.horizontalLine(lines.horizontal, in: layout.messageLine, style: style)
        }
        screen.verticalLine(lines.vertical, in: layout.sidebarLine, style: style)
        screen.horizontalLine(lines.horizontal, in: layout.rule, style: style)
        guard !layout.rule.isEmpty else { return }
        for line in [layout.sidebarLine, isBeside ? layout.messageLine : Rect(column: 0, row: 0, columns: 0, rows: 0)]
        where !line.isEmpty {
            let joint = Rect(column: line.column, row: layout.rule.row, columns: 1, rows: 1)
            screen.write(lines.crossUp, in: joint, style: style)
        }
    }
}
