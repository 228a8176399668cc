/// How fast the line is, as far as what came tells, and so how much may be asked for ahead.
///
/// Enough must be under way to keep the line busy until the next request arrives; whatever is more than that only
/// stands between a person and the message that is wanted now.
struct Pace {
    typealias Instant = ContinuousClock.Instant

    /// Octets that are asked for ahead of a line that is not known yet.
    private static let unknown = 65_536
    /// So many octets tell how fast the line is.
    private static let sample = 16_384
    /// How long the line may be kept busy beyond what a request takes to arrive.
    private static let slice = 0.1

    /// The shortest time from a command to its answer, in seconds.
    private(set) var roundTrip: Double?
    private(set) var octetsPerSecond: Double?
    /// All octets that have come.
    private(set) var total = 0
    /// When the command was sent that is to be answered next; nothing while answers come.
    private var askedAt: Instant?
    /// What has come since.
    private var measured: (since: Instant, octets: Int)?

    /// A command was sent while no other waited for an answer.
    mutating func asked(at now: Instant) {
        askedAt = now
        measured = nil
    }

    /// Octets have come.
    mutating func heard(_ count: Int, at now: Instant) {
        total += count
        if let asked = askedAt {
            askedAt = nil
            roundTrip = min(roundTrip ?? .infinity, Self.seconds(from: asked, to: now))
            // What came with the first octets was on its way since the request arrived.
            measured = (asked.advanced(by: .seconds(roundTrip ?? 0)), 0)
        }
        guard var current = measured else { return }
        current.octets += count
        measured = current
        guard current.octets >= Self.sample else { return }
        let rate = Double(current.octets) / max(Self.seconds(from: current.since, to: now), 1e-6)
        octetsPerSecond = octetsPerSecond.map { ($0 + rate) / 2 } ?? rate
        measured = (now, 0)
    }

    /// Octets that may be under way, at most `limit`.
    ///
    /// Never many times what has come in all: a line that seems fast at first may have been quiet for long.
    func octetsAhead(limit: Int) -> Int {
        guard let octetsPerSecond else { return min(Self.unknown, limit) }
        let fast = octetsPerSecond * (1.5 * (roundTrip ?? 0) + Self.slice)
        return max(Self.sample, min(Int(min(fast, 1e9)), 4 * total, limit))
    }

    private static func seconds(from start: Instant, to end: Instant) -> Double {
        let duration = start.duration(to: end)
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
