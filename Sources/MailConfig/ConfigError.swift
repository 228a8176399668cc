/// Something wrong with config.toml.
package struct ConfigError: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// From 1; nothing where the whole file is meant.
    package let line: Int?
    /// Whole enough to be understood, without a full stop.
    package let what: String
    /// What would be right.
    package let advice: String?

    /// One line, such as `config.toml:12: unknown key "hots"; did you mean "host"?`.
    package var description: String {
        let place = line.map { "\(file):\($0)" } ?? file
        return "\(place): \(what)" + (advice.map { "; \($0)" } ?? "")
    }
}
