import TerminalUI

/// What is known of a terminal before anything is drawn: from the environment and terminfo, without a device.
struct TerminalTraits: Hashable {
    /// The variables that say something about the terminal.
    struct Environment: Hashable {
        var term = ""
        var noColor = ""
        /// rxvt, Konsole and others: `15;0`, foreground and background.
        var colorFGBG = ""
    }

    var colorDepth: TerminalFeatures.ColorDepth
    var background: Theme.Background
    /// Whether to ask the terminal for its background colour (OSC 11).
    var asksBackground: Bool
    /// Whether it can be given a text for its clipboard (OSC 52), or passes over it.
    var hasClipboard: Bool
    var glyphs: GlyphSet
    /// Whether other than ASCII can be written at all.
    var isUnicode: Bool

    /// Weighs what there is.
    ///
    /// - Parameters:
    ///   - environment: The variables.
    ///   - choice: What the user asks for, which wins.
    ///   - colors: Number of colours, as terminfo says; 0 without.
    ///   - codeset: Of the locale, as nl_langinfo(3) says.
    init(environment: Environment, choice: ThemeChoice, colors: Int, codeset: String) {
        colorDepth = Self.depth(environment: environment, choice: choice, colors: colors)
        let hint = Self.background(colorFGBG: environment.colorFGBG)
        background =
            switch choice {
            case .dark: .dark
            case .light: .light
            default: hint ?? .dark
            }
        let isOpen = hint == nil && (choice == .auto || choice == .sixteen)
        asksBackground = isOpen && colorDepth != .mono && Self.answersQueries(environment.term)
        hasClipboard =
            ["xterm", "tmux", "screen"].contains { environment.term.hasPrefix($0) }
            || Self.answersQueries(environment.term)
        isUnicode = codeset == "UTF-8"
        glyphs = isUnicode && !Self.hasFewGlyphs(environment.term) ? .unicode : .ascii
    }

    private static func depth(
        environment: Environment, choice: ThemeChoice, colors: Int
    ) -> TerminalFeatures.ColorDepth {
        // no-color.org: set and not empty, but the user's own choice of a theme is stronger.
        if choice == .mono || colors < 8 || (choice == .auto && !environment.noColor.isEmpty) { return .mono }
        if choice == .sixteen || colors < 256 { return .colors16 }
        return .colors256
    }

    /// Light where the last number is one of the two whites.
    private static func background(colorFGBG: String) -> Theme.Background? {
        guard let last = colorFGBG.split(separator: ";").last, let index = Int(last) else { return nil }
        return index == 7 || index == 15 ? .light : .dark
    }

    /// Terminals that are known to answer or to ignore it; inside tmux and screen the answer may come late or never.
    private static func answersQueries(_ term: String) -> Bool {
        ["xterm", "rxvt-unicode", "alacritty", "foot", "kitty", "konsole", "vte", "gnome", "wezterm", "contour", "st-"]
            .contains { term.hasPrefix($0) }
    }

    /// Their fonts have letters and lines, but hardly a mark.
    private static func hasFewGlyphs(_ term: String) -> Bool {
        ["linux", "vt1", "vt2", "ansi", "cons25"].contains { term.hasPrefix($0) }
    }
}
