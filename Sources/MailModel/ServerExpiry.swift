/// A server that deletes mail by itself (EXPIRE, RFC 2449 §6.7), in words.
package struct ServerExpiry: Hashable, Sendable {
    /// 0: as soon as it was fetched.
    package var days: Int

    package init(days: Int) { self.days = days }

    /// Without a full stop, fit for the status line.
    package var sentence: String { "this server \(predicate)" }

    /// What it does, without naming it.
    package var predicate: String {
        days == 0
            ? "deletes mail by itself once it was fetched"
            : "deletes mail after \(Duration.seconds(Int64(days) * 86_400).words) by itself"
    }
}
