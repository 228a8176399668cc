import GRDB

/// The store's schema, and how an older one becomes the newest.
enum Schema {
    /// Number of the last migration.
    ///
    /// Kept in `PRAGMA user_version`, which costs nothing to read at opening.
    static let current = migrations.count

    /// "Pstn": says that the file is a mail store of Postern's (`PRAGMA application_id`).
    private static let applicationID = 0x5073_746E

    private static let migrations: [@Sendable (Database) throws -> Void] = [
        Migration001.apply,
        Migration002.apply,
        Migration003.apply,
        Migration004.apply,
        Migration005.apply,
        Migration006.apply,
        Migration007.apply,
        Migration008.apply,
        Migration009.apply,
        Migration010.apply,
        Migration011.apply,
        Migration012.apply,
        Migration013.apply,
        Migration014.apply,
        Migration015.apply,
        Migration016.apply,
    ]

    /// Brings the file to the newest schema in one transaction.
    ///
    /// - Throws: `.schemaFromFuture`; `.damaged` where the file is not a store, or shorter than it says.
    static func migrate(_ db: Database, files: StoreFiles?) throws {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version <= current else { throw StoreError.schemaFromFuture(version: version) }
        if version < current {
            // Another process may do the same: whoever comes second sees the new number inside its transaction.
            try db.inTransaction(.exclusive) {
                let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
                for migration in migrations.dropFirst(version) { try migration(db) }
                try db.execute(sql: "PRAGMA user_version = \(current)")
                try db.execute(sql: "PRAGMA application_id = \(applicationID)")
                return .commit
            }
        }
        try examine(db, files: files)
    }

    /// Looks where damage shows at once; reading every page would take seconds in a large store.
    private static func examine(_ db: Database, files: StoreFiles?) throws {
        guard let files else { return }
        let damaged = StoreError.damaged(path: files.path)
        guard try Int.fetchOne(db, sql: "PRAGMA application_id") == applicationID else { throw damaged }
        let tables = try String.fetchSet(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        guard tables.isSuperset(of: ["mailbox", "message", "part", "chunk", "journal", "ledger"]) else { throw damaged }
        // Both ends of the trees that everything stands on.
        _ = try Row.fetchOne(db, sql: "SELECT * FROM message ORDER BY id LIMIT 1")
        _ = try Row.fetchOne(db, sql: "SELECT * FROM message ORDER BY id DESC LIMIT 1")
        _ = try Row.fetchAll(db, sql: "SELECT * FROM mailbox")
        _ = try Row.fetchOne(db, sql: "SELECT * FROM journal ORDER BY id DESC LIMIT 1")
    }
}
