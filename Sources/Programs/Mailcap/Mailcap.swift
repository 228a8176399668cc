import Glibc

/// What the user and the system say of the programs that show contents (RFC 1524).
package struct Mailcap: Sendable {
    /// The most octets of a file, and lines of all.
    private static let mostOctets = 1 << 20
    private static let mostEntries = 5000
    private static let mostFiles = 20
    /// How long a line's test may take.
    private static let testLimit = Duration.seconds(5)

    /// First come, first served.
    package private(set) var entries: [MailcapEntry] = []

    package init() {}

    /// How a content is to be shown.
    package struct Viewer: Hashable, Sendable {
        package let words: [String]
        /// Where the content has to be as a file; nothing: its standard input.
        package let path: String?
        package let needsTerminal: Bool
        package let isCopious: Bool
    }

    // MARK: - Files

    /// Reads the files that `MAILCAPS` names, or else the user's and the system's.
    package static func standard() -> Mailcap {
        let home = getenv("HOME").map { String(cString: $0) } ?? ""
        let named = getenv("MAILCAPS").map { String(cString: $0) }
        let paths = named?.split(separator: ":").map(String.init) ?? ["~/.mailcap", "/etc/mailcap"]
        var mailcap = Mailcap()
        for path in paths.prefix(mostFiles) {
            mailcap.add(octets(of: path.hasPrefix("~/") ? home + path.dropFirst() : path))
        }
        return mailcap
    }

    private static func octets(of path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
        var octets: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while octets.count < mostOctets {
            let count = Glibc.read(descriptor, &piece, piece.count)
            guard count > 0 else { break }
            octets += piece.prefix(count)
        }
        return Array(octets.prefix(mostOctets))
    }

    /// Takes the lines of a file; a backslash at a line's end joins it with the next one.
    package mutating func add(_ octets: [UInt8]) {
        var line = ""
        for piece in octets.split(separator: 0x0A, omittingEmptySubsequences: false) {
            guard entries.count < Self.mostEntries else { return }
            let text = String(decoding: piece.last == 0x0D ? piece.dropLast() : piece, as: UTF8.self)
            if text.hasSuffix("\\"), !(line + text).hasPrefix("#") {
                line += text.dropLast()
                continue
            }
            if let entry = MailcapEntry(line: line + text) { entries.append(entry) }
            line = ""
        }
        if let entry = MailcapEntry(line: line) { entries.append(entry) }
    }

    // MARK: - Choosing

    /// The first line that fits, and whose test succeeds.
    ///
    /// - Parameters:
    ///   - type: `application/pdf`, a stranger's.
    ///   - parameters: Of the Content-Type, a stranger's.
    ///   - folder: Where the file is to be.
    ///   - base: A name for it, Postern's own.
    ///   - ending: What comes behind the dot in the name that the message gives it.
    /// - Returns: Nothing where no line is fit for it.
    package func viewer(
        of type: String, parameters: [String: String], in folder: String, base: String, ending: String
    ) async -> Viewer? {
        for entry in entries where entry.fits(type) {
            let name = entry.name(base: base, ending: ending)
            let values = MailcapCommand.Values(path: "\(folder)/\(name)", type: type, parameters: parameters)
            guard let command = MailcapCommand(entry.command, values) else { continue }
            if let test = entry.test, await !Self.succeeds(test, values) { continue }
            return Viewer(
                words: command.words, path: command.namesFile ? values.path : nil,
                needsTerminal: entry.needsTerminal, isCopious: entry.isCopious)
        }
        return nil
    }

    /// A test that wants to see the content fails: there is no file yet.
    private static func succeeds(_ test: String, _ values: MailcapCommand.Values) async -> Bool {
        guard let command = MailcapCommand(test, values), !command.namesFile else { return false }
        return (try? await Program(words: command.words, limit: testLimit).run())?.status == 0
    }
}

extension MailcapEntry {
    /// A name for the file, with nothing in it that a stranger could choose but a plain ending.
    func name(base: String, ending: String) -> String {
        func isPlain(_ text: some StringProtocol) -> Bool {
            text.utf8.count <= 20
                && text.allSatisfy { ($0.isASCII && ($0.isLetter || $0.isNumber)) || "._-".contains($0) }
        }
        if let nameTemplate {
            let pieces = nameTemplate.split(separator: "%s", omittingEmptySubsequences: false)
            if pieces.count == 2, pieces.allSatisfy({ isPlain($0) }), !nameTemplate.hasPrefix(".") {
                return pieces.joined(separator: base)
            }
        }
        return !ending.isEmpty && isPlain(ending) && !ending.contains(".") ? "\(base).\(ending)" : base
    }
}
