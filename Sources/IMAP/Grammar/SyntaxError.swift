/// The server sent something that RFC 9051 §9 does not allow.
package struct SyntaxError: Error, Hashable, Sendable {
    /// What the grammar wanted, in the RFC's own name: `"flag-list"`, `"SP"`.
    package let expected: String
    /// Offset in octets from the start of the response.
    package let offset: Int

    package init(expected: String, offset: Int) {
        self.expected = expected
        self.offset = offset
    }
}
