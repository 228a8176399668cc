import MailModel
import TerminalUI

/// The line that says where one is, and what goes on behind the screens.
///
///     Inbox · 3 of 1,204 · 12 unread              2 to send · ✓ synced 14:02
struct StatusLineView {
    let state: AppState

    func render(in area: Rect, onto screen: inout CellBuffer) {
        let inner = Rect(column: area.column + 1, row: area.row, columns: area.columns - 2, rows: area.rows)
        let right =
            state.status.fetching.map(describe) ?? state.status.note.map { [(DisplayText($0), Style(.accent))] }
            ?? activity
        let rightWidth = Self.width(of: right)
        var left = place(isShort: false)
        // The tabs tell what is unread, too.
        if Self.width(of: left) + 2 + rightWidth > inner.columns { left = place(isShort: true) }
        let leftWidth = Self.width(of: left)
        // A note is worth more than the place; the place more than what goes on.
        let room = state.status.isQuiet ? inner.columns - leftWidth - 2 : inner.columns
        let rightRoom = min(rightWidth, max(0, room))
        let fits = rightRoom >= min(rightWidth, 12)
        let (leftArea, rest) = inner.splitLeft(fits ? inner.columns - rightRoom - 2 : inner.columns)
        screen.write(left, in: leftArea)
        if fits { screen.write(right, in: rest.splitLeft(inner.columns >= rightRoom + 2 ? 2 : 0).1) }
    }

    private static func width(of runs: [(DisplayText, Style)]) -> Int { runs.reduce(0) { $0 + $1.0.columns } }

    // MARK: - The place

    /// `isShort`: Without what can be seen elsewhere.
    private func place(isShort: Bool) -> [(DisplayText, Style)] {
        let list = state.list
        let separator = (DisplayText(" ") + state.glyphs.status.bullet + " ", Style(.muted))
        var parts: [(DisplayText, Style)] = [(DisplayText(title), .plain)]
        if !list.marks.isEmpty {
            let count = list.marks.count(to: list.cursor, in: list.window)
            parts.append((DisplayText("\(NumberText.grouped(count)) selected"), Style(.accent, isBold: true)))
        }
        if list.total > 0 {
            let position = NumberText.grouped(list.cursor.index + 1)
            parts.append((DisplayText("\(position) of \(NumberText.grouped(list.total))"), Style(.muted)))
        }
        if state.focus.context == .message, let pager = state.pager, pager.isReady {
            parts.append((DisplayText(Self.progress(of: pager)), Style(.muted)))
        } else if let unread = list.window?.unread, unread > 0, !isShort {
            parts.append((DisplayText("\(NumberText.grouped(unread)) unread"), Style(.accent)))
        }
        return Array(parts.map { [$0] }.joined(separator: [separator]))
    }

    private static func progress(of pager: PagerState) -> String {
        if pager.isAtEnd { return pager.place == PagerState.Place() ? "all" : "end" }
        return "\(pager.percentage)%"
    }

    /// What the list is called.
    private var title: String {
        let origin = title(of: state.list.search?.origin ?? state.list.source)
        guard let search = state.list.search, search.source != search.origin else { return origin }
        let place =
            switch search.scope {
            case .mailbox: origin
            case .account(let name): name.text
            case .everywhere: "all accounts"
            }
        return "“\(search.query)” in \(place)"
    }

    private func title(of source: MessageSource?) -> String {
        switch source {
        case .mailbox(let id): state.accounts.mailbox(id).map(FolderTitle.make) ?? "…"
        case .allInboxes: "All inboxes"
        case .search, nil: state.accounts.currentAccount?.name.text ?? "Postern"
        }
    }

    // MARK: - What goes on

    private var activity: [(DisplayText, Style)] {
        let pending = state.accounts.pendingActions
        let waiting =
            pending > 0 ? [(DisplayText("\(NumberText.grouped(pending)) to send"), Style(.warning))] : []
        let separator = (DisplayText(" ") + state.glyphs.status.bullet + " ", Style(.muted))
        let parts = [waiting, busiest].filter { !$0.isEmpty }
        return Array(parts.joined(separator: [separator]))
    }

    /// Of the accounts on the screen the one that has most to say.
    private var busiest: [(DisplayText, Style)] {
        let all = state.accounts.shown.map { (account: $0, status: state.accounts.status(of: $0.name)) }
        let worthNaming = all.first { Self.isBusy($0.status) } ?? all.first { $0.status.quota?.isNearlyFull == true }
        let chosen = all.first { $0.status.progress != nil } ?? worthNaming ?? all.first
        guard let chosen else { return [] }
        let isOneOfMany = state.accounts.shown.count > 1 && chosen.account == worthNaming?.account
        let name = isOneOfMany ? [(DisplayText("\(chosen.account.name): "), Style(.muted))] : []
        return name + describe(chosen.status)
    }

