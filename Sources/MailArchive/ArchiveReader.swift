import MailModel

/// Reads the messages of one folder of an archive, whatever its form.
package struct ArchiveReader {
    private enum Form {
        case maildir(MaildirFolder)
        case mbox(MboxFile)
        case messages([String], position: Int)
    }

    private var form: Form

    /// - Throws: `.unreadable` where nothing of it can be read.
    package init(_ place: ArchivePlace) throws(ArchiveError) {
        switch place.form {
        case .maildir: form = .maildir(try MaildirFolder(place.path))
        case .mbox: form = .mbox(try MboxFile(place.path))
        case .messages(let paths): form = .messages(paths, position: 0)
        }
    }

    /// The next message, or why it can't be had, and then the one behind it; nothing after the last.
    package mutating func next() -> Result<ArchivedMessage, ArchiveError>? {
        switch form {
        case .maildir(var folder):
            defer { form = .maildir(folder) }
            return folder.next()
        case .mbox(var file):
            defer { form = .mbox(file) }
            return file.next()
        case .messages(let paths, let position):
            guard position < paths.count else { return nil }
            form = .messages(paths, position: position + 1)
            return Result { () throws(ArchiveError) in try Self.message(paths[position]) }
        }
    }

    /// How much is behind us, and of what: messages, or octets of an mbox.
    package var progress: (done: Int, total: Int) {
        switch form {
        case .maildir(let folder): (folder.position, folder.count)
        case .mbox(let file): (file.position, file.sizeInOctets)
        case .messages(let paths, let position): (position, paths.count)
        }
    }

    /// A file that is one message (`.eml`): it says nothing of flags, and of its arrival only what the header does.
    private static func message(_ path: String) throws(ArchiveError) -> ArchivedMessage {
        let file = try InputFile(path)
        guard file.sizeInOctets > 0 else { throw ArchiveError(.unreadable, path, "the file is empty") }
        let text = ArchivedText(file: file, range: 0..<file.sizeInOctets, lengthensLines: true)
        return ArchivedMessage(flags: [], date: nil, shape: try text.shape(), text: text)
    }
}
