import BackendAPI
import MailModel
import MailStore

extension AccountEngine {
    /// Sends what waits in the journal, in its order, until nothing waits but what must be compared first.
    ///
    /// An action is marked as sent before it is: should its answer never come, the next
    /// try knows that the first may have arrived.
    func replayJournal() async throws(BackendError) {
        let capabilities = await backend.capabilities
        let kinds = capabilities.actions
        // Each round ends an exclusive session (POP3's QUIT): all in one.
        let limit = capabilities.isExclusive ? 1_000_000 : 1000
        var postponed: Set<Int64> = []
        while true {
            _ = try await stored { () async throws(StoreError) in try await store.requestWantedRemovals() }
            let actions = try await stored { () async throws(StoreError) in
                try await store.nextRemoteActions(limit: limit).filter { !postponed.contains($0.id) }
            }
            guard !actions.isEmpty else { break }
            publish(.syncing(doing: "sending \(actions.count) change\(actions.count == 1 ? "" : "s")"))
            let possible = actions.filter { kinds.contains($0.kind.kind) }
            try await settle(
                actions.filter { !kinds.contains($0.kind.kind) },
                outcomes: { _ in .refused(reason: "this server can't do that") })
            guard !possible.isEmpty else { continue }
            try await stored { () async throws(StoreError) in try await store.markSent(possible) }
            let outcomes = try await backend.perform(possible) { names throws(BackendError) in
                try await self.stored { () async throws(StoreError) in try await self.store.proofs(of: names) }
            }
            let byID = Dictionary(zip(possible.map(\.id), outcomes)) { $1 }
            try await settle(possible) { byID[$0.id] ?? .refused(reason: "no answer") }
            for case (let action, .postponed) in zip(possible, outcomes) { postponed.insert(action.id) }
        }
        isBehind = !postponed.isEmpty
        await publishPending()
    }

    private func settle(
        _ actions: [RemoteAction], outcomes: (RemoteAction) -> ActionOutcome
    ) async throws(BackendError) {
        for action in actions {
            let outcome = outcomes(action)
            let refusal = try await stored { () async throws(StoreError) in
                try await store.settle(action, outcome: outcome)
            }
            if let refusal { note(refusal) }
            if case .done(_, let strangers) = outcome, !strangers.isEmpty { hasMetStrangers = true }
            if case .renameMailbox(let old, let new) = action.kind, case .done = outcome { await follow(old, to: new) }
        }
    }

    func publishPending() async {
        guard let count = try? await store.pendingCount(), count != status.pendingActions else { return }
        publish { $0.pendingActions = count }
    }
}

extension RemoteAction.Kind {
    var kind: BackendCapabilities.ActionKind {
        switch self {
        case .storeFlags: .storeFlags
        case .move: .move
        case .copy: .copy
        case .remove: .remove
        case .createMailbox: .createMailbox
        case .renameMailbox: .renameMailbox
        case .deleteMailbox: .deleteMailbox
        case .subscribe: .subscribe
        case .append: .append
        }
    }
}
