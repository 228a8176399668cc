/// A mailcap command with what stands for the content put in (RFC 1524, Appendix A).
///
/// The text of a message never becomes text of a shell. A command without shell syntax is taken apart here, and each
/// value is one argument or a piece of one. Any other is the line of a shell, with `"$1"` and so on where the values go.
package struct MailcapCommand: Hashable {
    /// The program and its arguments.
    package let words: [String]
    /// It reads a file, not its standard input.
    let namesFile: Bool

    /// Values that may stand in a command.
    package struct Values {
        package var path: String
        /// `text/html`.
        package var type: String
        package var parameters: [String: String]

        package init(path: String, type: String, parameters: [String: String]) {
            (self.path, self.type, self.parameters) = (path, type, parameters)
        }
    }

    /// Puts the values in.
    ///
    /// Nothing where a value of the message's has characters that mean something to programs, or where the command
    /// wants the parts of a multipart.
    package init?(_ command: String, _ values: Values) {
        var expansion = Expansion()
        var rest = command[...]
        while let character = rest.popFirst() {
            switch (character, rest.first) {
            case ("\\", "%"?) where !expansion.isEscaped:
                rest.removeFirst()
                expansion.add("%")
            case ("%", "s"?):
                rest.removeFirst()
                expansion.add(value: values.path)
                expansion.namesFile = true
            case ("%", "t"?):
                rest.removeFirst()
                guard Self.isHarmless(values.type, besides: "/") else { return nil }
                expansion.add(value: values.type)
            case ("%", "{"?):
                guard let end = rest.firstIndex(of: "}") else { return nil }
                let value = values.parameters[rest[..<end].dropFirst().lowercased()] ?? ""
                rest = rest[rest.index(after: end)...]
                guard Self.isHarmless(value) else { return nil }
                expansion.add(value: value)
            case ("%", "n"?), ("%", "F"?): return nil
            default: expansion.add(character)
            }
        }
        guard let words = expansion.words else { return nil }
        (self.words, namesFile) = (words, expansion.namesFile)
    }

    /// Nothing that could be an option, a path or a piece of a command.
    private static func isHarmless(_ value: String, besides more: String = "") -> Bool {
        let allowed = "._+:@-" + more
        return value.utf8.count <= 100 && !value.hasPrefix("-") && !value.hasPrefix(".")
            && value.allSatisfy { ($0.isASCII && ($0.isLetter || $0.isNumber)) || allowed.contains($0) }
    }
}

/// A command on its way into words, and into a line for a shell.
private struct Expansion {
    private enum Quotes { case none, single, double }

    var namesFile = false
    private var quotes = Quotes.none
    private(set) var isEscaped = false
    /// Only a shell can tell what it means.
    private var isForShell = false
    private var line = ""
    private var arguments: [String] = []
    private var taken: [String] = []
    /// The word under way; nothing between two words.
    private var word: String?

    mutating func add(value: String) {
        arguments.append(value)
        let place = "${\(arguments.count)}"
        switch quotes {
        case .none: line += "\"\(place)\""
        case .single: line += "'\"\(place)\"'"
        case .double: line += place
        }
        word = (word ?? "") + value
    }

    mutating func add(_ character: Character) {
        line.append(character)
        if isEscaped {
            isEscaped = false
            if quotes == .double, !"$`\"\\".contains(character) { word = (word ?? "") + "\\" }
            return put(character)
        }
        switch (quotes, character) {
        case (.single, "'"), (.double, "\""): quotes = .none
        case (.none, "'"), (.none, "\""):
            quotes = character == "'" ? .single : .double
            word = word ?? ""
        case (.single, _): put(character)
        case (_, "\\"): isEscaped = true
        case (.double, _):
            if "$`".contains(character) { isForShell = true }
            put(character)
        case (.none, " "), (.none, "\t"):
            if let word { taken.append(word) }
            word = nil
        case (.none, _):
            if "|&;<>()$`*?[]#~!{}\n".contains(character) { isForShell = true }
            // An assignment before the command.
            if character == "=", taken.isEmpty { isForShell = true }
            put(character)
        }
    }

    private mutating func put(_ character: Character) {
        word = (word ?? "") + String(character)
    }

    /// Nothing where a quote has no end, or where there is no command.
    var words: [String]? {
        guard quotes == .none, !isEscaped else { return nil }
        if isForShell { return Program.shell(line, arguments) }
        let words = taken + (word.map { [$0] } ?? [])
        return words.first?.isEmpty == false ? words : nil
    }
}
