import MailModel
import TerminalUI

/// What a key does to the assistant.
extension SetupState {
    enum Outcome: Hashable, Sendable {
        case stays([SetupOrder])
        /// The assistant is to be closed.
        case closes
        /// There is nothing behind it: leaving it is leaving the program.
        case quits
    }

    mutating func press(_ key: KeyEvent) -> Outcome {
        if isHelpShown {
            isHelpShown = false
            return .stays([])
        }
        switch key.key {
        case .function(1): isHelpShown = true
        case .character("c") where key.modifiers == .control: return goBack()
        case .escape: return goBack()
        case .function(2) where canEnterServer: go(to: .server)
        default: return .stays(pressInStep(key))
        }
        return .stays([])
    }

    /// The server may be entered by hand.
    var canEnterServer: Bool { [.lookup, .signIn, .keep, .test].contains(step) }

    private mutating func goBack() -> Outcome {
        if step == .remove, removal?.isConfirming == true {
            removal?.isConfirming = false
            return .stays([])
        }
        if step == .ready { return .stays(pressInReady(KeyEvent(.enter))) }
        guard let previous = trail.popLast() else { return isFirst ? .quits : .closes }
        let orders: [SetupOrder] = search.isOn ? [.stopSearch] : []
        search.isOn = false
        test.isOn = false
        step = previous == .lookup ? trail.popLast() ?? .welcome : previous
        complaint = nil
        field = step == .signIn ? signIn.firstField : 0
        return .stays(orders)
    }

    private mutating func pressInStep(_ key: KeyEvent) -> [SetupOrder] {
        switch step {
        case .welcome: pressInWelcome(key)
        case .lookup: pressInLookup(key)
        case .server: pressInServer(key)
        case .signIn: pressInSignIn(key)
        case .keep: pressInKeep(key)
        case .test: key.key == .enter && !test.isOn ? tryChoice() : []
        case .ready: pressInReady(key)
        case .remove: pressInRemoval(key)
        }
    }

    private mutating func moveField(_ key: KeyEvent, among count: Int) -> Bool {
        switch (key.key, key.modifiers) {
        case (.tab, []), (.down, []): field = (field + 1) % count
        case (.tab, .shift), (.up, []): field = (field + count - 1) % count
        default: return false
        }
        return true
    }

    // MARK: - Welcome

    private mutating func pressInWelcome(_ key: KeyEvent) -> [SetupOrder] {
        if moveField(key, among: 2) { return [] }
        if key.key == .enter { return begin() }
        if field == 0 {
            if address.press(key) { followAddress() }
        } else if name.press(key) {
            isNameOwn = true
        }
        return []
    }

    mutating func followAddress() {
        complaint = nil
        guard !isNameOwn, let address = setupAddress else { return }
        let wish = address.suggestedName
        let free = [wish] + (2...99).map { "\(wish) \($0)" }
        name = LineEditor(free.first { !takenNames.contains($0) } ?? wish)
    }

    private mutating func begin() -> [SetupOrder] {
        guard let address = setupAddress else {
            field = 0
            complaint = "A mail address looks like ann@example.com."
            return []
        }
        let wish = name.text.trimmed
        guard AccountName(wish) != nil, !takenNames.contains(wish) else {
            field = 1
            complaint =
                takenNames.contains(wish)
                ? "There is an account “\(wish)” already." : "The name is also a folder's: without / and not empty."
            return []
        }
        go(to: .lookup)
        search = SearchProgress(isOn: true)
        (servers, offers, silent, test) = ([:], [:], [], TestProgress())
        return [.search(address)]
    }

    // MARK: - Looking up

    private mutating func pressInLookup(_ key: KeyEvent) -> [SetupOrder] {
        guard key.key == .enter else { return [] }
        if search.found.isEnough { return [.stopSearch] + takeFound() }
        if !search.isOn { go(to: .server) }
        return []
    }

    /// Takes the best of what was found.
    mutating func takeFound() -> [SetupOrder] {
        search.isOn = false
        for service in [FoundServer.Service.imap, .pop3] { servers[service] = search.found.best(service) }
        return beginSignIn()
    }

    private mutating func beginSignIn() -> [SetupOrder] {
        guard let server = firstServer else { return [] }
        if let address = setupAddress, signIn.userName.isEmpty || trail.last == .welcome || step == .lookup {
            signIn.userName = LineEditor(server.userName.name(for: address))
        }
        if edited == nil { signIn.offer(search.found.provider?.oauth) }
        go(to: .signIn)
        return servers.values.sorted { $0.service.rawValue < $1.service.rawValue }.map { .ask($0) }
    }

    private mutating func pressInServer(_ key: KeyEvent) -> [SetupOrder] {
        if moveField(key, among: ServerForm.fieldCount) { return [] }
        if key.key == .enter { return takeServer() }
        switch (field, key.key) {
        case (0, .left), (0, .right), (0, .space):
            if edited == nil {
                serverForm.toggleProtocol()
            } else {
                complaint = "Add the other as an account of its own; postern move-account takes the mail along."
            }
        case (1, _): _ = serverForm.host.press(key)
        case (2, _): _ = serverForm.port.press(key)
        case (3, .left), (3, .right), (3, .space): serverForm.toggleProtection()
        default: break
        }
        return []
    }

