import Glibc
import InternetMessage
import MailEngine
import MailModel
import MailStore
import MailUI
import MessageSeals
import NcursesTerminal
import OAuth
import TerminalUI

/// The reader's event loop: events into the state, effects out of it, cells onto the terminal.
///
/// It runs on the main actor and never waits for the store or a server: what an effect
/// needs time for is a task, whose result comes back as an event.
@MainActor
final class Reader {
    let accounts: [OpenAccount]
    let engines: [AccountName: AccountEngine]
    let stores: MailDatabases
    let terminal: NcursesTerminal
    let secrets: SecretBook
    /// The program that opens links and parts, with its arguments, where the configuration names one.
    let opener: String?
    /// What sets accounts up.
    let desk: SetupDesk
    /// The program that draws a picture on the terminal, with its arguments.
    let imageViewer: String
    let seals: SealOpener
    private var state: AppState
    private var events: [UIEvent] = []
    /// What is done once the screen is drawn, and what a moment later.
    private var behindScreen: [Effect] = []
    private var atRest: [Effect] = []
    private var foresight = KeyForesight()
    /// A round is on its way, or deals with events.
    private var isDue = false
    private var isInRound = false
    private var isQuitting = false
    private var finish: CheckedContinuation<Void, Never>?
    private var end = End.left
    /// The accounts that had a share in each action that `undo` takes back, latest last.
    var undoable: [[AccountName]] = []
    /// The servers' names of all mailboxes, as of the last folder lists.
    private(set) var mailboxNames: [MailboxID: MailboxName] = [:]
    /// What a person did last, on its way into the stores.
    var acting: Task<Void, Never>?
    /// A folder of files that other programs were given.
    var lent: String?
    /// How many parts were looked for in mailcap: their files have numbers for names.
    var viewed = 0
    /// What was found in the sealed parts of the message on the screen.
    var opened: (id: StoredID, message: OpenedMessage)?
    var ahead = ReadAhead()
    /// Another program that has the terminal, or the last one that had it.
    var visiting: Task<Void, Never>?
    /// What may be stopped, by its number.
    var errands: [Int: Task<Void, Never>] = [:]
    var errandCount = 0
    var observation: Task<Void, Never>?
    var opening: Task<Void, Never>?
    var unsealing: Task<Void, Never>?
    var prefetching: Task<Void, Never>?
    var serverSearch: Task<Void, Never>?
    var settingsSearch: Task<Void, Never>?
    /// What came of signing in by browser for the account that is being set up.
    var signedIn: OAuthToken?
    /// What goes on until the end; engines say goodbye to their servers before they end.
    private var watches: [Task<Void, Never>] = []
    private var engineRuns: [Task<Void, Never>] = []
    private var machine: MachineWatch?

    init(
        accounts: [OpenAccount], engines: [AccountEngine], secrets: SecretBook, opener: String?,
        imageViewer: String, arrangement: ListArrangement, seals: SealOpener, desk: SetupDesk,
        terminal: NcursesTerminal
    ) {
        self.accounts = accounts
        self.engines = Dictionary(engines.map { ($0.account.name, $0) }) { $1 }
        self.terminal = terminal
        self.secrets = secrets
        self.opener = opener
        self.desk = desk
        self.imageViewer = imageViewer
        self.seals = seals
        stores = MailDatabases(accounts.map(\.store))
        state = AppState(
            environment: UIEnvironment(
                timeZone: { WallClock.secondsEastOfUTC(at: $0) }, glyphs: terminal.features.glyphs,
                themes: ThemeChoice.allCases.map(\.rawValue), arrangement: arrangement),
            size: terminal.size)
    }

    /// How a reader ended.
    enum End: Hashable {
        /// The person has left it.
        case left
        /// The accounts are others now: it is to be opened anew, with the terminal still taken.
        case changed(addsAccount: Bool)
    }

    /// Shows the screens until the person quits, a signal ends the program, or the accounts change.
    func run() async -> End {
        begin()
        await withCheckedContinuation { finish = $0 }
        await close()
        return end
    }

    /// Takes an event in; it is dealt with in the next round.
    func post(_ event: UIEvent) {
        events.append(event)
        guard !isDue else { return }
        isDue = true
        Task {
            goRound()
            rest()
        }
    }

    /// Deals with all events that have come.
    private func goRound() {
        isInRound = true
        defer { isInRound = false }
        foresight.invalidate()
        // What can be answered at once is on the screen with what it answers.
        isDue = true
        while !events.isEmpty, !isQuitting {
            let taken = events
            events = []
            for event in taken where !isQuitting {
                for effect in state.update(event) { carryOutInTime(effect) }
            }
        }
        isDue = false
        if !isQuitting { draw() }
        carryOutBehindScreen()
        guard isQuitting else { return }
        rest()
        finish?.resume()
        finish = nil
    }

