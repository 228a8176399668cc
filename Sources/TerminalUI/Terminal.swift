/// A device that shows cells and tells of keys: ncurses in the program, memory in the tests.
@MainActor
package protocol Terminal: AnyObject {
    /// Size in cells, as of the last resize event.
    var size: Size { get }

    /// What this device can show.
    var features: TerminalFeatures { get }

    /// Brings the screen to what `buffer` holds, writing only what differs.
    ///
    /// - Parameters:
    ///   - buffer: Every cell of the screen.
    ///   - cursor: Where to show the cursor; hidden without it.
    func show(_ buffer: CellBuffer, cursor: Position?)

    /// Forgets what the screen showed, so that the next ``show(_:cursor:)`` writes every cell (`Ctrl-L`).
    func invalidate()

    /// Gives the terminal back as it was found, for a suspension or another program.
    func leave()

    /// Takes the terminal again after ``leave()``.
    func enter()
}

package struct Size: Hashable, Sendable {
    package var columns: Int
    package var rows: Int

    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

package struct Position: Hashable, Sendable {
    package var column: Int
    package var row: Int

    package init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }
}

package struct TerminalFeatures: Hashable, Sendable {
    package enum ColorDepth: Hashable, Sendable { case mono, colors16, colors256 }

    package var colorDepth: ColorDepth
    /// Which set of marks and lines each show in one column here.
    package var glyphs: GlyphSet

    package init(colorDepth: ColorDepth, glyphs: GlyphSet) {
        self.colorDepth = colorDepth
        self.glyphs = glyphs
    }
}

/// A set of marks: `unicode` where the locale is UTF-8, `ascii` elsewhere.
package enum GlyphSet: String, Hashable, Sendable { case unicode, ascii }

/// What a terminal tells the program.
package enum TerminalEvent: Hashable, Sendable {
    case key(KeyEvent)
    /// Pasted between bracketed-paste marks: text, never commands.
    case paste(String)
    case resized(Size)
    case mouse(MouseEvent)
    /// SIGHUP, SIGTERM or SIGINT came: the program must close its store and end, with status 128 + `signal`.
    case terminate(signal: Int32)

    /// Whether the program must end.
    package var isEnd: Bool { if case .terminate = self { true } else { false } }
}

package struct MouseEvent: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case press, doublePress, wheelUp, wheelDown }

    package var kind: Kind
    package var position: Position

    package init(kind: Kind, position: Position) {
        self.kind = kind
        self.position = position
    }
}