    private mutating func takeServer() -> [SetupOrder] {
        switch serverForm.server {
        case .failure(let complaint):
            self.complaint = complaint.text
            return []
        case .success(var server):
            // Confirmed by a person as it stands; where it was found is still worth a remark.
            let known = (search.found.servers + servers.values).first {
                ($0.service, $0.host, $0.port) == (server.service, server.host, server.port)
            }
            if let known, known.source.isTrusted { server.source = known.source }
            server.userName = known?.userName ?? .address
            // The other protocol's server is another finding; where this one was wrong, it may be, too.
            let other: FoundServer.Service = server.service == .imap ? .pop3 : .imap
            servers = [server.service: server, other: servers[other]].compactMapValues { $0 }
            (offers, silent, test) = ([:], [], TestProgress())
            return beginSignIn()
        }
    }

    // MARK: - Signing in

    private mutating func pressInSignIn(_ key: KeyEvent) -> [SetupOrder] {
        guard !test.isOn else { return [] }
        if moveField(key, among: signIn.fieldCount) { return [] }
        if key.key == .enter { return tryFirst() }
        let focused = signIn.fields[field]
        switch (focused, key.key) {
        case (.method, .left), (.method, .right), (.method, .space): signIn.toggleMethod()
        case (.keeping, .left): signIn.moveKeeping(by: -1)
        case (.keeping, .right), (.keeping, .space): signIn.moveKeeping(by: 1)
        default: signIn.edit(field) { _ = $0.press(key) }
        }
        field = signIn.fields.firstIndex(of: focused) ?? 0
        return []
    }

    private mutating func tryFirst() -> [SetupOrder] {
        guard let server = firstServer else { return [] }
        guard !signIn.userName.text.trimmed.isEmpty else {
            field = 0
            complaint = "The user name is often the address."
            return []
        }
        if let wrong = signIn.complaint {
            (complaint, field) = (wrong.text, signIn.fields.firstIndex(of: wrong.field) ?? 0)
            return []
        }
        let draft = draft(on: server, mode: edited?.mode ?? .leaveOnServer(removeAfter: nil))
        guard let wanted = SignedIn(draft), wanted != signedIn else { return tryConnection(draft) }
        complaint = nil
        test = TestProgress(isOn: true, draft: draft)
        return [.signIn(draft)]
    }

    mutating func tryConnection(_ draft: AccountDraft) -> [SetupOrder] {
        complaint = nil
        test = TestProgress(isOn: true, draft: draft, messages: test.messages, octets: test.octets)
        return [.test(draft, secret: signIn.typed)]
    }

    // MARK: - Keeping

    mutating func offerChoices() {
        let obstacle = offers[.pop3].flatMap {
            $0.hasUniqueIDs
                ? nil : "this server does not name its messages (no UIDL), so copies could not be told apart"
        }
        let tried: FoundServer.Service = test.draft?.mailProtocol == .pop3 ? .pop3 : .imap
        func isThere(_ service: FoundServer.Service) -> Bool {
            servers[service] != nil && (service == tried || !silent.contains(service))
        }
        keep = KeepChoices(offersIMAP: isThere(.imap), offersPOP3: isThere(.pop3), obstacle: obstacle)
        if let edited { keep.adopt(edited.mode, edited.mailProtocol) }
        go(to: .keep)
    }

    private mutating func pressInKeep(_ key: KeyEvent) -> [SetupOrder] {
        switch (key.key, key.modifiers) {
        case (.enter, []): return tryChoice()
        case (.left, []): keep.changeStay(by: -1)
        case (.right, []): keep.changeStay(by: 1)
        case (.character("o"), []): keep.toggleElsewhere()
        case (.character("s"), []): keep.toggleScarce()
        default:
            let move = key.choiceMove ?? key.listMove ?? 0
            if move != 0 { keep.move(by: move) }
        }
        return []
    }

    /// Goes on with the choice: what was tried in signing in need not be tried again.
    private mutating func tryChoice() -> [SetupOrder] {
        let service: FoundServer.Service = keep.mailProtocol == .imap ? .imap : .pop3
        guard let server = servers[service] else { return [] }
        let draft = draft(on: server, mode: keep.mode)
        let isTried = test.draft.map {
            ($0.host, $0.port, $0.mailProtocol) == (draft.host, draft.port, draft.mailProtocol)
        }
        let hasWorked = isTried == true && test.steps.contains { $0.name == "login" } && complaint == nil
        go(to: .test)
        if hasWorked {
            test.draft = draft
            return write()
        }
        return tryConnection(draft)
    }

    /// Writes what has been found to work.
    mutating func write() -> [SetupOrder] {
        guard let draft = test.draft else { return [] }
        test.isOn = true
        return [
            .write(
                draft, secret: signIn.typed, passphrase: signIn.typedPassphrase, replaces: edited != nil)
        ]
    }

    // MARK: - The end

    private func pressInReady(_ key: KeyEvent) -> [SetupOrder] {
        let account = removal == nil ? test.draft.flatMap { AccountName($0.name) } : nil
        let secret = signIn.keeping == .nowhere ? signIn.typed : nil
        switch (key.key, key.modifiers) {
        case (.enter, []): return [.finish(account, secret: secret, addsAnother: false)]
        case (.character("a"), []) where removal == nil:
            return [.finish(account, secret: secret, addsAnother: true)]
        default: return []
        }
    }

    private mutating func pressInRemoval(_ key: KeyEvent) -> [SetupOrder] {
        guard let removal else { return [] }
        if removal.isConfirming {
            // Its own key: Enter, pressed once too often, deletes nothing.
            return key == KeyEvent(.character("y")) ? [.remove(removal.account, mailToo: true)] : []
        }
        switch key.key {
        case .enter where removal.deletesMail: self.removal?.isConfirming = true
        case .enter: return [.remove(removal.account, mailToo: false)]
        default:
            if (key.choiceMove ?? key.listMove ?? 0) != 0 { self.removal?.deletesMail.toggle() }
        }
        return []
    }
}
