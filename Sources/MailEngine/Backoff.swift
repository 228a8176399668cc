/// How long to wait before a connection is tried again: twice as long each time, up to
/// five minutes, with a quarter of jitter so that many clients don't come back at once.
struct Backoff {
    static let shortest = Duration.seconds(1)
    static let longest = Duration.seconds(300)

    private var failures = 0

    /// The next wait; `random` is between 0 and 1.
    mutating func next(random: Double) -> Duration {
        let doubled = Self.shortest * (1 << min(failures, 9))
        failures += 1
        return min(doubled, Self.longest) * (0.75 + 0.5 * random)
    }

    /// After a connection that worked.
    mutating func reset() { failures = 0 }
}
