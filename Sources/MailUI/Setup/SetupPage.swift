import MailModel
import TerminalUI

/// What a screen of the assistant says, before it is broken to the terminal's width.
struct SetupPage: Sendable {
    enum Row: Sendable {
        case blank
        case title(String)
        /// A paragraph.
        case text(String, Role, indent: Int)
        case field(label: String, LineEditor, isFocused: Bool)
        /// One of a few values, changed with ← and →.
        case option(label: String, value: String, isFocused: Bool)
        case choice(title: String, note: String, isSelected: Bool, isPossible: Bool)
        case step(CheckedStep)
    }

    private(set) var rows: [Row] = []

    init(_ state: SetupState) {
        guard !state.isHelpShown else {
            addHelp(on: state)
            return
        }
        switch state.step {
        case .welcome: addWelcome(state)
        case .lookup: addLookup(state)
        case .server: addServer(state)
        case .signIn: addSignIn(state)
        case .keep: addKeep(state)
        case .test: addTest(state)
        case .ready: addReady(state)
        case .remove: addRemoval(state)
        }
        if let complaint = state.complaint { rows += [.blank, .text(complaint, .warning, indent: 0)] }
    }

    private mutating func add(_ more: Row...) { rows += more }

    private mutating func addWelcome(_ state: SetupState) {
        add(
            .title(state.isFirst ? "Welcome to Postern" : "A new account"), .blank,
            .text("Which mail do you want to read here?", .text, indent: 0), .blank,
            .field(label: "Your mail address", state.address, isFocused: state.field == 0),
            .field(label: "Call the account", state.name, isFocused: state.field == 1), .blank,
            .text(
                "Your provider's settings are looked up by its domain only; your address is not sent.", .muted,
                indent: 0))
    }

    private mutating func addLookup(_ state: SetupState) {
        let domain = state.setupAddress?.domain ?? ""
        add(.title("Looking for the mail servers of \(domain)"), .blank)
        let servers = state.search.found.servers.filter { $0.service != .submission }
        for server in servers.prefix(6) {
            let security = server.protection == .implicitTLS ? "TLS" : "STARTTLS"
            add(
                .text("\(server.service == .imap ? "IMAP" : "POP3")  \(server.place), \(security)", .text, indent: 1),
                .text("found \(server.source.words)", server.source.isTrusted ? .muted : .warning, indent: 7))
        }
        if !servers.isEmpty { add(.blank) }
        if state.search.isOn {
            add(.text("Asking the domain, lists of providers, DNS and usual names…", .muted, indent: 0))
            if state.search.found.isEnough { add(.text("Enter takes the first one already.", .muted, indent: 0)) }
        } else if servers.isEmpty {
            add(
                .text("Nothing was found.", .warning, indent: 0), .blank,
                .text(
                    "Enter the server by hand: Enter. Your provider's help pages have its name, often under “IMAP settings”.",
                    .text, indent: 0))
        } else if !state.search.found.isEnough {
            add(
                .text(
                    "This could have been forged on its way. Compare it with your provider's help pages; Enter takes it "
                        + "into a form that you confirm.", .text, indent: 0))
        }
    }

    private mutating func addServer(_ state: SetupState) {
        let form = state.serverForm
        add(
            .title(state.edited.map { "The server of \($0.name)" } ?? "The server, by hand"), .blank,
            .option(
                label: "Protocol", value: form.mailProtocol == .imap ? "IMAP" : "POP3", isFocused: state.field == 0),
            .field(label: "Server", form.host, isFocused: state.field == 1),
            .field(label: "Port", form.port, isFocused: state.field == 2),
            .option(
                label: "Protection", value: form.protection == .implicitTLS ? "TLS from the start" : "STARTTLS",
                isFocused: state.field == 3),
            .blank,
            .text("Without one of the two nothing is sent: anybody on the way could read it.", .muted, indent: 0))
    }

