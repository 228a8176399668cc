import MailModel
import MailUI
import TerminalUI

/// The event loop of the tests: events in, effects to the fake store, its answers in again.
struct Driver {
    var state: AppState
    var store: FakeStore
    /// All effects so far, in order.
    private(set) var effects: [Effect] = []

    init(
        _ store: FakeStore = FakeStore(), columns: Int = 80, rows: Int = 24, glyphs: GlyphSet = .unicode
    ) {
        self.store = store
        let environment = UIEnvironment(
            glyphs: glyphs, themes: ["auto", "dark", "light", "mono"], saveFolder: "~/Mail/")
        state = AppState(environment: environment, size: Size(columns: columns, rows: rows))
        for event in store.opening { send(event) }
    }

    mutating func send(_ event: UIEvent) {
        var waiting = [event]
        // What comes back may cause more; that it ends is a property worth a limit.
        var rounds = 0
        while !waiting.isEmpty, rounds < 1000 {
            let effects = state.update(waiting.removeFirst())
            self.effects += effects
            for effect in effects { waiting += store.carryOut(effect) }
            rounds += 1
        }
        precondition(rounds < 1000, "events go round for ever")
    }

    /// Presses keys by their names, `j`, `Enter`, `Ctrl-D`, separated by blanks; `gg` are two.
    mutating func press(_ notation: String) {
        for word in notation.split(separator: " ") {
            for key in KeySequence(String(word))?.keys ?? [] { send(.terminal(.key(key))) }
        }
    }

    mutating func type(_ text: String) {
        for character in text {
            send(.terminal(.key(KeyEvent(character == " " ? .space : .character(character)))))
        }
    }

    /// What the store has new, after a test changed it.
    mutating func tellNews() {
        for event in store.news { send(event) }
    }

    /// Lets the latest timer that fits run out.
    mutating func runOut(_ isWanted: (UITimer) -> Bool) {
        let timers = effects.compactMap { effect -> UITimer? in
            if case .schedule(let timer, _) = effect, isWanted(timer) { timer } else { nil }
        }
        if let timer = timers.last { send(.timer(timer)) }
    }

    mutating func forgetEffects() { effects = [] }

    var submitted: [UserAction] {
        effects.compactMap { if case .submit(let action) = $0 { action } else { nil } }
    }

    /// Messages that were marked seen because they were read.
    var read: [StoredID] {
        effects.compactMap { if case .markRead(let id) = $0 { id } else { nil } }
    }

    var screen: CellBuffer { state.render(size).buffer }

    private var size: Size { Size(columns: columns, rows: rows) }
    var columns: Int { state.screenSize.columns }
    var rows: Int { state.screenSize.rows }

    /// A row of the screen without its styles.
    func line(_ row: Int) -> String { screen.row(row).map(\.text).joined() }

    var text: String { (0..<rows).map(line).joined(separator: "\n") }
}
