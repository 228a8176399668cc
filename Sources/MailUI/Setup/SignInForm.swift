import MailModel
import TerminalUI

/// Who logs in and how, and where the secret is kept.
struct SignInForm: Hashable, Sendable {
    enum Field: Hashable, Sendable {
        case userName, method, client, clientSecret, keeping, secret, passphrase, again
    }

    enum Method: Hashable, Sendable { case password, browser }

    enum Keeping: Hashable, Sendable { case unchanged, file, stored, keyring, nowhere, command }

    var userName = LineEditor()
    var secret = LineEditor()
    /// Of the secrets file; a new one is typed twice.
    var passphrase = LineEditor()
    var again = LineEditor()
    /// What the provider calls the program that signs in by browser.
    var client = LineEditor()
    var clientSecret = LineEditor()
    /// Where one signs in by browser; nothing where only a password is of use.
    private(set) var browser: FoundSettings.OAuthPlaces?
    private(set) var method = Method.password
    private(set) var keeping: Keeping
    /// How an account that is changed signs in now.
    private var methodNow: Method?
    private var places = SecretKeeping()

    init(userName: String, isEdited: Bool) {
        self.userName = LineEditor(userName)
        methodNow = isEdited ? .password : nil
        keeping = isEdited ? .unchanged : .file
    }

    /// Offers what there is on this machine; whoever works from elsewhere is offered the encrypted file first.
    mutating func take(_ places: SecretKeeping) {
        self.places = places
        keeping = keepings[0]
    }

    /// Offers to sign in by browser, as a program that is known here already where there is one.
    ///
    /// `now`: As what an account that is changed does so now.
    mutating func offer(_ browser: FoundSettings.OAuthPlaces?, now: BrowserClient? = nil) {
        guard browser != self.browser else { return }
        self.browser = browser
        if now != nil { methodNow = .browser }
        method = methodNow ?? (browser?.isOnly == true ? .browser : .password)
        keeping = keepings[0]
        let known = now ?? places.clients.first { $0.places.token == browser?.token }
        client = LineEditor(known?.id ?? "")
        clientSecret = LineEditor(known?.secret ?? "")
    }

    /// Ways to keep the secret, the best first.
    var keepings: [Keeping] {
        let files: [Keeping] = places.isRemote ? [.stored, .file] : [.file, .stored]
        let others: [Keeping] = (places.hasKeyring ? [.keyring] : []) + [.nowhere, .command]
        return (method == methodNow ? [.unchanged] : []) + files + (method == .browser ? [] : others)
    }

    /// The fields that there are to fill in, from top to bottom.
    var fields: [Field] {
        let passphrases: [Field] = [.passphrase, .again]
        return [.userName] + (browser == nil ? [] : [.method]) + (asksForClient ? [.client, .clientSecret] : [])
            + [.keeping] + (label == nil ? [] : [.secret]) + passphrases.prefix(passphraseFields.count)
    }

    var fieldCount: Int { fields.count }

    /// The first field that is likely to need somebody.
    var firstField: Int {
        let wanted: Field = asksForClient && client.isEmpty ? .client : .secret
        return fields.firstIndex(of: wanted) ?? 0
    }

    private var asksForClient: Bool { method == .browser && keeping != .unchanged }

    /// Changes the text of a field, where it has one.
    mutating func edit(_ index: Int, _ change: (inout LineEditor) -> Void) {
        switch fields.indices.contains(index) ? fields[index] : .method {
        case .userName: change(&userName)
        case .client: change(&client)
        case .clientSecret: change(&clientSecret)
        case .secret: change(&secret)
        case .passphrase: change(&passphrase)
        case .again: change(&again)
        case .method, .keeping: break
        }
    }

    /// What of the secrets file's passphrase has to be typed.
    var passphraseFields: [String] {
        guard keeping == .stored else { return [] }
        return switch places.secretsFile {
        case .absent: ["New passphrase", "The same again"]
        case .locked: ["Passphrase"]
        case .open: []
        }
    }

    /// What is wrong behind the user name, and which field that is.
    var complaint: (text: String, field: Field)? {
        if asksForClient, client.text.trimmed.isEmpty { return ("The client id is empty.", .client) }
        if let label, secret.text.trimmed.isEmpty { return ("\(label) is empty.", .secret) }
        guard let first = passphraseFields.first else { return nil }
        if passphrase.isEmpty { return ("\(first) is empty.", .passphrase) }
        return passphraseFields.count > 1 && passphrase.text != again.text ? ("The two are not the same.", .again) : nil
    }

    var isSecretShown: Bool { keeping == .command }

    mutating func toggleMethod() {
        method = method == .password ? .browser : .password
        // A command is no password.
        if isSecretShown { secret = LineEditor() }
        keeping = keepings[0]
    }

    mutating func moveKeeping(by distance: Int) {
        guard let index = keepings.firstIndex(of: keeping) else { return }
        let wasShown = isSecretShown
        keeping = keepings[(index + distance + keepings.count) % keepings.count]
        // A password must not turn up as a command.
        if wasShown != isSecretShown { secret = LineEditor() }
    }

    /// What is to be typed; nothing where there is nothing.
    var label: String? {
        guard method == .password else { return nil }
        return switch keeping {
        case .unchanged: nil
        case .file, .stored, .keyring, .nowhere: "Password"
        case .command: "Command"
        }
    }

    var keepingWords: String {
        switch keeping {
        case .unchanged: "as it is"
        case .file: "in a file that only you can read (not encrypted)"
        case .stored: "in the secrets file, encrypted under a passphrase"
        case .keyring: "in the desktop's keyring"
        case .nowhere: "nowhere: ask each time Postern starts"
        case .command: "a command prints it, such as: pass show mail"
        }
    }

    var place: SecretPlace {
        if method == .browser, keeping != .unchanged, let browser {
            let clientSecret = clientSecret.text.trimmed
            return .browser(
                BrowserClient(
                    id: client.text.trimmed, secret: clientSecret.isEmpty ? nil : clientSecret, places: browser,
                    keeping: keeping == .stored ? .stored : .file(nil)))
        }
        return switch keeping {
        case .unchanged: .unchanged
        case .file: .newFile
        case .stored: .newStored
        case .keyring: .newKeyring
        case .nowhere: .nowhere
        case .command: .command(secret.text.trimmed)
        }
    }

    /// What was typed, where that is the secret itself.
    var typed: String? { label == nil || isSecretShown ? nil : secret.text }

    /// The passphrase, where one was typed.
    var typedPassphrase: String? { passphraseFields.isEmpty ? nil : passphrase.text }

    /// What is seen of it.
    var shown: LineEditor { isSecretShown ? secret : secret.hidden }
}
