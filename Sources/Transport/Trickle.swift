/// Tells a slow line from a peer that gives an octet now and then, so that no read runs out of time and no answer comes.
package struct Trickle: Sendable {
    /// So few octets within a time limit, and no whole answer, are as good as none.
    static let least = 256

    private var octets = 0
    private var waited = Duration.zero

    package init() {}

    /// An answer is whole, or nothing is due.
    package mutating func reset() { self = Trickle() }

    /// Counts what one read gave.
    ///
    /// - Parameters:
    ///   - count: Number of octets.
    ///   - duration: How long the read took.
    ///   - limit: The longest time without an octet.
    /// - Throws: `.timedOut(.response)`.
    package mutating func take(_ count: Int, after duration: Duration, within limit: Duration) throws(TransportError) {
        octets += count
        waited += duration
        if octets >= Self.least {
            reset()
        } else if waited > limit {
            throw .timedOut(.response)
        }
    }
}
