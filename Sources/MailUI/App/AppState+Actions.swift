import MailModel

/// What a person does to messages.
extension AppState {
    /// The messages that an action is about.
    var targets: [MessageRow] {
        if focus.context == .message { return pager.map { [$0.row] } ?? [] }
        return list.targets
    }

    var targetIDs: [StoredID] { targets.map(\.id) }

    /// Says why an action can't be begun, if so.
    mutating func obstacle() -> [Effect]? {
        if targets.isEmpty { return note("There is no message here.") }
        if focus.context == .list, list.isRangeIncomplete { return note("The range is still loading.") }
        return nil
    }

    mutating func trash() -> [Effect] {
        let isInTrash = targets.allSatisfy { accounts.mailbox($0.mailbox)?.role == .trash }
        return isInTrash ? askToDelete() : moveToRole(.trash)
    }

    mutating func moveToRole(_ role: MailboxRole) -> [Effect] {
        if let obstacle = obstacle() { return obstacle }
        let title = role.title ?? role.rawValue
        let moved = targets.filter { accounts.mailbox($0.mailbox)?.role != role }
        guard !moved.isEmpty else { return note("Already in \(title).") }
        if let forbidden = forbidden(.takeOut, on: moved) { return forbidden }
        let bins = Set(moved.compactMap { accounts.mailbox(role, of: $0.id.account)?.id })
        for bin in bins { if let forbidden = forbidden(.putIn, in: bin) { return forbidden } }
        return submit(.move(moved.map(\.id), to: .role(role)), note: "moved to \(title)")
    }

    mutating func askToDelete() -> [Effect] {
        obstacle() ?? forbidden(.takeOut, on: targets) ?? ask(.deleteForever(targetIDs))
    }

    /// Journals an action that takes messages out of the list, and goes on to the next one at once.
    ///
    /// The rows themselves vanish when the store says so.
    mutating func submit(_ action: UserAction, note text: String, isUndoable: Bool = true) -> [Effect] {
        let what = Self.counted(action.messages.count, text)
        return [.submit(action)] + leave(Set(action.messages)) + note(isUndoable ? "\(what) · u undoes" : what)
    }

    /// `Moved to Trash`, `3 moved to Trash`.
    static func counted(_ count: Int, _ text: String) -> String {
        count == 1 ? text.prefix(1).uppercased() + text.dropFirst() : "\(NumberText.grouped(count)) \(text)"
    }

    private mutating func leave(_ ids: Set<StoredID>) -> [Effect] {
        let wasOpen = focus.context == .message
        let stays = list.leave(ids)
        guard wasOpen else { return [] }
        if stays { return openSelected() }
        focus.context = .list
        return []
    }

    mutating func toggle(_ flag: Flag) -> [Effect] {
        if let obstacle = obstacle() { return obstacle }
        let rows = targets
        if let forbidden = forbidden(flag == .seen ? .markRead : .setFlags, on: rows) { return forbidden }
        let isSet = rows.allSatisfy { $0.flags.contains(flag) }
        if flag == .seen, pager.map({ pager in rows.contains { $0.id == pager.id } }) == true { pager?.counts = .done }
        return [.submit(.setFlag(flag, !isSet, on: rows.map(\.id)))]
    }

    /// Marks read what is selected, or else all of the list that the keys are on.
    mutating func markAllRead() -> [Effect] {
        if focus.context == .list, !list.marks.isEmpty { return markSelectionRead() }
        let source = focus.context == .folders ? folders.selected?.source : list.source
        guard let source else { return note("There is no folder here.") }
        if case .mailbox(let id) = source, let forbidden = forbidden(.markRead, in: id) { return forbidden }
        let unread = unread(in: source)
        guard unread > 0 else { return note("Nothing is unread here.") }
        return [.submit(.markAllRead(source))] + note("\(Self.counted(unread, "marked read")) · u undoes")
    }

    private mutating func markSelectionRead() -> [Effect] {
        if let obstacle = obstacle() { return obstacle }
        if let forbidden = forbidden(.markRead, on: targets) { return forbidden }
        let unread = targets.filter { !$0.flags.contains(.seen) }.map(\.id)
        list.marks = MessageMarks()
        guard !unread.isEmpty else { return note("All of them are read.") }
        return [.submit(.setFlag(.seen, true, on: unread))]
            + note("\(Self.counted(unread.count, "marked read")) · u undoes")
    }

