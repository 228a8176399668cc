import BackendAPI
import MailModel

/// How long to wait before a server is tried again: twice as long each time, with jitter so that many clients don't
/// come back at once.
///
/// A connection that fails is tried again after a second, and then ever less often, down to every five minutes. A
/// server that asks for patience gets a minute at least: a busy maildrop is not knocked at.
struct Backoff {
    static let shortest = Duration.seconds(1)
    static let longest = Duration.seconds(300)
    static let shortestPatience = Duration.seconds(60)
    static let longestPatience = Duration.seconds(900)

    private var failures = 0
    private var postponements = 0

    /// The next wait; nothing where trying again can't help.
    ///
    /// `random` is between 0 and 1.
    mutating func next(after error: BackendError, random: Double) -> Duration? {
        guard error.isWorthRetrying else { return nil }
        switch error {
        case .tryLater(let why, _), .postponed(let why, _): return patience(why, random: random)
        default: return next(random: random)
        }
    }

    /// The wait after a connection that failed: up to a quarter shorter or longer.
    mutating func next(random: Double) -> Duration {
        let doubled = Self.shortest * (1 << min(failures, 9))
        failures += 1
        return min(doubled, Self.longest) * (0.75 + 0.5 * random)
    }

    // Never shorter than it should be: the server counts, too.
    mutating func patience(_ why: Postponement, random: Double) -> Duration {
        var wait = min(Self.shortestPatience * (1 << min(postponements, 4)), Self.longestPatience)
        postponements += 1
        if case .loginDelay(let pause?) = why { wait = max(wait, pause) }
        return wait * (1 + 0.25 * random)
    }

    /// After a connection that worked.
    mutating func reset() { self = Backoff() }
}
