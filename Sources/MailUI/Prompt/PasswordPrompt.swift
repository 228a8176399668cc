import MailModel
import TerminalUI

/// Asks for another password after a server has refused the last one.
struct PasswordPrompt: Hashable, Sendable {
    let account: AccountName
    let host: String
    private(set) var line = LineEditor()
    /// False until it has been on the screen for a moment: a key typed for something else is no password.
    var isArmed = false

    init(account: Account) {
        self.account = account.name
        host = account.host
    }

    /// What the line begins with.
    var label: String { "Password for \(account) at \(host): " }

    var password: String { line.text }

    /// What is seen of it: how long it is.
    var shown: LineEditor {
        var shown = LineEditor(String(repeating: "*", count: line.characters.count))
        for _ in line.cursor..<line.characters.count { _ = shown.press(KeyEvent(.left)) }
        return shown
    }

    mutating func press(_ key: KeyEvent) {
        if isArmed { _ = line.press(key) }
    }

    mutating func paste(_ text: String) {
        if isArmed { line.paste(text) }
    }
}