    /// Does what could wait until the screen was drawn, here and on the other side of the terminal.
    func rest() {
        let effects = atRest
        atRest = []
        effects.forEach(carryOut)
        foresee()
    }

    /// Draws what the last key will show when it is pressed again.
    private func foresee() {
        guard events.isEmpty, !isQuitting else { return }
        foresight.renew { key in
            let foreseen = state.foresee(key) { ahead.message($0) }
            if let foreseen { terminal.foresee(foreseen.screen) }
            return foreseen
        }
    }

    /// Shows what was foreseen, then does what belongs to it.
    private func answer(with foreseen: ForeseenKey) {
        terminal.show(foreseen.screen, cursor: nil)
        state = foreseen.state
        for effect in foreseen.effects {
            if case .openMessage(let id) = effect { open(id, isShown: true) } else { carryOutInTime(effect) }
        }
        carryOutBehindScreen()
    }

    private func carryOutBehindScreen() {
        behindScreen.forEach(carryOut)
        behindScreen = []
    }

    private func carryOutInTime(_ effect: Effect) {
        switch effect.time {
        case .atOnce: carryOut(effect)
        case .behindScreen: behindScreen.append(effect)
        case .atRest: atRest.append(effect)
        }
    }

    func quit() { isQuitting = true }

    /// Ends this reader in favour of one with the accounts of now.
    func beginAnew(addingAccount: Bool) {
        end = .changed(addsAccount: addingAccount)
        quit()
        // The loop may be waiting for something to happen.
        post(.tick(now: WallClock.now))
    }

    /// Takes what the terminal tells, and answers before it returns: nobody has to be woken first.
    func take(_ told: [TerminalEvent]) {
        if told.contains(where: \.isEnd) { quit() }
        let foreseen = foresight.take(told)
        if let foreseen, events.isEmpty, !isInRound, !isQuitting { return answer(with: foreseen) }
        events += told.map(UIEvent.terminal)
        // The answer to another key may be what made the terminal tell.
        if !isInRound { goRound() }
    }

    func draw() {
        let (buffer, cursor) = state.render(terminal.size)
        terminal.show(buffer, cursor: cursor)
    }

    // MARK: - What goes on all the time

    private func begin() {
        post(.tick(now: WallClock.now))
        post(.accounts(accounts.map(\.account)))
        tellOfKeeping()
        watches.append(Task { await tick() })
        machine = MachineWatch { [weak self] in self?.doubtConnections() }
        for open in accounts {
            watches.append(Task { await watchMailboxes(of: open) })
        }
    }

    /// The machine has slept, or its network is another one.
    private func doubtConnections() {
        for engine in engines.values { Task { await engine.doubtConnection() } }
    }

    /// Tells the time as often as what is on the screen needs it.
    private func tick() async {
        var waited = Duration.zero
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            waited += .seconds(1)
            guard waited >= state.tickInterval else { continue }
            waited = .zero
            post(.tick(now: WallClock.now))
        }
    }

    /// The engine of an account starts once its folders are on the screen: what is here comes first.
    private func watchMailboxes(of open: OpenAccount) async {
        var hasBegun = false
        for await rows in open.store.observeMailboxRows() {
            for row in rows { mailboxNames[row.id] = row.name }
            post(.mailboxes(open.account.name, rows))
            guard !hasBegun, let engine = engines[open.account.name] else { continue }
            hasBegun = true
            watches.append(Task { await watchStatus(of: engine) })
            watches.append(Task { await watchNotes(of: engine) })
            engineRuns.append(Task.detached(priority: .utility) { await engine.run() })
        }
    }

    private func watchStatus(of engine: AccountEngine) async {
        for await status in engine.statuses { post(.status(engine.account.name, status)) }
    }

    private func watchNotes(of engine: AccountEngine) async {
        for await note in engine.notes { post(.note("\(engine.account.name): \(note)")) }
    }

    /// Gives the terminal back at once, unless another reader goes on with it, then lets the servers be told goodbye for a
    /// moment.
    private func close() async {
        if end == .left { terminal.leave() }
        machine?.stop()
        for task in errands.values { task.cancel() }
        for task in [observation, opening, unsealing, prefetching, serverSearch, settingsSearch] + watches + engineRuns
        {
            task?.cancel()
        }
        let runs = engineRuns
        let goodbye = Task { for run in runs { await run.value } }
        let patience = Task {
            try? await Task.sleep(for: .seconds(1))
            goodbye.cancel()
        }
        await goodbye.value
        patience.cancel()
        removeLentFiles()
    }
}
