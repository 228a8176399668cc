import MailModel
import TerminalUI

/// Draws the message list: one row a message.
///
///      ●★  Ann Lee              Budget for May                        14:02
struct MessageListView {
    /// A subject leaves room for the text's first words from this width on.
    private static let widthForSnippet = 48
    private static let widthForBadge = 24

    let state: AppState

    private var list: MessageListState { state.list }

    /// Fills `area` and nothing else; the same state draws the same cells.
    func render(in area: Rect, onto screen: inout CellBuffer) {
        guard !area.isEmpty else { return }
        guard let window = list.window ?? list.stale else {
            if list.source == nil { renderEmpty(in: area, onto: &screen) }
            return
        }
        guard window.total > 0 else {
            renderEmpty(in: area, onto: &screen)
            return
        }
        let top = list.window == nil ? window.offset : list.top
        for line in 0..<min(area.rows, window.total - top) {
            guard let message = window.row(at: top + line) else { continue }
            let row = Rect(column: area.column, row: area.row + line, columns: area.columns, rows: 1)
            render(message, at: top + line, in: row, onto: &screen)
        }
        if window.total > area.rows { renderScrollBar(top: top, total: window.total, in: area, onto: &screen) }
    }

    // MARK: - A message

    private func render(_ message: MessageRow, at index: Int, in row: Rect, onto screen: inout CellBuffer) {
        let isSelected = index == list.cursor.index && list.window != nil
        let isMarked = list.isMarked(message, at: index)
        let isUnread = !message.flags.contains(.seen)
        let columns = MessageColumns(of: row, hasAccountBar: state.accounts.current == .all)
        renderMarks(of: message, isMarked: isMarked, in: columns.marks, onto: &screen)
        renderAccountBar(of: message, in: columns.account, onto: &screen)
        renderSender(of: message, isUnread: isUnread, in: columns.sender, onto: &screen)
        let date = DisplayText(state.dates.short(message.date))
        screen.write(date, in: columns.date, style: Style(.muted), alignment: .right)
        renderSubject(of: message, isUnread: isUnread, in: columns.subject, onto: &screen)
        if isSelected || isMarked {
            screen.restyle(row) { $0.on(isSelected ? .selected : .multiSelected) }
        }
    }

    private func renderMarks(of message: MessageRow, isMarked: Bool, in area: Rect, onto screen: inout CellBuffer) {
        let marks = state.glyphs.marks
        let unread: DisplayText = isMarked ? marks.selected : message.flags.contains(.seen) ? " " : marks.unread
        var runs = [(unread, Style(.accent, isBold: isMarked))]
        if area.columns > 1 {
            runs.append((message.flags.contains(.flagged) ? marks.star : " ", Style(.star)))
            runs.append((stateMark(of: message), Style(.muted)))
        }
        screen.write(runs, in: area, truncation: .clip)
    }

    /// What became of a message counts more than what is in it.
    private func stateMark(of message: MessageRow) -> DisplayText {
        let marks = state.glyphs.marks
        if message.flags.contains(.draft) { return marks.draft }
        if message.flags.contains(.answered) { return marks.answered }
        if message.flags.contains(.forwarded) { return marks.forwarded }
        return message.attachmentCount > 0 ? marks.attachment : " "
    }

    private func renderAccountBar(of message: MessageRow, in area: Rect, onto screen: inout CellBuffer) {
        guard let number = state.accounts.number(of: message.id.account) else { return }
        // Colour alone says nothing to some eyes, and ten accounts have more than nine colours.
        let mark = number <= 9 ? DisplayText(String(number)) : state.glyphs.lines.vertical
        screen.write(mark, in: area, style: Style(.account(UInt8((number - 1) % 9 + 1))))
    }

    private func sender(of message: MessageRow) -> DisplayText {
        let role = state.accounts.mailbox(message.mailbox)?.role
        if let folded = message.thread?.folded, !folded.isEmpty, message.from.count > 1 {
            return DisplayText(SenderText.participants(message.from))
        }
        if role == .sent || role == .drafts {
            return DisplayText(message.to.isEmpty ? "no recipient" : "To: \(SenderText.make(message.to))")
        }
        return DisplayText(message.from.isEmpty ? "unknown sender" : SenderText.make(message.from))
    }

