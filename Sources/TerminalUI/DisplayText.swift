/// Text that may reach a terminal: the one door between what strangers wrote and the screen.
///
/// It has no C0 or C1 controls, no DEL, no line or paragraph separators and no bidi
/// controls in it; each shows as a visible stand-in. Combining marks are bounded. A cell
/// buffer takes nothing else, and ``init(_:)`` is the only way in.
package struct DisplayText: Hashable, Sendable, CustomStringConvertible {
    package let string: String

    /// Makes a string drawable; what can't be drawn becomes visible.
    package init(_ string: some StringProtocol) {
        self.string = Self.isClean(string) ? String(string) : Self.cleaned(string)
    }

    package var description: String { string }

    /// Printable ASCII only: most text, and nothing to do.
    private static func isClean(_ string: some StringProtocol) -> Bool {
        string.utf8.allSatisfy { (0x20..<0x7F).contains($0) }
    }
}

extension DisplayText: ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self.init(value) }
}
