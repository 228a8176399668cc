import BackendAPI
import IMAP
import Transport

extension IMAPConnection {
    /// Finds out whether the server is still there: something must come within ``TimeLimits/probe``.
    ///
    /// Where an answer is due, that one will do: a NOOP between commands that name messages by number could make
    /// messages disappear under them (RFC 9051 §7.5.1).
    func probe() async throws(BackendError) {
        if let failure { throw failure }
        reading.isDoubted = true
        let isQuiet = commands.waiting.allSatisfy { $0.command == .idle }
        // What is due and nobody takes will be missed by whoever takes it.
        guard isQuiet || isAwaited else { return }
        let count = reading.count
        let tag = isQuiet ? try send(.noop) : nil
        let timer = Task {
            guard (try? await Task.sleep(for: limits.probe)) != nil, reading.count == count else { return }
            fail(BackendError(.timedOut(.response)))
        }
        if let tag {
            _ = try await finish(tag)
            timer.cancel()
        } else {
            await timer.value
            if let failure { throw failure }
        }
    }

    /// The server has agreed to IDLE, and tells of news as it comes.
    var isIdling: Bool { wire.idle?.machine.state == .idling }

    /// Takes note that octets have come.
    func noteHeard(_ octets: Int) {
        let moment = now()
        reading.count += 1
        reading.heard = moment
        reading.isDoubted = false
        pace.heard(octets, at: moment)
    }
}
