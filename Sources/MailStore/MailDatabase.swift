import CSQLite
import GRDB
import GRDBSQLite
package import MailModel

/// One account's mail on this machine: the local copy and the action journal.
///
/// The only type of the store that others hold. Readings are in `Reading/`, one file
/// a screen; writings in `Writing/`, one transaction each: when such a call returns,
/// what it wrote has survived a power cut, and when it throws, nothing of it is there.
///
/// Readers and the writer don't wait for each other (write-ahead log), nor does
/// another process that has the same store open.
package final class MailDatabase: Sendable {
    package let account: AccountName
    let path: String
    let database: any DatabaseWriter
    let signal = ChangeSignal()
    let undoHistory = UndoHistory()
    let searchCache = SearchCache()
    let findings = SearchFindings()
    private let neighbour: Neighbour

    /// Nothing can be written: the file system is read-only or full.
    package let isReadOnly: Bool

    /// Opens the store, making its folder and file where there is none.
    ///
    /// Where nothing can be written, a store that is there is opened for reading, so that the list stays.
    ///
    /// - Throws: `.damaged`, `.schemaFromFuture`, `.cannotOpen`, or what stopped a migration.
    package convenience init(account: AccountName, path: String) throws(StoreError) {
        let files = StoreFiles(path: path)
        do {
            try files.prepare()
            guard files.isWritable else { throw StoreError.readOnly }
            _ = Self.isWithoutStatistics
            let pool = try DatabasePool(path: path, configuration: Self.configuration)
            let version = try pool.writeWithoutTransaction { db in
                // DatabasePool has chosen NORMAL, which may lose the last commits in a power cut. A message must
                // be on the disk before its server's copy goes.
                try db.execute(sql: "PRAGMA synchronous = FULL")
                // In pages: 48 MB of log before it is copied into the database, two syncs each time.
                try db.execute(sql: "PRAGMA wal_autocheckpoint = 12000")
                try Schema.migrate(db, files: files)
                return try Neighbour.version(db)
            }
            self.init(account: account, path: path, database: pool, version: version)
        } catch {
            let error = StoreError(error, path: path)
            guard let database = Self.openReadOnly(files, after: error) else { throw error }
            self.init(account: account, path: path, database: database, version: nil, isReadOnly: true)
        }
    }

    private init(
        account: AccountName, path: String, database: any DatabaseWriter, version: Int?, isReadOnly: Bool = false
    ) {
        self.account = account
        self.path = path
        self.database = database
        self.isReadOnly = isReadOnly
        neighbour = Neighbour(database: database, signal: signal, version: version)
    }

    /// Opens a store of the newest schema without writing anything; nothing where that does not help.
    private static func openReadOnly(_ files: StoreFiles, after error: StoreError) -> (any DatabaseWriter)? {
        switch error {
        case .readOnly, .diskFull, .cannotOpen: break
        default: return nil
        }
        guard files.sizeInOctets ?? 0 > 0 else { return nil }
        var configuration = configuration
        configuration.readonly = true
        // The log's index is a file too: where it can't be made, what a clean end has left in the database itself
        // is all there is.
        for mode in ["mode=ro", "immutable=1"] {
            let queue = try? DatabaseQueue(path: files.address(mode), configuration: configuration)
            let version = try? queue?.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
            if let queue, version == Schema.current { return queue }
        }
        return nil
    }

    /// A store that ends with its last reference, for tests.
    package static func inMemory(account: AccountName) throws(StoreError) -> MailDatabase {
        do {
            let queue = try DatabaseQueue(configuration: configuration)
            try queue.writeWithoutTransaction { try Schema.migrate($0, files: nil) }
            return MailDatabase(account: account, path: "", database: queue, version: nil)
        } catch {
            throw StoreError(error, path: "")
        }
    }

    /// Removes the store's files, for one whose mail is elsewhere by now; nobody may use it any more.
    package func removeFiles() {
        if !path.isEmpty { StoreFiles(path: path).remove() }
    }

    /// Takes the right to talk to the server, or nothing where another process has it.
    package func tryBecomeWriter() -> StoreLock? {
        let lock = path.isEmpty ? StoreLock() : StoreLock(path: StoreFiles(path: path).lockPath)
        // Where that fails, the orphans only take room until the next time.
        if lock != nil { try? removeOrphans() }
        return lock
    }

    /// Nobody asks SQLite for its memory, and to count it takes a lock at every allocation; once, before it is used.
    private static let isWithoutStatistics = sqlite_without_statistics() == SQLITE_OK

    /// Seconds in which another process must be done with a transaction.
    private static let patience = 10.0

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(patience)
        // The screen, the engine and the index: more readers only cost memory.
        configuration.maximumReaderCount = 3
        configuration.prepareDatabase { db in
            // In kB. Nothing is mapped: mapped pages would count as the process's memory all the same.
            try db.execute(sql: "PRAGMA cache_size = \(db.configuration.readonly ? -1000 : -2000)")
            try db.execute(sql: "PRAGMA mmap_size = 0")
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
        }
        return configuration
    }
}

