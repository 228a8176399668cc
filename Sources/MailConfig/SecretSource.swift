/// Where an account's secret comes from.
package enum SecretSource: Hashable, Sendable {
    /// The first line that a shell command prints.
    case command(String)
    /// The first line of a file that nobody else can read.
    case file(String)
    /// An environment variable.
    case environment(String)
    /// An entry of the secrets file, which a passphrase opens.
    case stored(String)
    /// An entry of the system's keyring, by the name that Postern gave it.
    case keyring(String)
    /// A token that comes of signing in by browser, and is renewed by itself.
    case signIn(OAuthConfiguration)
    /// Asked for at start.
    case prompt
}

/// Why there is no secret.
///
/// The description is `what: what to do`, fit for the status line. It may hold what the command
/// printed to its standard error.
package enum SecretError: Error, Hashable, Sendable, CustomStringConvertible {
    case commandNotStarted(reason: String)
    /// The status as the shell gives it: 128 and the signal's number where a signal ended it.
    case commandFailed(status: Int, complaint: String)
    case commandTimedOut(Duration)
    case commandPrintedNothing
    case fileUnreadable(path: String, reason: String)
    /// Others can read it.
    case filePermissions(path: String)
    case fileEmpty(path: String)
    case variableNotSet(name: String)
    /// `reason`: What `secret-tool` has to say.
    case noKeyring(reason: String)
    case notInKeyring(name: String)

    package var description: String {
        switch self {
        case .commandNotStarted(let reason): "password_command was not started: \(reason)"
        case .commandFailed(let status, ""): "password_command ended with status \(status)"
        case .commandFailed(let status, let complaint): "password_command ended with status \(status): \(complaint)"
        case .commandTimedOut(let limit):
            "password_command took longer than \(limit.components.seconds) s: run it by hand to see what it waits for"
        case .commandPrintedNothing: "password_command printed nothing: its first line must be the password"
        case .fileUnreadable(let path, let reason): "password_file \(path) can't be read: \(reason)"
        case .filePermissions(let path):
            "password_file \(path) can be read by others: chmod 600 \(Self.shellWord(path))"
        case .fileEmpty(let path): "password_file \(path) has an empty first line"
        case .variableNotSet(let name): "the environment has no variable \(name), which password_env names"
        case .noKeyring(let reason): "no keyring answers here: \(reason)"
        case .notInKeyring(let name):
            "the keyring has nothing for \(Self.shellWord(name)): "
                + "secret-tool store --label Postern service postern account \(Self.shellWord(name))"
        }
    }

    // As a person can paste it into a shell.
    private static func shellWord(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789/._-+@,".unicodeScalars.contains(scalar))
        }
        let pieces = text.split(separator: "'", omittingEmptySubsequences: false)
        return isPlain ? text : "'" + pieces.joined(separator: #"'\''"#) + "'"
    }
}
