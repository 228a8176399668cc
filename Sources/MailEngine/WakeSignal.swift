import MailModel

/// Why the engine's loop should look up from its waiting.
enum Wake: Hashable, Sendable {
    /// A user's action waits in the journal.
    case submitted
    /// The server told that this mailbox changed.
    case changed(MailboxName)
    /// The person asked to check now, or to connect now.
    case checkNow
    /// The person asked for another connection.
    case reconnect
    /// Another mailbox is on the screen.
    case focusMoved
    /// The first removal got its yes.
    case consented
    /// The connection broke while the engine waited on it.
    case disconnected
    /// The machine has slept, or its network is another one.
    case doubted
    /// The time is up.
    case timer

    var changedMailbox: MailboxName? {
        if case .changed(let mailbox) = self { mailbox } else { nil }
    }
}

/// Collects reasons to wake, each once, until the one loop that waits takes them.
actor WakeSignal {
    private var pending: Set<Wake> = []
    private var waiter: CheckedContinuation<Void, Never>?

    func send(_ wake: Wake) {
        pending.insert(wake)
        waiter?.resume()
        waiter = nil
    }

    /// Takes all reasons there are, waiting for the first; `[.timer]` after `limit`, nothing if cancelled.
    func next(within limit: Duration?, clock: EngineClock) async -> Set<Wake> {
        let timer = limit.map { limit in
            Task {
                await clock.sleep(limit)
                if !Task.isCancelled { send(.timer) }
            }
        }
        await withTaskCancellationHandler {
            await wait()
        } onCancel: {
            Task { await release() }
        }
        timer?.cancel()
        defer { pending = [] }
        return pending
    }

    private func wait() async {
        guard pending.isEmpty, !Task.isCancelled else { return }
        await withCheckedContinuation { waiter = $0 }
    }

    private func release() {
        waiter?.resume()
        waiter = nil
    }
}