    /// Of a folded thread, who takes part in it and how many messages it has.
    private func renderSender(of message: MessageRow, isUnread: Bool, in area: Rect, onto screen: inout CellBuffer) {
        let style = Style(isUnread ? .unread : .text)
        guard let thread = message.thread, !thread.folded.isEmpty else {
            screen.write(sender(of: message), in: area, style: style)
            return
        }
        let count = DisplayText(" (\(NumberText.grouped(thread.folded.count)))")
        let names = sender(of: message)
        let (left, right) = area.splitLeft(min(names.columns, max(0, area.columns - count.columns)))
        screen.write(names, in: left, style: style)
        screen.write(count, in: right, style: Style(.muted))
    }

    private func renderSubject(of message: MessageRow, isUnread: Bool, in area: Rect, onto screen: inout CellBuffer) {
        let badge = area.columns >= Self.widthForBadge ? self.badge(of: message) : nil
        let (left, right) = area.splitLeft(area.columns - (badge.map { $0.columns + 2 } ?? 0))
        let subject = PagerHeader.collapsed(message.subject)
        var runs = [(threadLines(of: message, upTo: left.columns / 2), Style(.muted))]
        runs.append(
            subject.isEmpty
                ? (DisplayText("no subject"), Style(.muted)) : (DisplayText(subject), Style(isUnread ? .unread : .text))
        )
        if area.columns >= Self.widthForSnippet, !message.snippet.isEmpty {
            runs.append((DisplayText("  \(PagerHeader.collapsed(message.snippet))"), Style(.muted)))
        }
        screen.write(runs, in: left)
        if let badge { screen.write(badge, in: right.splitLeft(2).1, style: Style(.star)) }
    }

    /// What leads from the messages above to a reply, the outermost left out where there is little room.
    private func threadLines(of message: MessageRow, upTo columns: Int) -> DisplayText {
        let lines = state.glyphs.lines
        guard let branches = message.thread?.branches, let hasNext = branches.last else { return "" }
        let outer = branches.dropLast().suffix(max(0, columns / 2 - 2))
        return outer.reduce("" as DisplayText) { $0 + ($1 ? lines.vertical : " ") + " " }
            + (hasNext ? lines.threadFork : lines.threadEnd) + " "
    }

    /// Where a message goes, or lives, if that is not where its account's messages live anyway.
    private func badge(of message: MessageRow) -> DisplayText? {
        if let account = message.goesTo { return state.glyphs.marks.going + DisplayText(" \(account)") }
        guard let account = state.accounts.account(named: message.id.account) else { return nil }
        if let trash = TrashText(message, account: account) {
            return DisplayText(trash.short(now: state.surroundings.now))
        }
        switch message.location {
        case .onServer: return account.mode == .downloadAndRemove ? "on server" : nil
        case .kept: return account.mode.stay == nil ? nil : "kept there"
        case .leaving: return state.glyphs.marks.leaving + " leaving"
        case .onlyHere:
            let isLocal = state.accounts.mailbox(message.mailbox)?.role != .inbox && account.mailProtocol == .pop3
            return account.mode == .leaveOnServer(removeAfter: nil) && !isLocal ? "only here" : nil
        case .leavesServer(let date):
            let now = state.surroundings.now.secondsSince1970
            let wait = date.secondsSince1970.subtractingReportingOverflow(now)
            guard !wait.overflow, wait.partialValue > 0 else { return state.glyphs.marks.leaving + " leaving" }
            return state.glyphs.marks.leaving + DisplayText(" \(NumberText.span(seconds: wait.partialValue))")
        }
    }

    // MARK: - Around the messages

    private func renderScrollBar(top: Int, total: Int, in area: Rect, onto screen: inout CellBuffer) {
        let rows = area.rows
        let length = max(1, min(rows, Int(Double(rows) / Double(total) * Double(rows))))
        let start = Int(Double(top) / Double(max(1, total - rows)) * Double(rows - length))
        let bar = Rect(
            column: area.endColumn - 1, row: area.row + max(0, min(start, rows - length)), columns: 1, rows: length)
        screen.verticalLine(state.glyphs.lines.scrollBar, in: bar, style: Style(.muted))
    }

    private func renderEmpty(in area: Rect, onto screen: inout CellBuffer) {
        let lines = EmptyListText(state: state).lines
        for (index, line) in lines.enumerated() {
            let row = area.row + min(area.rows - 1, area.rows / 3) + index
            let place = Rect(column: area.column, row: row, columns: area.columns, rows: 1).intersection(area)
            screen.write(DisplayText(line), in: place, style: Style(.muted), alignment: .center)
        }
    }
}
