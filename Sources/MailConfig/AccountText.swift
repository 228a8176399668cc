/// An account as a person would write it into config.toml, with a word on what can be changed.
package enum AccountText {
    /// A whole `[[account]]`, ending in a line end.
    ///
    /// Keys that have their standard value are left out. `remark`: A line above it, such as where the settings come from.
    package static func block(of account: AccountConfiguration, remark: String) -> String {
        let lines = pairs(of: account).map { line($0, $1, of: account) }
        return (["# " + onOneLine(remark), "[[account]]"] + lines).joined(separator: "\n") + "\n"
    }

    /// The keys that the account needs, in the order of reading, with their values as TOML.
    static func pairs(of account: AccountConfiguration) -> [(ConfigKey, String)] {
        let (server, login) = (account.server, account.login)
        var pairs: [(ConfigKey, String)] = [
            (.name, quoted(account.name)), (.mailProtocol, quoted(account.mailProtocol.rawValue)),
            (.host, quoted(server.host)), (.tls, quoted(server.protection.rawValue)),
        ]
        if server.port != ServerConfiguration.standardPort(account.mailProtocol, server.protection) {
            pairs.append((.port, String(server.port)))
        }
        pairs.append((.username, quoted(login.username)))
        if login.authentication != .auto { pairs.append((.auth, quoted(login.authentication.rawValue))) }
        switch login.secret {
        case .command(let command): pairs.append((.passwordCommand, quoted(command)))
        case .file(let path): pairs.append((.passwordFile, quoted(path)))
        case .environment(let name): pairs.append((.passwordEnvironment, quoted(name)))
        case .stored(let name): pairs.append((.passwordStored, quoted(name)))
        case .keyring(let name): pairs.append((.passwordKeyring, quoted(name)))
        case .signIn(let oauth): pairs += oauth.pairs
        case .prompt: break
        }
        if let file = server.authoritiesFile { pairs.append((.authoritiesFile, quoted(file))) }
        if let pin = server.certificateSHA256 { pairs.append((.certificate, quoted(pin))) }
        switch account.mode {
        case .leaveOnServer(let stay):
            pairs.append((.mode, quoted("leave-on-server")))
            if let stay { pairs.append((.removeAfter, quoted(DurationText.text(of: stay)))) }
        case .downloadAndRemove: pairs.append((.mode, quoted("download-and-remove")))
        }
        return pairs + rest(of: account)
    }

    // What an account that is edited may have beyond what the assistant asks.
    private static func rest(of account: AccountConfiguration) -> [(ConfigKey, String)] {
        var pairs: [(ConfigKey, String)] = []
        if account.mailProtocol == .pop3, account.keepTrash != .seconds(30 * 86_400) {
            let days = account.keepTrash.map { Int($0.components.seconds / 86_400) } ?? 0
            pairs.append((.trashDays, String(days)))
        }
        if account.checkEvery != .seconds(300) {
            pairs.append((.checkEvery, quoted(DurationText.text(of: account.checkEvery))))
        }
        return pairs
    }

    /// What is to be known of a value.
    static func comment(on key: ConfigKey, in account: AccountConfiguration) -> String? {
        switch key {
        case .mailProtocol:
            switch (account.mailProtocol, account.mode) {
            case (.imap, .downloadAndRemove): nil
            case (.imap, .leaveOnServer):
                "the mail stays on the server, the same on all devices; \"pop3\" brings it here"
            case (.pop3, _): "the mail is brought here; with \"imap\" it stays on the server"
            }
        case .mode:
            switch account.mode {
            case .downloadAndRemove: "the only copy will be here: back it up, for example with postern export"
            case .leaveOnServer(nil): "nothing is removed from the server"
            case .leaveOnServer: "the server has a copy, too"
            }
        case .removeAfter: "the server's copy goes after this long"
        case .passwordFile: "mode 0600; not encrypted"
        case .passwordCommand: "its first line of output is the password"
        case .passwordStored: "in the secrets file; postern secrets set changes it"
        default: nil
        }
    }

    static func line(_ key: ConfigKey, _ value: String, of account: AccountConfiguration) -> String {
        // As in config.example.toml: the equals signs of short names stand below each other.
        let name = key.name.count < 8 ? key.name + String(repeating: " ", count: 8 - key.name.count) : key.name
        return "\(name) = \(value)" + (comment(on: key, in: account).map { "  # \($0)" } ?? "")
    }

    // basic-string (TOML 1.0): quotes, backslashes and control characters escaped.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\u{0}"..."\u{1F}", "\u{7F}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private static func onOneLine(_ text: String) -> String {
        String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
    }
}

extension DurationText {
    /// Whole units, the largest that fits: `14d`, `90m`.
    static func text(of duration: Duration) -> String {
        let seconds = duration.components.seconds
        for (unit, length) in [("d", 86_400), ("h", 3600), ("m", 60)] as [(String, Int64)]
        where seconds > 0 && seconds % length == 0 {
            return "\(seconds / length)\(unit)"
        }
        return "\(seconds)s"
    }
}