    private static func isBusy(_ status: AccountStatus) -> Bool {
        switch status.connection {
        case .syncing, .failed, .needsPassword, .needsPassphrase, .later, .connecting: true
        case .offline, .pushed, .waiting, .needsConsent, .elsewhere: false
        }
    }

    static let lockedText = "the secrets file is locked: $ asks for its passphrase"

    private func describe(_ status: AccountStatus) -> [(DisplayText, Style)] {
        switch status.connection {
        case .syncing(let doing):
            return [(DisplayText(doing), Style(.accent))] + (status.progress.map(progressBar) ?? [])
        case .failed(let reason, let next): return failure(reason, next)
        case .needsPassword(let reason): return failure(reason, nil)
        case .needsPassphrase: return failure(Self.lockedText, nil)
        case .later(let reason, let serverText, let next): return postponement(reason, serverText, next)
        case .connecting: return [("connecting…", Style(.muted))]
        case .offline: return [(state.glyphs.status.offline + " offline", Style(.warning))]
        case .needsConsent: return [("waits for your answer", Style(.warning))]
        case .elsewhere: return [("another Postern has the connection", Style(.muted))]
        case .pushed, .waiting:
            if let quota = status.quota, quota.isNearlyFull {
                return [(DisplayText(QuotaText(quota).warning), Style(.warning))]
            }
            guard let synced = status.lastSynced else { return [] }
            return [
                (state.glyphs.status.synced + " ", Style(.ok)),
                (DisplayText("synced \(state.dates.moment(synced))"), Style(.muted)),
            ]
        }
    }

    private func failure(_ reason: String, _ next: MailDate?) -> [(DisplayText, Style)] {
        guard let next else { return [(DisplayText(reason), Style(.error))] }
        let seconds = next.secondsSince1970.subtractingReportingOverflow(state.surroundings.now.secondsSince1970)
        let wait = seconds.overflow ? 0 : seconds.partialValue
        let words = wait > 0 ? "next try in \(NumberText.span(seconds: wait))" : "trying again…"
        // A long reason is cut off; what comes next is seen.
        return [
            (DisplayText(words), Style(.muted)), (DisplayText(" ") + state.glyphs.status.bullet + " ", Style(.muted)),
            (DisplayText(reason), Style(.warning)),
        ]
    }

    private func postponement(_ reason: String, _ serverText: String, _ next: MailDate) -> [(DisplayText, Style)] {
        let words = serverText.isEmpty ? "" : " \(state.glyphs.status.bullet.string) “\(serverText)”"
        return [
            (DisplayText(reason), Style(.warning)),
            (DisplayText(", next try \(state.dates.moment(next))"), Style(.muted)),
            (DisplayText(words), Style(.muted)),
        ]
    }

    // `████░░░░ 12 of 50 MB · Esc stops it`
    private func describe(_ progress: FetchProgress) -> [(DisplayText, Style)] {
        let words = NumberText.share(progress.doneInOctets, of: progress.totalInOctets)
        let hint = " \(state.glyphs.status.bullet.string) Esc stops it"
        return bar(progress.doneInOctets, of: progress.totalInOctets) + [
            (DisplayText(" " + words), Style(.accent)), (DisplayText(hint), Style(.muted)),
        ]
    }

    private func bar(_ done: Int, of total: Int) -> [(DisplayText, Style)] {
        let cells = 10
        let total = max(1, total)
        let full = Int(Double(max(0, min(done, total))) / Double(total) * Double(cells))
        let lines = state.glyphs.lines
        return [
            (.repeating(lines.progressFull, count: full), Style(.accent)),
            (.repeating(lines.progressEmpty, count: cells - full), Style(.muted)),
        ]
    }

    // ` ████░░░░ 12,400 of 100,000 · 5,200/s · 17 s left`
    private func progressBar(_ progress: TransferProgress) -> [(DisplayText, Style)] {
        let done = max(0, min(progress.done, max(1, progress.total)))
        var words = ["\(NumberText.grouped(done)) of \(NumberText.grouped(progress.total))"]
        if progress.messagesPerSecond >= 1, progress.messagesPerSecond < 1e9 {
            words.append("\(NumberText.grouped(Int(progress.messagesPerSecond)))/s")
        }
        if let left = progress.remaining { words.append("\(NumberText.span(seconds: left.components.seconds)) left") }
        let separator = " \(state.glyphs.status.bullet) "
        return [(" ", .plain)] + bar(done, of: progress.total) + [
            (DisplayText(" " + words.joined(separator: separator)), Style(.muted))
        ]
    }
}

/// What a mailbox is called where only its last level fits.
enum FolderTitle {
    static func make(_ row: MailboxRow) -> String { row.role?.title ?? row.path.last ?? row.name.text }
}
