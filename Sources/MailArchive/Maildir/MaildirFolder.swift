import MailModel

/// The messages of one folder of a Maildir, in the order of their names: that is about the order of their arrival.
struct MaildirFolder {
    private let path: String
    private let keywords: MaildirKeywords
    /// With `new/` or `cur/` before them.
    private let names: [String]
    private(set) var position = 0

    init(_ path: String) throws(ArchiveError) {
        self.path = path
        keywords = MaildirKeywords(maildir: path)
        var names: [(part: String, name: String)] = []
        // A folder without one of the two has nothing there.
        for part in ["new", "cur"] where (path + "/" + part).isFolder {
            for name in try (path + "/" + part).namesInFolder() where !name.hasPrefix(".") {
                names.append((part, name))
            }
        }
        self.names = names.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map {
            "\($0.part)/\($0.name)"
        }
    }

    var count: Int { names.count }

    /// The next message, or why it can't be had; nothing after the last.
    mutating func next() -> Result<ArchivedMessage, ArchiveError>? {
        guard position < names.count else { return nil }
        defer { position += 1 }
        let name = names[position]
        return Result { () throws(ArchiveError) in try message(name) }
    }

    private func message(_ relative: String) throws(ArchiveError) -> ArchivedMessage {
        let file = try InputFile(path + "/" + relative)
        let name = MaildirName(fileName: String(relative.dropFirst(4)), keywords: keywords)
        let told = name.told
        // What a crash or a full disk has left of a message that nobody can name.
        if file.sizeInOctets == 0, told == nil { throw ArchiveError(.unreadable, file.path, "the file is empty") }
        var text = ArchivedText(file: file, range: 0..<file.sizeInOctets, lengthensLines: true)
        var shape = try text.shape()
        if let told, told.digest != shape.digest {
            text.lengthensLines = false
            let plain = try text.shape()
            // Neither agrees where somebody has changed the file: then it is taken as any other.
            if plain.digest == told.digest { shape = plain } else { text.lengthensLines = true }
        }
        // Copying loses a file's time, and no name.
        let date = told.map(\.date).flatMap { $0.secondsSince1970 > 0 ? $0 : nil }
        return ArchivedMessage(
            flags: name.flags, date: date ?? MailDate(secondsSince1970: file.status.modified), shape: shape, text: text)
    }
}
