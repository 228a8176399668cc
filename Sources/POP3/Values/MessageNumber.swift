/// A message's number in one session (RFC 1939 §4): 1 is the oldest, and another session may number otherwise.
package struct MessageNumber: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let value: UInt32

    /// Takes a number, or nothing for 0.
    package init?(_ value: UInt32) {
        guard value > 0 else { return nil }
        self.value = value
    }

    package var description: String { String(value) }

    package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}
