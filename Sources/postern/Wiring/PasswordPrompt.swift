import Glibc
import MailConfig
import MailModel

/// Asks at the terminal for the passwords that no key of the configuration leads to.
enum PasswordPrompt {
    /// Asks for each account that needs it; an empty answer leaves the account offline.
    static func ask(for accounts: [OpenAccount]) -> [AccountName: Secret] {
        var secrets: [AccountName: Secret] = [:]
        for open in accounts {
            if let secret = ask(for: open) { secrets[open.account.name] = secret }
        }
        return secrets
    }

    /// Asks for one account's; nothing where it is known from elsewhere, or where there is nobody to ask.
    ///
    /// `isRefused`: The server did not take the last one.
    static func ask(for open: OpenAccount, isRefused: Bool = false) -> Secret? {
        guard open.account.asksForPassword, isatty(STDIN_FILENO) == 1 else { return nil }
        let login = open.configuration.login.username
        let start = isRefused ? "The server refused it. " : ""
        return readLine(asking: "\(start)Password of \(login) at \(open.account.host) (\(open.account.name)): ")
    }

    /// Asks a question; nothing where there is nobody to ask.
    static func ask(_ question: String) -> Secret? {
        isatty(STDIN_FILENO) == 1 ? readLine(asking: question) : nil
    }

    private static func readLine(asking question: String) -> Secret? {
        var modes = termios()
        guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return nil }
        var silent = modes
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &modes)
            StandardStreams.redrawErrorLine("")
        }
        StandardStreams.redrawErrorLine(question)
        guard let line = Swift.readLine(), !line.isEmpty else { return nil }
        return Secret(line)
    }
}
