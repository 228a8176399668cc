import MailModel
import TerminalUI

/// Asks for what only a person knows: another password after a server has refused the last one, or the passphrase of the
/// secrets file.
struct PasswordPrompt: Hashable, Sendable {
    enum Wanted: Hashable, Sendable {
        case password(Account)
        /// `isRepeated`: The last one was wrong.
        case passphrase(isRepeated: Bool)
    }

    let wanted: Wanted
    private(set) var line = LineEditor()
    /// False until it has been on the screen for a moment: a key typed for something else is no password.
    var isArmed = false

    init(_ wanted: Wanted) { self.wanted = wanted }

    /// What the line begins with.
    var label: String {
        switch wanted {
        case .password(let account): "Password for \(account.name) at \(account.host): "
        case .passphrase(isRepeated: false): "Passphrase of the secrets file: "
        case .passphrase(isRepeated: true): "That was not it. Passphrase of the secrets file: "
        }
    }

    /// What follows from what was typed.
    var effect: Effect {
        switch wanted {
        case .password(let account): .password(account.name, line.text)
        case .passphrase: .passphrase(line.text)
        }
    }

    /// What is said where nothing is typed.
    var refusal: String {
        switch wanted {
        case .password: "No connection without a password. $ asks again."
        case .passphrase: "No connection without the secrets. $ asks again."
        }
    }

    /// What is seen of it: how long it is.
    var shown: LineEditor { line.hidden }

    mutating func press(_ key: KeyEvent) {
        if isArmed { _ = line.press(key) }
    }

    mutating func paste(_ text: String) {
        if isArmed { line.paste(text) }
    }
}
