package import TerminalUI

/// A terminal of a chosen size that shows nothing and remembers what it was told to show.
@MainActor
package final class MemoryTerminal: Terminal {
    package private(set) var size: Size
    package let features: TerminalFeatures
    /// What the screen holds.
    package private(set) var screen: CellBuffer
    package private(set) var cursor: Position?
    /// How often something was shown.
    package private(set) var frames = 0
    /// Whether the program has the terminal; `false` after ``leave()``.
    package private(set) var isEntered = true

    /// What the program reads; a test sends into it with ``send(_:)``.
    package let events: AsyncStream<TerminalEvent>
    private let continuation: AsyncStream<TerminalEvent>.Continuation

    package init(
        columns: Int = 80, rows: Int = 24, colorDepth: TerminalFeatures.ColorDepth = .colors256,
        glyphs: GlyphSet = .unicode
    ) {
        size = Size(columns: columns, rows: rows)
        features = TerminalFeatures(colorDepth: colorDepth, glyphs: glyphs)
        screen = CellBuffer(size: size)
        (events, continuation) = AsyncStream.makeStream(of: TerminalEvent.self)
    }

    package func show(_ buffer: CellBuffer, cursor: Position?) {
        screen = buffer
        self.cursor = cursor
        frames += 1
    }

    package func invalidate() {}
    package func leave() { isEntered = false }
    package func enter() { isEntered = true }

    /// Tells the program of something, as a device would.
    package func send(_ event: TerminalEvent) {
        if case .resized(let size) = event { self.size = size }
        continuation.yield(event)
    }

    /// Presses keys one after the other.
    package func press(_ keys: KeyEvent...) {
        for key in keys { send(.key(key)) }
    }

    /// Ends the events.
    package func close() { continuation.finish() }
}
