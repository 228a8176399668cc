/// How long IDLE waits before it is renewed.
///
/// Servers allow 29 minutes (RFC 2177 §3), and most routers remember a connection for 12; one that dies in less has
/// met one that does not, so that the next are renewed sooner.
struct IdleRenewal: Hashable {
    static let longest = Duration.seconds(11 * 60 + 30)
    static let shortest = Duration.seconds(2 * 60)

    private(set) var interval = longest

    /// A connection has died without a word after nothing was heard on it for so long.
    ///
    /// One that dies sooner than a renewal could be has another cause.
    mutating func noteDeath(afterQuiet quiet: Duration) {
        guard quiet >= Self.shortest else { return }
        interval = max(Self.shortest, min(interval, quiet * 2 / 3))
    }
}
