import Synchronization

/// Counts what has happened, so that others can do their part in between.
final class Beat: Sendable {
    private struct State {
        var count = 0
        var isOver = false
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var isOver: Bool { state.withLock { $0.isOver } }

    func strike() { change { $0.count += 1 } }

    /// Nothing more will happen: nobody has to wait.
    func end() { change { $0.isOver = true } }

    /// Returns when something more has happened, or nothing more will.
    func waitForNext() async { await wait(for: state.withLock { $0.count } + 1) }

    /// Returns when so much has happened, or nothing more will.
    func wait(for count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.isOver || state.count >= count { return true }
                state.waiting.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let ready = state.withLock { state in
            body(&state)
            let isOver = state.isOver
            let count = state.count
            let ready = state.waiting.filter { isOver || count >= $0.count }
            state.waiting.removeAll { isOver || count >= $0.count }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }
}
