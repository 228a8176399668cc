import MailModel

/// What a list without messages says: why it is empty, and what happens about it.
struct EmptyListText {
    let state: AppState

    var lines: [String] {
        if state.accounts.accounts.isEmpty {
            return ["There is no account yet.", ":account add sets one up."]
        }
        if let search = state.list.search, search.source != search.origin { return found(nothingFor: search) }
        guard let account = state.accounts.currentAccount else {
            return state.list.source == nil ? ["No inboxes yet."] : ["No mail in any inbox."]
        }
        return lines(for: state.accounts.status(of: account.name), of: account)
    }

    private func found(nothingFor search: MessageSearch) -> [String] {
        let isTyping = if case .search = state.overlays.last { true } else { false }
        let isNarrow = search.scope != .everywhere
        return ["Nothing found for “\(search.query)”."] + (isTyping && isNarrow ? ["Tab looks further."] : [])
    }

    private func lines(for status: AccountStatus, of account: Account) -> [String] {
        switch status.connection {
        case .syncing: return ["Syncing… messages appear as they come."]
        case .connecting: return ["Connecting to \(account.host)…"]
        case .offline: return ["No mail here yet.", "Offline: it will come with the connection."]
        case .failed(let reason, _), .needsPassword(let reason): return ["No mail here yet.", reason]
        case .needsPassphrase: return ["No mail here yet.", StatusLineView.lockedText]
        case .later(let reason, _, let next):
            return ["No mail here yet.", "\(reason), next try \(state.dates.moment(next))"]
        case .needsConsent: return ["\(account.host) waits for your answer."]
        case .elsewhere: return ["No mail here.", "Another Postern has the connection."]
        case .pushed, .waiting: return ["No mail here."]
        }
    }
}
