/// What config.toml says, checked.
package struct Configuration: Hashable, Sendable {
    package var theme = ThemeName.auto
    package var threads = ThreadsAtFirst.off
    /// The program that opens links, and its arguments, separated by blanks.
    package static let usualOpener = "xdg-open"

    /// What opens links and parts; nothing: ``usualOpener``, for parts behind mailcap.
    package var opener: String?
    /// The program that draws a picture on the terminal, and its arguments, separated by blanks.
    package var imageViewer = "chafa"
    /// The program that checks and decrypts OpenPGP.
    package var gpg = "gpg"
    package var smime = SMIMEConfiguration()
    /// Prints the passphrase of the secrets file; nothing: a person is asked.
    package var passphraseCommand: String?
    package var accounts: [AccountConfiguration] = []

    package init() {}

    package enum ThemeName: String, CaseIterable, Hashable, Sendable {
        case auto, dark, light
        case sixteenColors = "16"
        case mono
    }

    /// Whether lists are threads from the start.
    package enum ThreadsAtFirst: String, CaseIterable, Hashable, Sendable {
        case off, unfolded, folded
    }
}

/// What S/MIME needs.
package struct SMIMEConfiguration: Hashable, Sendable {
    /// Path of a PEM file of authorities trusted for mail beside the system's.
    package var authoritiesFile: String?
    /// Path of the user's key and certificate, PEM or PKCS #12.
    package var keyFile: String?
    /// `prompt`: The key has no password.
    package var secret = SecretSource.prompt

    package init() {}
}

/// One account of config.toml.
package struct AccountConfiguration: Hashable, Sendable {
    package enum MailProtocol: String, CaseIterable, Hashable, Sendable { case imap, pop3 }

    package enum Mode: Hashable, Sendable {
        case leaveOnServer(removeAfter: Duration?)
        case downloadAndRemove
    }

    /// Fit for a folder's name; no other account has it.
    package var name: String
    package var mailProtocol: MailProtocol
    package var server: ServerConfiguration
    package var login: LoginConfiguration
    package var mode: Mode
    package var checkEvery: Duration
    /// How long messages stay in a Trash that is only here; nothing: for ever.
    package var keepTrash: Duration?
    /// The server whose Authentication-Results (RFC 8601) are believed: its authserv-id.
    package var trustedServer: String?

    package init(
        name: String, mailProtocol: MailProtocol, server: ServerConfiguration, login: LoginConfiguration,
        mode: Mode = .leaveOnServer(removeAfter: nil), checkEvery: Duration = .seconds(300),
        keepTrash: Duration? = nil, trustedServer: String? = nil
    ) {
        self.name = name
        self.mailProtocol = mailProtocol
        self.server = server
        self.login = login
        self.mode = mode
        self.checkEvery = checkEvery
        self.keepTrash = keepTrash
        self.trustedServer = trustedServer
    }
}

/// Where an account's server is, and how its connection is protected.
package struct ServerConfiguration: Hashable, Sendable {
    package enum Protection: String, CaseIterable, Hashable, Sendable {
        case implicit, starttls
        /// Only to this machine itself.
        case none
    }

    package var host: String
    package var port: Int
    package var protection: Protection
    /// Path of a PEM file of authorities trusted beside the system's.
    package var authoritiesFile: String?
    /// 64 hexadecimal digits in lower case.
    package var certificateSHA256: String?

    package init(
        host: String, port: Int, protection: Protection, authoritiesFile: String? = nil,
        certificateSHA256: String? = nil
    ) {
        self.host = host
        self.port = port
        self.protection = protection
        self.authoritiesFile = authoritiesFile
        self.certificateSHA256 = certificateSHA256
    }

    /// The protocols' own ports (RFC 9051 §2.1, RFC 1939 §3, RFC 8314 §7).
    static func standardPort(_ mailProtocol: AccountConfiguration.MailProtocol, _ protection: Protection) -> Int {
        switch (mailProtocol, protection) {
        case (.imap, .implicit): 993
        case (.imap, .starttls), (.imap, .none): 143
        case (.pop3, .implicit): 995
        case (.pop3, .starttls), (.pop3, .none): 110
        }
    }
}

/// Who logs in, how, and where the secret comes from.
package struct LoginConfiguration: Hashable, Sendable {
    /// Spelled as in config.toml.
    package enum Authentication: String, CaseIterable, Hashable, Sendable {
        case auto, plain, login
        case cramMD5 = "cram-md5"
        case scramSHA1 = "scram-sha-1"
        case scramSHA256 = "scram-sha-256"
        case scramSHA1Plus = "scram-sha-1-plus"
        case scramSHA256Plus = "scram-sha-256-plus"
        case xoauth2, oauthbearer, external
        /// POP3 only (RFC 1939 §7).
        case apop
    }

    package var username: String
    package var authentication: Authentication
    package var secret: SecretSource

    package init(username: String, authentication: Authentication = .auto, secret: SecretSource = .prompt) {
        self.username = username
        self.authentication = authentication
        self.secret = secret
    }
}
