import Secrets

extension ConfigReader {
    /// Reads one `[[account]]`; nothing where something it can't do without is missing or wrong.
    mutating func readAccount(_ section: Section) -> AccountConfiguration? {
        noteUnknownKeys(in: section, level: .account)
        let name = readName(section)
        let mailProtocol = readWord(.mailProtocol, in: section, as: AccountConfiguration.MailProtocol.self)
        let server = readServer(section, mailProtocol)
        let login = readLogin(section, mailProtocol)
        let mode = readMode(section, mailProtocol)
        let checkEvery = readDuration(.checkEvery, in: section, example: "5m") ?? .seconds(300)
        let keepTrash = readTrashDays(section, mailProtocol)
        let trustedServer = readText(.trustedServer, in: section)
        guard let name, let mailProtocol, let server, let login else { return nil }
        return AccountConfiguration(
            name: name, mailProtocol: mailProtocol, server: server, login: login, mode: mode, checkEvery: checkEvery,
            keepTrash: keepTrash, trustedServer: trustedServer)
    }

    // A folder is called like it.
    private mutating func readName(_ section: Section) -> String? {
        guard let name = readText(.name, in: section) else { return nil }
        guard name != ".", name != "..", !name.contains("/"), name.utf8.count <= 128 else {
            note(
                "name can't be \"\(Self.shown(name))\"", .name, in: section,
                "it is also a folder's name: without / and at most 128 octets long")
            return nil
        }
        return name
    }

    private mutating func readServer(
        _ section: Section, _ mailProtocol: AccountConfiguration.MailProtocol?
    ) -> ServerConfiguration? {
        let host = readHost(section)
        let port = readPort(section)
        let isGiven = section.values["tls"] != nil
        let protection =
            readWord(.tls, in: section, as: ServerConfiguration.Protection.self) ?? (isGiven ? nil : .implicit)
        let certificate = readFingerprint(section)
        let authorities = readText(.authoritiesFile, in: section).map { expandTilde($0) }
        if protection == ServerConfiguration.Protection.none {
            if let host, !Self.isLoopback(host) {
                note(
                    "tls = \"none\" would send the password to \(Self.shown(host)) in clear", .tls, in: section,
                    "use \"implicit\" or \"starttls\"; \"none\" is for this machine only")
            }
            for key in [ConfigKey.authoritiesFile, .certificate] where section.values[key.name] != nil {
                note("\(key.name) has no use with tls = \"none\"", key, in: section, "leave the line out")
            }
        }
        guard let host, let protection, let mailProtocol else { return nil }
        let standard = ServerConfiguration.standardPort(mailProtocol, protection)
        return ServerConfiguration(
            host: host, port: port ?? standard, protection: protection, authoritiesFile: authorities,
            certificateSHA256: certificate)
    }

    private mutating func readHost(_ section: Section) -> String? {
        guard let host = readText(.host, in: section) else { return nil }
        guard !host.contains("/"), !host.contains(" "), !host.contains("@") else {
            note(
                "host can't be \"\(Self.shown(host))\"", .host, in: section,
                "it is a name or an address, as in \"mail.example.com\"")
            return nil
        }
        // One colon parts a port off; an IPv6 address has more.
        if host.filter({ $0 == ":" }).count == 1 {
            note("host can't be \"\(Self.shown(host))\"", .host, in: section, "the port has a key of its own: port")
            return nil
        }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        return isBracketed ? String(host.dropFirst().dropLast()) : host
    }

    private mutating func readPort(_ section: Section) -> Int? {
        guard let value = section.values[ConfigKey.port.name] else { return nil }
        guard case .integer(let port) = value else {
            note("port is \(value.kind)", .port, in: section, "it must be a number without quotes")
            return nil
        }
        guard (1...65_535).contains(port) else {
            note("port can't be \(port)", .port, in: section, "it is between 1 and 65535")
            return nil
        }
        return port
    }

