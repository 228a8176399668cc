import MailConfig
import MailEngine
import MailModel
import MailStore
import MailUI
import NcursesTerminal
import Secrets
import TerminalUI

extension Reader {
    /// Does what the screens ask for; whatever comes of it comes back as an event.
    func carryOut(_ effect: Effect) {
        switch effect {
        case .observe(let source, let arrangement, let offset, let count, let anchor):
            observe(source, arrangement, offset: offset, count: count, around: anchor)
        case .openMessage(let id): open(id)
        case .prefetch(let ids): prefetch(ids)
        case .findUnread(let source, let arrangement, let from, let forward):
            findUnread(in: source, arrangement, from: from, forward: forward)
        case .searchServer(let query, let mailbox): searchServer(for: query, in: mailbox)
        case .submit(let action): submit(action)
        case .markRead(let id): submit(.setFlag(.seen, true, on: [id]), isUndoable: false)
        case .undo: undo()
        case .save(let id, let part, let path, let replacing): save(id, part: part, path: path, replacing: replacing)
        case .saveAll(let id, let files, let folder): saveAll(files, of: id, into: folder)
        case .readPart(let id, let part): read(part, of: id)
        case .readSource(let id): readSource(of: id)
        case .openPart(let id, let part, let name): open(part, named: name, of: id)
        case .showPicture(let id, let part): showPicture(part, of: id)
        case .unlock(let id): unlock(id)
        case .stopFetching: stopErrands()
        case .openLink(let target): openLink(target)
        case .copyText(let text): copy(text)
        case .pipe(let ids, let command): pipe(ids, through: command)
        case .runShell(let command): runInShell(command)
        case .syncNow(let account): tell(account) { await $0.checkNow() }
        case .reconnect(let account): tell(account) { await $0.reconnect() }
        case .consent(let account, let isGiven): answer(isGiven, of: account)
        case .password(let account, let text): connect(account, with: text)
        case .passphrase(let text): openSecrets(with: text)
        case .authorize(let account): authorize(account)
        case .setTheme(let name): setTheme(name)
        case .schedule(let timer, let duration): schedule(timer, after: duration)
        case .setup(let order): carryOut(order)
        case .redraw: terminal.invalidate()
        case .suspend: terminal.suspend()
        case .quit: quit()
        }
    }

    // MARK: - Reading

    private func observe(
        _ source: MessageSource, _ arrangement: ListArrangement, offset: Int, count: Int, around anchor: ListAnchor?
    ) {
        observation?.cancel()
        if case .search = source {} else { serverSearch?.cancel() }
        observation = Task {
            let windows = stores.observeMessageWindow(
                source, arrangement, offset: offset, count: count, around: anchor)
            for await window in windows {
                // A later observation may have begun while this window was read.
                if !Task.isCancelled { post(.window(window)) }
            }
        }
        tellFocus(source)
    }

    /// What is on the screen is synchronised first.
    private func tellFocus(_ source: MessageSource) {
        guard case .mailbox(let id) = source, let name = mailboxNames[id] else { return }
        Task { await engines[id.account]?.look(at: name) }
    }

    /// Has a message's text shown.
    ///
    /// `isShown`: It is on the screen already.
    func open(_ id: StoredID, isShown: Bool = false) {
        opening?.cancel()
        unsealing?.cancel()
        opened = nil
        if let message = ahead.message(id) { return isShown ? unseal(message, of: id) : show(message, of: id) }
        guard let engine = engines[id.account] else { return }
        opening = errand { [self] meter throws(ReadingError) in
            if let beginning = try await engine.readBeginning(id), !Task.isCancelled {
                post(.message(id, .ready(beginning)))
            }
            let load = await Self.load(id, engine: engine, meter: meter) { self.post(.message(id, .loading)) }
            // Of another message that is open by now nobody learns.
            guard !Task.isCancelled else { return post(.message(id, .failed(reason: "Stopped."))) }
            if case .ready(let message) = load { show(message, of: id) } else { post(.message(id, load)) }
        }
    }

    private func show(_ message: ReadableMessage, of id: StoredID) {
        ahead.keep(message, of: id)
        post(.message(id, .ready(message)))
        unseal(message, of: id)
    }

    private func unseal(_ message: ReadableMessage, of id: StoredID) {
        if !message.seals.isEmpty { unsealing = Task { await openSeals(of: id, in: message) } }
    }

    /// Reads a message off the main actor; `isSlow` is called where it has to be fetched.
    private static func load(
        _ id: StoredID, engine: AccountEngine, meter: FetchMeter, isSlow: @MainActor () -> Void
    ) async -> MessageLoad {
        do throws(ReadingError) {
            if let message = try await engine.readStored(id) { return .ready(message) }
            isSlow()
            return .ready(try await engine.read(id, meter: meter))
        } catch .offline {
            return .offline
        } catch {
            return .failed(reason: error.description)
        }
    }

    /// Lays out a message that is probably opened next, read where that was not done before.
    private func prepare(_ id: StoredID, read: @Sendable () async -> ReadableMessage?) async {
        var message = ahead.message(id)
        if message == nil, let found = await read() {
            ahead.keep(found, of: id)
            message = ahead.message(id)
        }
        if let message { post(.ahead(id, message)) }
    }

