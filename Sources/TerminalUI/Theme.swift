/// How a cell looks on one terminal: what a style becomes at its colour depth.
package struct Appearance: Hashable, Sendable {
    /// Index of the terminal's palette; `nil` is the terminal's own colour.
    package var foreground: UInt8?
    package var background: UInt8?
    package var isBold = false
    package var isDim = false
    package var isUnderlined = false
    package var isReversed = false

    package init(foreground: UInt8? = nil, background: UInt8? = nil) {
        self.foreground = foreground
        self.background = background
    }
}

/// What a user asks for: `theme = "auto"`.
package enum ThemeChoice: String, Hashable, Sendable, CaseIterable {
    /// Depth and background as the terminal says.
    case auto
    case dark, light
    /// The terminal's own palette, whatever else it can do.
    case sixteen = "16"
    case mono
}

/// Gives each role its look: pure data, one table a colour depth.
package struct Theme: Hashable, Sendable {
    package enum Background: Hashable, Sendable { case dark, light }

    /// What the terminal's own background is; it is never painted.
    package var background: Background
    package var depth: TerminalFeatures.ColorDepth

    package init(background: Background, depth: TerminalFeatures.ColorDepth) {
        self.background = background
        self.depth = depth
    }

    package func appearance(of style: Style) -> Appearance {
        var appearance =
            switch depth {
            case .colors256: colorful(style)
            case .colors16: sixteen(style)
            case .mono: mono(style)
            }
        appearance.isBold = appearance.isBold || style.isBold
        appearance.isUnderlined = appearance.isUnderlined || style.isUnderlined || style.role == .link
        return appearance
    }
}

// 256 colours: indices of xterm's palette; contrast to black or white is at least 4.5:1, for muted 3:1.
extension Theme {
    private func colorful(_ style: Style) -> Appearance {
        let isDark = background == .dark
        var appearance = Appearance(foreground: color256(of: style.role, isDark: isDark))
        appearance.background =
            switch style.background {
            case .none: nil
            case .selected: isDark ? 236 : 189
            case .multiSelected: isDark ? 238 : 153
            case .match: isDark ? 58 : 229
            }
        if style.role == .muted, style.background == .multiSelected, isDark { appearance.foreground = 248 }
        appearance.isBold = style.role == .unread || style.role == .heading
        return appearance
    }

    private func color256(of role: Role, isDark: Bool) -> UInt8? {
        switch role {
        case .text, .unread, .heading: nil
        case .muted: isDark ? 245 : 242
        case .accent, .link: isDark ? 111 : 26
        case .star: isDark ? 179 : 94
        case .warning: isDark ? 215 : 130
        case .error, .removed: isDark ? 204 : 160
        case .ok, .added: isDark ? 149 : 22
        case .quote1: isDark ? 117 : 24
        case .quote2: isDark ? 141 : 91
        case .account(let number): Self.accountColor(Int(number), isDark: isDark)
        }
    }

    /// Nine hues of about the same lightness.
    private static func accountColor(_ number: Int, isDark: Bool) -> UInt8 {
        let dark: [UInt8] = [111, 150, 179, 176, 80, 209, 141, 114, 211]
        let light: [UInt8] = [26, 28, 94, 127, 24, 130, 91, 29, 161]
        return (isDark ? dark : light)[(max(1, number) - 1) % 9]
    }
}

// 16 colours: the terminal's own palette, so only hues are chosen.
extension Theme {
    private func sixteen(_ style: Style) -> Appearance {
        var appearance = Appearance(foreground: color16(of: style.role))
        appearance.isBold = [.unread, .heading, .warning, .error].contains(style.role)
        switch style.background {
        case .none: break
        case .selected:
            // A bar of one colour: reversed foregrounds would make it a patchwork.
            appearance.foreground = nil
            appearance.isReversed = true
        case .multiSelected: appearance.foreground = 6
        case .match:
            appearance.foreground = 0
            appearance.background = 3
        }
        return appearance
    }

    private func color16(of role: Role) -> UInt8? {
        switch role {
        case .text, .unread, .heading: nil
        case .muted: 8
        case .accent, .link: background == .dark ? 12 : 4
        case .star, .warning: 3
        case .error, .removed: 1
        case .ok, .added: 2
        case .quote1: 6
        case .quote2: 5
        case .account(let number): [4, 2, 3, 5, 6, 1][(max(1, Int(number)) - 1) % 6]
        }
    }
}

// No colours: weight, and the marks that stand beside them.
extension Theme {
    private func mono(_ style: Style) -> Appearance {
        var appearance = Appearance()
        appearance.isBold = [.unread, .heading, .accent, .warning, .error].contains(style.role)
        appearance.isDim = style.role == .muted && style.background == .none
        appearance.isReversed = style.background == .selected || style.background == .match
        appearance.isUnderlined = style.background == .match
        return appearance
    }
}