    private mutating func addSignIn(_ state: SetupState) {
        guard let server = state.firstServer else { return }
        let security = server.protection == .implicitTLS ? "TLS" : "STARTTLS"
        add(
            .title("Sign in to \(state.name.text)"), .blank,
            .text("\(server.place), \(security), found \(server.source.words)", .muted, indent: 0))
        if let offer = state.offers[server.service] {
            let ways = offer.mechanisms + (offer.takesPassword ? ["password"] : [])
            add(.text("It takes: \(ways.joined(separator: ", ")); the safest is used.", .muted, indent: 0))
        }
        if let note = state.search.found.provider?.signIn { add(.blank, .text(note, .warning, indent: 0)) }
        let form = state.signIn
        add(.blank)
        rows += form.fields.enumerated().map { Self.row($1, of: form, isFocused: state.field == $0) }
        if form.passphraseFields.count > 1 {
            add(.text("It is asked for once a session, and nobody can find it out for you.", .muted, indent: 0))
        }
        if form.fields.contains(.client), !state.test.isOn {
            let registration =
                form.browser?.registration
                ?? "Your provider gives the client id to whoever registers a program there, once."
            add(
                .blank, .text(registration, .muted, indent: 0),
                .text("Enter leads to a page for a browser on any machine.", .muted, indent: 0))
        }
        if state.test.isOn { addSteps(state, "Signing in…") }
    }

    private static func row(_ field: SignInForm.Field, of form: SignInForm, isFocused: Bool) -> Row {
        let isByBrowser = form.method == .browser
        return switch field {
        case .userName: .field(label: "User name", form.userName, isFocused: isFocused)
        case .method:
            .option(label: "Sign in with", value: isByBrowser ? "a browser" : "a password", isFocused: isFocused)
        case .client: .field(label: "Client id", form.client, isFocused: isFocused)
        case .clientSecret: .field(label: "Its secret, if any", form.clientSecret, isFocused: isFocused)
        case .keeping:
            .option(
                label: isByBrowser ? "Sign-in kept" : "Password kept", value: form.keepingWords, isFocused: isFocused)
        case .secret: .field(label: form.label ?? "", form.shown, isFocused: isFocused)
        case .passphrase:
            .field(label: form.passphraseFields.first ?? "", form.passphrase.hidden, isFocused: isFocused)
        case .again: .field(label: form.passphraseFields.last ?? "", form.again.hidden, isFocused: isFocused)
        }
    }

    private mutating func addSteps(_ state: SetupState, _ words: String) {
        add(.blank)
        rows += state.test.steps.suffix(4).map { .step($0) }
        add(.text(words, .muted, indent: 0))
    }

    private mutating func addKeep(_ state: SetupState) {
        let keep = state.keep
        add(.title("How should \(state.name.text) mail be kept?"), .blank)
        for (index, way) in keep.ways.enumerated() {
            let isSelected = index == keep.index
            let isPossible = keep.isPossible(way)
            add(
                .choice(
                    title: keep.title(of: way), note: way == keep.recommended ? "recommended" : "",
                    isSelected: isSelected,
                    isPossible: isPossible))
            let text = isPossible ? keep.text(of: way) : "Not here: \(keep.obstacle ?? "")."
            add(.text(text, isSelected ? .text : .muted, indent: 4))
        }
        if keep.selected == .hereAndThere {
            add(.option(label: "The server keeps it", value: keep.stayWords, isFocused: true))
        }
        add(.blank)
        for (what, meaning) in keep.meaning { add(.text("\(what): \(meaning)", .muted, indent: 0)) }
        let (elsewhere, scarce) = (keep.isReadElsewhere ? "yes" : "no", keep.isSpaceScarce ? "yes" : "no")
        add(
            .text(
                "o  You read it elsewhere, too: \(elsewhere)     s  Little space on the server: \(scarce)", .text,
                indent: 0))
        if let text = Self.serverWords(state) { add(.text(text, .muted, indent: 0)) }
    }

    /// What the server itself says: how much there is, and what it does by itself.
    private static func serverWords(_ state: SetupState) -> String? {
        var sentences: [String] = []
        if let messages = state.test.messages {
            let size = state.test.octets.map { $0 > 0 ? ", \(NumberText.size($0))" : "" } ?? ""
            sentences.append("The server says: \(NumberText.counted(messages, "message"))\(size).")
        }
        let both = state.keep.offersIMAP && state.keep.offersPOP3
        sentences.append(
            both ? "It offers IMAP and POP3." : "It offers \(state.keep.offersIMAP ? "IMAP" : "POP3").")
        if let days = state.offers[.pop3]?.expiryInDays {
            sentences.append(SetupState.sentence(ServerExpiry(days: days).sentence))
        }
        return sentences.joined(separator: " ")
    }

