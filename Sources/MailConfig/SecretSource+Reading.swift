import Glibc
package import Secrets

extension SecretSource {
    /// The longest secret, in octets.
    static let limitInOctets = 65_536

    /// Gets the secret.
    ///
    /// Waits for the command, so keep it off the screen's thread.
    ///
    /// - Parameters:
    ///   - limit: The longest time a command may take; a person may have to unlock a key.
    ///   - environment: What was taken out of the environment.
    /// - Returns: Nothing where it is to be asked for, or the secrets file to be opened, or a token renewed.
    /// - Throws: Why there is none.
    package func read(
        within limit: Duration = .seconds(60), environment: EnvironmentSecrets = EnvironmentSecrets()
    ) throws(SecretError) -> Secret? {
        switch self {
        case .command(let command):
            let line = Self.firstLine(of: try ShellCommand.output(of: command, within: limit))
            guard !line.isEmpty else { throw .commandPrintedNothing }
            return Secret(line)
        case .file(let path):
            let line = Self.firstLine(of: try Self.octets(ofPrivateFile: expandTilde(path)))
            guard !line.isEmpty else { throw .fileEmpty(path: path) }
            return Secret(line)
        case .environment(let name):
            if let taken = environment[name] { return taken }
            guard let value = environmentVariable(name), !value.isEmpty else { throw .variableNotSet(name: name) }
            return Secret(value)
        case .keyring(let name): return try Keyring.secret(named: name, within: limit)
        case .prompt, .stored, .signIn: return nil
        }
    }

    static func firstLine(of octets: [UInt8]) -> String {
        var line = octets.prefix { $0 != 0x0A }
        if line.last == 0x0D { line = line.dropLast() }
        return String(decoding: line, as: UTF8.self)
    }

    private static func octets(ofPrivateFile path: String) throws(SecretError) -> [UInt8] {
        let octets: [UInt8]?
        do throws(PrivateFileError) { octets = try PrivateFile.read(path, upTo: limitInOctets) } catch {
            if error == .permissions { throw .filePermissions(path: path) }
            throw .fileUnreadable(path: path, reason: error.reason)
        }
        guard let octets else { throw .fileUnreadable(path: path, reason: errorText(ENOENT)) }
        return octets
    }
}

func errorText(_ number: Int32 = errno) -> String { String(cString: strerror(number)) }
