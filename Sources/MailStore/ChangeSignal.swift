import Synchronization

/// What a transaction touched.
package struct StoreChanges: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    /// Mailboxes or messages: what the lists show.
    package static let lists = StoreChanges(rawValue: 1)
    /// The journal: there may be something to send.
    package static let journal = StoreChanges(rawValue: 2)
    /// Texts that wait for the index.
    package static let texts = StoreChanges(rawValue: 4)
    /// All of it, as far as we know: another process has written.
    package static let unknown: StoreChanges = [.lists, .journal, .texts]
}

/// Tells whoever waits that the store has changed.
///
/// Every change has a number. A waiter names the number it knows, so a change that
/// happens between two waits is never missed, and a thousand of them are one.
final class ChangeSignal: Sendable {
    private struct Waiter {
        let changes: StoreChanges
        let resume: CheckedContinuation<Int?, Never>
    }

    private struct State {
        /// Number of the last change, by its kind's bit.
        var numbers: [Int: Int] = [:]
        var last = 0
        var waiters: [Int: Waiter] = [:]
        var nextWaiter = 0

        func number(of changes: StoreChanges) -> Int {
            numbers.reduce(0) { $1.key & changes.rawValue != 0 ? max($0, $1.value) : $0 }
        }
    }

    private let state = Mutex(State())

    /// Number of the last change of that kind; 0 before the first.
    func number(of changes: StoreChanges) -> Int {
        state.withLock { $0.number(of: changes) }
    }

    /// Wakes all who wait for any of these changes.
    func post(_ changes: StoreChanges) {
        let woken = state.withLock { state -> [(Waiter, Int)] in
            state.last += 1
            for bit in [1, 2, 4] where changes.rawValue & bit != 0 { state.numbers[bit] = state.last }
            let due = state.waiters.filter { !$0.value.changes.isDisjoint(with: changes) }
            for key in due.keys { state.waiters[key] = nil }
            return due.values.map { ($0, state.last) }
        }
        for (waiter, number) in woken { waiter.resume.resume(returning: number) }
    }

    /// Waits for a change with a number above `known`.
    ///
    /// - Returns: Its number, or nothing where the task was cancelled.
    func wait(for changes: StoreChanges, after known: Int) async -> Int? {
        let key = state.withLock { state -> Int in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Int?? in
                    if Task.isCancelled { return .some(nil) }
                    let number = state.number(of: changes)
                    if number > known { return number }
                    state.waiters[key] = Waiter(changes: changes, resume: continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: key) }
            waiter?.resume.resume(returning: nil)
        }
    }
}
