import CNcurses
import TerminalUI

/// Gives out ncurses' colour pairs as they are needed; pair 1 is the terminal's own colours.
struct ColorPairs {
    /// What one terminal makes of an appearance.
    struct Rendering: Equatable {
        var attributes: attr_t
        var pair: Int32
    }

    private struct Colors: Hashable {
        var foreground: Int16
        var background: Int16
    }

    /// Number of colours; 0 in mono.
    private let colors: Int
    private let limit: Int
    private var pairs: [Colors: Int32] = [:]

    init(colors: Int, limit: Int) {
        self.colors = colors
        self.limit = limit
    }

    mutating func rendering(of appearance: Appearance) -> Rendering {
        let appearance = colors > 0 ? Self.reduced(appearance, to: colors) : Self.withoutColors(appearance)
        var attributes: attr_t = 0
        if appearance.isBold { attributes |= postern_attr_bold() }
        if appearance.isDim { attributes |= postern_attr_dim() }
        if appearance.isUnderlined { attributes |= postern_attr_underline() }
        if appearance.isReversed { attributes |= postern_attr_reverse() }
        let pair = pair(
            Colors(
                foreground: appearance.foreground.map(Int16.init) ?? -1,
                background: appearance.background.map(Int16.init) ?? -1))
        return Rendering(attributes: attributes, pair: pair)
    }

    private mutating func pair(_ wanted: Colors) -> Int32 {
        if colors == 0 { return 0 }
        if wanted == Colors(foreground: -1, background: -1) { return 1 }
        if let pair = pairs[wanted] { return pair }
        let next = pairs.count + 2
        // A terminal with few pairs shows what is left in its own colours.
        guard next < limit, init_pair(Int16(next), wanted.foreground, wanted.background) != ERR else { return 1 }
        pairs[wanted] = Int32(next)
        return Int32(next)
    }

    /// Eight colours: the bright half is bold, and bright black is dim, because bold black may be black on black.
    static func reduced(_ appearance: Appearance, to colors: Int) -> Appearance {
        guard colors < 16 else { return appearance }
        var appearance = appearance
        if let color = appearance.foreground, color >= 8 {
            appearance.foreground = color == 8 ? nil : color - 8
            appearance.isDim = appearance.isDim || color == 8
            appearance.isBold = appearance.isBold || color != 8
        }
        if let color = appearance.background, color >= 8 { appearance.background = color - 8 }
        return appearance
    }

    private static func withoutColors(_ appearance: Appearance) -> Appearance {
        var appearance = appearance
        appearance.foreground = nil
        appearance.background = nil
        return appearance
    }
}
