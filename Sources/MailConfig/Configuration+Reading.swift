import Glibc

extension Configuration {
    /// What a file says, and all that is wrong with it.
    package struct Reading: Hashable, Sendable {
        /// Without the accounts that have an error.
        package var configuration = Configuration()
        /// In the order of their lines.
        package var errors: [ConfigError] = []

        package init() {}
    }

    /// Reads a configuration.
    ///
    /// - Parameters:
    ///   - text: The file's content.
    ///   - file: Its name, for the errors.
    /// - Returns: What can be used of it, and all errors at once.
    package static func read(_ text: String, file: String) -> Reading {
        var reading = Reading()
        do {
            var reader = ConfigReader(file: file, text: text)
            reading.configuration = reader.readConfiguration(try ConfigValue.parse(text, file: file))
            reading.errors = reader.errors.enumerated()
                .sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }.map(\.element)
        } catch {
            reading.errors = [error]
        }
        return reading
    }

    /// The longest file, in octets.
    static let limitInOctets = 1_000_000

    /// Reads a configuration from a file; nothing where there is no such file.
    package static func load(from path: String) -> Reading? {
        var reading = Reading()
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            reading.errors = [ConfigError(file: path, line: nil, what: "it can't be read: \(errorText())", advice: nil)]
            return reading
        }
        defer { close(descriptor) }
        var octets: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while octets.count <= limitInOctets {
            let count = Glibc.read(descriptor, &piece, piece.count)
            if count == 0 {
                return read(String(decoding: octets, as: UTF8.self), file: path)
            }
            guard count > 0 else { break }
            octets += piece.prefix(count)
        }
        let what = octets.count > limitInOctets ? "it is larger than \(limitInOctets) octets" : errorText()
        reading.errors = [ConfigError(file: path, line: nil, what: "it can't be read: \(what)", advice: nil)]
        return reading
    }
}
