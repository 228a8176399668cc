import BackendAPI
package import MailModel
package import MailStore

/// What the account's mode takes off the server, and what it may take without asking.
extension AccountEngine {
    /// Takes the mode over from the configuration.
    ///
    /// One that removes more than was agreed to does nothing before a yes; any other one is agreed to by itself, and
    /// what an earlier one has queued stays on the server.
    func followMode() async throws(BackendError) {
        let agreed = try await stored { () async throws(StoreError) in try await agreedMode() }
        isModeAgreed = false
        if account.mode.removesMore(than: agreed) {
            guard consent == .given else { return }
        } else if account.mode != agreed {
            try await stored { () async throws(StoreError) in try await store.withdrawRemovals() }
            note(
                account.mode.stay.map { "copies stay on \(account.host) for \($0.words) now" }
                    ?? "nothing leaves \(account.host) any more")
        }
        try await stored { () async throws(StoreError) in try await agreeToMode() }
    }

    /// Remembers that the mode may act, and lets the times at which copies leave follow it.
    func agreeToMode() async throws(StoreError) {
        let agreement = RemovalAgreement(host: account.host, mode: account.mode).text
        if try await store.setting(RemovalAgreement.settingKey) != agreement {
            try await store.setSetting(RemovalAgreement.settingKey, to: agreement)
        }
        try await store.setRemoveAfter(account.mode.removeAfter)
        isModeAgreed = true
    }

    private func agreedMode() async throws(StoreError) -> StorageMode {
        try await store.agreedMode(of: account)
    }

    /// The engine's one rule of removal: what is whole and durable here and due to go is journalled, then removed
    /// there.
    func removeWhatMayGo() async throws(BackendError) {
        var question: RemovalPreview?
        if !isModeAgreed { question = try await questionOfMode() }
        if isModeAgreed { try await requestRemovals() }
        try await replayJournal()
        if let question { publish(.needsConsent(question)) }
    }

    private func requestRemovals() async throws(BackendError) {
        let (store, now) = (store, clock.now())
        _ = try await stored { () async throws(StoreError) in
            switch account.mode {
            case .leaveOnServer(removeAfter: nil): 0
            case .leaveOnServer: try await store.requestDueRemovals(now: now)
            case .downloadAndRemove: try await store.requestRemovals()
            }
        }
    }

    /// What to ask before the mode acts; nothing where a no is known, or where there is nothing to ask about.
    private func questionOfMode() async throws(BackendError) -> RemovalPreview? {
        guard consent == .notAsked else { return nil }
        let (account, now) = (account, clock.now())
        let preview = try await stored { () async throws(StoreError) in
            try await store.removalPreview(account.mode, host: account.host, now: now)
        }
        guard preview.isEmpty else { return preview }
        // Mail that comes from now on has its date from the beginning.
        if account.mode != .downloadAndRemove {
            try await stored { () async throws(StoreError) in try await agreeToMode() }
        }
        return nil
    }
}

extension MailDatabase {
    /// The mode that an account's server was last agreed to be used in.
    ///
    /// Where none is remembered, what holds for the copies on the server holds; where there are none,
    /// leave-on-server with any `remove_after` needs no question.
    package func agreedMode(of account: Account) async throws(StoreError) -> StorageMode {
        if let text = try await setting(RemovalAgreement.settingKey), let agreement = RemovalAgreement(text),
            agreement.host == account.host
        {
            return agreement.mode
        }
        if let mode = try await modeInEffect() { return mode }
        return account.mode == .downloadAndRemove ? .leaveOnServer(removeAfter: nil) : account.mode
    }
}
