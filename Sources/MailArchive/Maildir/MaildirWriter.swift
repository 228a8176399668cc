import Glibc
import MailModel

/// Writes a Maildir++: INBOX at its root, every other folder as `.Name` below it.
///
/// A message is written to `tmp`, synced, and only then renamed into `new` or `cur`. What has the same name already
/// is the same message.
package struct MaildirWriter: ArchiveWriter {
    private let root: String
    private let lock: FolderLock
    private var folder: Folder?
    private var current: (file: OutputFile, name: MaildirName, modified: Int64, lineEnds: LineEnds?)?

    private struct Folder {
        var path: String
        var keywords: MaildirKeywords
        /// Names without their flags.
        var known: Set<Substring>
        /// How often the same octets of the same date were there to be written.
        var occurrences: [Likeness: Int] = [:]
    }

    /// What messages have in common that are told apart by a number alone.
    private struct Likeness: Hashable {
        let date: Int64
        /// The beginning of the digest: enough to tell messages apart, and small.
        let digest: UInt64

        init(_ entry: ArchiveEntry) {
            date = entry.date.secondsSince1970
            digest = entry.shape.digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    /// Makes the root where there is none, and keeps other exports out of it.
    package init(root: String) throws(ArchiveError) {
        self.root = root
        try Self.makeMaildir(root)
        lock = try FolderLock(root)
    }

    private static func makeMaildir(_ path: String) throws(ArchiveError) {
        for name in ["", "/tmp", "/new", "/cur"] { try (path + name).makeFolder() }
    }

    package mutating func openFolder(_ levels: [String]) throws(ArchiveError) {
        let path = levels == [FolderPath.inbox] ? root : root + "/" + FolderPath.maildirName(levels)
        try Self.makeMaildir(path)
        if path != root {
            // Says that it is a folder of a Maildir++ and no Maildir by itself.
            let mark = open(path + "/maildirfolder", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            if mark >= 0 { close(mark) }
        }
        var known: Set<Substring> = []
        for part in ["/new", "/cur"] {
            for name in try (path + part).namesInFolder() { known.insert(MaildirName.base(of: name)) }
        }
        folder = Folder(path: path, keywords: MaildirKeywords(maildir: path), known: known)
    }

    package mutating func begin(_ entry: ArchiveEntry) throws(ArchiveError) -> Bool {
        guard var folder else { return false }
        defer { self.folder = folder }
        if folder.keywords.add(entry.flags) { try write(folder.keywords, to: folder.path) }
        folder.occurrences[Likeness(entry), default: 0] += 1
        let name = MaildirName(
            entry, occurrence: folder.occurrences[Likeness(entry), default: 1], keywords: folder.keywords)
        guard folder.known.insert(Substring(name.base)).inserted else { return false }
        current = (
            try OutputFile(folder.path + "/tmp/" + name.base), name, entry.date.secondsSince1970,
            entry.shape.hasOnlyCRLF ? LineEnds(.shorten) : nil
        )
        return true
    }

    package mutating func write(_ octets: [UInt8]) throws(ArchiveError) {
        try current?.file.write(current?.lineEnds?.take(octets) ?? octets)
    }

    package mutating func end() throws(ArchiveError) {
        guard let current, let folder else { return }
        self.current = nil
        try current.file.finish(modified: current.modified)
        try current.file.rename(to: folder.path + "/" + current.name.path)
    }

    package mutating func closeFolder() throws(ArchiveError) -> ClosedFolder {
        guard let closed = folder else { return ClosedFolder(isUnchanged: true) }
        folder = nil
        for part in ["/new", "/cur", ""] { try (closed.path + part).syncFolder() }
        return ClosedFolder(lostKeywords: closed.keywords.lost)
    }

    private func write(_ keywords: MaildirKeywords, to maildir: String) throws(ArchiveError) {
        let file = try OutputFile(maildir + "/tmp/" + MaildirKeywords.fileName)
        try file.write(keywords.text.utf8)
        try file.finish()
        try file.rename(to: maildir + "/" + MaildirKeywords.fileName)
    }
}
