package import MailModel

/// Measures a long transfer: rate over its last seconds, time left from that.
package struct TransferMeter {
    private let total: Int
    private var done = 0
    /// (uptime, done) of the last few seconds, oldest first.
    private var samples: [(at: Duration, done: Int)]

    package init(total: Int, at start: Duration) {
        self.total = total
        samples = [(start, 0)]
    }

    package mutating func advance(to done: Int, at moment: Duration) {
        self.done = done
        samples.append((moment, done))
        while samples.count > 2, moment - samples[0].at > .seconds(5) { samples.removeFirst() }
    }

    package var progress: TransferProgress {
        let rate = messagesPerSecond
        let remaining = rate > 0 ? Duration.seconds(Double(max(0, total - done)) / rate) : nil
        return TransferProgress(done: done, total: max(total, done), messagesPerSecond: rate, remaining: remaining)
    }

    private var messagesPerSecond: Double {
        guard let first = samples.first, let last = samples.last else { return 0 }
        let elapsed = (last.at - first.at) / .seconds(1)
        return elapsed > 0 ? Double(last.done - first.done) / elapsed : 0
    }
}
