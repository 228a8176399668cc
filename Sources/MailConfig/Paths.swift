import Glibc

/// Where Postern's files are (XDG Base Directory Specification).
package struct Paths: Hashable, Sendable {
    /// The configuration file, `$XDG_CONFIG_HOME/postern/config.toml`.
    package var configuration: String
    /// The mail, `$XDG_DATA_HOME/postern`, one folder an account.
    ///
    /// It may exist only here.
    package var data: String
    /// What may be thrown away, `$XDG_STATE_HOME/postern`.
    package let state: String

    /// Finds the folders, unless not even `HOME` is known.
    ///
    /// A variable that is no absolute path is as good as none, as the specification says.
    ///
    /// - Parameter variable: The value of an environment variable.
    package init?(variable: (String) -> String?) {
        guard let home = variable("HOME"), home.hasPrefix("/") else { return nil }
        func folder(_ name: String, _ standard: String) -> String {
            if let path = variable(name), path.hasPrefix("/") { return path + "/postern" }
            return "\(home)/\(standard)/postern"
        }
        configuration = folder("XDG_CONFIG_HOME", ".config") + "/config.toml"
        data = folder("XDG_DATA_HOME", ".local/share")
        state = folder("XDG_STATE_HOME", ".local/state")
    }

    /// The folders of whoever runs this program.
    package static func ofThisProcess() -> Paths? { Paths(variable: environmentVariable) }

    /// The secrets file, beside the configuration.
    package var secrets: String { configurationFolder + "/secrets" }

    package var configurationFolder: String {
        let parts = configuration.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 1 ? "." : parts.dropLast().joined(separator: "/")
    }

    /// The folder of one account's mail; the account's name has no `/` and is no dot name.
    package func folder(ofAccount name: String) -> String { "\(data)/\(name)" }

    package func database(ofAccount name: String) -> String { "\(data)/\(name)/mail.sqlite" }

    /// Where mail waits that is being imported into an account whose mail is on a server.
    package func importDatabase(ofAccount name: String) -> String { "\(data)/\(name)/import.sqlite" }

    package var log: String { "\(state)/postern.log" }
}

/// The value of a variable of this process's environment.
func environmentVariable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// `~/` at the beginning of a path means the home folder, as people expect of a file they write by hand.
func expandTilde(_ path: String, home: String? = environmentVariable("HOME")) -> String {
    guard path.hasPrefix("~/"), let home else { return path }
    return home + path.dropFirst(1)
}
