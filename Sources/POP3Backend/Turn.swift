import BackendAPI

/// Who may use the connection: one at a time, in the order in which they came.
struct Turn {
    private var isTaken = false
    private var waiting: [(number: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    private var count = 0

    mutating func takeIfFree() -> Bool {
        guard !isTaken else { return false }
        isTaken = true
        return true
    }

    mutating func newNumber() -> Int {
        count += 1
        return count
    }

    mutating func wait(_ number: Int, _ continuation: CheckedContinuation<Bool, Never>) {
        waiting.append((number, continuation))
    }

    mutating func giveUp(_ number: Int) {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: index).continuation.resume(returning: false)
    }

    /// Goes straight to the next one, so that nobody who comes later is served before.
    mutating func pass() {
        if waiting.isEmpty {
            isTaken = false
        } else {
            waiting.removeFirst().continuation.resume(returning: true)
        }
    }
}

extension POP3Backend {
    /// Waits until the connection is free; every success is followed by ``passTurn()``.
    func takeTurn() async throws(BackendError) {
        if Task.isCancelled { throw .cancelled }
        if turn.takeIfFree() { return }
        let number = turn.newNumber()
        let isGranted = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                turn.wait(number, continuation)
                if Task.isCancelled { turn.giveUp(number) }
            }
        } onCancel: {
            Task { await giveUpTurn(number) }
        }
        guard isGranted else { throw .cancelled }
    }

    func passTurn() { turn.pass() }

    private func giveUpTurn(_ number: Int) { turn.giveUp(number) }
}
