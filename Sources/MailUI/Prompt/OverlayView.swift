import MailModel
import TerminalUI

/// Draws what lies over the mail: sheets from below, the line that text is typed into.
struct OverlayView {
    /// A sheet of choices has at most this many rows.
    private static let mostChoices = 10

    let state: AppState
    let layout: ScreenLayout

    /// Draws on top of the mail.
    ///
    /// - Returns: Where the cursor belongs, while text is typed.
    func render(onto screen: inout CellBuffer) -> Position? {
        guard let overlay = state.overlays.last else {
            if state.keys.isPopupShown { renderWhichKey(onto: &screen) }
            return nil
        }
        switch overlay {
        case .command(let prompt):
            renderChoices(of: prompt, onto: &screen)
            return type(prompt.line, label: ":", onto: &screen)
        case .search(let prompt):
            return type(prompt.line, label: "/", note: scopeNote(of: prompt), onto: &screen)
        case .find(let line): return type(line, label: "Find in text: ", onto: &screen)
        case .folder(let picker):
            renderFolders(of: picker, onto: &screen)
            return type(picker.line, label: DisplayText(picker.label), onto: &screen)
        case .folderName(let prompt):
            return type(
                prompt.line, label: DisplayText(prompt.label), note: "/ for a folder in a folder", onto: &screen)
        case .copies(let menu): renderCopies(menu, onto: &screen)
        case .savePicker(let picker): renderParts(of: picker, onto: &screen)
        case .save(let prompt):
            let count = prompt.choices.count
            let label = count > 1 ? "Save \(count) files into: " : "Save as: "
            return type(prompt.line, label: DisplayText(label), onto: &screen)
        case .links(let picker): renderLinks(of: picker, onto: &screen)
        case .parts(let list): renderParts(of: list, onto: &screen)
        case .shell(let prompt): return type(prompt.line, label: DisplayText(prompt.label), onto: &screen)
        case .question(let question): renderQuestion(question, onto: &screen)
        case .password(let prompt): return type(prompt.shown, label: DisplayText(prompt.label), onto: &screen)
        case .help(let help): return HelpView(help: help).render(in: layout, onto: &screen)
        case .info(let info): renderInfo(info, onto: &screen)
        case .setup(let setup):
            return SetupView(state: setup, in: layout.body).render(onto: &screen)
        }
        return nil
    }

    // MARK: - Sheets

    /// Clears rows above the status line, under a line of their own.
    ///
    /// - Returns: The sheet's inner area; as many rows as there is room for.
    private func sheet(rows: Int, onto screen: inout CellBuffer) -> Rect {
        let body = layout.body
        let wanted = max(0, min(rows + 1, body.rows))
        let area = body.splitTop(body.rows - wanted).1
        screen.fill(area, with: .plain)
        let (line, inner) = area.splitTop(area.rows > 1 ? 1 : 0)
        screen.horizontalLine(state.glyphs.lines.horizontal, in: line, style: Style(.muted))
        return Rect(column: inner.column + 1, row: inner.row, columns: inner.columns - 2, rows: inner.rows)
    }

    private func renderSheet(
        _ rows: [[(DisplayText, Style)]], height: Int? = nil, selected: Int?, onto screen: inout CellBuffer
    ) {
        let area = sheet(rows: height ?? rows.count, onto: &screen)
        for (index, runs) in rows.prefix(area.rows).enumerated() {
            let row = Rect(column: area.column, row: area.row + index, columns: area.columns, rows: 1)
            screen.write(runs, in: row)
            if index == selected { screen.restyle(row) { $0.on(.selected) } }
        }
    }

    private var choiceRows: Int { max(1, min(Self.mostChoices, layout.body.rows - 2)) }

    private func renderChoices(of prompt: CommandPrompt, onto screen: inout CellBuffer) {
        let visible = prompt.choices.visible(rows: choiceRows)
        let rows = prompt.choices.items[visible].map { choice in
            [(DisplayText(choice.text).padded(to: 24), Style.plain), (DisplayText(" \(choice.help)"), Style(.muted))]
        }
        let selected = prompt.isCompleting ? prompt.choices.index - visible.lowerBound : nil
        renderSheet(Array(rows), height: choiceRows, selected: selected, onto: &screen)
    }

    private func renderFolders(of picker: FolderPicker, onto screen: inout CellBuffer) {
        let visible = picker.choices.visible(rows: choiceRows)
        let rows = picker.choices.items[visible].map { [(DisplayText($0.title), Style.plain)] }
        let shown = rows.isEmpty ? [[(DisplayText("No folder fits."), Style(.muted))]] : rows
        let selected = rows.isEmpty ? nil : picker.choices.index - visible.lowerBound
        renderSheet(shown, height: min(choiceRows, picker.mostChoices), selected: selected, onto: &screen)
    }

    private func renderParts(of picker: SavePicker, onto screen: inout CellBuffer) {
        let visible = picker.choices.visible(rows: choiceRows)
        let rows = visible.map { index in
            let choice = picker.choices.items[index]
            return [
                (DisplayText("\(index) "), Style(.accent)), (DisplayText(choice.title), Style.plain),
                (DisplayText("  \(choice.detail)"), Style(.muted)),
            ]
        }
        renderSheet(rows, selected: picker.choices.index - visible.lowerBound, onto: &screen)
    }

    private func renderParts(of list: PartList, onto screen: inout CellBuffer) {
        let visible = list.choices.visible(rows: choiceRows)
        let width = list.choices.items.reduce(0) { max($0, $1.part.number.count) }
        let rows = list.choices.items[visible].map { item in
            let title = item.part.fileName.isEmpty ? "" : "\(item.saving.title)  "
            return [
                (DisplayText(item.part.number).padded(to: width + 1), Style(.accent)),
                (DisplayText(title), Style.plain),
                (DisplayText(item.saving.detail), Style(.muted)),
            ]
        }
        renderSheet(rows, selected: list.choices.index - visible.lowerBound, onto: &screen)
    }