    private mutating func addTest(_ state: SetupState) {
        add(.title("Trying \(state.name.text)"), .blank)
        rows += state.test.steps.map { .step($0) }
        if state.test.isOn { add(.text("Connecting…", .muted, indent: 0)) }
        if !state.test.isOn, state.complaint != nil {
            add(
                .blank,
                .text("Enter tries again, Esc goes back, F2 changes the server.", .muted, indent: 0))
        }
    }

    private mutating func addReady(_ state: SetupState) {
        if let removal = state.removal {
            let mail = removal.deletesMail ? "Its mail here is deleted." : "Its mail here is kept."
            add(
                .title("\(removal.account) is removed"), .blank, .text(mail, .text, indent: 0),
                .text("The mail on \(removal.host) is as it was.", .text, indent: 0))
            return
        }
        add(.title("\(state.name.text) is ready"), .blank)
        rows += state.test.steps.map { .step($0) }
        add(
            .blank,
            .text("Written to config.toml, where everything can be changed, and with :account edit.", .text, indent: 0))
        if state.keep.mode.stay != nil {
            add(
                .text(
                    "Nothing is removed from the server yet: the first time you are asked, with numbers and dates.",
                    .text,
                    indent: 0))
        }
        add(
            .blank,
            .text("Three keys to begin with:  Enter opens,  Esc goes back,  ? shows all keys", .muted, indent: 0),
            .blank, .text("Enter opens your mail.  a sets up another account.", .text, indent: 0))
    }

    private mutating func addRemoval(_ state: SetupState) {
        guard let removal = state.removal else { return }
        let count = NumberText.counted(removal.messages, "message")
        add(
            .title("Remove the account \(removal.account)"), .blank,
            .text(
                "What becomes of its mail here (\(count))? The mail on \(removal.host) stays as it is.", .text,
                indent: 0),
            .blank,
            .choice(title: "Keep it", note: "", isSelected: !removal.deletesMail, isPossible: true),
            .text(
                "The account goes from the tabs; its folder stays, and is there again with an account of that name.",
                .muted, indent: 4),
            .choice(title: "Delete it", note: "", isSelected: removal.deletesMail, isPossible: true),
            .text(
                removal.mayBeOnlyCopy
                    ? "Messages that are no longer on the server are gone then. postern export makes a copy first."
                    : "The server has it all.", .muted, indent: 4))
        if removal.isConfirming {
            add(
                .blank,
                .text("Delete \(count) for ever? This can't be undone. y deletes, Esc goes back.", .error, indent: 0))
        }
    }

    private mutating func addHelp(on state: SetupState) {
        add(.title("What this is about"), .blank)
        rows += Self.help(on: state.step).map { .text($0, .text, indent: 0) }
        add(.blank, .text("Any key goes back.", .muted, indent: 0))
    }

    private static func help(on step: SetupState.Step) -> [String] {
        switch step {
        case .welcome:
            [
                "The address is the one that people write to. From what stands behind its @ Postern finds out where the mail "
                    + "is.", "The account's name is for you: it stands in the tab at the top.",
            ]
        case .lookup, .server:
            [
                "IMAP and POP3 are two ways to get at mail. IMAP shows what is on the server; POP3 brings it here. Most "
                    + "providers have both, and the next screens ask what you want.",
                "TLS protects the connection from the start, STARTTLS from the second sentence on; both are safe here.",
            ]
        case .signIn:
            [
                "The password is sent to the server that is named above, over a verified connection, and nowhere else.",
                "Many providers want an app password: one that is made for a mail program, in the account's settings on the "
                    + "web. Some take a sign-in by browser instead, which leaves no password here at all.",
            ]
        case .keep:
            [
                "This is the one choice that matters. It decides whether the server or this computer has your mail, and it can "
                    + "be changed later (:account edit; postern move-account).",
                "o and s answer two plain questions; the recommendation follows from the answers.",
            ]
        case .test: ["Each step of the connection, as postern check shows it."]
        case .ready, .remove: ["config.toml is the file that has all accounts."]
        }
    }
}