    // As openssl prints it, with colons, or as it is written everywhere else.
    private mutating func readFingerprint(_ section: Section) -> String? {
        guard let text = readText(.certificate, in: section) else { return nil }
        let digits = text.filter { $0 != ":" && $0 != " " }.lowercased()
        guard digits.utf8.count == 64, digits.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) else {
            note(
                "certificate_sha256 is not a fingerprint", .certificate, in: section,
                "it has 64 hexadecimal digits; postern check shows the server's")
            return nil
        }
        return digits
    }

    private mutating func readLogin(
        _ section: Section, _ mailProtocol: AccountConfiguration.MailProtocol?
    ) -> LoginConfiguration? {
        let username = readText(.username, in: section)
        let auth = readWord(.auth, in: section, as: LoginConfiguration.Authentication.self)
        if auth == .apop && mailProtocol == .imap {
            note("auth = \"apop\" is for POP3 only", .auth, in: section, "use \"auto\"")
        }
        let secret = readSecret(
            [
                (.passwordCommand, SecretSource.command), (.passwordFile, SecretSource.file),
                (.passwordEnvironment, SecretSource.environment), (.passwordStored, SecretSource.stored),
                (.passwordKeyring, SecretSource.keyring),
            ], in: section)
        let oauth = readOAuth(section, auth)
        if oauth != nil, secret != nil {
            note(
                "oauth_client_id and a password's source are two ways in", .oauthClient, in: section, "keep one of them"
            )
        }
        guard let username else { return nil }
        return LoginConfiguration(
            username: username, authentication: auth ?? .auto, secret: oauth.map { .signIn($0) } ?? secret ?? .prompt)
    }

    /// Where a secret comes from; nothing where none of the keys is there.
    private mutating func readSecret(
        _ keys: [(key: ConfigKey, source: (String) -> SecretSource)], in section: Section
    ) -> SecretSource? {
        let sources = keys.map { readText($0.key, in: section).map($0.source) }
        let given = keys.map(\.key).filter { section.values[$0.name] != nil }
        if given.count > 1 {
            let names = given.map(\.name).joined(separator: " and ")
            let last = given.compactMap { lines.line(of: $0.name, inAccount: section.account) }.max()
            note("the password has more than one source: \(names)", at: last, "keep one of them")
        }
        for (key, source) in zip(keys.map(\.key), sources) {
            guard case .stored(let name) = source, !SecretsFile.isName(name) else { continue }
            note("\(SecretsFileError.unusableName)", key, in: section)
        }
        return sources.lazy.compactMap(\.self).first
    }

    /// The keys above the accounts that S/MIME needs.
    mutating func readSMIME(_ section: Section) -> SMIMEConfiguration {
        var smime = SMIMEConfiguration()
        smime.authoritiesFile = readText(.smimeAuthorities, in: section).map { expandTilde($0) }
        smime.keyFile = readText(.smimeKey, in: section).map { expandTilde($0) }
        let keys: [(key: ConfigKey, source: (String) -> SecretSource)] = [
            (.smimeKeyPasswordCommand, SecretSource.command), (.smimeKeyPasswordFile, SecretSource.file),
            (.smimeKeyPasswordEnvironment, SecretSource.environment), (.smimeKeyPasswordStored, SecretSource.stored),
            (.smimeKeyPasswordKeyring, SecretSource.keyring),
        ]
        if let secret = readSecret(keys, in: section) { smime.secret = secret }
        if smime.keyFile == nil, let key = keys.map(\.key).first(where: { section.values[$0.name] != nil }) {
            note("\(key.name) has no use without smime_key", key, in: section, "add smime_key, or leave the line out")
        }
        return smime
    }

    private mutating func readMode(
        _ section: Section, _ mailProtocol: AccountConfiguration.MailProtocol?
    ) -> AccountConfiguration.Mode {
        enum Word: String, CaseIterable {
            case leave = "leave-on-server"
            case remove = "download-and-remove"
        }
        let mode = readWord(.mode, in: section, as: Word.self) ?? .leave
        let removeAfter = readDuration(.removeAfter, in: section, example: "14d")
        if section.values[ConfigKey.removeAfter.name] != nil {
            if mode == .remove {
                note(
                    "remove_after has no use with mode = \"download-and-remove\"", .removeAfter, in: section,
                    "leave the line out, or use mode = \"leave-on-server\"")
            } else if mailProtocol == .imap {
                note(
                    "remove_after is for POP3 only: an IMAP account shows what the server has", .removeAfter,
                    in: section, "leave the line out")
            }
        }
        return mode == .remove ? .downloadAndRemove : .leaveOnServer(removeAfter: removeAfter)
    }

    // A number of days, or "never". What becomes of an IMAP server's Trash is the server's affair.
    private mutating func readTrashDays(
        _ section: Section, _ mailProtocol: AccountConfiguration.MailProtocol?
    ) -> Duration? {
        let standard = mailProtocol == .pop3 ? 30 : 0
        guard let value = section.values[ConfigKey.trashDays.name] else { return Self.days(standard) }
        if mailProtocol == .imap {
            note(
                "trash_days is for POP3 only: an IMAP account's Trash is the server's affair", .trashDays, in: section,
                "leave the line out")
        }
        let longest = 3650
        switch value {
        case .integer(let days) where (0...longest).contains(days): return Self.days(days)
        case .text("never"): return nil
        default:
            let what: String =
                switch value {
                case .integer(let days): "can't be \(days)"
                case .text(let text): "can't be \"\(Self.shown(text))\""
                default: "is \(value.kind)"
                }
            note(
                "trash_days \(what)", .trashDays, in: section,
                "it is a number of days without quotes, at most \(longest), or \"never\"")
            return nil
        }
    }

    private static func days(_ count: Int) -> Duration? { count > 0 ? .seconds(count * 86_400) : nil }

    /// The host is this machine itself, whatever a name server says.
    static func isLoopback(_ host: String) -> Bool {
        if host.lowercased() == "localhost" || host == "::1" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }
}
