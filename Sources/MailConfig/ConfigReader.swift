/// Turns a parsed TOML text into a configuration, and notes everything that is wrong.
struct ConfigReader {
    let file: String
    let lines: KeyLines
    private(set) var errors: [ConfigError] = []

    init(file: String, text: String) {
        self.file = file
        lines = KeyLines(text)
    }

    mutating func readConfiguration(_ values: [String: ConfigValue]) -> Configuration {
        var configuration = Configuration()
        let top = Section(values: values, account: nil)
        noteUnknownKeys(in: top, level: .top)
        if let theme = readWord(.theme, in: top, as: Configuration.ThemeName.self) { configuration.theme = theme }
        if let threads = readWord(.threads, in: top, as: Configuration.ThreadsAtFirst.self) {
            configuration.threads = threads
        }
        if let opener = readText(.opener, in: top) { configuration.opener = opener }
        if let viewer = readText(.imageViewer, in: top) { configuration.imageViewer = viewer }
        if let gpg = readText(.gpg, in: top) { configuration.gpg = expandTilde(gpg) }
        configuration.smime = readSMIME(top)
        configuration.passphraseCommand = readText(.passphraseCommand, in: top)
        var firstLines: [String: Int] = [:]
        for (index, section) in accountSections(of: values).enumerated() {
            let count = errors.count
            let account = readAccount(section)
            noteDuplicate(section, index, &firstLines)
            if let account, errors.count == count { configuration.accounts.append(account) }
        }
        return configuration
    }

    /// A table's values, and which `[[account]]` it is.
    struct Section {
        let values: [String: ConfigValue]
        let account: Int?
    }

    private mutating func accountSections(of values: [String: ConfigValue]) -> [Section] {
        guard let value = values["account"] else { return [] }
        guard case .array(let tables) = value else {
            let line = lines.line(of: "account", inAccount: nil)
            note("account is \(value.kind)", at: line, "each account begins with [[account]]")
            return []
        }
        var sections: [Section] = []
        for (index, table) in tables.enumerated() {
            if case .table(let values) = table {
                sections.append(Section(values: values, account: index))
            } else {
                note("account is \(table.kind)", at: nil, "each account begins with [[account]]")
            }
        }
        return sections
    }

    private mutating func noteDuplicate(_ section: Section, _ index: Int, _ firstLines: inout [String: Int]) {
        guard case .text(let name) = section.values["name"] else { return }
        if let first = firstLines[name] {
            note(
                "two accounts are called \"\(name)\"", .name, in: section, "the first one is in line \(first)")
        } else {
            firstLines[name] = lines.line(of: "name", inAccount: index) ?? 0
        }
    }

    mutating func noteUnknownKeys(in section: Section, level: ConfigKey.Level) {
        let known = ConfigKey.all.filter { $0.level == level }.map(\.name) + (level == .top ? ["account"] : [])
        for key in section.values.keys.sorted() where !known.contains(key) {
            let line = lines.line(of: key, inAccount: section.account)
            let other = ConfigKey.all.first { $0.name == key }
            let advice: String? =
                if let other {
                    other.level == .account ? "it belongs below [[account]]" : "it belongs above the first [[account]]"
                } else {
                    ConfigKey.misnomers[key.lowercased()] ?? NearestWord.advice(for: key, among: known)
                }
            note("unknown key \"\(Self.shown(key))\"", at: line, advice)
        }
    }

    /// The text of a key; nothing, and a note, where it is something else or empty.
    mutating func readText(_ key: ConfigKey, in section: Section) -> String? {
        guard let value = section.values[key.name] else {
            if key.isRequired {
                let line = section.account.flatMap { lines.line(ofAccount: $0) }
                note("the account has no \(key.name)", at: line, "add \(key.name) = \"…\" (\(key.help))")
            }
            return nil
        }
        guard case .text(let text) = value else {
            note("\(key.name) is \(value.kind)", key, in: section, "it must be a text in quotes")
            return nil
        }
        guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            note(
                text.isEmpty ? "\(key.name) is empty" : "\(key.name) has control characters", key, in: section,
                key.isRequired ? nil : "leave the line out")
            return nil
        }
        return text
    }

    /// One of the words that a key takes.
    mutating func readWord<Word: RawRepresentable & CaseIterable>(
        _ key: ConfigKey, in section: Section, as type: Word.Type
    ) -> Word? where Word.RawValue == String {
        guard let text = readText(key, in: section) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let all = Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        let nearest = NearestWord.advice(for: text, among: Word.allCases.map(\.rawValue))
        note("\(key.name) can't be \"\(Self.shown(text))\"", key, in: section, nearest ?? "it is one of \(all)")
        return nil
    }

    mutating func readDuration(_ key: ConfigKey, in section: Section, example: String) -> Duration? {
        guard let text = readText(key, in: section) else { return nil }
        guard let duration = DurationText.parse(text), duration >= .seconds(1) else {
            note(
                "\(key.name) can't be \"\(Self.shown(text))\"", key, in: section,
                "it is a length of time like \"\(example)\", with w, d, h, m or s")
            return nil
        }
        return duration
    }

    mutating func note(_ what: String, _ key: ConfigKey, in section: Section, _ advice: String? = nil) {
        note(what, at: lines.line(of: key.name, inAccount: section.account), advice)
    }

    mutating func note(_ what: String, at line: Int?, _ advice: String?) {
        errors.append(ConfigError(file: file, line: line, what: what, advice: advice))
    }

    // On one line, and not too long for it.
    static func shown(_ text: String) -> String {
        let line = String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : Character($0) })
        return line.count <= 40 ? line : line.prefix(39) + "…"
    }
}