// MARK: - Transactions

extension MailDatabase {
    /// Reads in one snapshot.
    func read<Value: Sendable>(
        _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        let path = path
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            database.asyncRead { db in
                continuation.resume(
                    returning: Result { try work(try db.get()) }.mapError { StoreError($0, path: path) })
            }
        }
        return try result.get()
    }

    /// Writes in one transaction, and tells the observers once it is on the disk.
    ///
    /// Not ended by the task's cancellation: a transaction is short, and half of one is worth nothing.
    func write<Value: Sendable>(
        _ changes: StoreChanges, _ work: @escaping @Sendable (StoreTransaction) throws -> Value
    ) async throws(StoreError) -> Value {
        let (path, account) = (path, account)
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            database.asyncWriteWithoutTransaction { db in
                let transaction = StoreTransaction(db, account)
                continuation.resume(
                    returning: Result { try transaction.commit(work) }.mapError { StoreError($0, path: path) })
            }
        }
        let value = try result.get()
        signal.post(changes)
        return value
    }

    /// Copies the log into the database and empties it, as far as readers allow, ahead of when it would be in
    /// somebody's way: also to give back the disk's room takes its time.
    ///
    /// Nothing depends on it: what fails here is tried again by the transaction that fills the log, or at the end.
    package func foldLog() async {
        guard !isReadOnly else { return }
        await withCheckedContinuation { continuation in
            database.asyncWriteWithoutTransaction { db in
                // Nobody is waited for: where somebody reads, the log keeps its length.
                sqlite3_busy_timeout(db.sqliteConnection, 0)
                _ = try? db.checkpoint(.truncate)
                sqlite3_busy_timeout(db.sqliteConnection, Int32(Self.patience * 1000))
                continuation.resume()
            }
        }
    }

    /// Values that are read again after every change.
    func observe<Value: Sendable & Equatable>(
        pace: Duration = .milliseconds(50), _ read: @escaping @Sendable () async throws -> Value
    ) -> StoreObservation<Value> {
        neighbour.watch()
        return StoreObservation(signals: [signal], changes: .lists, pace: pace, read: read)
    }

    /// Waits until something of the kind has changed, here or in another process.
    ///
    /// - Parameters:
    ///   - changes: What to wait for: `.journal` for new actions to send.
    ///   - known: The number that the last call returned; 0 the first time.
    /// - Returns: The change's number, or nothing where the task was cancelled.
    package func waitForChange(of changes: StoreChanges, after known: Int) async -> Int? {
        neighbour.watch()
        return await signal.wait(for: changes, after: known)
    }

    /// Looks at once whether another process has written, and tells the observers.
    package func lookForOtherWriters() async { await neighbour.look() }
}
