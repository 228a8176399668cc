/// Why the secrets file could not be read or written: a sentence each, fit for the status line.
package enum SecretsFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No passphrase was given in this session, or the file has another one by now.
    case locked
    case wrongPassphrase
    /// The passphrase is right, and the rest is not what was written.
    case altered
    /// It begins as no secrets file does.
    case notOurs
    /// It wants more memory or time for its passphrase than a file of Postern's ever does.
    case tooCostly
    case missing
    case noSuchSecret(String)
    case full
    case emptyPassphrase
    case unusableName
    /// Others can read it.
    case permissions(path: String)
    case notRead(path: String, reason: String)
    case notWritten(path: String, reason: String)
    /// OpenSSL has no scrypt or AES-256-GCM, or no memory for them.
    case noCipher

    package var description: String {
        switch self {
        case .locked: "the secrets file is locked"
        case .wrongPassphrase:
            "that is not the passphrase of the secrets file (if you are sure that it is, the beginning of the file was altered)"
        case .altered:
            "the secrets file is not as Postern has written it: it is damaged, or somebody has altered it; nothing of it is used"
        case .notOurs: "that is no secrets file"
        case .tooCostly:
            "the secrets file asks for more memory or time than any that Postern writes: somebody may have altered it"
        case .missing: "there is no secrets file yet: postern secrets set NAME makes one"
        case .noSuchSecret(let name): "the secrets file has no “\(name)”: postern secrets set writes it"
        case .full: "the secrets file is full"
        case .emptyPassphrase: "an empty passphrase protects nothing"
        case .unusableName: "a secret's name has 1 to 100 octets and no control characters"
        case .permissions(let path): "the secrets file \(path) can be used by others: chmod 600 it"
        case .notRead(let path, let reason): "the secrets file \(path) can't be read: \(reason)"
        case .notWritten(let path, let reason): "the secrets file \(path) can't be written: \(reason)"
        case .noCipher: "OpenSSL can't encrypt here (scrypt, AES-256-GCM), or memory is short"
        }
    }
}
