import MailModel

/// From one unread message to the next: among the rows that are here, then in the store, then in other folders.
extension AppState {
    mutating func seekUnread(forward: Bool) -> [Effect] {
        guard list.source != nil else { return [] }
        list.seeking = UnreadSeeking(forward: forward, opens: focus.context == .message)
        if focus.context == .folders { focus.context = .list }
        return resumeSeeking()
    }

    /// Goes on with a search for an unread message, as far as what is here allows.
    mutating func resumeSeeking() -> [Effect] {
        guard let seeking = list.seeking, !seeking.isAsked, let window = list.window, let source = list.source else {
            return []
        }
        if seeking.hasArrived {
            guard list.selected != nil else { return [] }
            list.seeking = nil
            return openSelected()
        }
        let isOwnOnly = window.unread == 1 && list.selected?.flags.contains(.seen) == false && !seeking.isElsewhere
        if window.unread == 0 || isOwnOnly { return seekElsewhere(seeking) }
        let isFromEdge = seeking.hasWrapped || seeking.isElsewhere
        let from = isFromEdge ? (seeking.forward ? -1 : window.total) : list.cursor.index
        if let index = list.nearestUnread(from: from, forward: seeking.forward) { return arrive(at: index, seeking) }
        list.seeking?.isAsked = true
        return [.findUnread(source, list.arrangement, from: from, forward: seeking.forward)]
    }

    /// Takes over where the store found one.
    mutating func takeUnread(_ index: Int?, in source: MessageSource) -> [Effect] {
        guard var seeking = list.seeking, seeking.isAsked, source == list.source else { return [] }
        if let index, index != list.cursor.index || seeking.isElsewhere { return arrive(at: index, seeking) }
        if seeking.hasWrapped || seeking.isElsewhere { return seekElsewhere(seeking) }
        seeking.hasWrapped = true
        seeking.isAsked = false
        list.seeking = seeking
        return resumeSeeking()
    }

    private mutating func arrive(at index: Int, _ seeking: UnreadSeeking) -> [Effect] {
        list.moveCursor(to: index)
        guard seeking.opens else { return [] }
        if list.selected != nil { return openSelected() }
        // Its row is still on its way; the next window goes on from here.
        list.seeking = seeking
        list.seeking?.isAsked = false
        list.seeking?.hasArrived = true
        return []
    }

    private mutating func seekElsewhere(_ seeking: UnreadSeeking) -> [Effect] {
        list.seeking = nil
        let isMailbox = if case .mailbox = list.source { true } else { false }
        guard isMailbox, !seeking.isElsewhere,
            let folder = folders.nextUnread(after: list.source, forward: seeking.forward), let source = folder.source
        else { return note("No other unread messages here.") }
        open(source)
        if seeking.opens { focus.context = .list }
        list.seeking = UnreadSeeking(forward: true, opens: seeking.opens, isElsewhere: true)
        return []
    }
}
