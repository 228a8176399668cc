import CGlibc
import Dispatch
import Glibc

/// Tells when the machine has slept, or its network is another one.
///
/// The kernel says so by itself, so that nothing is asked for in between: a netlink socket tells of addresses and
/// default routes, a timer is cancelled when the calendar clock jumps, as it does on waking. A clock that was only set is
/// told from sleep by the two clocks of which one stands still meanwhile.
@MainActor
final class MachineWatch {
    private let tell: @MainActor () -> Void
    private let sleep = SleepGauge(MachineWatch.timeAsleep)
    private var sources: [any DispatchSourceRead] = []
    private var isPending = false

    /// Watches until ``stop()``.
    ///
    /// `tell`: Called for several changes within a second once.
    init(_ tell: @escaping @MainActor () -> Void) {
        self.tell = tell
        watch(postern_open_network_watch()) { watch, descriptor in
            if postern_take_network_news(descriptor) != 0 { watch.note() }
        }
        watch(postern_open_clock_watch()) { watch, descriptor in
            postern_take_clock_news(descriptor)
            if watch.sleep.hasSlept { watch.note() }
        }
    }

    func stop() {
        for source in sources { source.cancel() }
        sources = []
    }

    /// Where the kernel gives no such descriptor, this is not noticed; time limits are what is left then.
    private func watch(_ descriptor: Int32, _ take: @escaping @MainActor (MachineWatch, Int32) -> Void) {
        guard descriptor >= 0 else { return }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .main)
        source.setEventHandler { [weak self] in
            MainActor.assumeIsolated {
                if let self { take(self, descriptor) }
            }
        }
        source.setCancelHandler { close(descriptor) }
        source.resume()
        sources.append(source)
    }

    private func note() {
        guard !isPending else { return }
        isPending = true
        Task {
            // A network that has just come has no name server yet.
            try? await Task.sleep(for: .seconds(1))
            isPending = false
            if !sources.isEmpty { tell() }
        }
    }

    /// How long the machine has slept since its start (clock_gettime(2): only CLOCK_BOOTTIME counts that).
    nonisolated private static func timeAsleep() -> Duration {
        var (whole, awake) = (timespec(), timespec())
        guard clock_gettime(CLOCK_BOOTTIME, &whole) == 0, clock_gettime(CLOCK_MONOTONIC, &awake) == 0 else {
            return .zero
        }
        return .seconds(whole.tv_sec - awake.tv_sec) + .nanoseconds(whole.tv_nsec - awake.tv_nsec)
    }
}

/// Notices that a machine has slept since it was last asked.
final class SleepGauge {
    /// Less is how the two clocks are read, one after the other.
    private static let shortest = Duration.seconds(1)

    private let timeAsleep: () -> Duration
    private var known: Duration

    init(_ timeAsleep: @escaping () -> Duration) {
        self.timeAsleep = timeAsleep
        known = timeAsleep()
    }

    var hasSlept: Bool {
        let now = timeAsleep()
        defer { known = now }
        return now - known >= Self.shortest
    }
}