    private func unread(in source: MessageSource) -> Int {
        switch source {
        case .mailbox(let id): accounts.mailbox(id)?.unread ?? 0
        case .allInboxes: accounts.accounts.reduce(0) { $0 + accounts.unread(of: $1.name) }
        case .search: list.window?.unread ?? 0
        }
    }

    // MARK: - Selecting

    mutating func toggleSelect() -> [Effect] {
        guard let row = list.selected else { return [] }
        if list.marks.anchor != nil {
            list.marks.closeRange(at: list.cursor, in: list.window)
        } else {
            list.marks.toggle(row)
            list.moveCursor(by: 1)
        }
        return []
    }

    mutating func selectRange() -> [Effect] {
        guard list.selected != nil else { return [] }
        if list.marks.anchor == nil {
            list.marks.anchor = list.cursor
        } else if let obstacle = list.isRangeIncomplete ? note("The range is still loading.") : nil {
            return obstacle
        } else {
            list.marks.closeRange(at: list.cursor, in: list.window)
        }
        return []
    }

    mutating func extendRange(by distance: Int) -> [Effect] {
        guard list.selected != nil else { return [] }
        if list.marks.anchor == nil { list.marks.anchor = list.cursor }
        list.moveCursor(by: distance)
        return []
    }

    // MARK: - Folders to choose

    /// Asks for a folder, or takes the one that was named.
    mutating func pickFolder(_ purpose: FolderPicker.Purpose, named name: String?) -> [Effect] {
        let isGoing = purpose == .go
        if !isGoing, let obstacle = obstacle() { return obstacle }
        if case .move = purpose, let forbidden = forbidden(.takeOut, on: targets) { return forbidden }
        let candidates = isGoing ? folderCandidates(of: accounts.shown) : destinations(of: targets)
        guard let name else {
            overlays.append(.folder(FolderPicker(purpose, candidates: candidates)))
            return []
        }
        let exact = candidates.first { $0.title == name }
        guard let folder = exact ?? FuzzyMatch.best(name, of: candidates, name: \.title).first else {
            return note("No folder fits “\(name)”.")
        }
        return choose(folder, for: purpose)
    }

    /// The folders of the messages' own account first, then all others'; for messages of several accounts first what each
    /// of them has.
    func destinations(of rows: [MessageRow]) -> [FolderPicker.Candidate] {
        let names = Set(rows.map(\.id.account))
        var own: [FolderPicker.Candidate] = []
        if names.count == 1, let name = names.first, let account = accounts.account(named: name) {
            let here = Set(rows.map(\.mailbox))
            own = folderCandidates(of: [account]).filter { candidate in
                !(here.count == 1 && here.contains { candidate.destination == .mailbox($0) })
            }
        } else {
            own = MailboxRole.listed.compactMap { role in
                role.title.map { FolderPicker.Candidate(title: $0, destination: .role(role)) }
            }
        }
        let others = accounts.accounts.filter { names.count > 1 || !names.contains($0.name) }
        return own + folderCandidates(of: others, namingAccounts: true)
    }

    mutating func choose(_ folder: FolderPicker.Candidate, for purpose: FolderPicker.Purpose) -> [Effect] {
        if purpose != .go, case .mailbox(let id) = folder.destination, let forbidden = forbidden(.putIn, in: id) {
            return forbidden
        }
        switch (purpose, folder.destination) {
        case (.go, .mailbox(let id)):
            if accounts.current == .all { _ = switchTo(.one(id.account)) }
            open(.mailbox(id))
            return []
        case (.go, .role(let role)): return openRole(role)
        case (.move(let ids), let destination):
            // It is seen to go until it is there.
            let text = isElsewhere(destination, for: ids) ? "on the way to \(folder.title)" : "moved to \(folder.title)"
            return submit(.move(ids, to: destination), note: text)
        case (.copy(let ids), let destination):
            list.marks = MessageMarks()
            let text =
                isElsewhere(destination, for: ids)
                ? "Being copied to \(folder.title)" : "Copied to \(folder.title) · u undoes"
            return [.submit(.copy(ids, to: destination))] + note(text)
        }
    }

    /// Whether a folder is in another account than one of the messages.
    private func isElsewhere(_ destination: UserAction.Destination, for ids: [StoredID]) -> Bool {
        guard case .mailbox(let id) = destination else { return false }
        return ids.contains { $0.account != id.account }
    }
}
