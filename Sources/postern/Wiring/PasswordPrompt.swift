import Glibc
import MailConfig
import MailModel
import Secrets

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
        guard open.account.asksForPassword else { return nil }
        let login = open.configuration.login.username
        let start = isRefused ? "The server refused it. " : ""
        return ask("\(start)Password of \(login) at \(open.account.host) (\(open.account.name)): ")
    }

    /// Asks a question; nothing where there is nobody to ask.
    static func ask(_ question: String) -> Secret? {
        isatty(STDIN_FILENO) == 1 ? SilentLine.read(from: STDIN_FILENO, asking: question) : nil
    }

    /// Asks whoever is at the terminal, even where standard input is something else.
    static func askAtTerminal(_ question: String) -> Secret? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { return ask(question) }
        defer { close(terminal) }
        return SilentLine.read(from: terminal, asking: question)
    }
}

/// A line of a terminal that is typed unseen, and goes into locked memory alone.
private enum SilentLine {
    static let limit = 1024

    static func read(from terminal: Int32, asking question: String) -> Secret? {
        var modes = termios()
        guard tcgetattr(terminal, &modes) == 0 else { return nil }
        var silent = modes
        // Octet by octet: whoever gives up gets the terminal back as it was.
        silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        tcsetattr(terminal, TCSAFLUSH, &silent)
        StandardStreams.redrawErrorLine(question)
        var line = [UInt8](repeating: 0, count: limit)
        var count = 0
        var end: UInt8 = 0
        while end == 0 {
            var octet: UInt8 = 0
            let isRead = Glibc.read(terminal, &octet, 1)
            if isRead < 0, errno == EINTR { continue }
            guard isRead == 1 else { break }
            switch octet {
            // Ctrl-C, Ctrl-D, Enter
            case 0x03, 0x04, 0x0A, 0x0D: end = octet
            // Esc, unless it begins what another key sends.
            case 0x1B where !hasMore(terminal):
                count = 0
                end = octet
            case 0x08, 0x7F:
                // A character's last octets are those that begin with the bits 10.
                while count > 0, line[count - 1] & 0xC0 == 0x80 { count -= 1 }
                count = max(0, count - 1)
            // Ctrl-U
            case 0x15: count = 0
            default:
                guard count < limit else { continue }
                line[count] = octet
                count += 1
            }
        }
        let secret = Secret(octets: line.prefix(count))
        Secret.wipe(&line)
        tcsetattr(terminal, TCSAFLUSH, &modes)
        StandardStreams.redrawErrorLine("")
        if end == 0x03 { raise(SIGINT) }
        return secret.isEmpty || end == 0x03 ? nil : secret
    }

    private static func hasMore(_ terminal: Int32) -> Bool {
        var waiting = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
        return poll(&waiting, 1, 50) > 0
    }
}
