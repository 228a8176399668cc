import Glibc
import MailConfig
import MailModel

/// Asks at the terminal for the passwords that no key of the configuration leads to.
enum PasswordPrompt {
    /// Asks for each account that needs it; an empty answer leaves the account offline.
    static func ask(for accounts: [OpenAccount]) -> [AccountName: Secret] {
        var secrets: [AccountName: Secret] = [:]
        for open in accounts where open.configuration.login.secret == .prompt {
            guard isatty(STDIN_FILENO) == 1 else { continue }
            let login = open.configuration.login.username
            let question = "Password of \(login) at \(open.account.host) (\(open.account.name)): "
            if let secret = readLine(asking: question) { secrets[open.account.name] = secret }
        }
        return secrets
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
