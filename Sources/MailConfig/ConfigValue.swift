import TOMLKit

/// A value of a TOML text, copied out of the parser's own memory.
package enum ConfigValue: Hashable, Sendable {
    case text(String)
    case integer(Int)
    case boolean(Bool)
    case table([String: ConfigValue])
    case array([ConfigValue])
    /// A float, a date or a time: no key takes one.
    case other(String)

    /// Parses a whole text.
    ///
    /// The parser itself limits how deep a text may be nested (256 levels), so the copying here may recurse.
    package static func parse(_ text: String, file: String) throws(ConfigError) -> [String: ConfigValue] {
        do {
            let root = try TOMLTable(string: text)
            // The values point into the table's memory.
            return withExtendedLifetime(root) { copy(root) }
        } catch {
            guard let error = error as? TOMLParseError else {
                throw ConfigError(file: file, line: nil, what: "it can't be read as TOML", advice: nil)
            }
            throw ConfigError(file: file, line: error.source.begin.line, what: error.description, advice: nil)
        }
    }

    private static func copy(_ table: TOMLTable) -> [String: ConfigValue] {
        var copy: [String: ConfigValue] = [:]
        for key in table.keys { copy[key] = table[key].map(ConfigValue.init) }
        return copy
    }

    private init(_ value: any TOMLValueConvertible) {
        switch value.type {
        case .string: self = .text(value.string ?? "")
        case .int: self = .integer(value.int ?? 0)
        case .bool: self = .boolean(value.bool ?? false)
        case .table: self = .table(value.table.map(Self.copy) ?? [:])
        case .array: self = .array(value.array?.map(ConfigValue.init) ?? [])
        case .double: self = .other("a float")
        case .date, .time, .dateTime: self = .other("a date")
        }
    }

    /// What it is, for an error message.
    var kind: String {
        switch self {
        case .text: "a text"
        case .integer: "a number"
        case .boolean: "true or false"
        case .table: "a table"
        case .array: "a list"
        case .other(let kind): kind
        }
    }
}
