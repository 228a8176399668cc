import Glibc
package import Secrets

/// The desktop's keyring (Secret Service), by the program `secret-tool` of libsecret.
///
/// Entries of Postern's have the attributes `service` "postern" and `account` NAME.
package enum Keyring {
    private static let program = "secret-tool"

    private static func attributes(_ name: String) -> [String] { ["service", "postern", "account", name] }

    /// Reads an entry.
    static func secret(named name: String, within limit: Duration) throws(SecretError) -> Secret {
        do throws(SecretError) {
            let output = try ShellCommand.output(ofProgram: [program, "lookup"] + attributes(name), within: limit)
            let line = SecretSource.firstLine(of: output)
            guard !line.isEmpty else { throw SecretError.notInKeyring(name: name) }
            return Secret(line)
        } catch {
            throw explained(error, name)
        }
    }

    /// Writes an entry, in the place of one of that name.
    package static func store(_ secret: Secret, named name: String) throws(SecretError) {
        let words = [program, "store", "--label", "Postern: \(name)"] + attributes(name)
        do throws(SecretError) {
            _ = try ShellCommand.output(ofProgram: words, input: secret, within: .seconds(60))
        } catch {
            throw explained(error, name)
        }
    }

    /// Whether a keyring answers; waits for it at most `limit`.
    package static func answers(within limit: Duration = .seconds(2)) -> Bool {
        do throws(SecretError) {
            _ = try ShellCommand.output(ofProgram: [program, "lookup"] + attributes("?"), within: limit)
            return true
        } catch {
            // An entry that is not there is no complaint.
            return error == .commandFailed(status: 1, complaint: "")
        }
    }

    private static func explained(_ error: SecretError, _ name: String) -> SecretError {
        switch error {
        case .commandFailed(status: 1, complaint: ""): .notInKeyring(name: name)
        case .commandFailed(let status, let complaint):
            .noKeyring(reason: complaint.isEmpty ? "\(program) ended with status \(status)" : complaint)
        case .commandNotStarted(let reason): .noKeyring(reason: "\(program) was not started: \(reason)")
        case .commandTimedOut(let limit):
            .noKeyring(reason: "\(program) took longer than \(limit.components.seconds) s; is the keyring locked?")
        default: error
        }
    }
}
