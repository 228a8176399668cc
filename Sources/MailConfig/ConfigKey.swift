/// A key of config.toml, as data: the reader, its error messages, config.example.toml and the manual come from it.
package struct ConfigKey: Hashable, Sendable {
    package enum Level: Hashable, Sendable {
        case top
        /// Inside `[[account]]`.
        case account
    }

    package let name: String
    package let level: Level
    /// The value where the key is left out; nothing where it must be there, or where there is none without it.
    package let standard: String?
    package let isRequired: Bool
    /// One line.
    package let help: String
    /// All words it takes; empty where it takes any text.
    package let words: [String]

    private init(
        _ name: String, _ level: Level = .account, standard: String? = nil, isRequired: Bool = false,
        words: [String] = [], help: String
    ) {
        self.name = name
        self.level = level
        self.standard = standard
        self.isRequired = isRequired
        self.words = words
        self.help = help
    }

    static let theme = ConfigKey(
        "theme", .top, standard: "auto", words: Configuration.ThemeName.allCases.map(\.rawValue),
        help: "colours; auto asks the terminal whether it is dark or light")
    static let threads = ConfigKey(
        "threads", .top, standard: "off", words: Configuration.ThreadsAtFirst.allCases.map(\.rawValue),
        help: "lists as threads from the start, all of them unfolded or folded")
    static let opener = ConfigKey(
        "opener", .top, standard: Configuration.usualOpener,
        help: "the program that opens links and attachments; without this key mailcap files come first for attachments")
    static let imageViewer = ConfigKey(
        "image_viewer", .top, standard: "chafa",
        help: "the program that draws a picture, which it reads from standard input, on the terminal")
    static let gpg = ConfigKey(
        "gpg", .top, standard: "gpg", help: "the program that checks and decrypts OpenPGP, by name or path")
    static let smimeAuthorities = ConfigKey(
        "smime_ca_file", .top, help: "authorities (PEM) trusted for S/MIME beside the system's")
    static let smimeKey = ConfigKey(
        "smime_key", .top, help: "your key and certificate for S/MIME, PEM or PKCS #12; mode 0600")
    static let smimeKeyPasswordCommand = ConfigKey(
        "smime_key_password_command", .top, help: "its first line of output is the password of smime_key")
    static let smimeKeyPasswordFile = ConfigKey(
        "smime_key_password_file", .top, help: "its first line is the password of smime_key; mode 0600")
    static let smimeKeyPasswordEnvironment = ConfigKey(
        "smime_key_password_env", .top, help: "the environment variable that holds the password of smime_key")
    static let smimeKeyPasswordStored = ConfigKey(
        "smime_key_password_stored", .top, help: "the name of the password of smime_key in the secrets file")
    static let smimeKeyPasswordKeyring = ConfigKey(
        "smime_key_password_keyring", .top, help: "the name of the password of smime_key in the desktop's keyring")
    static let passphraseCommand = ConfigKey(
        "passphrase_command", .top,
        help: "its first line of output is the passphrase of the secrets file; without it, asked for once a session")
    static let name = ConfigKey(
        "name", isRequired: true, help: "shown in the tabs, used on the command line and as folder name")
    static let mailProtocol = ConfigKey(
        "protocol", isRequired: true, words: AccountConfiguration.MailProtocol.allCases.map(\.rawValue),
        help: "what the server speaks")
    static let host = ConfigKey("host", isRequired: true, help: "the server's name or address")
    static let tls = ConfigKey(
        "tls", standard: "implicit", words: ServerConfiguration.Protection.allCases.map(\.rawValue),
        help: "implicit: 993, 995; starttls: 143, 110; none: this machine only")
    static let port = ConfigKey("port", standard: "by protocol and tls", help: "only where the server has another one")
    static let username = ConfigKey("username", isRequired: true, help: "often the mail address")
    static let auth = ConfigKey(
        "auth", standard: "auto", words: LoginConfiguration.Authentication.allCases.map(\.rawValue),
        help: "how to log in; auto takes the strongest the server offers")
    static let passwordCommand = ConfigKey(
        "password_command", help: "its first line of output is the password; no source at all: asked at start")
    static let passwordFile = ConfigKey("password_file", help: "its first line is the password; mode 0600")
    static let passwordEnvironment = ConfigKey("password_env", help: "the environment variable that holds the password")
    static let passwordStored = ConfigKey(
        "password_stored", help: "the name of the password in the secrets file, which postern secrets keeps encrypted")
    static let passwordKeyring = ConfigKey(
        "password_keyring", help: "the name of the password in the desktop's keyring, which secret-tool reads")
    static let oauthClient = ConfigKey(
        "oauth_client_id",
        help:
            "signs in by browser, as the program that you have registered with the provider; with auth xoauth2, oauthbearer"
    )
    static let oauthClientSecret = ConfigKey(
        "oauth_client_secret", help: "where the provider has given the program one; it protects nothing by itself")
    static let oauthToken = ConfigKey(
        "oauth_token_url", help: "where tokens come from; https; known of some providers")
    static let oauthDevice = ConfigKey(
        "oauth_device_url",
        help: "where codes for another device come from; https; known of some providers")
    static let oauthAuthorize = ConfigKey(
        "oauth_authorize_url",
        help: "the page that the browser begins at; https; known of some providers")
    static let oauthScope = ConfigKey(
        "oauth_scope", help: "what is asked for: reading mail; known of some providers")
    static let tokenFile = ConfigKey(
        "token_file",
        help: "a file that keeps the sign-in's token instead of the secrets file, with mode 0600, not encrypted")
    static let authoritiesFile = ConfigKey("ca_file", help: "authorities (PEM) trusted beside the system's")
    static let certificate = ConfigKey(
        "certificate_sha256", help: "the one certificate to accept, by its fingerprint, whoever signed it")
    static let mode = ConfigKey(
        "mode", standard: "leave-on-server", words: ["leave-on-server", "download-and-remove"],
        help: "download-and-remove: whole and durable here first, then removed there")
    static let removeAfter = ConfigKey(
        "remove_after", standard: "never", help: "POP3, leave-on-server: the server's copy goes after this long")
    static let trashDays = ConfigKey(
        "trash_days", standard: "30",
        help: "POP3: messages in Trash are deleted for good after so many days; 0 or \"never\": they stay")
    static let checkEvery = ConfigKey(
        "check_every", standard: "5m", help: "POP3, and IMAP without push; never more often than the server allows")
    static let trustedServer = ConfigKey(
        "trusted_authserv",
        help: "the name by which your own server signs its Authentication-Results: its word on senders is shown")

    /// All of them, in the order in which people should read them.
    package static let all: [ConfigKey] = [
        theme, threads, opener, imageViewer, gpg, smimeAuthorities, smimeKey, smimeKeyPasswordCommand,
        smimeKeyPasswordFile, smimeKeyPasswordEnvironment, smimeKeyPasswordStored, smimeKeyPasswordKeyring,
        passphraseCommand,
        name, mailProtocol, host, tls, port, username, auth, passwordCommand, passwordFile, passwordEnvironment,
        passwordStored, passwordKeyring, oauthClient, oauthClientSecret, oauthToken, oauthDevice, oauthAuthorize,
        oauthScope, tokenFile, authoritiesFile, certificate, mode, removeAfter, trashDays, checkEvery,
        trustedServer,
    ]

    /// Names that people try, and what to say of them.
    static let misnomers: [String: String] = [
        "password":
            "the configuration holds no passwords: use password_command, password_stored, or password_file with mode 0600",
        "passwd":
            "the configuration holds no passwords: use password_command, password_stored, or password_file with mode 0600",
        "pass":
            "the configuration holds no passwords: use password_command, password_stored, or password_file with mode 0600",
        "user": "did you mean \"username\"?", "login": "did you mean \"username\"?",
        "email": "did you mean \"username\"?", "address": "did you mean \"username\"?",
        "server": "did you mean \"host\"?", "hostname": "did you mean \"host\"?",
        "ssl": "did you mean \"tls\"?", "security": "did you mean \"tls\"?", "starttls": "did you mean \"tls\"?",
        "type": "did you mean \"protocol\"?", "interval": "did you mean \"check_every\"?",
        "poll": "did you mean \"check_every\"?", "fingerprint": "did you mean \"certificate_sha256\"?",
        "accounts": "each account begins with [[account]]",
    ]
}
