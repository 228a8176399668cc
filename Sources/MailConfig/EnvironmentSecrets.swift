import Glibc
import Secrets

/// The secrets that the environment held when the program began, taken out of it: the programs that are started from
/// here do not inherit them, and `ps` no longer shows them.
package struct EnvironmentSecrets: Hashable, Sendable {
    private var secrets: [String: Secret] = [:]

    /// None.
    package init() {}

    /// Takes out what a configuration names.
    ///
    /// To be called before there are threads that read the environment.
    package init(takenFor configuration: Configuration) {
        let sources = configuration.accounts.map(\.login.secret) + [configuration.smime.secret]
        for case .environment(let name) in sources where secrets[name] == nil {
            guard let value = getenv(name), value.pointee != 0 else { continue }
            let length = strlen(value)
            secrets[name] = Secret(octets: UnsafeRawBufferPointer(start: value, count: length))
            // The kernel shows the octets themselves (/proc/PID/environ), whatever the list of variables says.
            explicit_bzero(value, length)
            unsetenv(name)
        }
    }

    subscript(name: String) -> Secret? { secrets[name] }
}
