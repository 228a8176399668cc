/// Changes accounts in the text of a config.toml, and leaves every line alone that has to do with something else.
package struct ConfigEdit: Sendable {
    package private(set) var text: String
    private let file: String

    /// - Parameters:
    ///   - text: What the file says; empty where there is none.
    ///   - file: Its name, for errors.
    package init(_ text: String, file: String) {
        self.text = text
        self.file = file
    }

    /// Appends an account.
    ///
    /// - Throws: `.duplicateName`; `.notUnderstood` where the file can't be read as it is, or would not say the same.
    package mutating func add(_ account: AccountConfiguration, remark: String) throws(ConfigEditError) {
        let before = try read()
        guard !names.contains(account.name) else { throw .duplicateName(account.name) }
        var changed = text
        if !changed.isEmpty, changed.last != "\n" { changed += "\n" }
        if !changed.isEmpty { changed += "\n" }
        changed += AccountText.block(of: account, remark: remark)
        try keep(changed, meaning: before.configuration.accounts + [account], before)
    }

    /// Gives the account of the same name other values.
    ///
    /// All comments stay, but for what was said here of a value and is not true of the new one.
    package mutating func change(_ account: AccountConfiguration) throws(ConfigEditError) {
        let before = try read()
        guard let place = before.configuration.accounts.firstIndex(where: { $0.name == account.name }),
            let section = sections.first(where: { $0.name == account.name })
        else { throw .noSuchAccount(account.name) }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let old = before.configuration.accounts[place]
        let pairs = AccountText.pairs(of: account)
        var missing = pairs
        var end = section.lines.upperBound
        for index in section.lines.reversed() {
            guard let key = section.keys[index] else { continue }
            if let pair = pairs.first(where: { $0.0.name == key }) {
                missing.removeAll { $0.0.name == key }
                let remarks = [old, account].map { AccountText.comment(on: pair.0, in: $0).map { "  # \($0)" } ?? "" }
                if let line = Self.replacing(valueOf: lines[index], pair, remarks[0], remarks[1]) {
                    lines[index] = line
                }
            } else if ConfigKey.all.contains(where: { $0.name == key }) {
                lines.remove(at: index)
                end -= 1
            }
        }
        // Behind the last line that says something.
        while end > section.lines.lowerBound + 1, lines[end - 1].allSatisfy({ $0 == " " || $0 == "\t" || $0 == "\r" }) {
            end -= 1
        }
        lines.insert(contentsOf: missing.map { AccountText.line($0, $1, of: account) }, at: end)
        var accounts = before.configuration.accounts
        accounts[place] = account
        try keep(lines.joined(separator: "\n"), meaning: accounts, before)
    }

    /// Takes an account out, with the comments inside of it.
    package mutating func remove(_ name: String) throws(ConfigEditError) {
        let before = try read()
        guard let section = sections.first(where: { $0.name == name }) else { throw .noSuchAccount(name) }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines.removeSubrange(section.lines)
        if lines.last?.isEmpty == false { lines.append("") }
        try keep(
            lines.joined(separator: "\n"), meaning: before.configuration.accounts.filter { $0.name != name }, before)
    }

    /// All accounts' names, also of those that have an error.
    private var names: [String] { sections.compactMap(\.name) }

    private func read() throws(ConfigEditError) -> Configuration.Reading {
        let reading = Configuration.read(text, file: file)
        // As TOML it must be in order; what an account of it says wrong is its own affair.
        do { _ = try ConfigValue.parse(text, file: file) } catch { throw .notUnderstood(error.description) }
        return reading
    }

    /// Takes over a text that says what it should, and nothing else than before.
    private mutating func keep(
        _ changed: String, meaning accounts: [AccountConfiguration], _ before: Configuration.Reading
    ) throws(ConfigEditError) {
        let after = Configuration.read(changed, file: file)
        var wanted = before.configuration
        wanted.accounts = accounts
        guard after.configuration == wanted, after.errors.count <= before.errors.count else {
            throw .notUnderstood("\(file) is written in a way that can't be changed safely")
        }
        text = changed
    }

    // MARK: - Sections

    /// The lines of one `[[account]]`, counted from 0.
    private struct Section {
        var lines: Range<Int>
        /// Keys by line, those that stand at a line's beginning.
        var keys: [Int: String] = [:]
        var name: String?
    }

    private var sections: [Section] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let places = KeyLines(text)
        var sections: [Section] = []
        for number in 0... {
            guard let first = places.line(ofAccount: number) else { break }
            let next = places.line(ofAccount: number + 1).map { $0 - 1 } ?? lines.count
            var section = Section(lines: first - 1..<Self.end(of: lines, from: first, to: next))
            for key in ConfigKey.all where key.level == .account {
                guard let line = places.line(of: key.name, inAccount: number), line != first else { continue }
                section.keys[line - 1] = key.name
            }
            section.name = Self.name(in: lines[section.lines])
            sections.append(section)
        }
        return sections
    }

    // Comments right above the next header belong to it; so do other tables' headers.
    private static func end(of lines: [Substring], from start: Int, to next: Int) -> Int {
        let other = (start..<next).first { lines[$0].drop { $0 == " " || $0 == "\t" }.first == "[" }
        var end = other ?? next
        guard end < lines.count else { return end }
        while end > start, lines[end - 1].drop(while: { $0 == " " || $0 == "\t" }).first == "#" { end -= 1 }
        return end
    }

    private static func name(in lines: ArraySlice<Substring>) -> String? {
        guard case .array(let tables)? = try? ConfigValue.parse(lines.joined(separator: "\n"), file: "")["account"],
            case .table(let values)? = tables.first, case .text(let name)? = values["name"]
        else { return nil }
        return name
    }

    /// The line with another value, and another remark where it has the old one; nothing where it says that already.
    private static func replacing(
        valueOf line: String, _ pair: (ConfigKey, String), _ oldRemark: String, _ newRemark: String
    ) -> String? {
        let old = try? ConfigValue.parse(line, file: "")[pair.0.name]
        let new = try? ConfigValue.parse("\(pair.0.name) = \(pair.1)", file: "")[pair.0.name]
        let isRemarked = !oldRemark.isEmpty && line.hasSuffix(oldRemark)
        guard old != new || (isRemarked && oldRemark != newRemark), let equals = line.firstIndex(of: "=") else {
            return nil
        }
        if isRemarked { return "\(line[...equals]) \(pair.1)\(newRemark)" }
        // A comment of the person's stays where it surely is one: behind the last quote, or behind a number.
        let behind = line[line.index(after: equals)...]
        let tail = behind.lastIndex(of: "\"").map { behind[behind.index(after: $0)...] } ?? behind
        let comment = tail.firstIndex(of: "#").map { "  " + tail[$0...] } ?? ""
        return "\(line[...equals]) \(pair.1)\(comment)"
    }
}

/// Why config.toml was not changed.
package enum ConfigEditError: Error, Hashable, Sendable, CustomStringConvertible {
    case duplicateName(String)
    case noSuchAccount(String)
    /// The file says something that can't be worked with, as a sentence.
    case notUnderstood(String)
    /// The file system refused, and why.
    case notWritten(String)
    /// Somebody else has written it meanwhile.
    case changedMeanwhile

    package var description: String {
        switch self {
        case .duplicateName(let name): "there is an account “\(name)” already"
        case .noSuchAccount(let name): "there is no account “\(name)”"
        case .notUnderstood(let what): what
        case .notWritten(let why): "the configuration can't be written: \(why)"
        case .changedMeanwhile: "somebody else has changed the configuration meanwhile"
        }
    }
}
