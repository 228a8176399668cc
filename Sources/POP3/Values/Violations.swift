/// The server sent a line that the grammar does not allow.
package struct SyntaxError: Error, Hashable, Sendable {
    /// What the grammar wanted, in the RFC's own name: `"unique-id"`.
    package let expected: String
    /// Offset in octets from the start of the line.
    package let offset: Int

    package init(expected: String, offset: Int) {
        self.expected = expected
        self.offset = offset
    }
}

/// The server, or this program, did what the session's state does not allow.
///
/// Nothing may be removed on this connection after it.
package struct ProtocolViolation: Error, Hashable, Sendable {
    /// A sentence without a full stop, fit for the status line.
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}
