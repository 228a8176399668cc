import CNcurses
import Glibc
package import TerminalUI

/// The one device: shows cells through ncurses and tells of keys, resizes and signals.
///
/// There is one terminal, and ncurses keeps it in globals: make one of these a program.
@MainActor
package final class NcursesTerminal: Terminal {
    package private(set) var size: Size
    package let features: TerminalFeatures
    /// Is told of keys, pastes, resizes, the mouse and signals, in their order, several where they came together; at once
    /// of those that came before it.
    ///
    /// Called rather than waited for: each way from one thread to another is a part of what a key takes.
    package var listener: (@MainActor ([TerminalEvent]) -> Void)? {
        didSet {
            guard let listener, !untold.isEmpty else { return }
            listener(untold)
            untold = []
        }
    }

    /// Is told a moment after each key, paste or press was: until then the processors belong to whoever draws the answer.
    package var restListener: (@MainActor () -> Void)?

    private var untold: [TerminalEvent] = []
    private let modes: TerminalModes
    private let hasClipboard: Bool
    /// As many as terminfo knows of.
    private let colors: Int
    private var writer: ScreenWriter
    private var output = postern_output(descriptor: -1, gathered: -1)
    private var input: InputReader?
    private var signals: SignalWatch?
    private var presses = PressTimes()
    /// What was shown last, for a return from suspension and for colours that come late.
    private var lastShown: Shown?
    private var isEntered = true
    private var foreseen: Foreseen?
    /// What was shown last was sent without ncurses, which must learn of it.
    private var isBehind = false

    private struct Shown {
        var buffer: CellBuffer
        var cursor: Position?
    }

    /// A screen that may be the next one, and what would be sent for it.
    private struct Foreseen {
        var buffer: CellBuffer
        var octets: [UInt8]
    }

    /// Takes the terminal: alternate screen, keys as they are typed.
    ///
    /// - Parameter theme: What the user asks for; colours the terminal doesn't have are never used.
    /// - Throws: `TerminalError` where nothing can be drawn; the terminal is untouched then.
    package init(theme: ThemeChoice = .auto) throws(TerminalError) {
        TerminalSetup.chooseLocale()
        try TerminalSetup.check()
        // ncurses leaves alone the signals that somebody else watches already.
        let signalPipe = SignalPipe()
        CrashGuard.remember()
        guard postern_start(&output) else { throw .typeUnknown(TerminalSetup.environment.term) }
        colors = Int(postern_start_colors())
        let traits = TerminalTraits(
            environment: TerminalSetup.environment, choice: theme, colors: colors, codeset: TerminalSetup.codeset)
        features = TerminalFeatures(colorDepth: traits.colorDepth, glyphs: traits.glyphs)
        writer = ScreenWriter(
            theme: Theme(background: traits.background, depth: traits.colorDepth), isUnicode: traits.isUnicode,
            colors: colors, pairs: Int(postern_color_pairs()))
        hasClipboard = traits.hasClipboard
        modes = TerminalModes(isSupported: TerminalSetup.capability("kmous") != nil)
        size = Size(columns: Int(postern_columns()), rows: Int(postern_rows()))
        CrashGuard.arm(reset: modes.emergencyReset(capabilities: TerminalSetup.resetCapabilities))
        start(signalPipe: signalPipe, asksBackground: traits.asksBackground)
    }

    private func start(signalPipe: SignalPipe, asksBackground: Bool) {
        signals = SignalWatch(signalPipe) { [weak self] number in self?.obey(number) }
        input = InputReader(
            names: KeyNames(capabilities: TerminalSetup.keyCapabilities),
            onInput: { [weak self] inputs in self?.pass(inputs) },
            onRest: { [weak self] in self?.restListener?() },
            onEnd: { [weak self] in self?.tell([.terminate(signal: SIGHUP)]) })
        fitWindow()
        postern_forget()
        postern_show(output, -1, 0, false)
        modes.set()
        if asksBackground {
            modes.askBackground()
            input?.expectAnswer()
        }
        input?.resume()
    }

    package func show(_ buffer: CellBuffer, cursor: Position?) {
        if isEntered, cursor == nil, sendForeseen(buffer) { return }
        catchUp()
        foreseen = nil
        lastShown = Shown(buffer: buffer, cursor: cursor)
        guard isEntered else { return }
        let scrolls = writer.write(buffer)
        postern_show(output, Int32(cursor?.row ?? -1), Int32(cursor?.column ?? 0), scrolls)
    }

    /// Draws in another theme from now on.
    package func setTheme(_ theme: ThemeChoice) {
        let traits = TerminalTraits(
            environment: TerminalSetup.environment, choice: theme, colors: colors, codeset: TerminalSetup.codeset)
        writer.theme = Theme(background: traits.background, depth: traits.colorDepth)
        if isEntered { showAgain() }
    }

    /// Puts a text on the clipboard of the terminal, at the person's end of the line.
    ///
    /// - Parameter base64: The text's UTF-8 in base64; anything else is not sent, since it could be a command.
    /// - Returns: False where the terminal is known to have no clipboard, or the text is too long for one.
    package func copy(base64: [UInt8]) -> Bool {
        let isBase64 = base64.allSatisfy { (0x2B...0x7A).contains($0) && !(0x3A...0x40).contains($0) || $0 == 0x3D }
        guard isEntered, hasClipboard, isBase64, base64.count <= 100_000 else { return false }
        modes.copy(base64: base64)
        return true
    }

    package func invalidate() {
        forgetForeseen()
        writer.forget()
        postern_forget()
    }

    package func leave() {
        guard isEntered else { return }
        isEntered = false
        forgetForeseen()
        input?.suspend()
        modes.reset()
        postern_end(output)
        CrashGuard.isEntered = false
    }

    package func enter() {
        guard !isEntered else { return }
        isEntered = true
        CrashGuard.isEntered = true
        if fitWindow() { tell([.resized(size)]) }
        showAgain()
        modes.set()
        input?.resume()
    }

    /// Stops the program as a job of its shell (Ctrl-Z) and takes the terminal again when it goes on.
    package func suspend() {
        leave()
        postern_stop()
        // What came while the terminal was left: being continued is not news.
        signals?.deliver()
        enter()
    }

    private func showAgain() {
        invalidate()
        if let lastShown {
            show(lastShown.buffer, cursor: lastShown.cursor)
        } else {
            postern_show(output, -1, 0, false)
        }
    }
}

