package import BackendAPI
package import Logging
package import MailModel
package import MailStore

/// Keeps one account's store and server in step, for as long as ``run()`` runs.
///
/// What comes from the server goes into the store in one transaction a piece; what a
/// person did goes from the journal to the server. Neither waits for the other, and
/// no screen waits for either: screens read the store.
package actor AccountEngine {
    package nonisolated let account: Account
    nonisolated let store: MailDatabase
    /// All accounts' stores, this one among them, for what goes from one to another.
    nonisolated let stores: MailDatabases
    nonisolated let backend: any MailBackend
    let clock: EngineClock
    let log: Logger
    let wakes = WakeSignal()
    private let statusPublisher: AsyncStream<AccountStatus>.Continuation
    /// What the engine is doing, the latest only; for one reader.
    package nonisolated let statuses: AsyncStream<AccountStatus>
    private let notePublisher: AsyncStream<String>.Continuation
    /// What a person should read once, such as a refused action; for one reader.
    package nonisolated let notes: AsyncStream<String>

    private(set) var status = AccountStatus()
    var consent: RemovalConsent
    /// The account's mode may act: it removes no more than was agreed to.
    var isModeAgreed = false
    /// When the last login was, by the monotonic clock.
    private var lastLogin: Duration?
    /// The mailbox on the screen: compared first, and watched.
    private(set) var focus = MailboxName.inbox
    /// Mailboxes that the server did not open, and of which that was told.
    var unopened: Set<MailboxName> = []
    /// Names on the server turned out to mean messages that are not here: another comparison will find them.
    var hasMetStrangers = false
    /// All messages are going to be fetched whole: in a mailbox of which nothing is here that is done at once.
    var fetchesWhole = false
    /// Something can't be sent before all has been compared: it is called otherwise on the server by now.
    var isBehind = false
    /// The connection stays, and what changes on the server is to be told.
    private var isFollowing = false
    /// Whether the connection is there, or will be as soon as it is asked for something.
    private(set) var isConnected = false
    /// Something is being done with the server, rather than waited for.
    private(set) var isBusy = false
    private var watcher: (mailbox: MailboxName, task: Task<Void, Never>)?
    /// What the server has put off, and how patient to be with it.
    var deferrals = Deferrals()

    /// Makes an engine at rest.
    ///
    /// - Parameters:
    ///   - account: Whose mail.
    ///   - store: The account's store, already open.
    ///   - stores: All accounts' stores, this one among them; none where nothing goes from one to another.
    ///   - backend: The way to its server, not connected yet.
    ///   - consent: Whether the mode may remove more than was agreed to without asking: `.given` for a command that
    ///     takes the configuration as consent.
    ///   - clock: Time.
    ///   - log: Where connections and errors are noted, never contents.
    package init(
        account: Account, store: MailDatabase, stores: MailDatabases = MailDatabases([]), backend: any MailBackend,
        consent: RemovalConsent, clock: EngineClock, log: Logger
    ) {
        self.account = account
        self.store = store
        self.stores = stores
        self.backend = backend
        self.consent = consent
        self.clock = clock
        self.log = log
        (statuses, statusPublisher) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        (notes, notePublisher) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(20))
    }

    // MARK: - What a person does

    /// Writes an action to the journal and the store; the server learns of it when it can be reached.
    ///
    /// - Parameters:
    ///   - action: What a person did, or what follows from reading.
    ///   - isUndoable: False for the latter.
    /// - Returns: What it came to.
    /// - Throws: What the store said; nothing is changed then.
    @discardableResult
    package func submit(_ action: UserAction, isUndoable: Bool = true) async throws(StoreError) -> SubmittedAction {
        let other = try await otherDestination(of: action)
        let submitted = try await store.submit(action, to: other, isUndoable: isUndoable)
        await wakes.send(.submitted)
        return submitted
    }

    /// Takes back the last action; returns what it was, or nothing where there is none.
    package func undo() async throws(StoreError) -> String? {
        guard let undone = try await store.takeBack() else { return nil }
        let text = try await bringBack(undone)
        await wakes.send(.submitted)
        return text
    }

    /// Looks for news now, and connects now where a retry was being waited for.
    package func checkNow() async { await wakes.send(.checkNow) }

    /// Tells which mailbox a person looks at; one that is only here needs no watching.
    package func look(at mailbox: MailboxName) async {
        guard mailbox != focus, let row = try? await store.mailbox(named: mailbox), row.isSelectable, !row.isLocal
        else { return }
        focus = mailbox
        unopened.remove(mailbox)
        await wakes.send(.focusMoved)
    }

    /// A mailbox that was looked at has another name now.
    func follow(_ old: MailboxName, to new: MailboxName) async {
        guard focus == old else { return }
        focus = new
        await wakes.send(.focusMoved)
    }

    /// Takes the answer to the question of ``AccountStatus/Connection/needsConsent(_:)``.
    package func answerConsent(_ isGiven: Bool) async throws(StoreError) {
        consent = isGiven ? .given : .refused
        if isGiven { try await agreeToMode() }
        await wakes.send(.consented)
    }

    // MARK: - Status

    func publish(_ change: (inout AccountStatus) -> Void) {
        change(&status)
        statusPublisher.yield(status)
    }

    func publish(_ connection: AccountStatus.Connection) {
        publish { $0.connection = connection }
    }

    /// Tells a person something once.
    func note(_ text: String) {
        log.notice("\(text)")
        notePublisher.yield(text)
    }

    // MARK: - The loop

    /// Connects, keeps in step, reconnects, until the task is cancelled; then closes the connection.
    package func run() async {
        let watches = watchTransfers() + [watchTexts(), watchThreads()]
        defer { for watch in watches { watch.cancel() } }
        await recallServer()
        isFollowing = true
        var backoff = Backoff()
        while !Task.isCancelled, let lock = await becomeWriter() {
            await makeLocalMailboxes()
            do throws(BackendError) {
                try await converse(&backoff)
            } catch .cancelled {
                break
            } catch {
                await breakOff()
                await rest(after: error, &backoff)
            }
            withExtendedLifetime(lock) {}
        }
        stopWatching()
        // What was under way when the task was cancelled may not have been kept.
        await breakOff()
        if !store.isReadOnly { publish(.offline) }
    }

    /// Waits for the right to talk to the server; another Postern may have it.
    private func becomeWriter() async -> StoreLock? {
        while !Task.isCancelled {
            if let lock = store.tryBecomeWriter() { return lock }
            if store.isReadOnly {
                publish(.failed(reason: StoreError.readOnly.description, next: nil))
                return nil
            }
            publish(.elsewhere)
            _ = await wakes.next(within: .seconds(2), clock: clock)
        }
        return nil
    }

    /// One connection, from its greeting to its end.
    private func converse(_ backoff: inout Backoff) async throws(BackendError) {
        isBusy = true
        defer { isBusy = false }
        try await connect()
        try await synchronise()
        // Not before: a server that lets us in and then drops us would be tried without end.
        backoff.reset()
        let journal = watchJournal()
        defer {
            journal.cancel()
            stopWatching()
        }
        while true {
            let wait = await settleDown()
            isBusy = false
            let reasons = try await nextReasons(within: wait)
            isBusy = true
            if Task.isCancelled { throw .cancelled }
            try await act(on: reasons)
        }
    }

    /// Opens the connection where there is none.
    func connect() async throws(BackendError) {
        publish(.connecting)
        try await logIn()
        await rememberServer()
        try await followMode()
        log.info("connected")
    }

    /// Ends at once where the connection is there.
    private func logIn() async throws(BackendError) {
        try await backend.connect(foreseeing: isConnected ? nil : await foresight(), following: isFollowing)
        isConnected = true
        lastLogin = clock.uptime()
    }

    /// Closes the connection; does nothing where there is none.
    func leave() async {
        isConnected = false
        await backend.disconnect()
    }

    /// Closes the connection after an error: what was fetched last may not be in the store.
    func breakOff() async {
        isConnected = false
        await backend.breakOff()
    }

    private func act(on reasons: Set<Wake>) async throws(BackendError) {
        if reasons.contains(.disconnected) { throw .unreachable(reason: "the connection broke") }
        if reasons.contains(.reconnect) { await leave() }
        try await logIn()
        // Sends what waits in the journal, too.
        if !reasons.isDisjoint(with: [.checkNow, .reconnect, .timer, .consented]) { return try await synchronise() }
        if reasons.contains(.submitted) {
            try await replayJournal()
            try await fetchForTransfers()
            try await takeTransfers()
        }
        var changed = reasons.compactMap(\.changedMailbox)
        // A watch ends with what it saw.
        if !changed.isEmpty { stopWatching() }
        if reasons.contains(.focusMoved) { changed.append(focus) }
        for mailbox in Set(changed) { try await synchronise(mailboxNamed: mailbox) }
    }

    /// Shows that all is in step, and sees to it that news is noticed; returns how long to wait without any.
    private func settleDown() async -> Duration {
        let capabilities = await backend.capabilities
        let random = clock.random()
        // The server's own limit is never undercut.
        let wait = max(
            account.checkEvery * (0.9 + 0.2 * random), (capabilities.loginDelay ?? .zero) * (1 + 0.1 * random))
        if capabilities.isExclusive { await backend.disconnect() }
        if capabilities.canPush { startWatching() }
        if isBehind { await wakes.send(.checkNow) }
        if case .needsConsent = status.connection { return wait }
        if let later = showDeferral() { return min(wait, later) }
        publish { status in
            status.connection = capabilities.canPush ? .pushed : .waiting(next: moment(after: wait))
            status.progress = nil
        }
        return wait
    }

    /// Waits for something to do.
    ///
    /// Where each turn is a login of its own, nothing is done sooner after the last one than the server allows.
    private func nextReasons(within limit: Duration) async throws(BackendError) -> Set<Wake> {
        let end = clock.uptime() + limit
        var reasons: Set<Wake>
        repeat {
            reasons = await wakes.next(within: max(.zero, end - clock.uptime()), clock: clock)
            // What has just come into Trash begins its time now.
            if reasons.contains(.submitted) {
                try await stored { () async throws(StoreError) in try await emptyTrash() }
                try await takeTransfersHere()
                await publishPending()
            }
        } while try await isSettledHere(reasons)
        let capabilities = await backend.capabilities
        guard capabilities.isExclusive, let delay = capabilities.loginDelay, let lastLogin else { return reasons }
        let soonest = lastLogin + delay
        let left = soonest - clock.uptime()
        guard left > .zero, !reasons.contains(.timer), !reasons.isEmpty else { return reasons }
        let why = BackendError.tryLater(.loginDelay(delay), serverText: "")
        publish(why.connection(of: account, next: moment(after: left)))
        reasons.formUnion(await pause(until: soonest, or: [.timer]))
        return reasons
    }

    /// What is settled here alone, as flags are over POP3, is no reason to connect.
    ///
    /// A doubt is none either: whoever has it asks the server by himself.
    private func isSettledHere(_ reasons: Set<Wake>) async throws(BackendError) -> Bool {
        guard reasons.isSubset(of: [.submitted, .doubted]), !Task.isCancelled else { return false }
        if reasons == [.doubted] { return true }
        return try await !stored { () async throws(StoreError) in
            if try await store.hasActionsToSend() { return true }
            return try await needsServerForTransfers()
        }
    }

    func moment(after wait: Duration) -> MailDate {
        MailDate(secondsSince1970: clock.now().secondsSince1970 + wait.components.seconds)
    }

    /// Shows why there is no connection, and waits: longer each time, shorter when asked.
    private func rest(after error: BackendError, _ backoff: inout Backoff) async {
        log.warning("\(error.statusText)")
        let wait = backoff.next(after: error, random: clock.random())
        let end = wait.map { clock.uptime() + $0 }
        publish { status in
            status.connection = error.connection(of: account, next: wait.map(moment))
            status.progress = nil
        }
        var ends: Set<Wake> = error.canBeHurried ? [.timer, .checkNow, .reconnect] : [.timer]
        if error.mayComeOfNetwork { ends.insert(.doubted) }
        // With another network the first tries may come too early.
        if await pause(until: end, or: ends).intersection(ends).contains(.doubted) { backoff.reset() }
    }

    /// Lets time pass until the clock shows `end`, and shows meanwhile what waits for the server.
    ///
    /// - Returns: What has come up, one of `ends` among it unless the task was cancelled.
    private func pause(until end: Duration?, or ends: Set<Wake>) async -> Set<Wake> {
        var reasons: Set<Wake> = []
        while !Task.isCancelled, reasons.isDisjoint(with: ends) {
            await emptyTrashOffline()
            await takeTransfersOffline()
            await publishPending()
            let left = end.map { max(.zero, $0 - clock.uptime()) }
            reasons.formUnion(await wakes.next(within: left, clock: clock))
        }
        return reasons
    }

    // MARK: - Watching

    private func startWatching() {
        if let watcher, watcher.mailbox == focus { return }
        stopWatching()
        let (backend, wakes, mailbox) = (backend, wakes, focus)
        let task = Task { [weak self] in
            do throws(BackendError) {
                for changed in try await backend.waitForChange(in: mailbox) { await wakes.send(.changed(changed)) }
            } catch .cancelled, .refused {
                // A mailbox that is gone from the server can't be watched; the next listing will say so.
            } catch .postponed {
                await self?.stopWatching()
            } catch {
                await wakes.send(.disconnected)
            }
        }
        watcher = (mailbox, task)
    }

    /// Ends the watching; the next ``settleDown()`` begins anew.
    func stopWatching() {
        watcher?.task.cancel()
        watcher = nil
    }
}
