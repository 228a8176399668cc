/// The marks and lines of the screens, each one column wide in its set.
package struct Glyphs: Hashable, Sendable {
    /// What a line of the message list shows.
    package struct Marks: Hashable, Sendable {
        package var unread, star, answered, forwarded, draft, attachment, selected: DisplayText
        /// The message leaves the server soon.
        package var leaving: DisplayText
        /// The message goes to another account.
        package var going: DisplayText
    }

    /// Lines, corners and bars.
    package struct Lines: Hashable, Sendable {
        package var horizontal, vertical, cross, crossUp, crossDown: DisplayText
        /// Begins a reply's subject: two columns; with another reply below, or the last.
        package var threadFork, threadEnd: DisplayText
        package var scrollBar, scrollTrack, progressFull, progressEmpty: DisplayText
    }

    /// What the tabs and the status line show.
    package struct Status: Hashable, Sendable {
        package var imap, pop, synced, offline, failed, current, expanded, collapsed: DisplayText
        package var spinner: [DisplayText]
        package var ellipsis, bullet: DisplayText
    }

    package var marks: Marks
    package var lines: Lines
    package var status: Status
}

extension Glyphs {
    package init(_ set: GlyphSet) {
        self = set == .unicode ? .unicode : .ascii
    }

    package static let unicode = Glyphs(
        marks: Marks(
            unread: "●", star: "★", answered: "↩", forwarded: "↪", draft: "✎", attachment: "@", selected: "✓",
            leaving: "◔", going: "→"),
        lines: Lines(
            horizontal: "─", vertical: "│", cross: "┼", crossUp: "┴", crossDown: "┬", threadFork: "├─", threadEnd: "╰─",
            scrollBar: "█", scrollTrack: "░", progressFull: "█", progressEmpty: "░"),
        status: Status(
            imap: "⇅", pop: "⇣", synced: "✓", offline: "○", failed: "✗", current: "▸", expanded: "▾",
            collapsed: "▸", spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"], ellipsis: "…", bullet: "·"))

    package static let ascii = Glyphs(
        marks: Marks(
            unread: "N", star: "!", answered: "r", forwarded: "f", draft: "D", attachment: "@", selected: "*",
            leaving: "~", going: ">"),
        lines: Lines(
            horizontal: "-", vertical: "|", cross: "+", crossUp: "+", crossDown: "+", threadFork: "|-", threadEnd: "`-",
            scrollBar: "#", scrollTrack: ":", progressFull: "#", progressEmpty: "."),
        status: Status(
            imap: "=", pop: "v", synced: "+", offline: "o", failed: "x", current: ">", expanded: "-",
            collapsed: "+", spinner: ["|", "/", "-", "\\"], ellipsis: "~", bullet: "-"))
}
