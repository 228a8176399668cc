import MailModel

/// Lists as threads, and which of them are folded.
extension AppState {
    /// Shows all lists as threads, or flat again.
    mutating func toggleThreads() -> [Effect] {
        if isSearchShown { return note("What a search finds has no threads.") }
        guard case .flat = list.arrangement else {
            list.arrange(.flat)
            return note("Every message by its date.")
        }
        list.arrange(.threads(ThreadFolding()))
        return note("Threads · za folds one, zM all")
    }

    mutating func foldThread() -> [Effect] {
        guard let row = list.selected else { return [] }
        return changeFolding { folding in
            guard let thread = row.thread, thread.messages > 1 else { return "Nobody has answered this message." }
            folding.toggle(thread.id)
            return nil
        }
    }

    mutating func foldAllThreads(_ isFolded: Bool) -> [Effect] {
        changeFolding { folding in
            folding = ThreadFolding(isFolded: isFolded)
            return nil
        }
    }

    private mutating func changeFolding(_ change: (inout ThreadFolding) -> String?) -> [Effect] {
        if isSearchShown { return note("What a search finds has no threads.") }
        guard case .threads(var folding) = list.arrangement else { return note("zt shows threads.") }
        if let text = change(&folding) { return note(text) }
        list.arrange(.threads(folding))
        return []
    }

    private var isSearchShown: Bool { if case .search = list.source { true } else { false } }

    /// Unfolds the thread that a row stands for, so that its message to read next can be opened: the first that is
    /// unread, or the first.
    mutating func unfold(_ row: MessageRow) -> MessageRow {
        guard let next = row.messages.first(where: { !$0.flags.contains(.seen) }) ?? row.messages.first,
            let thread = row.thread, !thread.folded.isEmpty, case .threads(var folding) = list.arrangement
        else { return row }
        folding.toggle(thread.id)
        list.arrange(.threads(folding), at: next.id)
        return next
    }
}

extension ThreadFolding {
    fileprivate mutating func toggle(_ thread: ThreadID) {
        if exceptions.remove(thread) == nil { exceptions.insert(thread) }
    }
}
