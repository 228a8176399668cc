import GRDB

extension MailDatabase {
    /// What is remembered beside the mail: consent given, what a server was found to offer.
    package func setting(_ key: String) async throws(StoreError) -> String? {
        try await read { try String.fetchOne($0, sql: "SELECT value FROM setting WHERE key = ?", arguments: [key]) }
    }

    /// Remembers a value, or forgets it.
    package func setSetting(_ key: String, to value: String?) async throws(StoreError) {
        try await write([]) { transaction in
            if let value {
                try transaction.db.execute(
                    sql: "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                    arguments: [key, value])
            } else {
                try transaction.db.execute(sql: "DELETE FROM setting WHERE key = ?", arguments: [key])
            }
        }
    }
}
