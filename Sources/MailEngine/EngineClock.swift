package import MailModel

/// Time, as the engine sees it: the machine's in the program, the test's in a test.
package struct EngineClock: Sendable {
    /// The wall clock, for what people read.
    package var now: @Sendable () -> MailDate
    /// A monotonic clock, for rates: time since some fixed moment.
    package var uptime: @Sendable () -> Duration
    /// Waits; ends early, without an error, when the task is cancelled.
    package var sleep: @Sendable (Duration) async -> Void
    /// Between 0 and 1, for jitter.
    package var random: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> MailDate, uptime: @escaping @Sendable () -> Duration,
        sleep: @escaping @Sendable (Duration) async -> Void, random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.uptime = uptime
        self.sleep = sleep
        self.random = random
    }

    /// The machine's clock; `now` is given, because the wall clock is the operating system's affair.
    package static func machine(now: @escaping @Sendable () -> MailDate) -> EngineClock {
        let start = ContinuousClock.now
        return EngineClock(
            now: now, uptime: { start.duration(to: .now) },
            sleep: { try? await Task.sleep(for: $0) }, random: { Double.random(in: 0...1) })
    }
}