// What may be shown next.
extension NcursesTerminal {
    /// Gets ready what shows a screen: where it is the next one, and without a cursor, it is only sent.
    ///
    /// ncurses draws it into memory, and then what is on the screen again.
    package func foresee(_ buffer: CellBuffer) {
        catchUp()
        foreseen = nil
        guard isEntered, output.gathered >= 0, let lastShown, lastShown.cursor == nil,
            buffer.size == lastShown.buffer.size
        else { return }
        let length = draw(buffer)
        let octets = [UInt8](unsafeUninitializedCapacity: length) { octets, count in
            count = postern_read(output, octets.baseAddress, length)
        }
        draw(lastShown.buffer)
        if octets.count == length { foreseen = Foreseen(buffer: buffer, octets: octets) }
    }

    private func forgetForeseen() {
        foreseen = nil
        isBehind = false
    }

    /// - Returns: False where the screen was not foreseen.
    private func sendForeseen(_ buffer: CellBuffer) -> Bool {
        guard let foreseen, foreseen.buffer == buffer else { return false }
        foreseen.octets.withUnsafeBytes { postern_write($0.baseAddress, $0.count) }
        lastShown = Shown(buffer: buffer, cursor: nil)
        self.foreseen = nil
        isBehind = true
        return true
    }

    /// Tells ncurses what was sent without it.
    private func catchUp() {
        guard isBehind, let lastShown else { return }
        isBehind = false
        draw(lastShown.buffer)
    }

    /// Has ncurses draw a screen without a cursor into memory.
    ///
    /// - Returns: How many octets it takes.
    @discardableResult
    private func draw(_ buffer: CellBuffer) -> Int {
        let scrolls = writer.write(buffer)
        return postern_draw(output, scrolls)
    }
}

extension NcursesTerminal {
    private func tell(_ events: [TerminalEvent]) {
        if let listener { listener(events) } else { untold += events }
    }

    private func pass(_ inputs: [TerminalInput]) {
        let events = inputs.compactMap { input -> TerminalEvent? in
            switch input {
            case .key(let key): return .key(key)
            case .paste(let text): return .paste(text)
            case .mouse(let mouse): return .mouse(presses.counted(mouse))
            case .background(let luminance):
                adopt(luminance > 0.5 ? .light : .dark)
                return nil
            }
        }
        if !events.isEmpty { tell(events) }
    }

    /// The terminal has told its background after the first screen was drawn.
    private func adopt(_ background: Theme.Background) {
        guard writer.theme.background != background else { return }
        writer.theme.background = background
        showAgain()
    }

    private func obey(_ signal: Int32) {
        switch signal {
        case SIGWINCH:
            if isEntered, fitWindow() { tell([.resized(size)]) }
        case SIGTSTP:
            if isEntered { suspend() } else { postern_stop() }
        case SIGCONT:
            // Stopped by SIGSTOP, unasked: the shell has changed the modes meanwhile.
            if isEntered {
                leave()
                enter()
            }
        case SIGINT where !isEntered:
            // Meant for the program that has the terminal now.
            break
        default:
            tell([.terminate(signal: signal)])
        }
        restListener?()
    }

    /// Takes over the window's size.
    ///
    /// - Returns: Whether it has changed.
    @discardableResult
    private func fitWindow() -> Bool {
        guard let window = TerminalSetup.windowSize, window != size else { return false }
        guard resize_term(Int32(window.rows), Int32(window.columns)) == OK else { return false }
        size = window
        invalidate()
        return true
    }
}
