package import MailModel

/// Time, as the engine sees it: the machine's in the program, the test's in a test.
package struct EngineClock: Sendable {
    /// The wall clock, for what people read.
    package var now: @Sendable () -> MailDate
    /// The machine's own time, to find out whether the wall clock was set; nothing where there is none.
    package var machine: @Sendable () -> MachineTime?
    /// A monotonic clock, for rates: time since some fixed moment.
    package var uptime: @Sendable () -> Duration
    /// Waits; ends early, without an error, when the task is cancelled.
    package var sleep: @Sendable (Duration) async -> Void
    /// Between 0 and 1, for jitter.
    package var random: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> MailDate, machine: @escaping @Sendable () -> MachineTime? = { nil },
        uptime: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async -> Void,
        random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.machine = machine
        self.uptime = uptime
        self.sleep = sleep
        self.random = random
    }

    /// The machine's clocks; two are given, because they are the operating system's affair.
    package static func machine(
        now: @escaping @Sendable () -> MailDate, machine: @escaping @Sendable () -> MachineTime?
    ) -> EngineClock {
        let start = ContinuousClock.now
        return EngineClock(
            now: now, machine: machine, uptime: { start.duration(to: .now) },
            sleep: { try? await Task.sleep(for: $0) }, random: { Double.random(in: 0...1) })
    }
}
