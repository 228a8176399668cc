/// What a piece of the screen means; a theme says how that looks at each colour depth.
package enum Role: Hashable, Sendable {
    case text, muted, accent, unread, star, warning, error, ok
    case quote1, quote2, link
    case heading, added, removed
    /// An account's own colour, 1 to 9.
    case account(UInt8)
}

/// How a cell looks, in roles: no colour is named outside the themes.
package struct Style: Hashable, Sendable {
    package enum Background: Hashable, Sendable { case none, selected, multiSelected, match }

    package var role: Role
    package var background: Background
    package var isBold: Bool
    package var isUnderlined: Bool

    package init(
        _ role: Role = .text, background: Background = .none, isBold: Bool = false, isUnderlined: Bool = false
    ) {
        self.role = role
        self.background = background
        self.isBold = isBold
        self.isUnderlined = isUnderlined
    }

    package static let plain = Style()

    /// The same on another background.
    package func on(_ background: Background) -> Style {
        var style = self
        style.background = background
        return style
    }
}