    /// The whole of the chosen one stands below the others: who opens it sees where it leads.
    private func renderLinks(of picker: LinkPicker, onto screen: inout CellBuffer) {
        let visible = picker.choices.visible(rows: choiceRows)
        let width = String(picker.links.count).count
        var rows = picker.choices.items[visible].map { link in
            let number = "[\(link.number)]"
            return [
                (DisplayText(number).padded(to: width + 3), Style(.accent)), (DisplayText(link.target), Style(.link)),
            ]
        }
        if let selected = picker.choices.selected {
            let whole = DisplayText(selected.target)
            let columns = max(1, layout.body.columns - 2)
            if whole.columns + width + 3 > columns {
                rows += LineWrap(whole, columns: columns).prefix(4).map { [(whole[$0.range], Style(.muted))] }
            }
        }
        renderSheet(rows, selected: picker.choices.index - visible.lowerBound, onto: &screen)
    }

    private func renderCopies(_ menu: CopyMenu, onto screen: inout CellBuffer) {
        let width = menu.choices.items.reduce(0) { max($0, DisplayText($1.text).columns) }
        let rows = menu.choices.items.map { choice in
            [
                (DisplayText("\(choice.key) "), Style(.accent)),
                (DisplayText(choice.text).padded(to: width), Style.plain),
                (DisplayText("  \(choice.detail)"), Style(.muted)),
            ]
        }
        let title = [(DisplayText(menu.title), Style(.text, isBold: true))]
        renderSheet([title] + rows, selected: menu.choices.index + 1, onto: &screen)
    }

    private func renderInfo(_ info: InfoState, onto screen: inout CellBuffer) {
        let rows = info.lines.map { line in
            [(DisplayText(line.label).padded(to: 12), Style(.muted)), (DisplayText(line.value), Style.plain)]
        }
        renderSheet(rows, selected: nil, onto: &screen)
    }

    /// What can follow the prefix, in columns that are read downwards.
    private func renderWhichKey(onto screen: inout CellBuffer) {
        let all = KeyMap.standard.continuations(of: state.keys.pending, in: state.focus.context)
        let cellColumns = 34
        let across = max(1, (layout.body.columns - 2) / cellColumns)
        let down = (all.count + across - 1) / across
        let area = sheet(rows: down, onto: &screen)
        for (index, item) in all.enumerated() where index % max(1, down) < area.rows {
            let place = Rect(
                column: area.column + index / max(1, down) * cellColumns, row: area.row + index % max(1, down),
                columns: cellColumns - 2, rows: 1
            ).intersection(area)
            let help = CommandTable.entry(of: item.command)?.help ?? ""
            screen.write(
                [(DisplayText(item.key).padded(to: 3), Style(.accent)), (DisplayText(help), .plain)], in: place)
        }
    }

    // MARK: - The line below

    private func type(
        _ line: LineEditor, label: DisplayText, note: DisplayText = .empty, onto screen: inout CellBuffer
    ) -> Position? {
        let area = layout.prompt
        guard !area.isEmpty else { return nil }
        screen.fill(area, with: .plain)
        let labelColumns = screen.write(label, in: area.splitLeft(1).1, style: Style(.accent))
        let noteColumns = note.columns + 24 < area.columns ? note.columns + 2 : 0
        let (field, right) = area.splitLeft(labelColumns + 1).1.splitLeft(
            area.columns - labelColumns - 1 - noteColumns)
        if noteColumns > 0 { screen.write(note, in: right.splitLeft(1).1, style: Style(.muted)) }
        // Where the text is longer than the field, the part around the cursor is shown.
        let before = DisplayText(line.beforeCursor).columns
        let hidden = max(0, before - max(0, field.columns - 1))
        let shifted = Rect(column: field.column - hidden, row: field.row, columns: field.columns + hidden, rows: 1)
        screen.write(DisplayText(line.text), in: shifted, truncation: .clip)
        if hidden > 0 { screen.write(label, in: area.splitLeft(1).1, style: Style(.accent)) }
        return Position(
            column: min(field.column + before - hidden, area.endColumn - 1), row: field.row)
    }

    private func scopeNote(of prompt: SearchPrompt) -> DisplayText {
        let place: DisplayText =
            switch prompt.scope {
            case .mailbox: "in this folder"
            case .account(let name): "in \(name.text)"
            case .everywhere: "in all accounts"
            }
        return prompt.scopes.count > 1 ? place + "  Tab: elsewhere" : place
    }

    private func renderQuestion(_ question: Question, onto screen: inout CellBuffer) {
        let text = DisplayText(question.text)
        let rows = Array(LineWrap(text, columns: max(1, layout.body.columns - 2)))
        let runs = rows.map { [(text[$0.range], Style(.text, isBold: true))] }
        if rows.count < layout.body.rows {
            renderSheet(runs, selected: nil, onto: &screen)
        } else {
            // A question on a tiny screen has all of it.
            screen.fill(screen.bounds, with: .plain)
            for (index, run) in runs.enumerated() where index < layout.prompt.row {
                screen.write(run, in: Rect(column: 1, row: index, columns: screen.size.columns - 2, rows: 1))
            }
        }
        let area = layout.prompt
        screen.fill(area, with: .plain)
        let style = Style(question.isArmed ? .accent : .muted)
        screen.write(
            [
                ("y", style), (" yes   ", Style(.muted)), ("n", style), (" no   ", Style(.muted)), ("Esc", style),
                (" not now", Style(.muted)),
            ],
            in: area.splitLeft(1).1, truncation: .clip)
    }
}
