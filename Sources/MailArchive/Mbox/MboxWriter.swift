import Glibc

/// Writes a folder of mboxrd files, one for each folder: `INBOX.mbox`, `Lists/swift.mbox`.
///
/// A file is written under another name and gets its own when it is whole.
package struct MboxWriter: ArchiveWriter {
    /// Where the files go.
    package enum Target: Hashable, Sendable {
        /// A folder that has a file for each.
        case folder(String)
        /// The one file there will be.
        case file(String)
    }

    private let target: Target
    private let replaces: Bool
    private let lock: FolderLock
    private var current: (file: OutputFile, path: String)?
    private var message: (quoting: FromQuoting, lineEnds: LineEnds?, last: UInt8)?

    /// Makes the folder where there is none, and keeps other exports out of it.
    ///
    /// `replaces`: Whether a file that is there and has other mail in it gives way.
    package init(_ target: Target, replaces: Bool) throws(ArchiveError) {
        self.target = target
        self.replaces = replaces
        let folder =
            switch target {
            case .folder(let path): path
            case .file(let path): path.enclosingFolder
            }
        try folder.makeFolder()
        lock = try FolderLock(folder)
    }

    package mutating func openFolder(_ levels: [String]) throws(ArchiveError) {
        var (folder, name): (String, String)
        switch target {
        case .file(let path):
            folder = path.enclosingFolder
            name = path.split(separator: "/").last.map(String.init) ?? path
        case .folder(let root):
            folder = root
            for level in levels.dropLast() { folder += "/" + FolderPath.fileName(level) }
            try folder.makeFolder()
            name = FolderPath.fileName(levels.last ?? FolderPath.inbox) + FolderPath.mboxEnding
        }
        // Hidden, so that nobody takes it for a folder before it is whole.
        current = (try OutputFile("\(folder)/.\(name).unfinished"), "\(folder)/\(name)")
    }

    package mutating func begin(_ entry: ArchiveEntry) throws(ArchiveError) -> Bool {
        try current?.file.write((FromLine.text(sender: entry.sender, date: entry.date) + MboxMark(entry).text).utf8)
        message = (FromQuoting(.quote), entry.shape.hasOnlyCRLF ? LineEnds(.shorten) : nil, 0x0A)
        return true
    }

    package mutating func write(_ octets: [UInt8]) throws(ArchiveError) {
        guard var message else { return }
        let text = message.quoting.take(message.lineEnds?.take(octets) ?? octets)
        message.last = text.last ?? message.last
        self.message = message
        try current?.file.write(text)
    }

    package mutating func end() throws(ArchiveError) {
        guard var message else { return }
        self.message = nil
        let rest = message.quoting.finish()
        let endsLine = (rest.last ?? message.last) == 0x0A
        try current?.file.write(rest + (endsLine ? [0x0A] : [0x0A, 0x0A]))
    }

    package mutating func closeFolder() throws(ArchiveError) -> ClosedFolder {
        guard let current else { return ClosedFolder(isUnchanged: true) }
        self.current = nil
        try current.file.finish()
        do {
            try current.file.place(at: current.path)
        } catch  where error.kind == .exists {
            if try Self.isSame(current.file.path, as: current.path) { return ClosedFolder(isUnchanged: true) }
            guard replaces else {
                throw ArchiveError(.exists, current.path, "there is a file already, and it has other mail in it")
            }
            try current.file.rename(to: current.path)
        }
        try current.path.enclosingFolder.syncFolder()
        return ClosedFolder()
    }

    private static func isSame(_ path: String, as other: String) throws(ArchiveError) -> Bool {
        guard FileStatus(of: other)?.isRegular == true else { return false }
        let (left, right) = (try InputFile(path), try InputFile(other))
        guard left.sizeInOctets == right.sizeInOctets else { return false }
        for offset in stride(from: 0, to: left.sizeInOctets, by: InputFile.pieceSize) {
            let (one, two) = (
                try left.read(at: offset, count: InputFile.pieceSize),
                try right.read(at: offset, count: InputFile.pieceSize)
            )
            guard one == two else { return false }
        }
        return true
    }
}
