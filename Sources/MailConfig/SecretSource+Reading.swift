import Glibc

extension SecretSource {
    /// The longest secret, in octets.
    static let limitInOctets = 65_536

    /// Gets the secret.
    ///
    /// Waits for the command, so keep it off the screen's thread.
    ///
    /// - Parameter limit: The longest time a command may take; a person may have to unlock a key.
    /// - Returns: Nothing where it is to be asked for.
    /// - Throws: Why there is none.
    package func read(within limit: Duration = .seconds(60)) throws(SecretError) -> Secret? {
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
            guard let value = environmentVariable(name), !value.isEmpty else { throw .variableNotSet(name: name) }
            return Secret(value)
        case .prompt:
            return nil
        }
    }

    private static func firstLine(of octets: [UInt8]) -> String {
        var line = octets.prefix { $0 != 0x0A }
        if line.last == 0x0D { line = line.dropLast() }
        return String(decoding: line, as: UTF8.self)
    }

    // The permissions are those of the file that was opened, not of one put in its place in between.
    private static func octets(ofPrivateFile path: String) throws(SecretError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw .fileUnreadable(path: path, reason: errorText()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .fileUnreadable(path: path, reason: errorText()) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .fileUnreadable(path: path, reason: "Not a file") }
        guard status.st_mode & 0o077 == 0 else { throw .filePermissions(path: path) }
        var octets = [UInt8](repeating: 0, count: limitInOctets)
        let count = Glibc.read(descriptor, &octets, octets.count)
        guard count >= 0 else { throw .fileUnreadable(path: path, reason: errorText()) }
        return Array(octets.prefix(count))
    }
}

func errorText(_ number: Int32 = errno) -> String { String(cString: strerror(number)) }
