package import MailModel
import Synchronization

/// Counts octets on their way from the server, for whoever waits for them.
package final class FetchMeter: Sendable {
    private let counts = Mutex((done: 0, total: 0))

    package init() {}

    /// How far they have come; nothing before any are asked for.
    package var progress: FetchProgress? {
        let (done, total) = counts.withLock { $0 }
        return total > 0 && done > 0 ? FetchProgress(doneInOctets: done, totalInOctets: max(done, total)) : nil
    }

    func expect(octets: Int) { counts.withLock { $0.total += max(0, octets) } }

    func add(octets: Int) { counts.withLock { $0.done += octets } }
}
