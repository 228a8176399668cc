import Logging
import MailStore

/// What follows the store's changes, connected or not.
extension AccountEngine {
    /// Lets the full-text index follow what is stored.
    func watchTexts() -> Task<Void, Never> {
        Task(priority: .background) {
            var known = -1
            while let number = await store.waitForChange(of: .texts, after: known) {
                known = number
                await indexTexts()
            }
        }
    }

    private func indexTexts() async {
        do throws(StoreError) { try await TextIndexer(store: store).catchUp() } catch {
            log.warning("the index can't follow: \(error.description)")
        }
    }

    /// Lets threads follow what is stored, so that a list of them is there when it is wanted.
    func watchThreads() -> Task<Void, Never> {
        let (store, log) = (store, log)
        return Task(priority: .background) {
            var known = -1
            while let number = await store.waitForChange(of: .lists, after: known) {
                known = number
                // What comes together is dealt with together.
                try? await Task.sleep(for: .seconds(1))
                do throws(StoreError) { try await store.catchUpThreads() } catch {
                    log.warning("threads can't follow: \(error.description)")
                }
            }
        }
    }

    /// Notices actions that another Postern has written into the journal.
    func watchJournal() -> Task<Void, Never> {
        let (store, wakes) = (store, wakes)
        return Task {
            var known = 0
            while let number = await store.waitForChange(of: .journal, after: known) {
                known = number
                await wakes.send(.submitted)
            }
        }
    }
}
