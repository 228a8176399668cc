/// The server did what no server may do: the connection can't be trusted any more.
package struct ProtocolViolation: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened, in plain words and without anything of the server's.
    package let reason: String

    package init(_ reason: String) { self.reason = reason }

    package var description: String { reason }
}
