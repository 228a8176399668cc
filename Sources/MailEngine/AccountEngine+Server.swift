import BackendAPI
import MailModel
import MailStore

/// What is peculiar about the server: told once, remembered, and shown.
extension AccountEngine {
    /// The store's settings that remember what a person was told, and of which server.
    private enum SettingKey {
        static let expiry = "server-expiry"
        static let headers = "told-apart-by-headers"
        static let quota = "server-quota"
    }

    /// Shows what was learned of the server earlier.
    func recallServer() async {
        if let text = await recalled(SettingKey.expiry) { publish { $0.expiryInDays = Int(text) } }
        if let text = await recalled(SettingKey.quota) { publish { $0.quota = MailQuota(text: text) } }
    }

    /// What was remembered of this server, not of one that the account had before.
    private func recalled(_ key: String) async -> String? {
        guard let text = try? await store.setting(key) else { return nil }
        let words = text.split(separator: " ", maxSplits: 1)
        return words.count == 2 && words[0] == account.host ? String(words[1]) : nil
    }

    /// Tells what a person should know of the server, where it is news.
    func tellOfServer() async throws(BackendError) {
        let capabilities = await backend.capabilities
        let (store, host) = (store, account.host)
        if status.expiryInDays != capabilities.expiryInDays { publish { $0.expiryInDays = capabilities.expiryInDays } }
        let expiry = capabilities.expiryInDays.map { "\(host) \($0)" }
        let isNews = try await stored { () async throws(StoreError) in
            try await store.remember(SettingKey.expiry, expiry)
        }
        if isNews, let days = capabilities.expiryInDays { note(ServerExpiry(days: days).sentence) }
        try await keepQuota()
        let headers = capabilities.lacksUniqueIDs ? host : nil
        let isNew = try await stored { () async throws(StoreError) in
            try await store.remember(SettingKey.headers, headers)
        }
        if isNew, headers != nil { note("this server names no messages: they are told apart by their headers") }
    }

    private func keepQuota() async throws(BackendError) {
        let quota = try await backend.quota()
        if status.quota != quota { publish { $0.quota = quota } }
        let (store, text) = (store, quota.map { "\(account.host) \($0.text)" })
        _ = try await stored { () async throws(StoreError) in try await store.remember(SettingKey.quota, text) }
    }
}

extension MailDatabase {
    /// - Returns: Whether the setting was another one before.
    fileprivate func remember(_ key: String, _ value: String?) async throws(StoreError) -> Bool {
        guard try await setting(key) != value else { return false }
        try await setSetting(key, to: value)
        return true
    }
}
