import BackendAPI
import MailModel
import MailStore

/// What is peculiar about the server: told once, remembered, and shown.
extension AccountEngine {
    /// The store's settings that remember what a person was told, and of which server.
    private enum SettingKey {
        static let expiry = "server-expiry"
        static let headers = "told-apart-by-headers"
    }

    /// Shows what was learned of the server earlier.
    func recallServer() async {
        guard let text = try? await store.setting(SettingKey.expiry) else { return }
        let words = text.split(separator: " ")
        guard words.count == 2, words[0] == account.host else { return }
        publish { $0.expiryInDays = Int(words[1]) }
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
        let headers = capabilities.lacksUniqueIDs ? host : nil
        let isNew = try await stored { () async throws(StoreError) in
            try await store.remember(SettingKey.headers, headers)
        }
        if isNew, headers != nil { note("this server names no messages: they are told apart by their headers") }
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
