import BackendAPI
import MailModel
import MailStore

extension AccountEngine {
    /// Sends what waits in the journal, in its order, until nothing waits but what must be compared first.
    ///
    /// An action is marked as sent before it is: should its answer never come, the next
    /// try knows that the first may have arrived.
    ///
    /// What the server puts off waits, and what follows from it; the rest is done.
    func replayJournal() async throws(BackendError) {
        isBehind = false
        guard try await !isJournalPutOff() else { return await publishPending() }
        let capabilities = await backend.capabilities
        let kinds = capabilities.actions
        // Each round ends an exclusive session (POP3's QUIT): all in one.
        let limit = capabilities.isExclusive ? 1_000_000 : 1000
        // Named otherwise by now: first the next comparison.
        var outdated: Set<Int64> = []
        var putOff: Set<Int64> = []
        while true {
            _ = try await stored { () async throws(StoreError) in try await store.requestWantedRemovals() }
            let actions = try await stored { () async throws(StoreError) in
                try await store.nextRemoteActions(limit: limit)
            }.filter { !putOff.contains($0.id) && !outdated.contains($0.id) }
            guard !actions.isEmpty else { break }
            publish(.syncing(doing: "sending \(actions.count) change\(actions.count == 1 ? "" : "s")"))
            let possible = actions.filter { kinds.contains($0.kind.kind) }
            try await settle(
                actions.filter { !kinds.contains($0.kind.kind) },
                outcomes: { _ in .refused(reason: "this server can't do that") })
            guard !possible.isEmpty else { continue }
            try await stored { () async throws(StoreError) in try await store.markSent(possible) }
            async let folding: Void = foldLog(where: capabilities.isExclusive)
            let outcomes = try await backend.perform(possible) { names throws(BackendError) in
                try await self.stored { () async throws(StoreError) in try await self.store.proofs(of: names) }
            }
            await folding
            let byID = Dictionary(zip(possible.map(\.id), outcomes)) { $1 }
            putOff.formUnion(try await settle(possible) { byID[$0.id] ?? .refused(reason: "no answer") })
            for case (let action, .outdated) in zip(possible, outcomes) { outdated.insert(action.id) }
        }
        if !putOff.isEmpty {
            deferrals.newestAction = try await stored { () async throws(StoreError) in try await store.newestAction() }
        }
        isBehind = !outdated.isEmpty
        await publishPending()
    }

    /// A server that removes when the session ends needs its time, in which the disk here has nothing to do.
    private nonisolated func foldLog(where isExclusive: Bool) async {
        if isExclusive { await store.foldLog() }
    }

    /// Returns the numbers of those that the server puts off.
    @discardableResult
    private func settle(
        _ actions: [RemoteAction], outcomes: (RemoteAction) -> ActionOutcome
    ) async throws(BackendError) -> Set<Int64> {
        var waiting: Set<Int64> = []
        for action in actions {
            var outcome = outcomes(action)
            if case .postponed(let why, let text) = outcome {
                guard deferrals.isHopeless(action.id, why) else {
                    let what = try await stored { () async throws(StoreError) in try await store.words(for: action) }
                    putOff(what, why, serverText: text)
                    waiting.insert(action.id)
                    continue
                }
                outcome = .refused(reason: BackendError.postponed(why, serverText: text).statusText)
            }
            let refusal = try await stored { () async throws(StoreError) in
                try await store.settle(action, outcome: outcome)
            }
            if let refusal { note(refusal) }
            if case .done(_, let strangers) = outcome, !strangers.isEmpty { hasMetStrangers = true }
            if case .renameMailbox(let old, let new) = action.kind, case .done = outcome { await follow(old, to: new) }
        }
        return waiting
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
