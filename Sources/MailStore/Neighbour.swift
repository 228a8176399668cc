import GRDB
import Synchronization

/// Notices what another Postern writes into the same store.
///
/// SQLite tells only by a number that changes, `PRAGMA data_version`, seen from a connection that did not
/// write itself. Ours is the writer's: it changes then by other processes' commits alone.
final class Neighbour: Sendable {
    private struct State {
        var version: Int?
        var watch: Task<Void, Never>?
    }

    private let database: any DatabaseWriter
    private let signal: ChangeSignal
    private let state: Mutex<State>

    /// `version`: What ``version(_:)`` said when the store was opened, before anything was read.
    init(database: any DatabaseWriter, signal: ChangeSignal, version: Int?) {
        self.database = database
        self.signal = signal
        state = Mutex(State(version: version))
    }

    /// The writer connection's number of what others have committed.
    static func version(_ db: Database) throws -> Int? { try Int.fetchOne(db, sql: "PRAGMA data_version") }

    deinit { state.withLock { $0.watch?.cancel() } }

    /// Begins to look every second; does nothing where that has begun.
    func watch() {
        state.withLock { state in
            guard state.watch == nil else { return }
            state.watch = Task.detached(priority: .utility) { [weak self] in
                while (try? await Task.sleep(for: .seconds(1))) != nil {
                    guard let self else { return }
                    await look()
                }
            }
        }
    }

    func look() async {
        let version: Int? = await withCheckedContinuation { continuation in
            database.asyncWriteWithoutTransaction { db in
                continuation.resume(returning: (try? Self.version(db)) ?? nil)
            }
        }
        guard let version else { return }
        let isNews = state.withLock { state in
            defer { state.version = version }
            return state.version != nil && state.version != version
        }
        if isNews { signal.post(.unknown) }
    }
}
