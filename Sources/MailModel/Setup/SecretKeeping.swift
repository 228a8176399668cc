/// Where secrets can be kept on this machine.
package struct SecretKeeping: Hashable, Sendable {
    package enum SecretsFile: Hashable, Sendable {
        /// A passphrase is yet to be chosen.
        case absent
        case locked
        /// Its passphrase was given in this session.
        case open
    }

    package var secretsFile = SecretsFile.absent
    /// The desktop's keyring answers.
    package var hasKeyring = false
    /// Somebody works here from elsewhere (SSH): a desktop's means are not at hand, and others may have this disk.
    package var isRemote = false
    /// What accounts here sign in by browser as: another one of the same provider may use it, too.
    package var clients: [BrowserClient] = []

    package init() {}
}
