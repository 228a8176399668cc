/// One line of a mailcap file (RFC 1524 §2): what shows contents of a kind.
package struct MailcapEntry: Hashable, Sendable {
    /// In lower case, such as `text/html` or `image/*`.
    package var type: String
    package var command: String
    /// It has to succeed for the line to count.
    package var test: String?
    /// What the file's name has to look like, `%s` being any name.
    package var nameTemplate: String?
    package var needsTerminal = false
    /// What it prints is more than a screen, for whoever shows texts.
    package var isCopious = false

    package init(type: String, command: String) {
        self.type = type
        self.command = command
    }

    /// Reads a line without its continuations; nothing of a comment, a line without a command, or one that is none.
    package init?(line: String) {
        let fields = Self.fields(of: line)
        guard fields.count > 1, !fields[0].hasPrefix("#"), !fields[1].isEmpty else { return nil }
        let names = fields[0].lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard names.count <= 2, names.allSatisfy({ !$0.isEmpty }) else { return nil }
        // A type alone is all of its kinds.
        self.init(type: names.count == 1 ? "\(names[0])/*" : names.joined(separator: "/"), command: fields[1])
        for field in fields.dropFirst(2) { take(field) }
    }

    private mutating func take(_ field: String) {
        let pieces = field.split(separator: "=", maxSplits: 1).map { Self.trimmed($0) }
        switch (pieces.first?.lowercased(), pieces.count) {
        case ("needsterminal", 1): needsTerminal = true
        case ("copiousoutput", 1): isCopious = true
        case ("test", 2): test = pieces[1]
        case ("nametemplate", 2): nameTemplate = pieces[1]
        // How it is composed, edited, printed, named and drawn is for other programs.
        default: break
        }
    }

    /// Between semicolons that have no backslash before them.
    private static func fields(of line: String) -> [String] {
        var fields = [""]
        var isEscaped = false
        for character in line {
            switch (character, isEscaped) {
            case (";", false): fields.append("")
            case (";", true):
                fields[fields.count - 1].removeLast()
                fields[fields.count - 1].append(";")
            default: fields[fields.count - 1].append(character)
            }
            isEscaped = character == "\\" && !isEscaped
        }
        return fields.map { trimmed(Substring($0)) }
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    package func fits(_ type: String) -> Bool {
        self.type == type.lowercased()
            || (self.type.hasSuffix("/*") && type.lowercased().hasPrefix(self.type.dropLast()))
    }
}