    private func prefetch(_ ids: [StoredID]) {
        prefetching?.cancel()
        let engines = engines
        prefetching = Task.detached(priority: .utility) {
            for (account, ids) in Dictionary(grouping: ids, by: \.account) { await engines[account]?.prefetch(ids) }
            for id in ids where !Task.isCancelled {
                await self.prepare(id) { try? await engines[id.account]?.readStored(id) }
            }
        }
    }

    private func findUnread(
        in source: MessageSource, _ arrangement: ListArrangement, from index: Int, forward: Bool
    ) {
        Task {
            do throws(StoreError) {
                let found = try await stores.nearestUnread(in: source, arrangement, from: index, forward: forward)
                post(.unreadFound(source, index: found))
            } catch {
                post(.failed(reason: error.description))
            }
        }
    }

    /// Asks the server while the result of the search here is on the screen.
    private func searchServer(for query: String, in mailbox: MailboxID) {
        serverSearch?.cancel()
        guard let engine = engines[mailbox.account], let name = mailboxNames[mailbox] else { return }
        serverSearch = Task {
            let outcome = await engine.searchServer(for: query, in: mailbox, named: name)
            if !Task.isCancelled, let text = outcome.sentence { post(.note(text)) }
        }
    }

    // MARK: - Acting

    private func submit(_ action: UserAction, isUndoable: Bool = true) {
        let shares = action.shares(among: accounts.map(\.account.name))
        act {
            var changed: [AccountName] = []
            for (account, share) in shares {
                guard let engine = self.engines[account] else { continue }
                do throws(StoreError) {
                    let submitted = try await engine.submit(share, isUndoable: isUndoable)
                    // What can't be undone says so when it is its turn.
                    if submitted.canBeUndone || submitted.messages > 0, isUndoable { changed.append(account) }
                } catch {
                    self.post(.failed(reason: error.description))
                }
            }
            if !changed.isEmpty { self.undoable.append(changed) }
        }
    }

    private func undo() {
        act {
            guard let accounts = self.undoable.popLast() else { return self.post(.note("Nothing to undo")) }
            var undone: [String] = []
            for account in accounts {
                do throws(StoreError) {
                    if let text = try await self.engines[account]?.undo() { undone.append(text) }
                } catch {
                    self.post(.failed(reason: error.description))
                }
            }
            // Each account says it of its share.
            if !undone.isEmpty { self.post(.note(undone.joined(separator: "; "))) }
        }
    }

    /// Carries out what a person does in its order: `u` takes back what was done last, however long that takes.
    private func act(_ body: @escaping @MainActor () async -> Void) {
        let previous = acting
        acting = Task {
            await previous?.value
            await body()
        }
    }

    private func save(_ id: StoredID, part: String?, path: String, replacing: Bool) {
        errand { [self] meter throws(ReadingError) in
            let octets = try await octets(of: id, part: part, meter: meter)
            post(SavedFile.write(octets, to: path, replacing: replacing))
        }
    }

    /// Has one account's engine, or all, do something.
    private func tell(_ account: AccountName?, _ order: @escaping @Sendable (AccountEngine) async -> Void) {
        for engine in engines.values where account == nil || engine.account.name == account {
            Task { await order(engine) }
        }
    }

    private func answer(_ isGiven: Bool, of account: AccountName) {
        guard let engine = engines[account] else { return }
        Task {
            do throws(StoreError) {
                try await engine.answerConsent(isGiven)
            } catch {
                post(.failed(reason: error.description))
            }
        }
    }

    private func connect(_ account: AccountName, with password: String) {
        let secrets = secrets
        Task {
            await secrets.take(Secret(password), of: account)
            await engines[account]?.reconnect()
        }
    }

    private func openSecrets(with passphrase: String) {
        let secrets = secrets
        Task {
            do throws(SecretsFileError) {
                try await secrets.open(with: Secret(passphrase))
                for open in accounts where open.needsSecretsFile { await engines[open.account.name]?.reconnect() }
            } catch {
                post(error == .wrongPassphrase ? .passphraseRefused : .note(error.description))
            }
        }
    }

    // MARK: - The terminal

    private func setTheme(_ name: String) {
        guard let theme = ThemeChoice(rawValue: name) else { return }
        terminal.setTheme(theme)
    }

    private func schedule(_ timer: UITimer, after duration: Duration) {
        Task {
            try? await Task.sleep(for: duration)
            post(.timer(timer))
        }
    }
}

extension Effect {
    /// When it is to be carried out.
    enum Time { case atOnce, behindScreen, atRest }

    /// The screen comes before what does not change it at once.
    var time: Time {
        switch self {
        case .observe: .behindScreen
        case .prefetch, .markRead, .schedule: .atRest
        default: .atOnce
        }
    }
}

extension ServerSearch {
    /// What a person should know of it.
    fileprivate var sentence: String? {
        switch self {
        case .notNeeded: nil
        case .found(_, isCut: true): "The server has found more than can be shown: these are the newest."
        case .found(0, _): "The server has found no more."
        case .found(let new, _): "The server has found \(new) more."
        case .unanswered(let reason): "Only what is here was searched: \(reason)."
        }
    }
}
