import CNcurses

/// Gives the terminal back when the program crashes.
///
/// The C side keeps its state in `static` variables of the header, one set for each file that
/// uses them: this is the only one.
enum CrashGuard {
    /// Remembers the terminal's modes as they were found: before ncurses changes them.
    static func remember() { postern_remember_modes() }

    /// From now on a fatal signal writes `reset` and puts the modes back.
    static func arm(reset: String) { postern_guard_crashes(reset) }

    /// Whether there is something to give back.
    static var isEntered: Bool {
        get { postern_has_entered() }
        set { postern_set_entered(newValue) }
    }
}
