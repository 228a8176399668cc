/// An account that is being set up or changed.
package struct AccountDraft: Hashable, Sendable {
    /// Shown in the tab; also a folder's name.
    package var name: String
    package var mailProtocol: MailProtocol
    package var host: String
    package var port: Int
    package var protection: FoundServer.Protection
    package var userName: String
    package var mode: StorageMode
    package var secret: SecretPlace
    /// Where the server was found, to be written above the account.
    package var source: SettingsSource

    package init(
        name: String, mailProtocol: MailProtocol, host: String, port: Int, protection: FoundServer.Protection,
        userName: String, mode: StorageMode, secret: SecretPlace, source: SettingsSource
    ) {
        self.name = name
        self.mailProtocol = mailProtocol
        self.host = host
        self.port = port
        self.protection = protection
        self.userName = userName
        self.mode = mode
        self.secret = secret
        self.source = source
    }
}

/// Where an account's secret is to be kept.
package enum SecretPlace: Hashable, Sendable {
    /// Nowhere: asked for at each start.
    case nowhere
    /// In a file that only its owner can read, written from what was typed.
    case newFile
    case file(String)
    /// What a shell command prints.
    case command(String)
    case environment(String)
    /// In the secrets file, written from what was typed.
    case newStored
    /// In the desktop's keyring, written from what was typed.
    case newKeyring
    /// There already, under a name.
    case stored(String)
    case keyring(String)
    /// There is none: a token comes of signing in by browser.
    case browser(BrowserClient)
    /// As the account has it already.
    case unchanged
}
