package import MailModel
package import TerminalUI

/// What the screens know of the world around them.
package struct UIEnvironment: Sendable {
    /// Seconds east of UTC at a moment, here.
    package var timeZone: @Sendable (MailDate) -> Int
    /// Which marks and lines the terminal can show.
    package var glyphs: GlyphSet
    /// Names that `:theme` can take.
    package var themes: [String]
    /// Where the save prompt starts, ending in a slash.
    package var saveFolder: String
    /// In what order lists stand at first.
    package var arrangement: ListArrangement

    package init(
        timeZone: @escaping @Sendable (MailDate) -> Int = { _ in 0 }, glyphs: GlyphSet = .unicode,
        themes: [String] = [], saveFolder: String = "~/", arrangement: ListArrangement = .flat
    ) {
        self.timeZone = timeZone
        self.glyphs = glyphs
        self.themes = themes
        self.saveFolder = saveFolder
        self.arrangement = arrangement
    }
}
