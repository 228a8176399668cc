import MailModel
import TerminalUI

/// What a person does about the server's copies.
extension AppState {
    mutating func decideCopy() -> [Effect] {
        withCopies { state, menu in
            state.overlays.append(.copies(menu))
            return []
        }
    }

    mutating func keepCopy() -> [Effect] {
        withCopies { state, menu in
            guard let choice = menu.choice(.keep) else { return state.note("Kept on \(menu.host) already.") }
            return state.carryOut(choice, of: menu)
        }
    }

    mutating func removeCopy() -> [Effect] {
        withCopies { state, menu in
            guard let choice = menu.choice(.remove) else { return state.note("Leaving \(menu.host) already.") }
            return state.carryOut(choice, of: menu)
        }
    }

    /// Goes on with the copies of the messages that an action is about, or says why there is nothing to decide.
    private mutating func withCopies(_ body: (inout AppState, CopyMenu) -> [Effect]) -> [Effect] {
        if let obstacle = obstacle() { return obstacle }
        let all = targets
        let decidable = all.filter { accounts.account(named: $0.id.account)?.letsDecideCopies == true }
        guard !decidable.isEmpty else {
            return note("This account shows the server's own mail: d and D act there, too.")
        }
        let rows = decidable.filter { $0.location != .onlyHere }
        guard !rows.isEmpty else {
            return note(
                decidable.count == 1
                    ? "Only here: the server has no copy of it." : "Only here: the server has no copies.")
        }
        let names = Set(rows.map(\.id.account))
        let menu = CopyMenu(
            rows, of: all, accounts: accounts.accounts.filter { names.contains($0.name) }, dates: dates)
        return body(&self, menu)
    }

    private mutating func carryOut(_ choice: CopyMenu.Choice, of menu: CopyMenu) -> [Effect] {
        switch choice.deed {
        case .remove: return ask(.removeCopies(choice.messages, from: menu.host))
        case .keep: return submit(.keepOnServer(true, on: choice.messages), "kept on \(menu.host)")
        case .release: return submit(.keepOnServer(false, on: choice.messages), "no longer kept on \(menu.host)")
        }
    }

    private mutating func submit(_ action: UserAction, _ text: String) -> [Effect] {
        list.marks = MessageMarks()
        return [.submit(action)] + note("\(Self.counted(action.messages.count, text)) · u undoes")
    }

    mutating func removeCopies(_ ids: [StoredID], from host: String) -> [Effect] {
        list.marks = MessageMarks()
        return [.submit(.removeFromServer(ids))] + note(Self.counted(ids.count, "removed from \(host), kept here"))
    }

    mutating func press(_ key: KeyEvent, in menu: CopyMenu) -> [Effect] {
        var menu = menu
        if case .character(let character) = key.key, key.modifiers.isEmpty, let choice = menu.choice(key: character) {
            return carryOut(choice, of: menu)
        }
        if key.key == .enter, let choice = menu.choices.selected { return carryOut(choice, of: menu) }
        if key == KeyEvent(.character("q")) || key == KeyEvent(.character("x")) || key.key == .left { return [] }
        menu.choices.move(by: key.choiceMove ?? 0)
        overlays.append(.copies(menu))
        return []
    }
}
